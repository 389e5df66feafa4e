map (s: builtins.match "a{1,2}" s) [ "" "a" "aa" "aaa" ]
