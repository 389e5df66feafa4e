# Compiled: the inputs of every derivation are looked up here.
