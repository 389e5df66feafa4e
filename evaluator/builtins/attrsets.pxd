# Compiled; see attrsets.py.
