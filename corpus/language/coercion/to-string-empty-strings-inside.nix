toString [ "" "a" "" "" "b" ]
