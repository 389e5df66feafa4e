map (r: builtins.match r "a") [ "[[:xdigit:]]" "[[:blank:]]" "[[:cntrl:]]" "[[:print:]]" "[[:graph:]]" ]
