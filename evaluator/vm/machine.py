"""The machine: runs code objects, forces thunks, applies functions.

How references are held. The loop works on bare references (`Ref`) so that a value on its stack costs
no bookkeeping beyond one count. Invariants:

- everything on the value stack (`stack[0..sp-1]`) is owned by it;
- a code object, its constants and the environment are alive while a frame runs (the caller holds them);
- a function that returns a `Ref` returns it owned, or NULL with a Python exception set;
- control leaves the loop at one place: `RETURN`, or `break` on failure, where what is left on the
  stack is released and the frame is noted in the error.

`pc` is written to the frame (calls.py) before anything that can fail or call out.
"""

import cython
from cython.cimports.cpython.mem import PyMem_Free, PyMem_Malloc
from cython.cimports.cpython.object import PyTypeObject
from cython.cimports.evaluator import values
from cython.cimports.evaluator.bytecode.code import Code, CodeKind, Template
from cython.cimports.evaluator.bytecode.opcode_numbers import Op
from cython.cimports.evaluator.shapes import Shape, is_interned
from cython.cimports.evaluator.values import (
    MISSING,
    Arguments,
    AttrSet,
    Closure,
    Env,
    Failure,
    Fn1,
    Fn2,
    Fn3,
    Fn5,
    Ref,
    Thunk,
    become,
    black_hole,
    find_attr,
    new_closure,
    new_env,
    new_set,
    raw_decref,
    raw_incref,
    raw_xdecref,
    type_of,
)
from cython.cimports.evaluator.vm import attributes, calls, forcing, hooks, limits, operations
from cython.cimports.evaluator.vm.calls import Leave, Trap, apply_values, ensure_compiled, enter, note
from cython.cimports.evaluator.vm.comparison import equal_refs
from cython.cimports.evaluator.vm.forcing import force_ref, settle
from cython.cimports.evaluator.vm.frame import Frame
from cython.cimports.evaluator.vm.makers import make
from cython.cimports.evaluator.vm.natives import (
    PyTuple_New,
    PyTuple_SET_ITEM,
    add_numbers,
    as_int64,
    error_pending,
    false,
    from_int64,
    is_int,
    is_text,
    joined,
    same_text,
    true,
)
from cython.cimports.evaluator.vm.withs import look_up


@cython.cfunc
@cython.exceptval(check=False)
def force_pending(v: Ref) -> Ref:
    """Run a thunk that is not finished. Borrowed in, owned out. A delayed function turns into the function itself,
    where it is."""
    t: Thunk = cython.cast(Thunk, v)
    code: Ref = t.code
    env: Ref = t.payload
    own: Ref
    result: Ref
    depth: cython.int = limits.depth
    owner: cython.int = values.owner
    if code == black_hole:
        return cython.cast(Fn1, operations.needs_itself)(v)
    t.code = black_hole
    t.payload = cython.NULL
    if type_of(code) == cython.cast(cython.pointer(PyTypeObject), Code):
        if cython.cast(Code, code).kind == CodeKind.FUNCTION:
            # A delayed function is the function as soon as somebody looks, for all who hold it.
            t.code = code
            t.payload = env
            become(v, cython.cast(cython.pointer(PyTypeObject), Closure))
            raw_incref(v)
            return v
        limits.counters.forced += 1
        if env != cython.NULL:
            values.owner = cython.cast(Env, env).owner
        else:
            # What has no environment belongs to its file.
            values.owner = cython.cast(Code, code).program.owner
        if cython.cast(Code, code).ops == cython.NULL and ensure_compiled(code) < 0:
            result = cython.NULL
        elif cython.cast(Code, code).nslots > 0:
            own = new_env(cython.cast(Code, code).nslots, env)
            result = run(code, own, v)
            raw_decref(own)
        else:
            result = run(code, env, v)
    elif env == cython.NULL:
        if type_of(code) == cython.cast(cython.pointer(PyTypeObject), Failure):
            result = cython.cast(Fn1, operations.failed_before)(code)
        else:
            # It follows another one.
            result = force_ref(code)
    elif cython.cast(Arguments, env).count > 1 and limits.depth + 1 > limits.max_depth:
        # For the second argument the reference calls what it gets for the first, inside that call.
        result = cython.cast(Fn1, operations.too_deep)(code)
    else:
        calls.delay(v, code)
        values.owner = cython.cast(Arguments, env).owner
        result = apply_values(
            code,
            cython.cast(Arguments, env).items,
            cython.cast(Arguments, env).count,
        )
        # A call of fewer arguments than the function takes begins nothing.
        calls.delayed = cython.NULL
    values.owner = owner
    if result == cython.NULL:
        limits.depth = depth
        t.code = code
        t.payload = env
        calls.note_thunk(v)
        return cython.NULL
    raw_incref(result)
    if type_of(result) == cython.cast(cython.pointer(PyTypeObject), Thunk):
        # What `break` returned is evaluated by who looks for the second time.
        t.code = result
    else:
        t.code = cython.NULL
        t.payload = result
    raw_decref(code)
    raw_xdecref(env)
    return result


