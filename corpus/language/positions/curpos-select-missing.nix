__curPos.nope
