"""String context elements: what a string's text depends on in the store.

Each is a string itself, as it is kept in context strings:
- a store path: that path, as it is;
- `!output!drv`: one output of a derivation, where `drv` is a store path or again such an element;
- `=drv`: a `.drv` file with everything that it refers to, and all its outputs.
"""

import cython

from evaluator.store.derivation import Inputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def output_element(output: str, drv: str) -> str:
    """The element for an output of `drv`, a path or an output element."""
    return f"!{output}!{drv}"


def deep_element(drv_path: str) -> str:
    """The element for a `.drv` file with its closure."""
    return "=" + drv_path


def split_output(element: str) -> tuple[str, str]:
    """The output name and the derivation of an output element."""
    at: cython.Py_ssize_t = element.find("!", 1)
    if at < 0:
        return element[1:], ""
    return element[1:at], element[at + 1 :]


def in_order(elements: Iterable[str]) -> list[str]:
    """Elements as the reference sorts them: paths, whole closures, outputs."""
    return sorted(elements, key=lambda element: ("=!".find(element[0]), element.rpartition("!")[2], element))


def example(elements: Iterable[str]) -> str:
    """The first of some elements, as messages show it."""
    first = in_order(elements)[0]
    if first[0] == "=":
        return f"{first[1:]} (deep)"
    if first[0] == "!":
        output, drv = split_output(first)
        return f"{drv}^{output}"
    return first


def inputs_of(elements: Iterable[str], known: dict) -> tuple[dict[str, Inputs], set[str], list[str]]:
    """Sort elements into input derivations, input sources, and deep `.drv` paths. `known` keeps what elements of
    outputs stand for: there are few, and each is met by many derivations."""
    drvs: dict = {}
    sources: set = set()
    deep: list = []
    dynamic: list = []
    element: str
    found: object
    path: object
    for element in elements:
        found = known.get(element)
        if found is None:
            first: cython.Py_UCS4 = element[0]
            if first == "=":
                deep.append(element[1:])
                continue
            if first != "!":
                sources.add(element)
                continue
            output, drv = split_output(element)
            if drv[0] == "!":
                dynamic.append(_dynamic_inputs(drv, Inputs((output,))))
                continue
            found = known[element] = (drv, _inputs_named((output,)))
        path = cython.cast(tuple, found)[0]
        used: object = drvs.get(path)
        if used is None:
            drvs[path] = cython.cast(tuple, found)[1]
        else:
            more: object = cython.cast(tuple, found)[1]
            drvs[path] = _inputs_named(cython.cast(tuple, used)[0] + cython.cast(tuple, more)[0])
    for path, used in dynamic:
        drvs[path] = drvs[path].joined(used) if path in drvs else used
    return drvs, sources, sorted(deep)


_plain: dict = {}
"""Names of outputs, in the order met -> the inputs of them. Nearly all derivations use few such lists."""


def _inputs_named(names: tuple) -> object:
    """The inputs of some outputs, one object for all who use the same."""
    made: object = _plain.get(names)
    if made is None:
        made = _plain[names] = Inputs(tuple(sorted({*names})))
    return made


def _dynamic_inputs(element: str, used: Inputs) -> tuple[str, Inputs]:
    """The `.drv` path at the bottom of nested output elements, and what is used of it."""
    while element[0] == "!":
        output, element = split_output(element)
        used = Inputs((), {output: used})
    return element, used
