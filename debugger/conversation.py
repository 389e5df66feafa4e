"""One user's conversation with an evaluation: what the commands act on.

It is the same for the line prompt, for scripts and for pipes: commands go in as text, answers come out
through `say`. The commands themselves are in commands.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from debugger.debuggee import Debuggee, Halted, Lost, Refused, answer
from debugger.painting import CONTEXT, Painter, excerpt, underline
from debugger.target import Target
from debugger.travel import NoSuchMoment, go_to
from evaluator.errors import NixrayError

Data = dict[str, Any]


class CommandError(NixrayError):
    """A command that makes no sense here; the message is for the user."""


class Conversation:
    """`say(text)` shows text to the user. `stop` is the stop the evaluation stands at (None while it does
    not run), `selected` the number of the frame that commands are about. `failed` tells whether the last
    run has failed, or stands at the error that would make it fail; `over` that it has ended. Lists of
    variables are cut at `width` columns, unless it is 0."""

    def __init__(self, target: Target, say: Callable[[str], None], paint: Painter, width: int = 0) -> None:
        self.target = target
        self.say = say
        self.paint = paint
        self.width = width
        self.debuggee: Debuggee | None = None
        self.stop: Data | None = None
        self.selected = 0
        self.failed = False
        self.over = False
        # The last event at which the program stood or ended.
        self.last_event = 0
        # Asked-for evaluations that have stopped inside, innermost last: (id of the request, what to do).
        self.unanswered: list[tuple[int, Callable[[Any], None], Data, int]] = []
        # What is set up again when the program is started again.
        self.breakpoints: dict[int, Data] = {}
        self.catching: Data = {"errors": "uncaught", "kinds": []}
        self.skips: list[str] = []
        # How many files of commands are being read, one inside the other.
        self.sourcing = 0
        # How many commands are being carried out, one inside the other, and whether the user wants that to end.
        self.busy = 0
        self.halting = False

    # ------------------------------------------------------------------ running

    def start(self, entry: bool = False) -> None:
        """Start the program; it runs to its first stop, or with `entry` to its first expression."""
        self.end()
        self.debuggee = Debuggee(self.target)
        if self.halting:
            self.debuggee.pause(insist=True)
        self.failed = False
        message = self.debuggee.receive()
        if message.get("reason") == "start":
            self.stop = message
            self.configure()
            self.resume("stepi" if entry else "continue")
        else:
            self.take(message)

    def configure(self) -> None:
        """Tell the evaluation of all breakpoints, and which errors are to stop it. What is watched is a thunk of the
        evaluation that was left."""
        self.breakpoints = {number: one for number, one in self.breakpoints.items() if "watched" not in one}
        breakpoints = [{"number": number, **fields} for number, fields in self.breakpoints.items()]
        assert self.debuggee is not None
        self.debuggee.ask("configure", breakpoints=breakpoints, skips=self.skips, **self.catching)

    def end(self) -> None:
        """End the program and all copies of it, if it runs."""
        if self.debuggee is not None:
            self.debuggee.end()
        self.debuggee = None
        self.stop = None
        self.unanswered.clear()
        self.last_event = 0

    def resume(self, how: str, **fields: Any) -> None:
        """Let the program go on, and wait until it stops again or ends."""
        self.standing()
        assert self.debuggee is not None
        self.ask("resume", how=how, **fields)
        self.stop = None
        self.wait()

    def wait(self) -> None:
        """Take messages until the program stands still or is over."""
        assert self.debuggee is not None
        self.over = False
        while self.stop is None and not self.over:
            try:
                message = self.debuggee.receive()
            except Lost as error:
                self.say(f"{self.paint('error', 'error:')} {error}")
                if self.unanswered:
                    _, _, self.stop, self.selected = self.unanswered.pop()
                    self.debuggee.leave_copy()
                    return
                self.failed = self.over = True
                self.end()
                return
            self.take(message)

    def interrupt(self) -> None:
        """Ctrl-C: have the evaluation that is being waited for stop, be it the program's or one at the
        prompt. May be called from a signal handler."""
        self.halting = self.busy > 0
        if self.debuggee is not None and (self.halting or self.debuggee.awaited):
            self.debuggee.pause(insist=self.halting)

    @contextmanager
    def working(self) -> Iterator[None]:
        """A block in which a command is carried out: an `interrupt` during it is about this command, also when the
        evaluation that it waits for has not begun yet."""
        self.busy += 1
        try:
            yield
        finally:
            self.busy -= 1
            if not self.busy and self.halting:
                self.halting = False
                if self.debuggee is not None:
                    self.debuggee.go_ahead()

    def take(self, message: Data) -> None:
        """Deal with a message that was not asked for."""
        event = message.get("event")
        if event == "output":
            self.say(str(message["text"]).removesuffix("\n"))
        elif event == "stopped":
            self.stop = message
            self.selected = message["selected"]
            if not message["level"]:
                self.last_event = max(self.last_event, message["at"])
            self.failed = message["reason"] == "error" and not message["caught"]
            for number in message["breakpoints"]:
                if self.breakpoints.get(number, {}).get("temporary"):
                    del self.breakpoints[number]
            self.show_stop(message)
        elif event == "ended":
            self.failed = not message["ok"]
            if message["ok"]:
                self.say(f"{self.paint('good', 'the program has finished:')} {message['value']}")
            else:
                self.say(str(message["text"]).rstrip("\n"))
                self.say(self.paint("dim", "the program has failed; 'run' starts it again, 'back' goes back"))
            self.last_event = max(self.last_event, message["at"])
            self.over = True
        elif self.unanswered and message.get("reply") == self.unanswered[-1][0]:
            _, done, self.stop, self.selected = self.unanswered.pop()
            assert self.debuggee is not None
            self.debuggee.leave_copy()
            try:
                done(answer(message))
            except Refused as error:
                self.say(f"{self.paint('error', 'error:')} {error}")

    # ------------------------------------------------------------------ going back

    def travel(self, find: Callable[[Debuggee, int], int]) -> None:
        """Go to the event that `find(debuggee, event of now)` gives, and show the stop there."""
        debuggee = self.debuggee
        if debuggee is None:
            raise CommandError("the program does not run; 'run' starts it")
        if self.unanswered:
            raise CommandError("this is an evaluation at the prompt: 'continue' it first")
        # After the end, now is the last event that there was.
        now = self.stop["at"] if self.stop is not None else self.last_event
        selected = self.selected
        standing = debuggee.channel
        try:
            goal = find(debuggee, now)
            stop = go_to(debuggee, goal)
        except Halted as halted:
            if debuggee.channel is standing:
                raise
            self.say(f"{self.paint('error', 'error:')} {halted}")
            stop = halted.stop
        except NoSuchMoment as error:
            stop = go_to(debuggee, now)
            self.say(f"{self.paint('error', 'error:')} {error}")
            self.stop = stop
            self.configure()
            self.selected = selected
            return
        self.stop = stop
        self.configure()
        self.stop = None
        self.take(stop)

    # ------------------------------------------------------------------ asking

    def standing(self) -> Data:
        """The stop the program stands at. Raises CommandError if it does not."""
        if self.stop is None or self.debuggee is None:
            raise CommandError("the program does not run; 'run' starts it")
        return self.stop

    def ask(self, request: str, **fields: Any) -> Any:
        """The answer to a request; raises Refused, or CommandError if the program does not run."""
        self.standing()
        assert self.debuggee is not None
        return self.debuggee.ask(request, **fields)

    def change(self, request: str, **fields: Any) -> Any:
        """The answer to a request that changes the program. Inside an evaluation at the prompt the change
        goes when that is over."""
        if self.unanswered:
            return self.ask(request, **fields)
        stop = self.standing()
        assert self.debuggee is not None
        return self.debuggee.change(stop["at"], request, **fields)

    def ask_freely(self, done: Callable[[Any], None], request: str, **fields: Any) -> None:
        """A request inside which the program may stop, made to a throw-away copy of it: `done` gets the
        answer whenever it is there."""
        stop = self.standing()
        assert self.debuggee is not None
        self.debuggee.enter_copy()
        number = self.debuggee.send(request, **fields)
        self.unanswered.append((number, done, stop, self.selected))
        self.stop = None
        self.wait()

    def past(self, look: Callable[[Debuggee, int], Any]) -> Any:
        """What `look(debuggee, event of now)` finds in the past, which may take replays; the program stays where
        it is. Raises CommandError if there is no such moment."""
        stop = self.standing()
        if self.unanswered:
            raise CommandError("this is an evaluation at the prompt: 'continue' it first")
        assert self.debuggee is not None
        try:
            return look(self.debuggee, stop["at"])
        except NoSuchMoment as error:
            raise CommandError(str(error)) from error

    # ------------------------------------------------------------------ showing

    def show_stop(self, stop: Data) -> None:
        """Say why the program stands still, and where."""
        paint = self.paint
        for line in self.reason(stop):
            self.say(line)
        for note in stop["notes"]:
            self.say(paint("dim", note))
        frame = stop.get("frame")
        if frame is not None:
            self.show_frame(frame, 2 if stop["reason"] != "step" else 0)

    def reason(self, stop: Data) -> Iterator[str]:
        """Why the program stands still, in lines."""
        paint = self.paint
        reason = stop["reason"]
        inside = " (inside an evaluation at the prompt)" if stop["level"] else ""
        if reason == "error":
            error = stop["error"]
            caught = ", which builtins.tryEval will catch" if stop["caught"] else ""
            yield f"{paint('error', 'error:')} {error['message']}"
            yield f"stopped before the error leaves this frame{caught}{inside}"
            if error["suggestions"]:
                yield f"did you mean {' or '.join(repr(name) for name in error['suggestions'])}?"
        elif reason == "breakpoint":
            numbers = ", ".join(str(number) for number in stop["breakpoints"])
            value = f": {self.value_text(stop['value'])}" if "value" in stop else ""
            yield f"stopped at breakpoint {numbers}{inside}{value}"
        elif reason == "break":
            yield f"stopped at builtins.break{inside}; its argument: {self.value_text(stop['value'])}"
        elif reason == "message":
            yield f"stopped before this message is printed{inside}: {stop['text']}"
        elif reason == "read":
            yield f"stopped before a file is read{inside}: {paint('place', stop['text'])}"
        elif reason == "returned":
            yield f"returned: {self.value_text(stop['value'])}{inside}"
        elif reason == "pause":
            yield f"paused{inside}"
        elif reason == "arrived":
            yield paint("dim", f"at event {stop['at']} of {self.last_event}")
        elif inside:
            yield f"stopped{inside}"

    def show_frame(self, frame: Data, around: int) -> None:
        """A frame's title, and its source with `around` lines above and below."""
        paint = self.paint
        number = f"#{frame['index']}"
        if frame["kind"] == "builtin":
            self.say(f"{paint('title', f'{number} ' + frame['title'])} {' '.join(frame['arguments'])}")
            return
        where = f"{frame['source']}:{frame['line']}:{frame['column']}"
        self.say(f"{paint('title', number + ' ' + frame['title'])} at {paint('place', where)}")
        self.show_lines(frame, frame["line"] - around, frame["line"] + around)

    def show_lines(self, frame: Data, first: int, last: int) -> None:
        """Lines of a frame's source."""
        first = max(1, first)
        top = max(1, first - CONTEXT) if self.paint.on else first
        source = self.ask("source", index=frame["index"], first=top, last=last)
        if source["text"]:
            self.say(excerpt(frame, source["text"], top, self.paint, first - top))

    def backtrace_lines(self, frame: Data, marked: bool = True) -> Iterator[str]:
        """A frame in a backtrace: a title and one line of source; if `marked`, with a mark for the selected
        one."""
        paint = self.paint
        mark = paint("caret", "→") if marked and frame["index"] == self.selected else " "
        title = f"{mark} {paint('title', '#' + str(frame['index']) + ' ' + frame['title'])}"
        if frame["kind"] == "builtin":
            yield f"{title} {' '.join(frame['arguments'])}"
            return
        yield f"{title} at {paint('place', f'''{frame['source']}:{frame['line']}:{frame['column']}''')}"
        text = frame["text"]
        indent = len(text) - len(text.lstrip())
        yield f"      {paint.nix([text[indent:]])[0]}"
        # The line is shown without its indentation, which is single-byte.
        shifted = frame | {"column": frame["column"] - indent}
        if frame["end_line"] == frame["line"]:
            shifted["end_column"] = frame["end_column"] - indent
        yield f"      {underline(shifted, text[indent:], paint)}"

    def value_text(self, value: Data) -> str:
        """A described value, coloured by its state."""
        return self.paint(value["state"], value["text"])

    def value_line(self, value: Data, indent: str = "") -> str:
        """`name = value`; if indented, it is one of a list and cut to fit a line."""
        text = value["text"]
        room = self.width - len(indent) - len(value["name"]) - 4
        if indent and self.width and len(text) > room:
            text = text[: max(room, 20)] + "…"
        return f"{indent}{value['name']} = {self.paint(value['state'], text)}"


def number_of(text: str, what: str) -> int:
    """A whole number that was typed; `what` it should be is for the CommandError."""
    try:
        return int(text)
    except ValueError:
        raise CommandError(f"'{text}' is not {what}") from None
