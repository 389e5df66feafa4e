{ }.a or -1
