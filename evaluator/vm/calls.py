"""Calling: functions and builtins, set patterns, partial calls, and the frames of what is active.

Every activation (code or builtin) has a `Frame` on the C stack, linked from `top_frame`: this is what
the debugger, the profiler and error traces read. References are held as in machine.py: arguments are
borrowed, results owned, NULL means that a Python exception is set.
"""

from sys import intern

import cython
from cython.cimports.cpython.mem import PyMem_Free, PyMem_Malloc
from cython.cimports.cpython.object import PyTypeObject
from cython.cimports.evaluator.bytecode.code import Code, CodeKind, Formals
from cython.cimports.evaluator.bytecode.compiler import compile_code
from cython.cimports.evaluator.shapes import Shape, place_of
from cython.cimports.evaluator.values import (
    MISSING,
    AttrSet,
    Builtin,
    Closure,
    Env,
    Fn1,
    Fn2,
    PartialCall,
    Ref,
    Thunk,
    find_attr,
    flat,
    get_attr,
    new_env,
    raw_decref,
    raw_incref,
    raw_xdecref,
    type_of,
)
from cython.cimports.evaluator.vm import forcing, hooks, limits
from cython.cimports.evaluator.vm.forcing import force_in, force_ref
from cython.cimports.evaluator.vm.frame import Frame
from cython.cimports.evaluator.vm.makers import make
from cython.cimports.evaluator.vm.natives import (
    PyErr_Fetch,
    PyErr_NormalizeException,
    PyErr_Restore,
    PyTuple_New,
    PyTuple_SET_ITEM,
    tuple_items,
    tuple_size,
)

from evaluator.vm import failing, failures

# The one builtin whose result may be a thunk, as in the reference: what is forced then is not a value.
BREAK = cython.declare(object, intern("break"))

top_frame = cython.NULL
held = cython.declare(object, None)
"""What outermost activations held when they ended, if it is to outlast them (`files.hold`)."""
# The thunk that the call which is about to begin computes: its frame says so.
delayed = cython.NULL
# Who may know the value of a call of a file's function already, or None.
keeper = None


def set_keeper(function: object) -> None:
    """Have `function(file's function, argument)` make the calls that `import file argument` means; None ends it."""
    global keeper
    keeper = function
    failing.believing = function is None


@cython.cfunc
@cython.exceptval(check=False)
def set_top_frame(frame: cython.pointer(Frame)) -> cython.void:
    """Make `frame` the innermost one."""
    global top_frame
    top_frame = frame


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def taken() -> Ref:
    """The thunk that this call computes, if any; what it calls computes none."""
    global delayed
    thunk: Ref = delayed
    delayed = cython.NULL
    return thunk


@cython.cfunc
@cython.exceptval(check=False)
def delay(thunk: Ref, function: Ref) -> cython.void:
    """The next call is that of `function` and computes a thunk. A set with `__functor`, or a function that
    has to be evaluated first, would call something else before."""
    global delayed
    code: Ref
    t: cython.pointer(PyTypeObject) = type_of(function)
    delayed = cython.NULL
    while t == cython.cast(cython.pointer(PyTypeObject), Thunk):
        code = cython.cast(Thunk, function).code
        if code == cython.NULL:
            function = cython.cast(Thunk, function).payload
            t = type_of(function)
            continue
        if (
            type_of(code) == cython.cast(cython.pointer(PyTypeObject), Code)
            and cython.cast(Code, code).kind == CodeKind.FUNCTION
        ):
            delayed = thunk
        return
    if (
        t == cython.cast(cython.pointer(PyTypeObject), Closure)
        or t == cython.cast(cython.pointer(PyTypeObject), Builtin)
        or t == cython.cast(cython.pointer(PyTypeObject), PartialCall)
    ):
        delayed = thunk


@cython.cfunc
@cython.exceptval(check=False)
def ensure_compiled(code: Ref) -> cython.int:
    """Compile a code object on first entry. Returns -1 with an exception set on failure."""
    result: Ref = cython.cast(Fn1, compile_code)(code)
    if result == cython.NULL:
        return -1
    raw_decref(result)
    return 0


