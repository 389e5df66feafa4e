"""Builtins on versions and package names.

A version is a row of components: runs of digits and runs of other characters, separated by `.` and `-`
or by the change between the two.
"""

import cython
from cython.cimports.evaluator.builtins.arguments import as_plain_string
from cython.cimports.evaluator.values import new_attrs

from evaluator.builtins.registry import builtin


@cython.cfunc
def next_component(version: str, at: cython.p_Py_ssize_t) -> str:
    """The component at or after a place, which moves behind it; empty at the end."""
    size: cython.Py_ssize_t = len(version)
    start: cython.Py_ssize_t = at[0]
    end: cython.Py_ssize_t
    while start < size and (version[start] == "." or version[start] == "-"):
        start += 1
    end = start
    if end < size and "0" <= version[end] <= "9":
        while end < size and "0" <= version[end] <= "9":
            end += 1
    else:
        while end < size and version[end] != "." and version[end] != "-" and not "0" <= version[end] <= "9":
            end += 1
    at[0] = end
    return version[start:end]


@cython.cfunc
@cython.exceptval(check=False)
def number(component: str) -> cython.longlong:
    """The value of a number; -1 for anything else. Past 31 bits digits are text (reference behaviour)."""
    value: cython.longlong = 0
    character: cython.Py_UCS4
    if len(component) == 0:
        return -1
    for character in component:
        if not "0" <= character <= "9":
            return -1
        value = 10 * value + (cython.cast(cython.longlong, character) - 48)
        if value > 0x7FFFFFFF:
            return -1
    return value


@cython.cfunc
@cython.exceptval(check=False)
def order(left: str, right: str) -> cython.int:
    """-1, 0 or 1: how two components compare. `pre` comes before the end of a version, that before
    numbers, and text before numbers."""
    a: cython.longlong
    b: cython.longlong
    if left == right:
        return 0
    a = number(left)
    b = number(right)
    if a >= 0 and b >= 0:
        return 0 if a == b else -1 if a < b else 1
    if not left and b >= 0:
        return -1
    if left == "pre":
        return -1
    if right == "pre":
        return 1
    if b >= 0:
        return -1
    if a >= 0:
        return 1
    return -1 if left < right else 1


@builtin("compareVersions", 2)
def compare_versions(first, second):
    left: str = as_plain_string(first, "while evaluating the first argument passed to builtins.compareVersions")
    right: str = as_plain_string(second, "while evaluating the second argument passed to builtins.compareVersions")
    i: cython.Py_ssize_t = 0
    j: cython.Py_ssize_t = 0
    result: cython.int
    while i < len(left) or j < len(right):
        a: str = next_component(left, cython.address(i))
        b: str = next_component(right, cython.address(j))
        result = order(a, b)
        if result:
            return result
    return 0


@builtin("splitVersion", 1)
def split_version(version):
    text: str = as_plain_string(version, "while evaluating the first argument passed to builtins.splitVersion")
    parts: list = []
    at: cython.Py_ssize_t = 0
    while True:
        part: str = next_component(text, cython.address(at))
        if not part:
            return tuple(parts)
        parts.append(part)


@builtin("parseDrvName", 1)
def parse_drv_name(name):
    text: str = as_plain_string(name, "while evaluating the first argument passed to builtins.parseDrvName")
    at: cython.Py_ssize_t
    for at in range(len(text) - 1):
        if text[at] == "-" and not ("a" <= text[at + 1] <= "z" or "A" <= text[at + 1] <= "Z"):
            return new_attrs({"name": text[:at], "version": text[at + 1 :]}, None)
    return new_attrs({"name": text, "version": ""}, None)
