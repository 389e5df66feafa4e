[ (dirOf /a/b) (dirOf /a) ]
