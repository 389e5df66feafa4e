"""Sorting with a function of the program."""

import cython
from cython.cimports.cpython.mem import PyMem_Free, PyMem_Malloc
from cython.cimports.evaluator.builtins.arguments import as_bool
from cython.cimports.evaluator.bytecode.code import Code
from cython.cimports.evaluator.bytecode.opcode_numbers import Op
from cython.cimports.evaluator.values import Builtin, Closure, Ref, give, raw_decref, take
from cython.cimports.evaluator.vm import limits
from cython.cimports.evaluator.vm.calls import ensure_compiled
from cython.cimports.evaluator.vm.comparison import Compare, Test, less_than
from cython.cimports.evaluator.vm.forcing import apply_refs, force
from cython.cimports.evaluator.vm.natives import PyTuple_New, PyTuple_SET_ITEM, false, true, tuple_items
from cython.cimports.libc.string import memcpy

from evaluator.errors import EvalError


def sorted_by(function: object, items: tuple) -> tuple:
    """The items in the order of `function` (a strict order), stable. All are forced before."""
    count: cython.Py_ssize_t = len(items)
    result: Ref
    scratch: cython.pointer(Ref)
    failed: cython.int
    i: cython.Py_ssize_t
    v: object
    for v in items:
        force(v)
    if count == 1:
        return items
    direction: cython.int = natural(function)
    if direction != 0:
        values: tuple = tuple([force(v) for v in items])
        kinds: set = {type(v) for v in values}
        if kinds == {str} or kinds == {int}:
            return tuple(sorted(values, reverse=direction < 0))
        if type(function) is Builtin:
            items = values
    scratch = cython.cast(cython.pointer(Ref), PyMem_Malloc((count + 1) * cython.sizeof(Ref)))
    if scratch == cython.NULL:
        raise MemoryError
    result = PyTuple_New(count)
    for i in range(count):
        PyTuple_SET_ITEM(result, i, give(items[i]))
    by: Ref = cython.NULL if type(function) is Builtin and direction != 0 else cython.cast(Ref, function)
    failed = merge_sort(tuple_items(result), scratch, count, by)
    PyMem_Free(scratch)
    if failed < 0:
        raw_decref(result)
        result = cython.NULL
    return take(result)


@cython.cfunc
@cython.exceptval(-2, check=False)
def natural(function: object) -> cython.int:
    """1 for a function that is `<`: `builtins.lessThan`, or `a: b: a < b`; -1 for `a: b: b < a`; else 0.
    Where its calls would nest too deep, or somebody listens to them, it has to be called."""
    code: Code
    low: cython.int
    if type(function) is Builtin:
        return cython.cast(Builtin, function).name == "lessThan"
    if type(function) is not Closure:
        return 0
    code = cython.cast(object, cython.cast(Closure, function).code)
    if code.ops == cython.NULL and ensure_compiled(cython.cast(Ref, code)) < 0:
        return -2
    if code.nops != 4 or code.arity != 2 or limits.depth + 2 > limits.max_depth:
        return 0
    low = code.ops[0] >> 8
    if (
        (code.ops[0] & 0xFF) == Op.GET_OPERAND_OP
        and (code.ops[1] & 0xFF) == Op.GET_OPERAND_OP
        and code.ops[2] == Op.LT_OP
        and low + (code.ops[1] >> 8) == 1
    ):
        return 1 if low == 0 else -1
    return 0


@cython.cfunc
@cython.exceptval(check=False)
def merge_sort(
    row: cython.pointer(Ref), scratch: cython.pointer(Ref), count: cython.Py_ssize_t, function: Ref
) -> cython.int:
    """Sort a row of references by a function of the program, or by `<` if there is none. Gives -1 with an
    exception set on failure: then all are still there, in some order."""
    half: cython.Py_ssize_t = count // 2
    left: cython.Py_ssize_t = 0
    right: cython.Py_ssize_t = half
    to: cython.Py_ssize_t = 0
    answer: cython.int
    v: Ref
    if count <= 6:
        for right in range(1, count):
            v = row[right]
            to = right
            answer = 1
            while to > 0:
                answer = before(function, v, row[to - 1])
                if answer <= 0:
                    break
                row[to] = row[to - 1]
                to -= 1
            row[to] = v
            if answer < 0:
                return -1
        return 0
    if merge_sort(row, scratch, half, function) < 0:
        return -1
    if merge_sort(row + half, scratch, count - half, function) < 0:
        return -1
    answer = before(function, row[half], row[half - 1])
    if answer <= 0:
        return answer
    memcpy(scratch, row, half * cython.sizeof(Ref))
    while left < half and right < count:
        answer = before(function, row[right], scratch[left])
        if answer < 0:
            break
        if answer:
            row[to] = row[right]
            right += 1
        else:
            row[to] = scratch[left]
            left += 1
        to += 1
    memcpy(row + to, scratch + left, (half - left) * cython.sizeof(Ref))
    return answer if answer < 0 else 0


@cython.cfunc
@cython.exceptval(check=False)
def before(function: Ref, a: Ref, b: Ref) -> cython.int:
    """Whether a < b, by a function of the program; -1 with an exception set on failure."""
    args: Ref[2]
    result: Ref
    answer: cython.int
    if function == cython.NULL:
        return cython.cast(Compare, less)(a, b)
    args[0] = a
    args[1] = b
    result = apply_refs(function, args, 2)
    if result == cython.NULL:
        return -1
    answer = result == true
    if not answer and result != false:
        answer = cython.cast(Test, truth)(result)
    raw_decref(result)
    return answer


@cython.cfunc
@cython.exceptval(-1, check=False)
def truth(value: object) -> cython.int:
    """A boolean, or the error of a function that does not give one."""
    return as_bool(value, "while evaluating the return value of the sorting function passed to builtins.sort")


@cython.cfunc
@cython.exceptval(-1, check=False)
def less(a: object, b: object) -> cython.int:
    try:
        return less_than(a, b)
    except EvalError as error:
        raise error.while_("while evaluating the ordering function passed to builtins.sort") from None