@cython.cfunc
@cython.exceptval(check=False)
def force_operand(v: Ref) -> Ref:
    """Run a thunk that is an operand of an operator which counts as a call. Borrowed in, owned out."""
    result: Ref
    if limits.depth > limits.max_depth:
        return cython.cast(Fn1, operations.too_deep_for_operand)(v)
    limits.depth += 1
    result = force_pending(v)
    limits.depth -= 1
    return result


@cython.cfunc
@cython.exceptval(check=False)
def run(code: Ref, env: Ref, thunk: Ref) -> Ref:
    """Run compiled code in its environment. All borrowed; the value is owned, or NULL with an exception."""
    small: Ref[12]
    stack: cython.pointer(Ref) = small
    sp: cython.pointer(Ref)
    ops: cython.p_int = cython.cast(Code, code).ops
    p: cython.p_int = ops
    constants: cython.pointer(Ref) = cython.cast(Code, code).constants
    slots: cython.pointer(Ref)
    row: cython.pointer(Ref)
    frame: Frame
    ins: cython.int
    op: cython.int
    a: cython.int
    i: cython.int
    n: cython.int
    e: Ref
    v: Ref
    w: Ref
    r: Ref
    d: Ref
    f: Ref
    args: Ref[8]
    x: cython.longlong
    y: cython.longlong

    if limits.tick(cython.address(frame)) and cython.cast(Poll, limits.poll)(cython.address(frame)) < 0:
        return cython.NULL
    # A value stack up to twelve deep lives on the C stack.
    if cython.cast(Code, code).max_stack > 12:
        stack = cython.cast(cython.pointer(Ref), PyMem_Malloc(cython.cast(Code, code).max_stack * cython.sizeof(Ref)))
    sp = stack
    slots = cython.NULL if env == cython.NULL else cython.cast(Env, env).slots
    frame.up = calls.top_frame
    frame.code = code
    frame.env = env
    frame.thunk = thunk
    frame.args = cython.NULL
    frame.nargs = 0
    calls.top_frame = cython.address(frame)
    r = cython.NULL
    while True:
        ins = p[0]
        p += 1
        op = ins & 0xFF
        a = ins >> 8
        if op == Op.CONST_OP:
            r = constants[a]
            raw_incref(r)
            sp[0] = r
            sp += 1
        elif op == Op.GET_OP or op == Op.GET_OPERAND_OP:
            v = slots[a]
            if type_of(v) == cython.cast(cython.pointer(PyTypeObject), Thunk):
                raw_incref(v)
                if cython.cast(Thunk, v).code == cython.NULL:
                    r = cython.cast(Thunk, v).payload
                    raw_incref(r)
                else:
                    frame.pc = p
                    if op == Op.GET_OPERAND_OP:
                        r = force_operand(v)
                    else:
                        r = force_pending(v)
                    if r == cython.NULL:
                        raw_decref(v)
                        break
                settle(slots + a, v, r)
                raw_decref(v)
            else:
                r = v
                raw_incref(r)
            sp[0] = r
            sp += 1
        elif op == Op.GET_UP_OP or op == Op.GET_UP_OPERAND_OP:
            n = p[0]
            p += 1
            e = env
            while n > 0:
                e = cython.cast(Env, e).up
                n -= 1
            row = cython.cast(Env, e).slots
            v = row[a]
            if type_of(v) == cython.cast(cython.pointer(PyTypeObject), Thunk):
                raw_incref(v)
                if cython.cast(Thunk, v).code == cython.NULL:
                    r = cython.cast(Thunk, v).payload
                    raw_incref(r)
                else:
                    frame.pc = p
                    if op == Op.GET_UP_OPERAND_OP:
                        r = force_operand(v)
                    else:
                        r = force_pending(v)
                    if r == cython.NULL:
                        raw_decref(v)
                        break
                settle(row + a, v, r)
                raw_decref(v)
            else:
                r = v
                raw_incref(r)
            sp[0] = r
            sp += 1
        elif op == Op.SELECT_OP:
            v = sp[-1]
            if type_of(v) != cython.cast(cython.pointer(PyTypeObject), AttrSet):
                frame.pc = p
                if type_of(v) == cython.cast(cython.pointer(PyTypeObject), Thunk):
                    # What `break` returned is forced here.
                    r = force_ref(v)
                    if r == cython.NULL:
                        break
                    sp[-1] = r
                    raw_decref(v)
                    p -= 1
                    continue
                r = cython.cast(Fn1, attributes.select_failed)(v)
                break
            limits.counters.lookups += 1
            w = find_attr(v, constants[a])
            if w == cython.NULL:
                frame.pc = p
                r = cython.cast(Fn2, attributes.missing_attribute)(v, constants[a])
                break
            if type_of(w) == cython.cast(cython.pointer(PyTypeObject), Thunk):
                if cython.cast(Thunk, w).code == cython.NULL:
                    r = cython.cast(Thunk, w).payload
                    raw_incref(r)
                else:
                    frame.pc = p
                    raw_incref(w)
                    r = force_pending(w)
                    raw_decref(w)
                    if r == cython.NULL:
                        calls.note_attribute(v, constants[a])
                        break
            else:
                r = w
                raw_incref(r)
            sp[-1] = r
            raw_decref(v)
        elif op == Op.CALL_OP:
            frame.pc = p
            f = sp[-1]
            if type_of(f) == cython.cast(cython.pointer(PyTypeObject), Closure):
                w = cython.cast(Closure, f).code
                if cython.cast(Code, w).arity == a:
                    if cython.cast(Code, w).ops == cython.NULL and ensure_compiled(w) < 0:
                        r = cython.NULL
                        break
                    e = new_env(cython.cast(Code, w).nslots, cython.cast(Closure, f).env)
                    for i in range(a):
                        cython.cast(Env, e).slots[i] = make(p[i], env, constants)
                    p += a
                    if cython.cast(Code, w).formals is None and limits.depth <= limits.max_depth:
                        limits.counters.calls += 1
                        n = limits.depth
                        limits.depth = n + 1
                        r = run(w, e, cython.NULL)
                        limits.depth = n
                        raw_decref(e)
                    else:
                        r = enter(w, e)
                    if r == cython.NULL:
                        break
                    sp[-1] = r
                    raw_decref(f)
                    continue
            n = a
            while True:
                i = n if n < 8 else 8
                for a in range(i):
                    args[a] = make(p[a], env, constants)
                p += i
                n -= i
                r = apply_values(f, args, i)
                if frame.up == cython.NULL and calls.held is not None and p[0] == Op.RETURN_OP:
                    for a in range(i):
                        cython.cast(list, calls.held).append(cython.cast(object, args[a]))
                for a in range(i):
                    raw_decref(args[a])
                if r == cython.NULL:
                    break
                sp[-1] = r
                raw_decref(f)
                if n == 0:
                    break
                f = r
            if r == cython.NULL:
                break
        elif op == Op.RETURN_OP:
            r = sp[-1]
            calls.top_frame = frame.up
            if stack != small:
                PyMem_Free(stack)
            return r
        elif op == Op.ATTRS_OP:
            w = cython.cast(Ref, cython.cast(Template, constants[a]).shape)
            n = cython.cast(Shape, w).count
            r = new_set(w, constants[a])
            for i in range(n):
                cython.cast(AttrSet, r).values[i] = make(p[i], env, constants)
            p += n
            sp[0] = r
            sp += 1
        elif op == Op.LIST_OP:
            r = PyTuple_New(a)
            for i in range(a):
                PyTuple_SET_ITEM(r, i, make(p[i], env, constants))
            p += a
            sp[0] = r
            sp += 1
        elif op == Op.CLOSURE_OP:
            sp[0] = new_closure(constants[a], env)
            sp += 1
        elif op == Op.STORE_OP:
            v = make(p[0], env, constants)
            p += 1
            w = slots[a]
            slots[a] = v
            raw_xdecref(w)
        elif op == Op.JUMP_OP:
            p = ops + a
        elif op == Op.JUMP_FALSE_OP:
            v = sp[-1]
            if v == true:
                pass
            elif v == false:
                p = ops + a
            else:
                frame.pc = p
                r = cython.cast(Fn1, operations.not_a_boolean)(v)
                break
            raw_decref(v)
            sp -= 1
        elif op == Op.AND_OP or op == Op.OR_OP or op == Op.IMPLIES_OP:
            v = sp[-1]
            if v != true and v != false:
                frame.pc = p
                r = cython.cast(Fn1, operations.not_a_boolean)(v)
                break
            if op == Op.AND_OP:
                if v == false:
                    p = ops + a
                    continue
            elif op == Op.OR_OP:
                if v == true:
                    p = ops + a
                    continue
            elif v == false:
                raw_incref(true)
                sp[-1] = true
                raw_decref(v)
                p = ops + a
                continue
            raw_decref(v)
            sp -= 1
        elif op == Op.BOOLEAN_OP:
            v = sp[-1]
            if v != true and v != false:
                frame.pc = p
                r = cython.cast(Fn1, operations.not_a_boolean)(v)
                break
        elif op == Op.NOT_OP:
            v = sp[-1]
            if v == true:
                r = false
            elif v == false:
                r = true
            else:
                frame.pc = p
                r = cython.cast(Fn1, operations.not_a_boolean)(v)
                break
            raw_incref(r)
            sp[-1] = r
            raw_decref(v)
        elif op == Op.ADD_OP or op == Op.SUB_OP or op == Op.MUL_OP or op == Op.DIV_OP:
            v = sp[-2]
            w = sp[-1]
            frame.pc = p
            if limits.depth > limits.max_depth and op != Op.ADD_OP:
                r = cython.cast(Fn1, operations.too_deep)(code)
                break
            r = cython.NULL
            if is_int(v) and is_int(w):
                x = as_int64(v)
                y = as_int64(w)
                if op == Op.ADD_OP:
                    r = add_numbers(x, y, 0)
                elif op == Op.SUB_OP:
                    r = add_numbers(x, y, 1)
                elif op == Op.MUL_OP:
                    r = add_numbers(x, y, 2)
                elif y > 0:
                    r = from_int64(x // y)
            elif op == Op.ADD_OP and is_text(v) and is_text(w):
                r = joined(sp - 2, 2)
            if r == cython.NULL:
                # Other values, or what leaves 64 bits: computed again, and refused.
                if error_pending():
                    break
                if op == Op.ADD_OP:
                    r = cython.cast(Fn2, operations.add)(v, w)
                elif op == Op.SUB_OP:
                    r = cython.cast(Fn2, operations.subtract)(v, w)
                elif op == Op.MUL_OP:
                    r = cython.cast(Fn2, operations.multiply)(v, w)
                else:
                    r = cython.cast(Fn2, operations.divide)(v, w)
                if r == cython.NULL:
                    break
            sp -= 1
            sp[-1] = r
            raw_decref(v)
            raw_decref(w)
        elif op == Op.LT_OP or op == Op.GE_OP:
            v = sp[-2]
            w = sp[-1]
            if limits.depth > limits.max_depth:
                frame.pc = p
                r = cython.cast(Fn1, operations.too_deep)(code)
                break
            if is_int(v) and is_int(w):
                x = as_int64(v)
                y = as_int64(w)
                if op == Op.LT_OP:
                    r = true if x < y else false
                else:
                    r = true if x >= y else false
                raw_incref(r)
            else:
                frame.pc = p
                r = cython.cast(Fn2, operations.less)(v, w)
                if r == cython.NULL:
                    break
                if op == Op.GE_OP:
                    e = false if r == true else true
                    raw_incref(e)
                    raw_decref(r)
                    r = e
            sp -= 1
            sp[-1] = r
            raw_decref(v)
            raw_decref(w)
        elif op == Op.EQ_OP or op == Op.NE_OP:
            v = sp[-2]
            w = sp[-1]
            if is_text(v) and is_text(w) and limits.depth <= limits.max_depth:
                i = same_text(v, w)
            else:
                frame.pc = p
                i = equal_refs(v, w)
            if i < 0:
                r = cython.NULL
                break
            if op == Op.NE_OP:
                i = 1 - i
            r = true if i else false
            raw_incref(r)
            sp -= 1
            sp[-1] = r
            raw_decref(v)
            raw_decref(w)
        elif op == Op.UPDATE_OP:
            frame.pc = p
            v = sp[-2]
            w = sp[-1]
            r = cython.cast(Fn2, attributes.update)(w, v)
            if r == cython.NULL:
                break
            sp -= 1
            sp[-1] = r
            raw_decref(v)
            raw_decref(w)
        elif op == Op.UPDATE_WITH_OP:
            if type_of(sp[-1]) != cython.cast(cython.pointer(PyTypeObject), AttrSet):
                frame.pc = p
                r = cython.cast(Fn1, attributes.not_an_update)(sp[-1])
                break
        elif op == Op.CONCAT_OP:
            frame.pc = p
            v = sp[-2]
            w = sp[-1]
            r = cython.cast(Fn2, operations.concat)(v, w)
            if r == cython.NULL:
                break
            sp -= 1
            sp[-1] = r
            raw_decref(v)
            raw_decref(w)
        elif op == Op.TO_STRING_OP:
            v = sp[-1]
            if not is_text(v):
                frame.pc = p
                r = cython.cast(Fn1, operations.part_to_string)(v)
                if r == cython.NULL:
                    break
                sp[-1] = r
                raw_decref(v)
        elif op == Op.ADDEND_OP:
            v = sp[-1]
            if not is_text(v) and not is_int(v):
                frame.pc = p
                r = cython.cast(Addend, operations.addend)(v, a)
                if r == cython.NULL:
                    break
                sp[-1] = r
                raw_decref(v)
        elif op == Op.JOIN_OP or op == Op.JOIN_PATH_OP:
            frame.pc = p
            r = cython.NULL
            if op == Op.JOIN_OP:
                i = 1
                while i <= a and is_text(sp[-i]):
                    i += 1
                if i > a:
                    r = joined(sp - a, a)
                    while r != cython.NULL and a > 0:
                        sp -= 1
                        raw_decref(sp[0])
                        a -= 1
            if r == cython.NULL:
                sp -= a
                v = PyTuple_New(a)
                for i in range(a):
                    PyTuple_SET_ITEM(v, i, sp[i])
                if op == Op.JOIN_OP:
                    r = cython.cast(Fn1, operations.join)(v)
                else:
                    r = cython.cast(Fn1, operations.join_path)(v)
                raw_decref(v)
                if r == cython.NULL:
                    break
            sp[0] = r
            sp += 1
        elif op == Op.GET_WITH_OP:
            frame.pc = p
            r = look_up(p + 1, p[0], constants[a], env, code)
            if r == cython.NULL:
                break
            p += 1 + 2 * p[0]
            sp[0] = r
            sp += 1
        elif op == Op.SELECT_DYNAMIC_OP:
            frame.pc = p
            v = sp[-2]
            w = sp[-1]
            d = cython.NULL
            if type_of(v) == cython.cast(cython.pointer(PyTypeObject), AttrSet) and is_text(w) and is_interned(w):
                d = find_attr(v, w)
            if d != cython.NULL:
                r = force_ref(d)
                if r == cython.NULL:
                    calls.note_attribute(v, w)
            else:
                r = cython.cast(Fn2, attributes.select_dynamic)(v, w)
            if r == cython.NULL:
                break
            sp -= 1
            sp[-1] = r
            raw_decref(v)
            raw_decref(w)
        elif op == Op.SELECT_OR_OP or op == Op.SELECT_OR_DYNAMIC_OP:
            frame.pc = p
            f = cython.NULL
            if op == Op.SELECT_OR_OP:
                w = constants[a]
                v = sp[-1]
            else:
                f = sp[-1]
                v = sp[-2]
                w = cython.cast(Fn1, attributes.attribute_name)(f)
                if w == cython.NULL:
                    r = cython.NULL
                    break
                raw_decref(f)
                sp[-1] = w
                f = w
            d = cython.NULL
            if type_of(v) == cython.cast(cython.pointer(PyTypeObject), AttrSet):
                d = find_attr(v, w)
            if d != cython.NULL:
                r = force_ref(d)
                if r == cython.NULL:
                    calls.note_attribute(v, w)
                    break
                p += 1
            if f != cython.NULL:
                sp -= 1
                raw_decref(f)
            raw_decref(v)
            if d != cython.NULL:
                sp[-1] = r
            else:
                sp -= 1
                p = ops + p[0]
        elif op == Op.SELECT_PATH_OP:
            frame.pc = p
            v = sp[-1]
            r = cython.cast(SelectPath, attributes.select_path)(v, p + 1, a, p[0] > 0, env, constants)
            if r == cython.NULL:
                break
            if r == cython.cast(Ref, MISSING):
                sp -= 1
                raw_decref(r)
                p = ops + p[0]
            else:
                sp[-1] = r
                p += 1 + a
            raw_decref(v)
        elif op == Op.HAS_OP:
            v = sp[-1]
            r = false
            if type_of(v) == cython.cast(cython.pointer(PyTypeObject), AttrSet):
                if find_attr(v, constants[a]) != cython.NULL:
                    r = true
            raw_incref(r)
            sp[-1] = r
            raw_decref(v)
        elif op == Op.HAS_DYNAMIC_OP:
            frame.pc = p
            v = sp[-2]
            w = sp[-1]
            r = cython.cast(Fn2, attributes.has_dynamic)(v, w)
            if r == cython.NULL:
                break
            sp -= 1
            sp[-1] = r
            raw_decref(v)
            raw_decref(w)
        elif op == Op.DYNAMIC_OP:
            frame.pc = p
            f = make(p[0], env, constants)
            p += 1
            v = sp[-2]
            w = sp[-1]
            r = cython.cast(Fn5, attributes.define_dynamic)(v, w, f, constants[a], code)
            raw_decref(f)
            if r == cython.NULL:
                break
            sp -= 1
            sp[-1] = r
            raw_decref(v)
            raw_decref(w)
        elif op == Op.OVERRIDES_OP:
            frame.pc = p
            r = cython.cast(Fn3, attributes.apply_overrides)(sp[-1], constants[a], env)
            if r == cython.NULL:
                break
            v = sp[-1]
            sp[-1] = r
            raw_decref(v)
        elif op == Op.DEEPER_OP:
            if limits.depth > limits.max_depth:
                frame.pc = p
                r = cython.cast(Fn1, operations.too_deep)(code)
                break
            limits.depth += 1
        elif op == Op.SHALLOWER_OP:
            limits.depth -= 1
        elif op == Op.NEGATE_OP:
            frame.pc = p
            v = sp[-1]
            if limits.depth > limits.max_depth:
                r = cython.cast(Fn1, operations.too_deep)(code)
            else:
                r = cython.cast(Fn1, operations.negate)(v)
            if r == cython.NULL:
                break
            sp[-1] = r
            raw_decref(v)
        elif op == Op.ASSERT_OP:
            frame.pc = p
            v = sp[-1]
            if v == false:
                r = cython.cast(Fn2, operations.assertion_failed)(code, constants[a])
                break
            if v != true:
                r = cython.cast(Fn1, operations.not_a_boolean)(v)
                break
            sp -= 1
            raw_decref(v)
        elif op == Op.ASSERT_EQUAL_OP:
            frame.pc = p
            v = sp[-2]
            w = sp[-1]
            if sp[-3] == true:
                r = cython.cast(Fn3, operations.not_equal)(constants[a], v, w)
                break
            i = equal_refs(v, w)
            if i < 0:
                r = cython.NULL
                break
            sp -= 2
            raw_decref(v)
            raw_decref(w)
            raw_decref(sp[-1])
            if i > 0:
                p += 1
                sp -= 1
            else:
                raw_incref(true)
                sp[-1] = true
                p = ops + p[0]
        elif op == Op.TRAP_OP or op == Op.BREAK_OP:
            frame.pc = p
            n = op == Op.BREAK_OP
            if (hooks.due(cython.address(frame)) or n) and cython.cast(Trap, hooks.trap)(n) < 0:
                r = cython.NULL
                break
        elif op == Op.LEAVE_OP or op == Op.LEAVE_BREAK_OP:
            r = sp[-1]
            frame.pc = p
            calls.top_frame = frame.up
            n = op == Op.LEAVE_BREAK_OP
            if (hooks.leaving(cython.address(frame)) or n) and cython.cast(Leave, hooks.leave)(
                cython.address(frame), r, n
            ) < 0:
                calls.top_frame = cython.address(frame)
                r = cython.NULL
                break
            if stack != small:
                PyMem_Free(stack)
            return r
        else:
            r = cython.cast(Fn1, operations.unknown_instruction)(code)
            break
    # The one way out on failure.
    while sp > stack:
        sp -= 1
        raw_decref(sp[0])
    if stack != small:
        PyMem_Free(stack)
    note(code, cython.cast(cython.int, frame.pc - ops), env, cython.NULL, 0)
    calls.top_frame = frame.up
    return cython.NULL


forcing.force_thunk = force_pending
forcing.run_code = run
