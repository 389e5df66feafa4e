# match and split. See regex.py.
from evaluator.builtins.regex_automaton cimport Automaton
cdef Automaton compiled(object pattern, str note)
