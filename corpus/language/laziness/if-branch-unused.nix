if true then 1 else abort "no"
