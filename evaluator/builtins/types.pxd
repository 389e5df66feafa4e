# Compiled; see types.py.
