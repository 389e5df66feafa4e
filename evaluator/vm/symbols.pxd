# Compiled: equality asks for the order of the names of sets.
cpdef tuple known_first(tuple names)