@cython.cfunc
@cython.exceptval(check=False)
def enter(code: Ref, env: Ref) -> Ref:
    """Run a function's code in its filled environment (taken over). Owned, or NULL."""
    result: Ref
    thunk: Ref = taken()
    limits.counters.calls += 1
    depth: cython.int = limits.depth
    if depth > limits.max_depth:
        raw_decref(env)
        return cython.cast(Fn1, too_deep)(code)
    # The argument of a set pattern is evaluated inside the call.
    limits.depth = depth + 1
    if cython.cast(Code, code).formals is not None and bind_formals(code, env) < 0:
        limits.depth = depth
        raw_decref(env)
        return cython.NULL
    result = forcing.run_code(code, env, thunk)
    limits.depth = depth
    raw_decref(env)
    return result


@cython.cfunc
def too_deep(code: object) -> object:
    raise failures.call_depth()


@cython.cfunc
@cython.exceptval(check=False)
def bind_formals(code: Ref, env: Ref) -> cython.int:
    """Match the last argument against the set pattern. Returns -1 with an exception set on failure."""
    formals: Formals = cython.cast(Code, code).formals
    base: cython.int = cython.cast(Code, code).arity
    slots: cython.pointer(Ref) = cython.cast(Env, env).slots
    row: cython.pointer(Ref)
    places: cython.p_int = formals.places
    missing: cython.bint = False
    i: cython.int
    v: Ref = force_in(slots + (base - 1))
    if v == cython.NULL:
        note_pattern(code)
        return -1
    # The slot keeps it.
    raw_decref(v)
    if type_of(v) != cython.cast(cython.pointer(PyTypeObject), AttrSet):
        cython.cast(Fn2, not_a_set)(code, v)
        return -1
    if cython.cast(AttrSet, v).shape == cython.NULL and formals.ellipsis:
        return bind_from_layers(code, env, v)
    v = flat(v)
    if cython.cast(AttrSet, v).shape != formals.shape or places == cython.NULL:
        if match_formals(code, v) < 0:
            return -1
        places = formals.places
    row = cython.cast(AttrSet, v).values
    for i in range(formals.count):
        if places[i] >= 0:
            v = row[places[i]]
            raw_incref(v)
            slots[base + i] = v
        else:
            missing = True
    if missing:
        for i in range(formals.count):
            if places[i] < 0:
                slots[base + i] = make(formals.defaults[i], env, cython.cast(Code, code).constants)
    return 0


@cython.cfunc
@cython.exceptval(check=False)
def bind_from_layers(code: Ref, env: Ref, attrs: Ref) -> cython.int:
    """As `bind_formals`, from a layered set, which is large: it is not copied for the few names wanted here."""
    formals: Formals = cython.cast(Code, code).formals
    names: cython.pointer(Ref) = tuple_items(cython.cast(Ref, formals.names))
    base: cython.int = cython.cast(Code, code).arity
    slots: cython.pointer(Ref) = cython.cast(Env, env).slots
    i: cython.int
    v: Ref
    for i in range(formals.count):
        v = find_attr(attrs, names[i])
        if v != cython.NULL:
            raw_incref(v)
            slots[base + i] = v
        elif formals.defaults[i] < 0:
            cython.cast(Fn2, missing_argument)(code, attrs)
            return -1
    for i in range(formals.count):
        if slots[base + i] == cython.NULL:
            slots[base + i] = make(formals.defaults[i], env, cython.cast(Code, code).constants)
    return 0


@cython.cfunc
@cython.exceptval(check=False)
def match_formals(code: Ref, attrs: Ref) -> cython.int:
    """Find out where the names of a set pattern stand in a set (flat) of another shape than the last one.
    Returns -1 with an exception set if it does not fit."""
    formals: Formals = cython.cast(Code, code).formals
    shape: Ref = cython.cast(AttrSet, attrs).shape
    found: cython.int = 0
    i: cython.int
    if formals.places == cython.NULL:
        formals.places = cython.cast(cython.p_int, PyMem_Malloc((formals.count + 1) * cython.sizeof(cython.int)))
    raw_xdecref(formals.shape)
    formals.shape = cython.NULL
    for i in range(formals.count):
        formals.places[i] = place_of(shape, tuple_items(cython.cast(Ref, formals.names))[i])
        if formals.places[i] >= 0:
            found += 1
        elif formals.defaults[i] < 0:
            cython.cast(Fn2, missing_argument)(code, attrs)
            return -1
    if not formals.ellipsis and found != cython.cast(Shape, shape).count:
        cython.cast(Fn2, unexpected_argument)(code, attrs)
        return -1
    raw_incref(shape)
    formals.shape = shape
    return 0


