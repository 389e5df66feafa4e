"""The environment of a derivation: names in order beside their texts, as the derivation's text has them.

Attributes come in this order, so that nothing is sorted and no table of names is made, which only who looks at a
derivation needs.
"""

import cython


class Variables:
    """Environment variables in the order of their names."""

    def __init__(self, env: dict | None = None) -> None:
        """Those of a mapping, none by default."""
        self.names = sorted(env) if env else []
        self.texts = [env[name] for name in self.names]

    def append(self, name: str, text: str) -> cython.int:
        """Add a variable whose name comes after all others."""
        self.names.append(name)
        self.texts.append(text)
        return 0

    def put(self, name: str, text: str) -> object:
        """Set a variable, whether it is there or not."""
        low: cython.Py_ssize_t = 0
        high: cython.Py_ssize_t = len(self.names)
        middle: cython.Py_ssize_t
        while low < high:
            middle = (low + high) // 2
            if cython.cast(str, self.names[middle]) < name:
                low = middle + 1
            else:
                high = middle
        if low < len(self.names) and cython.cast(str, self.names[low]) == name:
            self.texts[low] = text
        else:
            self.names.insert(low, name)
            self.texts.insert(low, text)

    def mapping(self) -> dict:
        """Name -> text."""
        return dict(zip(self.names, self.texts, strict=True))
