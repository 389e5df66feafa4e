let here = x: __curPos.line; in
here 1
