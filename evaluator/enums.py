"""The enumerations of compiled modules, for interpreted ones.

A `cdef enum` is unknown outside of C, and a `cpdef enum` makes a class of `enum` at each start, which takes
as long as half a short evaluation. So the classes are made from the text of the `.pxd` when they are asked for.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any


@cache
def enum_of(module: str, name: str) -> Any:
    """The `cdef enum` of a name in the `.pxd` of a compiled module. Raises AttributeError, since modules ask
    with it in their `__getattr__`."""
    file = Path(__file__).parent.parent.joinpath(*module.split(".")).with_suffix(".pxd")
    found = re.search(rf"^cdef enum {re.escape(name)}:\n((?:    .*\n|\n)+)", file.read_text() + "\n", re.MULTILINE)
    if found is None:
        raise AttributeError(f"module '{module}' has no attribute '{name}'")
    members: dict[str, int] = {}
    number = 0
    for line in found[1].splitlines():
        member, _, value = line.partition("#")[0].partition("=")
        if member.strip():
            number = int(value) if value else number
            members[member.strip()] = number
            number += 1
    return IntEnum(name, members, module=module)
