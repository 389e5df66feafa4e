"""Why things are as they are: who made a thunk, who forced it, where a value came from, which ring a recursion
closes. Each public method that `EXPLANATIONS` lists is one request, as in inspection.py; nothing is forced.

A thunk is known by its code and the environment it was made in: there is never another one with both, since
every instruction runs at most once in an activation (twice in what a failing `assert a == b` compares, both times
to the same end). So the history of events tells of a thunk's life even after the thunk is gone.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from debugger import frames
from debugger.frames import Frame
from debugger.inspection import Inspector, RequestError, split_path
from debugger.prompt import PromptError, evaluate
from debugger.timeline import Moment, Timeline
from debugger.values import name_text, show, source_name
from evaluator.bytecode.code import Code
from evaluator.bytecode.opcodes import TABLE
from evaluator.errors import EvalError
from evaluator.naming import kind_of, title_of
from evaluator.rendering import readable
from evaluator.values import AttrSet, Closure, Merge, Thunk
from evaluator.vm import activations, hooks, origins
from evaluator.vm.scopes import UNSET, Variable, environments, resolved, slot

Data = dict[str, Any]

_NAMES = [row.name for row in TABLE]
_PASSING = frozenset(
    ["CALL", "GET", "GET_UP", "GET_WITH", "SELECT", "SELECT_DYNAMIC", "SELECT_OR", "SELECT_OR_DYNAMIC", "SELECT_PATH"]
)
"""Instructions whose result is the value of what they force or call."""
_PASSING_BUILTINS = frozenset(
    [
        *("import", "scopedImport", "head", "elemAt", "getAttr", "seq", "deepSeq", "foldl'"),
        *("trace", "traceVerbose", "warn", "addErrorContext", "break"),
    ]
)
"""Builtins that may return the value of what they force or call last."""
_LIMIT = 200
_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Identity:
    """What a variable or attribute is known by: `code` and the id of the environment `env` it was made in;
    or a `thunk` that is finished already; or an argument, `entered` being (id of the code, id of the
    environment) of the call it was passed to."""

    code: Any = None
    env: int = 0
    thunk: Any = None
    entered: tuple[int, int] | None = None


class Explainer:
    """Explains what is seen at one stop."""

    def __init__(self, inspector: Inspector) -> None:
        self.inspector = inspector
        self.engine = inspector.engine
        self.stop = inspector.stop

    # ------------------------------------------------------------------ lives of thunks

    def creation(self, index: int, path: str = "") -> Data:
        """The event at which the thunk at a path (of the frame itself, if it is empty) is about to be made,
        as far as the history goes back; or the event `entry` at which it was passed to a call, where this
        is to be asked again."""
        identity = self._identity(index, path)
        timeline = self._timeline()
        code, env, before = identity.code, identity.env, timeline.now
        data: Data = {"event": None, "oldest": timeline.oldest}
        if identity.entered is not None:
            entry = timeline.entered(*identity.entered)
            return data | {"entry": None if entry is None else entry.event}
        if identity.thunk is not None:
            forced = timeline.forced(id(identity.thunk))
            if forced is None:
                return data
            code, env, before = timeline.codes.get(forced.code), forced.base, forced.event
        if code is None:
            return data
        data |= self._place(code)
        made = timeline.made(code, env, before)
        return data if made is None else data | {"event": made.event}

    def forcing(self, index: int, path: str) -> Data:
        """The event at which the thunk at a path was forced, as far as the history goes back; `state` tells
        if there cannot be one."""
        identity = self._identity(index, path)
        timeline = self._timeline()
        data: Data = {"event": None, "oldest": timeline.oldest}
        if identity.entered is not None:
            entry = timeline.entered(*identity.entered)
            return data | {"entry": None if entry is None else entry.event}
        if identity.thunk is not None:
            moment = timeline.forced(id(identity.thunk))
        else:
            moment = timeline.begun(id(identity.code), identity.env)
        if moment is not None:
            return data | {"event": moment.event} | self._place(timeline.codes[moment.code])
        return data | (self._place(identity.code) if identity.code is not None else {})

    def _timeline(self) -> Timeline:
        return Timeline(hooks.event(), {id(code): code for code in self.engine.breakpoints.codes})

    def _identity(self, index: int, path: str) -> Identity:
        frame = self.inspector.at(index)
        if not path:
            return self._of_frame(frame)
        names = split_path(path)
        if len(names) > 1:
            value = self.inspector.follow(frame.scope(), names[:-1])
            if type(value) is Thunk or value is UNSET:
                raise RequestError("what holds it has not been evaluated yet")
            return self._of_value(self.inspector.part(value, names[-1]), path)
        for variable in frame.scope().variables:
            if variable.name == names[0] and not variable.hidden:
                if type(variable.value) is Thunk:
                    return self._of_value(variable.value, path)
                return self._of_variable(frame, variable)
        return self._of_value(self.inspector.lookup(frame.scope(), names[0]), path)

    def _of_frame(self, frame: Frame) -> Identity:
        if frame.is_builtin:
            raise RequestError("a builtin is made by nobody")
        if kind_of(frame.code) == "file":
            raise RequestError("a file is made by nobody: it is imported")
        return Identity(frame.code, _base(frame))

    def _of_value(self, value: Any, path: str) -> Identity:
        """What a value or thunk that something holds is known by."""
        if type(value) is Closure:
            return Identity(value.function_code, id(value.environment) if value.environment is not None else 0)
        if type(value) is not Thunk:
            raise RequestError(f"{path} is no thunk and never was: {show(value, 1, self.engine.failures)}")
        if value.running:
            frame = frames.frame(activations.holder(value))
            if frame is None or frame.is_builtin:
                raise RequestError(f"{path} is being computed by a builtin")
            return self._of_frame(frame)
        if value.finished:
            return Identity(thunk=value)
        if type(value.pending_code) is not Code:
            raise RequestError(f"{path} was made by a builtin: {show(value, 0, self.engine.failures)}")
        env = value.environment
        return Identity(value.pending_code, id(env) if env is not None else 0)

    def _of_variable(self, frame: Frame, variable: Variable) -> Identity:
        """What a variable whose slot holds no thunk (any more) was."""
        chain = list(environments(frame.code, frame.activation.env))
        owner, env, names = chain[variable.group]
        if type(variable.value) is Closure:
            return self._of_value(variable.value, variable.name)
        start, end = next((entry[2], entry[3]) for entry in reversed(names) if entry[0] == variable.name)
        for child in owner.values if owner is not None else ():
            if type(child) is not Code:
                continue
            code: Any = child
            if code.name == variable.name and start <= code.start <= end:
                return Identity(code, id(env))
        if kind_of(owner) == "function":
            return Identity(entered=(id(owner), id(env)))
        raise RequestError(f"{name_text(variable.name)} is a constant, or another name of a variable")

    def _place(self, code: Any) -> Data:
        line, column = code.source.line_column(code.start)
        return {
            "title": title_of(code),
            "source": source_name(code.source),
            "line": line,
            "column": column,
            "text": _excerpt(code.source, code.start, code.end),
        }

    # ------------------------------------------------------------------ where values come from

    def provenance(self, index: int, path: str) -> Data:
        """How the value at a path came about: `links`, from the binding to the expression that gave the value,
        each the value of the next; `layers`, where an attribute is written in each set that was laid over
        others, the winner first; `definitions`, what the modules of a module system say of an option.
        `event` is None if the history does not go back to when the value was computed."""
        frame = self.inspector.at(index)
        data: Data = {"event": None, "oldest": hooks.event(), "links": [], "layers": [], "definitions": []}
        data["definitions"] = self.definitions(index, path)
        names = split_path(path)
        if len(names) > 1:
            # What holds it may be a list, or not evaluated.
            with suppress(RequestError):
                data["layers"] = self.layers(index, path)
        value = resolved(self.inspector.follow(frame.scope(), names))
        data["value"] = show(value, 1, self.engine.failures)
        try:
            identity = self._identity(index, path)
        except RequestError as error:
            return data | {"note": str(error), "event": 0}
        timeline = self._timeline()
        data["oldest"] = timeline.oldest
        if identity.entered is not None:
            entry = timeline.entered(*identity.entered)
            return data | {"entry": None if entry is None else entry.event}
        if identity.thunk is not None:
            end = timeline.ended(thunk=id(identity.thunk))
        else:
            end = timeline.ended(code=id(identity.code), base=identity.env)
        if end is None:
            if type(value) is Thunk or value is UNSET:
                data |= {"event": 0, "links": [self._place(identity.code)] if identity.code else []}
            return data
        return data | {"event": end[0].event, "links": self._links(timeline, end)}

    def _links(self, timeline: Timeline, ends: list[Moment]) -> list[Data]:
        """`ends` are the frames that left right before the value was there, newest first."""
        links: list[Data] = []
        for moment in ends:
            code = timeline.codes.get(moment.code)
            if code is None:
                builtin = self.engine.builtin_names.get(moment.code, "builtin")
                links.append({"title": f"builtin {builtin}", "how": "builtin"})
                if builtin not in _PASSING_BUILTINS:
                    break
                continue
            start, end, _ = code.span(moment.pc)
            before = code.span(moment.pc - 1)
            op = _NAMES[code.instruction(moment.pc - 1)] if before[:2] == (start, end) else "CONST"
            line, column = code.source.line_column(start)
            links.append(
                {
                    "title": title_of(code),
                    "how": _HOW.get(op, "expression"),
                    "source": source_name(code.source),
                    "line": line,
                    "column": column,
                    "text": _excerpt(code.source, start, end),
                }
            )
            if op not in _PASSING:
                break
        return links

    def layers(self, index: int, path: str) -> list[Data]:
        """Where an attribute is written, in each of the sets that `//` laid over one another: the one that
        counts first."""
        names = split_path(path)
        if len(names) < 2:
            raise RequestError("give the path of an attribute, such as config.services")
        holder = self.inspector.follow(self.inspector.at(index).scope(), names[:-1])
        if type(holder) is not AttrSet:
            raise RequestError("what holds it has not been evaluated yet, or is no set")
        name = names[-1]
        self.inspector.part(holder, name)
        found = []
        todo: list[Any] = [holder.origin]
        while todo:
            origin = todo.pop(0)
            if type(origin) is Merge:
                if name in origin.right.d:
                    todo.insert(0, origin.right.origin)
                    todo.insert(1, origin.left)
                else:
                    todo.insert(0, origin.left)
                continue
            place = origins.position(AttrSet({}, origin), name) if origin is not None else None
            if place is not None:
                line, column = place[0].line_column(place[1])
                found.append(
                    {
                        "source": source_name(place[0]),
                        "line": line,
                        "column": column,
                        "text": readable(place[0].line_text(line)).strip(),
                    }
                )
        return found

    def definitions(self, index: int, path: str) -> list[Data]:
        """What the modules of a NixOS-like module system say of an option: for `config.a.b`, what
        `options.a.b` holds in `definitionsWithLocations` (or `definitions` and `files`)."""
        names = split_path(path)
        scope = self.inspector.at(index).scope()
        for at, name in enumerate(names[:-1]):
            if name != "config":
                continue
            option = ".".join(name_text(one) for one in [*names[:at], "options", *names[at + 1 :]])
            text = (
                f"let o = {option}; in if o ? definitionsWithLocations then o.definitionsWithLocations else"
                " builtins.genList (n: { file = builtins.elemAt o.files n; value = builtins.elemAt"
                " o.definitions n; }) (builtins.length o.files)"
            )

            def listed(text: str = text) -> list[Data]:
                items = evaluate(self.engine.session, text, scope)
                force = self.engine.session.force
                found = []
                for item in items:
                    entry = force(item).d
                    value = force(entry["value"])
                    file = force(entry["file"])
                    shown = file if type(file) is str else getattr(file, "s", getattr(file, "path", ""))
                    found.append({"source": readable(shown), "value": show(value, 2, self.engine.failures)})
                return found

            def plainly() -> list[Data]:
                try:
                    return listed()
                except EvalError as error:
                    raise PromptError(readable(error.message)) from error

            try:
                return list(self.engine.aside(plainly))
            except PromptError:
                continue
        return []

    # ------------------------------------------------------------------ what never happened, and what did twice

    def never_forced(self, index: int, everywhere: bool = False) -> Data:
        """The bindings and arguments of the frame's source (or of all sources) that thunks were made for and
        that nobody has forced up to now: at most the first 200; `total` counts all."""
        source = self.inspector.at(index).source
        found = []
        for code in self.engine.breakpoints.codes:
            if code.source.name == "«prompt»" or not (everywhere or code.source is source):
                continue
            for child in code.values:
                if type(child) is Code and kind_of(child) == "thunk" and not child.compiled:
                    found.append(self._place(child))
        found.sort(key=lambda place: (place["source"], place["line"], place["column"]))
        return {"total": len(found), "thunks": found[:_LIMIT]}

    def cycle(self) -> Data:
        """At an infinite recursion: the ring of thunks, each of which needs the next; the last one needs the
        first again. Of the frames between them only those of named thunks count, if there are any."""
        error = self.stop.error
        if error is None or error.subject is None:
            raise RequestError("the program does not stand at an infinite recursion")
        outermost = activations.holder(error.subject)
        if outermost < 0:
            raise RequestError("the thunk that needs itself is computed by a builtin")
        within = [frame for frame in frames.frames(0, outermost + 1) if not frame.is_builtin]
        thunks = [frame for frame in within if frame.activation.thunk is not None]
        named = [frame for frame in thunks if _name(frame) is not None or frame.index == outermost]
        ring = list(reversed(named))
        innermost = within[0]
        links = [self._link(frame) for frame in ring]
        closing = self._link(innermost) if ring and ring[-1] is not innermost else links[-1]
        return {"ring": links, "closing": closing, "left_out": len(thunks) - len(ring)}

    def _link(self, frame: Frame) -> Data:
        start, end = frame.span
        line, column = frame.source.line_column(start)
        bound, _ = frame.source.line_column(frame.code.start)
        name = _name(frame)
        return {
            "index": frame.index,
            "title": frame.title if name is None or frame.code.name == name else f"value of {readable(name)}",
            "name": None if name is None else readable(name),
            "source": source_name(frame.source),
            "bound": bound,
            "line": line,
            "column": column,
            "text": _excerpt(frame.source, start, end),
        }

    def instructions(self, index: int) -> Data:
        """The instructions of a frame's code, and the word it stands at."""
        from evaluator.bytecode.disassembler import disassemble, instructions

        frame = self.inspector.at(index)
        if frame.is_builtin:
            raise RequestError("a builtin has no instructions")
        rows = []
        for instruction in instructions(frame.code):
            start, _, _ = frame.code.span(instruction.pc + 1)
            line, column = frame.source.line_column(max(start, 0))
            rows.append({"pc": instruction.pc, "name": instruction.name, "line": line, "column": column})
        text = disassemble(frame.code, nested=False)
        return {"pc": frame.activation.pc, "text": text.splitlines(), "instructions": rows}


