"""Sorting with a function of the program, and sets of ordered keys."""

import cython
from cython.cimports.evaluator.builtins.arguments import as_bool
from cython.cimports.evaluator.values import Builtin
from cython.cimports.evaluator.vm.comparison import less_than
from cython.cimports.evaluator.vm.forcing import call2, force


class Item:
    """A list item that compares by a function of the program."""

    def __lt__(self, other: "Item") -> bool:
        return as_bool(call2(self.function, self.value, other.value))


class KeySet:
    """The keys that `genericClosure` has met. Keys compare as `<` does; of mixed kinds it fails."""

    def __init__(self) -> None:
        self.keys = []
        self.texts = set()

    def add(self, key: object) -> bool:
        """Note a key; False if it was there."""
        low: cython.Py_ssize_t = 0
        high: cython.Py_ssize_t = len(self.keys)
        middle: cython.Py_ssize_t
        if type(key) is str and len(self.keys) == len(self.texts):
            if key in self.texts:
                return False
            if self.keys and type(self.keys[0]) is not str:
                less_than(self.keys[0], key)
            self.texts.add(key)
            self.keys.append(key)
            return True
        if self.texts:
            self.keys.sort()
            self.texts = set()
        while low < high:
            middle = (low + high) // 2
            if less_than(self.keys[middle], key):
                low = middle + 1
            else:
                high = middle
        if low < len(self.keys) and not less_than(key, self.keys[low]):
            return False
        self.keys.insert(low, key)
        return True


def sorted_by(function: object, items: tuple) -> tuple:
    """The items in the order of `function` (a strict order), stable."""
    entries: list = []
    v: object
    item: Item
    if type(function) is Builtin and cython.cast(Builtin, function).name == "lessThan":
        forced: list = [force(v) for v in items]
        if all(type(v) is str for v in forced):
            return tuple(sorted(forced))
    for v in items:
        item = Item.__new__(Item)
        item.value = v
        item.function = function
        entries.append(item)
    entries.sort()
    return tuple([item.value for item in entries])
