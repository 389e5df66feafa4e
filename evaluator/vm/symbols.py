"""The order of names: which one the program knew first.

Reference Nix keeps the attributes of a set in the order in which their names came to be known to the
process, and this shows: in which of several unexpected arguments is reported, and in what `deepSeq` forces
first. Sets here keep no such order, so it is worked out when somebody asks: first come the names the
language itself has, then those of the source texts in the order they were read, each text in the order in
which a bottom-up parser meets names (a function's parameter after its body).
"""

import cython

from evaluator.errors import Source
from evaluator.known_names import RANKS
from evaluator.syntax.name_order import names_in
from evaluator.vm import state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_FEW = 16
_SHORT = 1 << 14
"""So many texts of so many bytes in all are few and short: to look at them again takes some milliseconds."""
_MOST = 1000
"""Sets of names whose order is remembered."""


class Symbols:
    """The names of one session, numbered as far as the texts have been looked at. `texts` grows as the
    session reads."""

    def __init__(self) -> None:
        self.texts: list[Source] = []
        self._numbers = dict(RANKS)
        self._looked_at = 0
        self._orders = {}
        self._ordered_with = 0

    def known_first(self, names: tuple) -> tuple:
        """See the function of this name. To look at texts again costs as much as reading them did."""
        count: cython.Py_ssize_t = len(self.texts)
        cheap: cython.bint = count <= _FEW and sum([len(source.text) for source in self.texts]) <= _SHORT
        if len(self._orders) > _MOST or (cheap and count != self._ordered_with):
            self._orders.clear()
            self._ordered_with = count
        # By address: shapes hold one tuple each, and it is long.
        found: object = self._orders.get(id(names))
        if found is None:
            ordered: tuple = tuple(self.order(names)) if cheap else _predefined_first(names)
            found = self._orders[id(names)] = (names, names if ordered == names else ordered)
        return cython.cast(tuple, found)[1]

    def order(self, names: Iterable[str]) -> list[str]:
        """The names, first known first; those of no text stay in their order, at the end."""
        wanted = list(names)
        while self._looked_at < len(self.texts) and any(name not in self._numbers for name in wanted):
            for name in names_in(self.texts[self._looked_at]):
                self._numbers.setdefault(name, len(self._numbers))
            self._looked_at += 1
        last = len(self._numbers)
        return sorted(wanted, key=lambda name: self._numbers.get(name, last))


def known_first(names: tuple) -> tuple:
    """The names in order (the same object, if they are) if that costs little, else those of the language itself
    first and the others as they are, which mostly is as a text has them."""
    symbols: Symbols = state.current.symbols
    return symbols.known_first(names)


def _predefined_first(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names, those of the language itself first; the others stay in their order."""
    if not any(name in RANKS for name in names):
        return names
    return tuple(sorted(names, key=lambda name: RANKS.get(name, len(RANKS))))


def order(names: Iterable[str]) -> list[str]:
    """Names in the order of the current session."""
    found: list[str] = state.current.symbols.order(names)
    return found