_HOW = {
    "CONST": "literal",
    "CALL": "call",
    "GET": "variable",
    "GET_UP": "variable",
    "GET_WITH": "variable",
    "SELECT": "attribute",
    "SELECT_DYNAMIC": "attribute",
    "SELECT_OR": "attribute",
    "SELECT_OR_DYNAMIC": "attribute",
    "SELECT_PATH": "attribute",
    "ATTRS": "set",
    "LIST": "list",
    "UPDATE": "//",
    "CLOSURE": "function",
}


def _base(frame: Frame) -> int:
    """The id of the environment that a frame's code was made in."""
    env = frame.activation.env
    if env is not None and frame.code.own_environment:
        env = env.parent
    return id(env) if env is not None else 0


def _name(frame: Frame) -> str | None:
    """What the thunk of a frame is called: the binding's name, or, if a builtin such as mapAttrs made it to call a
    function of the program, the name it passes first."""
    if kind_of(frame.code) != "function":
        return None if frame.code.name is None else str(frame.code.name)
    first = resolved(slot(frame.activation.env, 0))
    return first if type(first) is str and len(first) < _NAME_LENGTH else None


def _excerpt(source: Any, start: int, end: int) -> str:
    """An expression's text on one line, cut if it is long."""
    text = " ".join(source.text[start:end].decode("utf-8", "replace").split())
    return text if len(text) <= 80 else f"{text[:79]}…"


EXPLANATIONS = frozenset(
    [
        "creation",
        "forcing",
        "provenance",
        "layers",
        "definitions",
        "never_forced",
        "cycle",
        "instructions",
    ]
)
"""The requests that `Explainer` serves."""
