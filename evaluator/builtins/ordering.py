"""Sorting with a function of the program, and sets of ordered keys."""

import cython
from cython.cimports.evaluator.builtins.arguments import as_bool
from cython.cimports.evaluator.values import Builtin
from cython.cimports.evaluator.vm.comparison import less_than
from cython.cimports.evaluator.vm.forcing import call2, force

from evaluator.errors import EvalError
from evaluator.printing import brief


class Item:
    """A list item that compares by a function of the program, or by `<` if there is none."""

    def __lt__(self, other: "Item") -> bool:
        if self.function is None:
            try:
                return less_than(self.value, other.value)
            except EvalError as error:
                raise error.while_("while evaluating the ordering function passed to builtins.sort") from None
        return as_bool(
            call2(self.function, self.value, other.value),
            "while evaluating the return value of the sorting function passed to builtins.sort",
        )


class KeySet:
    """The keys that `genericClosure` has met, each with its element. Keys compare as `<` does; of mixed
    kinds it fails. As long as all are texts, or all are integers, their order does not matter and they are in
    `texts` too; then that is empty, and `keys` is sorted."""

    def __init__(self) -> None:
        self.keys = []
        self.elements = []
        self.texts = set()

    def add(self, key: object, element: object) -> bool:
        """Note a key; False if it was there."""
        low: cython.Py_ssize_t = 0
        high: cython.Py_ssize_t = len(self.keys)
        middle: cython.Py_ssize_t
        order: list
        if (
            (type(key) is str or type(key) is int)
            and len(self.keys) == len(self.texts)
            and (not self.keys or type(self.keys[0]) is type(key))
        ):
            if key in self.texts:
                return False
            self.texts.add(key)
            self.keys.append(key)
            self.elements.append(element)
            return True
        if self.texts:
            order = sorted(range(high), key=self.keys.__getitem__)
            self.keys = [self.keys[i] for i in order]
            self.elements = [self.elements[i] for i in order]
            self.texts = set()
        while low < high:
            middle = (low + high) // 2
            if self.before(self.keys[middle], self.elements[middle], key, element, True):
                low = middle + 1
            else:
                high = middle
        if low < len(self.keys) and not self.before(key, element, self.keys[low], self.elements[low], False):
            return False
        self.keys.insert(low, key)
        self.elements.insert(low, element)
        return True

    def before(self, a: object, of_a: object, b: object, of_b: object, swapped: bool) -> bool:
        """Whether one key is less than another. An error tells of the new element (`b` if `swapped`, which
        the reference compares the other way round) and the old one."""
        try:
            return less_than(a, b)
        except EvalError:
            if swapped:
                a, of_a, b, of_b = b, of_b, a, of_a
        try:
            less_than(a, b)
        except EvalError as error:
            error.while_(f"with element {brief(of_b)}")
            raise error.while_(f"while comparing element {brief(of_a)}") from None
        raise AssertionError("the keys have an order")


def sorted_by(function: object, items: tuple) -> tuple:
    """The items in the order of `function` (a strict order), stable. All are forced before."""
    entries: list = []
    v: object
    item: Item
    for v in items:
        force(v)
    if type(function) is Builtin and cython.cast(Builtin, function).name == "lessThan":
        items = tuple([force(v) for v in items])
        kinds: set = {type(v) for v in items}
        if kinds == {str} or kinds == {int}:
            return tuple(sorted(items))
        function = None
    for v in items:
        item = Item.__new__(Item)
        item.value = v
        item.function = function
        entries.append(item)
    entries.sort()
    return tuple([item.value for item in entries])
