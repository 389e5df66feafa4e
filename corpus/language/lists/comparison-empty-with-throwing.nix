[ ] < [ (throw "a") ]
