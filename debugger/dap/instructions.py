"""Instructions as an editor's disassembly shows them: code has addresses, which exist for the editor only.

The code of an expression is known by its stretch of a source. Each gets a range of addresses when it is first
spoken of, and keeps it through restarts and travels.
"""

from __future__ import annotations

from typing import Any

from debugger.dap.asking import Asking, BadRequest
from debugger.debuggee import Refused

Message = dict[str, Any]

_RANGE = 24
"""Bits of an address that count instructions within a code."""


class Instructions:
    """Gives addresses, and serves what asks about them."""

    def __init__(self, adapter: Asking) -> None:
        self.adapter = adapter
        self.units: list[tuple[str, int, int]] = []

    def address(self, source: str, unit: list[int], pc: int) -> int:
        """The address of a word of a code."""
        key = (source, unit[0], unit[1])
        if key not in self.units:
            self.units.append(key)
        return ((self.units.index(key) + 1) << _RANGE) + pc

    def of_frame(self, frame: Message) -> str:
        """Where a frame stands."""
        return hex(self.address(frame["source"], frame["unit"], frame["pc"]))

    def parse(self, reference: Any) -> int:
        """The address that a memory reference names."""
        try:
            return int(str(reference), 0)
        except ValueError:
            raise BadRequest(f"'{reference}' is no address") from None

    def code_at(self, address: int) -> tuple[str, list[Message], int] | None:
        """The source, the instructions and the base address of the code around an address."""
        at = (address >> _RANGE) - 1
        if not 0 <= at < len(self.units):
            return None
        source, start, end = self.units[at]
        try:
            data = self.adapter.ask("disassemble", source=source, unit=[start, end])
        except Refused:
            return None
        return source, data["instructions"], (at + 1) << _RANGE

    def stop_at(self, address: int) -> tuple[int, str, int, int] | None:
        """The first instruction from an address on at which an evaluation can stop: its address, source, line
        and column."""
        found = self.code_at(address)
        if found is None:
            return None
        source, instructions, base = found
        for one in instructions:
            if one["pc"] >= address - base and one["stops"] and "line" in one:
                return base + one["pc"], source, one["line"], one["column"]
        return None

    def on_disassemble(self, arguments: Message) -> Message:
        """As many instructions as are asked for; where there are none, what pads is marked as invalid."""
        address = self.parse(arguments["memoryReference"]) + int(arguments.get("offset") or 0)
        count = int(arguments["instructionCount"])
        if not 0 <= count <= 100_000:
            raise BadRequest(f"{count} is no sensible number of instructions")
        found = self.code_at(address)
        source, instructions, base = found if found is not None else ("", [], address)
        here = next(
            (at for at, one in enumerate(instructions) if base + one["pc"] >= address), len(instructions)
        )
        first = here + int(arguments.get("instructionOffset") or 0)
        positions = self.adapter.positions
        result = []
        for at in range(first, first + count):
            if not 0 <= at < len(instructions):
                outside = base + at if at < 0 else base + (1 << _RANGE) - 1
                result.append(
                    {"address": hex(max(outside, 0)), "instruction": "", "presentationHint": "invalid"}
                )
                continue
            one = instructions[at]
            body: Message = {"address": hex(base + one["pc"]), "instruction": one["text"]}
            if "line" in one:
                body |= {
                    "location": self.adapter.source(source),
                    "line": positions.line(one["line"]),
                    "column": one["column"] - 1 + positions.first_column,
                }
            result.append(body)
        return {"instructions": result}
