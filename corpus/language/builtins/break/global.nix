break 5
