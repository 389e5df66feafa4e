[ nope ]
