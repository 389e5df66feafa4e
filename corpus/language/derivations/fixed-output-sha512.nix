(derivation { name = "n"; system = "s"; builder = "b"; outputHashAlgo = "sha512"; outputHash = "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="; }).outPath
