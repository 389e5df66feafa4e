"""Memory of the interpreter and of the C library in larger pieces.

The interpreter takes memory a megabyte at a time, and each of its 256 pages costs a fault when it is first written:
here one call of the system gives them all. The C library gives each thread but the first an arena that grows by one
page for each call of the system: here all threads share the first, which grows by a megabyte. It keeps what is
given back, as it would anyhow after a while: a table that is made for each step of a fold must not be mapped each time.
"""

from cython.cimports.evaluator.arenas import nixray_populate_arenas


def populate() -> None:
    """Have it so from now on. To be called before a thread begins that evaluates."""
    nixray_populate_arenas()