@cython.cfunc
def not_a_set(code: object, value: object) -> object:
    raise failures.pattern_needs_set(code, value)


@cython.cfunc
def missing_argument(code: object, value: object) -> object:
    raise failures.missing_argument(code, value)


@cython.cfunc
def unexpected_argument(code: object, value: object) -> object:
    raise failures.unexpected_argument(code, value)


@cython.cfunc
@cython.exceptval(check=False)
def call_builtin(function: Ref, args: cython.pointer(Ref), nargs: cython.int) -> Ref:
    """Apply a builtin to exactly as many arguments as it takes (borrowed). Owned, or NULL."""
    frame: Frame
    result: Ref
    v: Ref
    if limits.depth > limits.max_depth:
        return cython.cast(Fn1, too_deep)(function)
    frame.up = top_frame
    frame.code = function
    frame.env = cython.NULL
    frame.pc = cython.NULL
    frame.thunk = taken()
    frame.args = args
    frame.nargs = nargs
    set_top_frame(cython.address(frame))
    limits.counters.builtin_calls += 1
    depth: cython.int = limits.depth
    limits.depth = depth + 1
    if hooks.watching and hooks.called(cython.address(frame)) and trapped(function) < 0:
        result = cython.NULL
    else:
        result = cython.cast(Builtin, function).entry(
            cython.cast(Ref, cython.cast(Builtin, function).function), args, nargs, cython.NULL
        )
    if (
        result != cython.NULL
        and type_of(result) == cython.cast(cython.pointer(PyTypeObject), Thunk)
        and cython.cast(Builtin, function).name is not BREAK
    ):
        v = result
        result = force_ref(v)
        raw_decref(v)
    limits.depth = depth
    if result == cython.NULL:
        note(function, 0, cython.NULL, args, nargs)
    set_top_frame(frame.up)
    if hooks.watching and result != cython.NULL:
        return returned(cython.address(frame), result)
    return result


@cython.cfunc
@cython.exceptval(check=False)
def trapped(function: Ref) -> cython.int:
    """Tell a debugger that a builtin is about to run. Returns -1 with an exception set to end all."""
    return cython.cast(Trap, hooks.trap)(cython.cast(Builtin, function).breakpoint)


@cython.cfunc
@cython.exceptval(check=False)
def returned(frame: cython.pointer(Frame), result: Ref) -> Ref:
    """Tell a debugger that waits for it that a builtin has its value (owned), which is given back."""
    if hooks.leaving(frame) and cython.cast(Leave, hooks.leave)(frame, result, False) < 0:
        raw_decref(result)
        return cython.NULL
    return result


