[ map ] == [ map ]
