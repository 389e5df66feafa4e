{ }.a or { b = 1; }.b
