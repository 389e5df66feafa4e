# Compiled: every attribute of every derivation passes through.
