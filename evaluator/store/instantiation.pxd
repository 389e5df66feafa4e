# Compiled: every derivation is made here.
