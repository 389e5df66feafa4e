[ one two ]
