(x: x) __curPos.column