@cython.cfunc
@cython.exceptval(check=False)
def apply_values(function: Ref, args: cython.pointer(Ref), nargs: cython.int) -> Ref:
    """Apply any function value to arguments (borrowed). Owned, or NULL with an exception set."""
    t: cython.pointer(PyTypeObject)
    env: Ref
    code: Ref
    v: Ref
    w: Ref
    arity: cython.int
    i: cython.int
    through: Ref = cython.NULL
    depth: cython.int = limits.depth
    raw_incref(function)
    while True:
        t = type_of(function)
        if t == cython.cast(cython.pointer(PyTypeObject), Closure):
            code = cython.cast(Closure, function).code
            arity = cython.cast(Code, code).arity
            if nargs < arity:
                v = partial(function, args, nargs)
                raw_decref(function)
                raw_xdecref(through)
                return v
            if cython.cast(Code, code).ops == cython.NULL and ensure_compiled(code) < 0:
                raw_decref(function)
                raw_xdecref(through)
                return cython.NULL
            env = new_env(cython.cast(Code, code).nslots, cython.cast(Closure, function).env)
            for i in range(arity):
                raw_incref(args[i])
                cython.cast(Env, env).slots[i] = args[i]
            v = enter(code, env)
        elif t == cython.cast(cython.pointer(PyTypeObject), Builtin):
            arity = cython.cast(Builtin, function).arity
            if nargs < arity:
                v = partial(function, args, nargs)
                raw_decref(function)
                raw_xdecref(through)
                return v
            v = call_builtin(function, args, arity)
            if keeper is not None and nargs > arity and v != cython.NULL and imported(function, v):
                i = arity
                arity += 1
                w = cython.cast(Fn2, ask_keeper)(v, args[i])
                raw_decref(v)
                v = w
        elif t == cython.cast(cython.pointer(PyTypeObject), PartialCall):
            arity = apply_partial(function, args, nargs, cython.address(v))
        elif t == cython.cast(cython.pointer(PyTypeObject), Thunk):
            # Delayed calls (`map`, `mapAttrs`) may hold a function that is not evaluated yet.
            v = force_ref(function)
            arity = 0
        else:
            # A set with __functor, or no function at all.
            if through == cython.NULL:
                through = function
                raw_incref(through)
            else:
                v = cython.cast(Fn2, with_functor)(through, function)
                raw_decref(through)
                through = v
            v = cython.cast(Fn1, functor)(function)
            arity = 0
        raw_decref(function)
        # What a functor gives for its one argument is no part of its call any more.
        if through != cython.NULL and (v == cython.NULL or arity > 0):
            if v == cython.NULL and arity <= 1:
                note_attribute(through, cython.NULL)
            raw_decref(through)
            through = cython.NULL
        nargs -= arity
        if v == cython.NULL or nargs == 0:
            limits.depth = depth
            return v
        args += arity
        function = v


@cython.cfunc
@cython.exceptval(check=False)
def imported(function: Ref, value: Ref) -> cython.bint:
    """Whether a value is a function of one argument that `import` gave."""
    return (
        cython.cast(Builtin, function).name == "import"
        and type_of(value) == cython.cast(cython.pointer(PyTypeObject), Closure)
        and cython.cast(Code, cython.cast(Closure, value).code).arity == 1
    )


@cython.cfunc
def ask_keeper(function: object, argument: object) -> object:
    return keeper(function, argument)


@cython.cfunc
@cython.exceptval(check=False)
def apply_partial(
    function: Ref, args: cython.pointer(Ref), nargs: cython.int, result: cython.pointer(Ref)
) -> cython.int:
    """Apply a partial call to some arguments; returns how many it took, the value in `result`."""
    held: Ref = cython.cast(Ref, cython.cast(PartialCall, function).args)
    inner: Ref = cython.cast(Ref, cython.cast(PartialCall, function).function)
    have: cython.int = tuple_size(held)
    arity: cython.int
    take_count: cython.int
    i: cython.int
    all_args: Ref[16]
    memory: cython.pointer(Ref) = all_args
    if type_of(inner) == cython.cast(cython.pointer(PyTypeObject), Closure):
        arity = cython.cast(Code, cython.cast(Closure, inner).code).arity
    else:
        arity = cython.cast(Builtin, inner).arity
    take_count = arity - have
    if take_count > nargs:
        take_count = nargs
    if have + take_count > 16:
        memory = cython.cast(cython.pointer(Ref), PyMem_Malloc((have + take_count) * cython.sizeof(Ref)))
    for i in range(have):
        memory[i] = tuple_items(held)[i]
    for i in range(take_count):
        memory[have + i] = args[i]
    if have + take_count < arity:
        result[0] = partial(inner, memory, have + take_count)
    else:
        result[0] = apply_values(inner, memory, arity)
    if memory != all_args:
        PyMem_Free(memory)
    return take_count


@cython.cfunc
@cython.exceptval(check=False)
def partial(function: Ref, args: cython.pointer(Ref), nargs: cython.int) -> Ref:
    """A partial call. Owned."""
    held: Ref = PyTuple_New(nargs)
    result: Ref
    i: cython.int
    for i in range(nargs):
        raw_incref(args[i])
        PyTuple_SET_ITEM(held, i, args[i])
    result = cython.cast(Fn2, make_partial)(function, held)
    raw_decref(held)
    return result


