"""An evaluation in one file: everything it read, what it was told, and what it came to.

A bundle is replayed on a machine that has nothing of the original: every question to the disk is
answered from it, and a question that was not asked before has no answer.
"""
