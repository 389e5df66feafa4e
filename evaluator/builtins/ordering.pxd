# Compiled; see ordering.py.
