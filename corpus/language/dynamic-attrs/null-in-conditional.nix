{ ${if false then "a" else null} = 1; ${if true then "b" else null} = 2; }