@cython.cfunc
def make_partial(function: object, args: tuple) -> object:
    result: PartialCall = PartialCall.__new__(PartialCall)
    result.function = function
    result.args = args
    return result


@cython.cfunc
def with_functor(through: object, value: object) -> object:
    """The sets with `__functor` that a call goes through, when one functor gives the next: a list. `through` is one
    set, or such a list already."""
    if type(through) is list:
        cython.cast(list, through).append(value)
        return through
    return [through, value]


@cython.cfunc
def functor(value: object) -> object:
    """The function behind a set with `__functor`, already applied to the set."""
    if type(value) is AttrSet:
        found: object = get_attr(value, "__functor")
        if found is not MISSING:
            limits.descend()
            return forcing.call(forcing.force(found), value)
    raise failures.not_a_function(value)


@cython.cfunc
@cython.exceptval(check=False)
def note(code: Ref, pc: cython.int, env: Ref, args: cython.pointer(Ref), nargs: cython.int) -> cython.void:
    """Tell the pending error which frame it leaves: program code at `pc`, or a builtin with `args`."""
    kind: Ref
    error: Ref
    trace: Ref
    PyErr_Fetch(cython.address(kind), cython.address(error), cython.address(trace))
    PyErr_NormalizeException(cython.address(kind), cython.address(error), cython.address(trace))
    note_object(cython.cast(object, error), code, pc, env, args, nargs)
    PyErr_Restore(kind, error, trace)


@cython.cfunc
@cython.exceptval(check=False)
def note_object(
    error: object, code: Ref, pc: cython.int, env: Ref, args: cython.pointer(Ref), nargs: cython.int
) -> cython.void:
    i: cython.int
    if args == cython.NULL:
        failures.note_frame(
            error, cython.cast(object, code), pc, None if env == cython.NULL else cython.cast(object, env)
        )
    else:
        values: list = []
        for i in range(nargs):
            values.append(cython.cast(object, args[i]))
        failures.note_builtin(error, cython.cast(object, code), tuple(values))


@cython.cfunc
@cython.exceptval(check=False)
def note_pattern(code: Ref) -> cython.void:
    """Tell the pending error that it comes from what the set pattern of `code` is matched against."""
    kind: Ref
    error: Ref
    trace: Ref
    PyErr_Fetch(cython.address(kind), cython.address(error), cython.address(trace))
    PyErr_NormalizeException(cython.address(kind), cython.address(error), cython.address(trace))
    failures.note_pattern(cython.cast(object, error), cython.cast(object, code))
    PyErr_Restore(kind, error, trace)


@cython.cfunc
@cython.exceptval(check=False)
def note_thunk(thunk: Ref) -> cython.void:
    """Tell the pending error that it leaves a thunk, which has failed."""
    kind: Ref
    error: Ref
    trace: Ref
    PyErr_Fetch(cython.address(kind), cython.address(error), cython.address(trace))
    PyErr_NormalizeException(cython.address(kind), cython.address(error), cython.address(trace))
    failing.note(cython.cast(object, error), cython.cast(object, thunk))
    PyErr_Restore(kind, error, trace)


@cython.cfunc
@cython.exceptval(check=False)
def note_attribute(attrs: Ref, name: Ref) -> cython.void:
    """Tell the pending error that it comes from forcing an attribute; a NULL name means from calling a
    set with `__functor` (or something that cannot be called)."""
    kind: Ref
    error: Ref
    trace: Ref
    PyErr_Fetch(cython.address(kind), cython.address(error), cython.address(trace))
    PyErr_NormalizeException(cython.address(kind), cython.address(error), cython.address(trace))
    if name == cython.NULL:
        failures.note_functor(cython.cast(object, error), cython.cast(object, attrs))
    else:
        failures.note_attribute(cython.cast(object, error), cython.cast(object, attrs), cython.cast(object, name))
    PyErr_Restore(kind, error, trace)


forcing.apply_refs = apply_values
