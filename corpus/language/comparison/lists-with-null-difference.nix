[ null ] < [ 1 ]
