"""`Keeper`: values that stay when files change.

What an evaluation does, it does on behalf of somebody: of the file whose value it is part of, or of the call
`import DIRECTORY argument` whose result it is part of (an *owner*); or of nobody, for the expression asked for. The
machine bears the owners' numbers along (values.py). Here is noted what each owner looked at on the disk, and which
other owners' values it uses. After an edit an owner's value stays if all that it looked at is as it was, and all that
it uses stays.

The value of a file uses nothing but what it asked for itself, so that is all there is to it. The result of a call also
depends on the argument: when the call is made again, the argument then is compared with that of before, as far as
it was evaluated (sameness.py), and what was not evaluated is replaced.

An owner that told the user something, or fetched, is not kept: that has to happen again.
"""

from __future__ import annotations

import os
import stat

from evaluator.errors import EvalError
from evaluator.keeping.sameness import owner_of, stand_ins
from evaluator.store import disk, nar
from evaluator.values import act_for, acting_for
from evaluator.vm import calls, state
from evaluator.vm.forcing import call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from evaluator.store.hashes import Hash
    from evaluator.values import Thunk

_CANDIDATES = 4
"""So many results of one function are looked through for one whose argument was the same."""
_DEEPEST = 1
"""A call within so many calls is not kept by itself. Two, such as a NixOS configuration and its packages, leave the
large parts; further in are thousands of small calls, whose arguments are large."""
_MOST_CALLS = 64
"""So many results of one function are kept."""
_CONTENT = frozenset(["read_file", "open_file", "entries", "typed_entries"])
"""The questions whose answers change with what is in a file or folder."""

_CHEAP = "status_or_none"
"""The question whose answer is a mark."""
_FAILED = "failed"

Look = tuple[str, str]
"""A question to the disk, and the path that it is about."""


class _Owner:
    """Somebody on whose behalf things are evaluated. `depth` counts the calls around a call, `uses` are numbers of
    owners."""

    def __init__(self, depth: int = 0) -> None:
        self.depth = depth
        self.looks: set[Look] = set()
        self.uses: set[int] = set()
        self.lasting = True


class _Call:
    """A call that was made. `claimed` tells that the evaluation of now has its result."""

    def __init__(self, number: int, argument: Any, result: Any) -> None:
        self.number = number
        self.argument = argument
        self.result = result
        self.claimed = True


class _Function:
    """The function that is a file's value, and the calls of it."""

    def __init__(self, function: Any, number: int) -> None:
        self.function = function
        self.number = number
        self.calls: list[_Call] = []


class _Told(Exception):
    """Something would be told to the user, before its time."""


