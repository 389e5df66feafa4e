"""Going on and going back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from debugger.dap.asking import Asking, BadRequest
from debugger.dap.breakpoints import BreakpointRequests
from debugger.debuggee import Debuggee, Halted
from debugger.travel import NoSuchMoment, find_earlier, find_stop, go_to

Message = dict[str, Any]


class Going:
    """Serves what moves. `into` is the breakpoint that waits for what is stepped into, if any."""

    def __init__(self, adapter: Asking, breakpoints: BreakpointRequests) -> None:
        self.adapter = adapter
        self.breakpoints = breakpoints
        self.into: int | None = None
        self.targets: list[Message] = []
        self.lines: list[tuple[str, int, int]] = []

    def forget(self) -> None:
        """The evaluation has gone on: targets are void, and what was waited for is over."""
        self.targets.clear()
        self.into = None

    # ------------------------------------------------------------------ on

    def _go(self, how: str, arguments: Message) -> Message:
        self.adapter.standing()
        stop = self.adapter.stop
        assert stop is not None
        if how in ("next", "step") and arguments.get("granularity") == "instruction":
            how = "stepi"
        self.adapter.resume(how, frame=stop["selected"] if how in ("next", "finish") else 0)
        return {"allThreadsContinued": True} if how == "continue" else {}

    def on_continue(self, arguments: Message) -> Message:
        """Run on."""
        return self._go("continue", arguments)

    def on_next(self, arguments: Message) -> Message:
        """Step over."""
        return self._go("next", arguments)

    def on_stepIn(self, arguments: Message) -> Message:
        """Step into whatever is evaluated next, or into a target: past all else until that is entered, or
        this line is done."""
        target = arguments.get("targetId")
        if target is None:
            return self._go("step", arguments)
        self.adapter.standing()
        if not 0 < target <= len(self.targets):
            raise BadRequest(f"there is no target {target} to step into at this stop")
        chosen = self.targets[target - 1]
        number = self.breakpoints.number()
        self.adapter.ask("add_breakpoint", number=number, temporary=True, **{chosen["what"]: chosen["name"]})
        self._go("next", {})
        self.into = number
        return {}

    def on_stepInTargets(self, arguments: Message) -> Message:
        """What the current expression of a frame may enter."""
        found = self.adapter.ask("targets", index=int(arguments["frameId"]) - 1)["targets"]
        self.targets = found[:200]
        positions = self.adapter.positions
        return {
            "targets": [
                {
                    "id": at,
                    "label": f"{'function' if one['what'] == 'function' else 'value of'} {one['name']}",
                    "line": positions.line(one["line"]),
                    "column": one["column"] - 1 + positions.first_column,
                }
                for at, one in enumerate(self.targets, 1)
            ]
        }

    def on_stepOut(self, arguments: Message) -> Message:
        """Step out."""
        return self._go("finish", arguments)

    def on_pause(self, arguments: Message) -> Message:
        """Stop wherever it is."""
        if self.adapter.debuggee is None:
            raise BadRequest("nothing is being evaluated")
        if self.adapter.running:
            self.adapter.debuggee.pause()
        return {}

    # ------------------------------------------------------------------ back

    def on_stepBack(self, arguments: Message) -> Message:
        """Back the way stepping over came."""
        how = "expression" if arguments.get("granularity") == "instruction" else "line_in"
        selected = self.adapter.stop["selected"] if self.adapter.stop is not None else 0
        return self._travel(lambda debuggee, now: find_earlier(debuggee, now, how, selected))

    def on_reverseContinue(self, arguments: Message) -> Message:
        """Back to where it would have stopped before, or to the first expression."""

        def find(debuggee: Debuggee, now: int) -> int:
            try:
                return find_stop(
                    debuggee, now, lambda: self._configure(debuggee, self.breakpoints.everything())
                )
            except NoSuchMoment:
                return 1

        return self._travel(find)

    def on_restartFrame(self, arguments: Message) -> Message:
        """Back to the beginning of a frame."""
        index = int(arguments["frameId"]) - 1
        return self._travel(lambda debuggee, now: find_earlier(debuggee, now, "entry", index))

    def on_gotoTargets(self, arguments: Message) -> Message:
        """The places of a line; going to one is going back to when it was reached last."""
        source, positions = arguments["source"], self.adapter.positions
        path = source.get("path") or source.get("name") or ""
        line = positions.own_line(int(arguments["line"]))
        places = self.adapter.ask("places", file=path, first=line, last=line)["places"]
        targets = []
        for place in places:
            self.lines.append((path, place["line"], place["column"]))
            targets.append(
                {
                    "id": len(self.lines),
                    "label": f"back to line {place['line']}, column {place['column']}",
                    "line": positions.line(place["line"]),
                    "column": place["column"] - 1 + positions.first_column,
                }
            )
        return {"targets": targets}

    def on_goto(self, arguments: Message) -> Message:
        """Back to when a place was reached last."""
        target = int(arguments["targetId"])
        if not 0 < target <= len(self.lines):
            raise BadRequest(f"there is no target {target} to go to")
        file, line, column = self.lines[target - 1]
        only = [{"number": self.breakpoints.number(), "file": file, "line": line, "column": column}]
        wanted = {"breakpoints": only, "errors": "none", "kinds": []}

        def find(debuggee: Debuggee, now: int) -> int:
            return find_stop(debuggee, now, lambda: self._configure(debuggee, wanted))

        return self._travel(find, "goto", f"line {line} was not evaluated before this moment")

    def _configure(self, debuggee: Debuggee, wanted: Message) -> None:
        debuggee.ask("configure", **wanted)

    def _travel(
        self,
        find: Callable[[Debuggee, int], int],
        reason: str | None = None,
        nothing: str | None = None,
    ) -> Message:
        """Go to the event that `find` gives. If there is none, nothing has moved; `nothing` says so, or it is
        a stop like any other."""
        debuggee = self.adapter.standing()
        assert self.adapter.stop is not None
        now = self.adapter.stop["at"]
        refused = None
        standing = debuggee.channel
        self.adapter.travelling = True
        try:
            stop = go_to(debuggee, find(debuggee, now))
        except Halted as halted:
            if debuggee.channel is standing:
                raise
            stop, reason = halted.stop, "pause"
        except NoSuchMoment:
            stop = go_to(debuggee, now)
            refused = nothing
        finally:
            self.adapter.travelling = False
            debuggee.go_ahead()
        self.adapter.stop = stop
        self.breakpoints.configure()
        if refused is not None:
            raise BadRequest(refused)
        return {"_after": lambda: self.adapter.arrived(stop, reason)}
