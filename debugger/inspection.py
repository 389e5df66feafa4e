"""What a front end can ask while the evaluation stands still: plain data in, plain data out.

Each public method of `Inspector` that `REQUESTS` lists is one request; its parameters are the request's
fields, its result is made of dicts, lists, strings, numbers and booleans. Looking never forces; only
`force` and `evaluate` do, as their names say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from debugger import frames
from debugger.frames import Frame
from debugger.prompt import PromptError, evaluate, place_of
from debugger.stops import Stop
from debugger.values import children, internal, name_text, show, source_name, state, thunk_place, type_name
from evaluator.bytecode.traps import traps
from evaluator.errors import EvalError, NixrayError, nearest
from evaluator.naming import title_of
from evaluator.rendering import readable
from evaluator.selection import split_attr_path
from evaluator.values import AttrSet, Thunk
from evaluator.vm import activations
from evaluator.vm.scopes import UNSET, Scope, environments, known_names, resolved

Data = dict[str, Any]

TEXT_DEPTH = 1
"""How far values are opened in lists of variables."""


class RequestError(NixrayError):
    """A request that cannot be served; the message is for the user."""


class Inspector:
    """Looks around at one stop of an engine."""

    def __init__(self, engine: Any, stop: Stop) -> None:
        self.engine = engine
        self.stop = stop
        self.handles: list[Any] = []

    # ------------------------------------------------------------------ frames

    def describe_stop(self) -> Data:
        """The stop itself: why, where, the error."""
        stop = self.stop
        data: Data = {
            "reason": stop.reason,
            "at": stop.event,
            "level": stop.level,
            "selected": stop.selected,
            "depth": activations.depth(),
            "notes": stop.notes,
            "breakpoints": [one.number for one in stop.breakpoints],
        }
        if stop.text:
            data["text"] = stop.text
        if stop.found is not None:
            data["found"] = stop.found
        if stop.error is not None:
            data["error"] = error_data(stop.error)
            data["caught"] = stop.caught
        if stop.has_value:
            data["value"] = self._value("", stop.value, 2)
        found = frames.frame(stop.selected)
        if found is not None:
            data["frame"] = self._frame(found)
        return data

    def backtrace(self, first: int = 0, count: int = 50) -> Data:
        """Frames from number `first` on, innermost first; `total` counts all."""
        return {
            "total": activations.depth(),
            "frames": [self._frame(one) for one in frames.frames(first, count)],
        }

    def frame(self, index: int) -> Data:
        """One frame."""
        return self._frame(self.at(index))

    def scope(self, index: int, depth: int = TEXT_DEPTH) -> Data:
        """What a frame can see: groups of variables, its own first, then the sets of `with`. Values are opened
        `depth` levels."""
        found = self.at(index)
        if found.is_builtin:
            arguments = [
                self._value(f"argument {at + 1}", value, depth)
                for at, value in enumerate(found.activation.args)
            ]
            return {"groups": [{"title": found.title, "variables": arguments}], "withs": []}
        scope = found.scope()
        groups = [
            {
                "title": f"{title_of(owner)}, {self._where(owner)}" if owner is not None else "",
                "variables": [
                    self._value(name_text(v.name), v.value, depth) | {"hidden": v.hidden}
                    for v in sorted(scope.variables, key=lambda v: v.name)
                    if v.group == group
                ],
            }
            for group, owner in enumerate(scope.owners)
        ]
        withs = []
        for with_set in scope.withs:
            line, column = found.source.line_column(with_set.offset)
            data = self._value("with", with_set.value, 0) | {"line": line, "column": column}
            names = known_names(with_set)
            data["names"] = None if names is None else len(names)
            withs.append(data)
        return {"groups": [group for group in groups if group["variables"]], "withs": withs}

    def names(self, index: int, prefix: str = "") -> Data:
        """Names that can be typed at this frame and begin with `prefix` (a path whose known sets are
        looked into), sorted."""
        scope = self.at(index).scope()
        head, dot, tail = prefix.rpartition(".")
        if dot:
            try:
                value = self.follow(scope, split_attr_path(internal(head)))
            except (RequestError, EvalError):
                return {"names": []}
            found = list(value.d) if type(value) is AttrSet else []
            return {
                "names": sorted(
                    f"{head}.{name_text(name)}" for name in found if readable(name).startswith(tail)
                )
            }
        names = set(scope.visible())
        for with_set in scope.withs:
            names.update(known_names(with_set) or [])
        names.update(name for name in self.engine.session.globals if not name.startswith("__"))
        return {"names": sorted(name_text(name) for name in names if readable(name).startswith(prefix))}

    # ------------------------------------------------------------------ values

    def peek(self, index: int, path: str, depth: int = 2) -> Data:
        """A variable or an attribute path from one, without forcing anything."""
        return self._value(path, self.follow(self.at(index).scope(), split_path(path)), depth)

    def force(self, index: int, path: str, depth: int = 2) -> Data:
        """The same, forcing what is on the way and the value itself."""
        scope = self.at(index).scope()
        names = split_path(path)
        value = self._forced(self.lookup(scope, names[0]))
        for name in names[1:]:
            value = self._forced(self.part(value, name))
        return self._value(path, value, depth)

    def attempt(self, index: int, path: str, depth: int = 2) -> Data:
        """As `force`, in a throw-away copy: the program stays as it is."""
        return self._aside(lambda: self.force(index, path, depth))

    def evaluate(self, index: int, text: str, depth: int = 2) -> Data:
        """The value of an expression in a frame. It is computed aside: the program stays as it is."""
        return self._aside(lambda: self._evaluated(index, text, depth))

    def enter(self, index: int, text: str, depth: int = 2) -> Data:
        """The same, here; breakpoints and errors inside stop. To be asked of a throw-away copy."""
        engine = self.engine
        scope = self.at(index).scope()
        try:
            value = engine.quietly(
                lambda: evaluate(engine.session, text, scope, engine.breakpoints.compiled), stops=True
            )
        except PromptError as error:
            raise RequestError(str(error)) from error
        return self._value(text, value, depth)

    def _evaluated(self, index: int, text: str, depth: int) -> Data:
        return self._value(text, evaluate(self.engine.session, text, self.at(index).scope()), depth)

    def _aside(self, work: Callable[[], Data]) -> Data:
        """A description made aside. What it has handles for is in the copy, so they are dropped."""
        try:
            data: Data = self.engine.aside(work)
        except PromptError as error:
            raise RequestError(str(error)) from error
        if data.get("handle", -1) >= len(self.handles):
            del data["handle"]
        return data

    def children(
        self, handle: int, first: int = 0, count: int = 100, depth: int = TEXT_DEPTH
    ) -> Data:
        """The parts of a value that was described with a handle."""
        if not 0 <= handle < len(self.handles):
            raise RequestError("that value was described at an earlier stop")
        parts = children(self.handles[handle])
        return {
            "total": len(parts),
            "parts": [self._value(label, value, depth) for label, value in parts[first : first + count]],
        }

    def thunk(self, index: int, path: str) -> Any:
        """The pending thunk at a path. Raises RequestError."""
        scope = self.at(index).scope()
        names = split_path(path)
        if len(names) == 1:
            value = self.lookup(scope, names[0])
        else:
            value = self.part(self.follow(scope, names[:-1]), names[-1])
        if type(value) is not Thunk or value.finished or value.running:
            raise RequestError(f"{path} is not pending: {show(value, 0, self.engine.failures)}")
        return value

    def override(self, index: int, path: str, text: str) -> Data:
        """Give what is at a path the value of an expression. To be asked of a throw-away copy."""
        frame = self.at(index)
        scope = frame.scope()
        names = split_path(path)
        value = self.engine.quietly(lambda: self._prompted(text, scope))
        if len(names) > 1:
            holder = self._forced(self.lookup(scope, names[0]))
            for name in names[1:-1]:
                holder = self._forced(self.part(holder, name))
            old = self.part(holder, names[-1])
            if type(old) is Thunk:
                self._finish(old, value, path)
            elif type(holder) is AttrSet:
                holder.d[names[-1]] = value
            else:
                raise RequestError(f"{path} is a plain item of a list, which cannot be replaced")
            return self._value(path, value, 1)
        variable = next((v for v in scope.variables if v.name == names[0] and not v.hidden), None)
        if variable is None:
            raise RequestError(f"there is no variable '{readable(names[0])}' here that could be replaced")
        if type(variable.value) is Thunk:
            self._finish(variable.value, value, path)
        chain = list(environments(frame.code, frame.activation.env))
        _, env, known = chain[variable.group]
        env.put(next(entry[1] for entry in reversed(known) if entry[0] == variable.name), value)
        return self._value(path, value, 1)

    def _prompted(self, text: str, scope: Scope) -> Any:
        try:
            return evaluate(self.engine.session, text, scope)
        except PromptError as error:
            raise RequestError(str(error)) from error

    def _finish(self, thunk: Any, value: Any, path: str) -> None:
        try:
            thunk.finish_with(value)
        except ValueError:
            raise RequestError(
                f"{path} is being evaluated now; go back to before that ('goto forced {path}', 'back')"
            ) from None

    def source(self, index: int, first: int = 1, last: int | None = None) -> Data:
        """The text of a frame's source, from line `first` to `last`; `lines` counts all of them."""
        source = self.at(index).source
        if source is None:
            raise RequestError("a builtin has no source")
        count, _ = source.line_column(len(source.text))
        last = count if last is None else min(last, count)
        lines = [readable(source.line_text(line)) for line in range(max(first, 1), last + 1)]
        return {"name": source_name(source), "lines": count, "text": lines}

    # ------------------------------------------------------------------ helpers

    def at(self, index: int) -> Frame:
        """The frame with this number. Raises RequestError."""
        found = frames.frame(index) if 0 <= index < 1 << 30 else None
        if found is None:
            raise RequestError(f"there is no frame {index}: they go from 0 to {activations.depth() - 1}")
        return found

    def _where(self, code: Any) -> str:
        line, _ = code.source.line_column(code.start)
        return f"{source_name(code.source)}:{line}"

    def _frame(self, found: Frame) -> Data:
        data: Data = {"index": found.index, "kind": found.kind, "title": found.title}
        if found.is_builtin:
            data["arguments"] = [show(value, 1, self.engine.failures) for value in found.activation.args]
            return data
        start, end = found.span
        source = found.source
        data["source"] = source_name(source)
        data["in_file"] = source.path is not None
        data["start"], data["end"] = start, end
        data["unit"] = [found.code.start, found.code.end]
        # The instruction that announced the expression.
        data["pc"] = max((pc for pc, _, _ in traps(found.code) if pc < found.activation.pc), default=0)
        data["line"], data["column"] = source.line_column(start)
        data["end_line"], data["end_column"] = source.line_column(max(start, end))
        data["text"] = readable(source.line_text(data["line"]))
        return data

    def _value(self, name: str, value: Any, depth: int) -> Data:
        """A value or thunk, described; `handle` is for `children` if it has parts."""
        value = resolved(value)
        failures = self.engine.failures
        data: Data = {"name": name, "state": state(value, failures), "text": show(value, depth, failures)}
        data["type"] = type_name(value)
        where = thunk_place(value)
        if where is not None:
            data["source"] = source_name(where[0])
            data["line"], data["column"] = where[0].line_column(where[1])
        count = len(children(value))
        if count:
            data["count"] = count
            data["handle"] = len(self.handles)
            self.handles.append(value)
        return data

    def lookup(self, scope: Scope, name: str) -> Any:
        """What a name means in a scope: a value or thunk, nothing forced."""
        if name == "$" and self.stop.has_value:
            return self.stop.value
        visible = scope.visible()
        if name in visible:
            return visible[name]
        known = self.engine.session.globals
        if name in known:
            return known[name]
        for with_set in scope.withs:
            value = resolved(with_set.value)
            if type(value) is not AttrSet:
                raise RequestError(
                    f"'{readable(name)}' is no variable here; it may come from a 'with' that has not been"
                    " looked into yet ('eval' would do that)"
                )
            if name in value.d:
                return value.d[name]
        near = nearest(name, [*visible, *known])
        hint = f"; did you mean '{readable(near[0])}'?" if near else ""
        raise RequestError(f"there is no variable '{readable(name)}' here{hint}")

    def follow(self, scope: Scope, names: list[str]) -> Any:
        """The end of an attribute path, or the first thunk on the way that has no value."""
        value = resolved(self.lookup(scope, names[0]))
        for name in names[1:]:
            if type(value) is Thunk or value is UNSET:
                return value
            value = resolved(self.part(value, name))
        return value

    def part(self, value: Any, name: str) -> Any:
        """An attribute or item of a value. Raises RequestError."""
        if type(value) is AttrSet:
            if name in value.d:
                return value.d[name]
            near = nearest(name, list(value.d))
            hint = f"; did you mean '{readable(near[0])}'?" if near else ""
            raise RequestError(f"the set has no attribute '{readable(name)}'{hint}")
        if type(value) is tuple and name.isdigit():
            if int(name) < len(value):
                return value[int(name)]
            raise RequestError(f"the list has {len(value)} items")
        raise RequestError(f"{show(value, 0, self.engine.failures)} has no parts to select from")

    def _forced(self, value: Any) -> Any:
        if value is UNSET:
            raise RequestError("the variable is not bound yet")
        try:
            return self.engine.quietly(lambda: self.engine.session.force(value))
        except EvalError as error:
            if type(value) is Thunk:
                self.engine.failures.add(value, readable(error.message).partition("\n")[0])
            raise RequestError(f"it fails: {readable(error.message)}{place_of(error)}") from error
        except NixrayError as error:
            raise RequestError(str(error)) from error


def error_data(error: EvalError) -> Data:
    """An error of the program, described."""
    data: Data = {"kind": error.kind.value, "message": readable(error.message)}
    data["suggestions"] = [readable(name) for name in error.suggestions]
    if error.span is not None:
        data["source"] = source_name(error.span.source)
        data["line"], data["column"] = error.span.source.line_column(error.span.start)
    return data


def split_path(path: str) -> list[str]:
    """The names of an attribute path that a person typed. Raises RequestError."""
    try:
        names = split_attr_path(internal(path.strip()))
    except EvalError as error:
        raise RequestError(readable(error.message)) from error
    if not names or not all(names):
        raise RequestError("give the name of a variable, or a path such as config.services.0.name")
    if any(character in path for character in " ()[]{}+;:") and '"' not in path:
        raise RequestError("that is an expression, not a name or path: 'eval' evaluates expressions")
    return names


REQUESTS = frozenset(
    [
        "describe_stop",
        "backtrace",
        "frame",
        "scope",
        "names",
        "peek",
        "force",
        "attempt",
        "evaluate",
        "enter",
        "children",
        "source",
    ]
)