class Keeper:
    """What the values of one session depend on."""

    only_notes = False

    def __init__(self) -> None:
        self._owners: dict[int, _Owner] = {}
        self._made = 1
        self._nobody = 1
        self._living: set[int] = set()
        self._marks: dict[Look, Any] = {}
        self._common: set[Look] = set()
        self._numbers: dict[str, int] = {}
        self._trees: dict[str, tuple[int, Hash]] = {}
        self._functions: dict[int, _Function] = {}
        self._comparing = 0
        self._beneath: disk.Journal | None = None

    def active(self) -> _Watching:
        """Have the machine tell of what it does in a block."""
        return _Watching(self)

    @property
    def nobody(self) -> int:
        """The number on whose behalf the expressions of now are evaluated: another one after each edit."""
        return self._nobody

    # ------------------------------------------------------------------ what is noted

    def ask(self, question: str, path: str, look: Callable[[str], Any]) -> Any:
        """Note a look at the disk; see `disk.Journal`."""
        new = self._note(question, path)
        answer = look(path) if self._beneath is None else self._beneath.ask(question, path, look)
        if new and question == _CHEAP:
            # Most looks need no second one to be known again.
            if disk.versions is None and (answer is None or not stat.S_ISLNK(answer.st_mode)):
                self._marks[question, path] = None if answer is None else answer.st_mode
                return answer
            self._marks[question, path] = _mark(question, path)
        return answer

    def _note(self, question: str, path: str) -> bool:
        """Note a look. Tells whether it is a new one that has no mark yet."""
        asked = (question, path)
        if question == "real_path":
            # Who follows links to folders once does so for all (files.py).
            noted = self._common
        else:
            owner = self._owners.get(acting_for())
            if owner is None:
                return False
            noted = owner.looks
        noted.add(asked)
        if asked in self._marks:
            return False
        # What fails leaves this mark, which is none of a look that works.
        self._marks[asked] = _FAILED if question == _CHEAP else _mark(question, path)
        return True

    def file(self, path: str, evaluate: Callable[[int], Any]) -> Any:
        """The value of a file, which `evaluate` gives for its owner's number."""
        number = self._new_owner()
        before = act_for(number)
        try:
            self._note("read_file", path)
            value = evaluate(number)
        finally:
            act_for(before)
        self._numbers[path] = number
        if path.endswith("/default.nix"):
            self._functions[id(value)] = _Function(value, number)
        return value

    def use(self, path: str) -> None:
        """Note that the value of a file is used."""
        self._use(self._numbers.get(path))

    def hash_tree(self, path: str) -> Hash:
        """The hash of a tree, which is read once as long as it stays as it is."""
        known = self._trees.get(path)
        if known is None:
            number = self._new_owner()
            before = act_for(number)
            try:
                known = self._trees[path] = (number, nar.hash_tree(path))
            finally:
                act_for(before)
        self._use(known[0])
        return known[1]

    def pass_by(self) -> None:
        """Note that what is done now has to be done again in every evaluation."""
        owner = self._owners.get(acting_for())
        if owner is not None:
            owner.lasting = False

    def tell(self) -> None:
        """Note that something is about to be told to the user."""
        if self._comparing:
            raise _Told
        self.pass_by()

    def _new_owner(self, depth: int = 0) -> int:
        self._made += 1
        self._owners[self._made] = _Owner(depth)
        return self._made

    def _use(self, number: int | None) -> None:
        user = self._owners.get(acting_for())
        if number is not None and user is not None:
            user.uses.add(number)

    # ------------------------------------------------------------------ calls

    def call(self, function: Any, argument: Any) -> Any:
        """The result of a call that a program writes as `import file argument`."""
        known = self._functions.get(id(function))
        around = self._owners.get(acting_for())
        depth = 0 if around is None else around.depth
        if known is None or known.function is not function or depth > _DEEPEST or len(known.calls) > _MOST_CALLS:
            return call(function, argument)
        found = self._found(known, argument)
        if found is None:
            number = self._new_owner(depth + 1)
            self._owners[number].uses.add(known.number)
            before = act_for(number)
            try:
                result = call(function, argument)
            finally:
                act_for(before)
            found = _Call(number, argument, result)
            known.calls.insert(0, found)
        self._use(found.number)
        return found.result

    def _found(self, known: _Function, argument: Any) -> _Call | None:
        """A call of before that gives what a call with an argument would give now."""
        for made in [made for made in known.calls if not made.claimed][:_CANDIDATES]:
            pending = self._compared(made, argument)
            if pending is not None and not any(thunk.running for thunk, _ in pending):
                made.claimed = True
                self._replace(pending)
                self._living |= self._reachable([made.number])
                return made
        return None

    def _replace(self, pending: list[tuple[Thunk, Any]]) -> None:
        """Have thunks of before follow those of now. The values that they belonged to cannot be used again."""
        owners = {owner_of(thunk) for thunk, _ in pending}
        for thunk, other in pending:
            thunk.follow(other)
        for known in self._functions.values():
            known.calls = [
                made for made in known.calls if made.claimed or owners.isdisjoint(self._reachable([made.number]))
            ]

    def _is_living(self, number: int) -> bool:
        """Whether what an owner made belongs to the evaluation of now."""
        return number == 0 or number >= self._nobody or number in self._living

    def _compared(self, made: _Call, argument: Any) -> list[Any] | None:
        self._comparing += 1
        try:
            return stand_ins(made.argument, argument, self._is_living)
        except (EvalError, _Told):
            # It will be told when, and if, the program comes to it.
            return None
        finally:
            self._comparing -= 1

    # ------------------------------------------------------------------ after an edit

    def refresh(self, files: dict[str, Any]) -> None:
        """Forget all that may have changed, also among the values of `files`."""
        changed = {asked for asked, mark in self._marks.items() if _mark(*asked) != mark}
        gone = self._touched(changed)
        for path in [path for path in files if self._numbers.get(path) in gone | {None}]:
            del files[path]
        self._numbers = {path: number for path, number in self._numbers.items() if path in files}
        self._trees = {path: known for path, known in self._trees.items() if known[0] not in gone}
        self._functions = {key: known for key, known in self._functions.items() if known.number not in gone}
        for known in self._functions.values():
            known.calls = [made for made in known.calls if made.claimed and made.number not in gone]
            for made in known.calls:
                made.claimed = False
        self._common -= changed
        calls_made = [made.number for known in self._functions.values() for made in known.calls]
        self._living = self._reachable([*self._numbers.values(), *(number for number, _ in self._trees.values())])
        self._forget_all_but(self._living | self._reachable(calls_made))
        self._made += 1
        self._nobody = self._made

    def _touched(self, changed: set[Look]) -> set[int]:
        """The owners whose values may be others now."""
        if not changed.isdisjoint(self._common):
            return set(self._owners)
        users: dict[int, list[int]] = {}
        for number, owner in self._owners.items():
            for used in owner.uses:
                users.setdefault(used, []).append(number)
        gone: set[int] = set()
        queue = [
            number
            for number, owner in self._owners.items()
            if not owner.lasting or not changed.isdisjoint(owner.looks) or not owner.uses <= self._owners.keys()
        ]
        while queue:
            number = queue.pop()
            if number not in gone:
                gone.add(number)
                queue += users.get(number, [])
        return gone

    def _reachable(self, queue: list[int]) -> set[int]:
        """Some owners, and all that they use."""
        found: set[int] = set()
        while queue:
            number = queue.pop()
            if number not in found:
                found.add(number)
                queue += self._owners[number].uses
        return found

    def _forget_all_but(self, kept: set[int]) -> None:
        self._owners = {number: owner for number, owner in self._owners.items() if number in kept}
        asked = set(self._common).union(*(owner.looks for owner in self._owners.values()))
        self._marks = {look: mark for look, mark in self._marks.items() if look in asked}


class _Watching:
    """A block in which the machine tells a keeper of what it does."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def __enter__(self) -> None:
        keeper = self.keeper
        keeper._beneath, disk.journal = disk.journal, keeper
        calls.set_keeper(keeper.call)
        state.heard = keeper.tell
        self.before = act_for(keeper.nobody)

    def __exit__(self, *failure: object) -> None:
        disk.journal, self.keeper._beneath = self.keeper._beneath, None
        calls.set_keeper(None)
        state.heard = None
        act_for(self.before)


def _mark(question: str, path: str) -> Any:
    """What is different when the answer to a question is."""
    if disk.versions is not None:
        return disk.versions(question, path)
    if question in _CONTENT:
        return disk.signature(path)
    place = disk.place(path).encode("latin-1")
    try:
        status = os.lstat(place)
        if stat.S_ISLNK(status.st_mode):
            return os.readlink(place)
        if question == "real_path":
            return None
        return status.st_mode if question != "status" or stat.S_ISDIR(status.st_mode) else disk.signature(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return None if question == "real_path" else error.errno
