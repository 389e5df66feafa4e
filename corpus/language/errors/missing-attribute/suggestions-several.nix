{ aa = 1; ab = 1; ac = 1; zz = 1; }.ad
