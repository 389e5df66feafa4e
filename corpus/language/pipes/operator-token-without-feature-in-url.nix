a|>b
