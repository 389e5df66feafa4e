"""What being watched costs: a NixOS system with the debugger attached and with its inputs recorded, as ratios to a
plain run in turn on one core, and how long a step back takes on the `hello` of nixpkgs.

    python -m benchmarks.observing ~/nixpkgs [PAIRS]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.cases import SYSTEM
from benchmarks.measure import compare, pin
from debugger.commands import execute
from debugger.conversation import Conversation
from debugger.painting import Painter
from debugger.target import Target

STEPS = 20


def main(nixpkgs: str, pairs: int) -> None:
    """Measure, and print a line for each."""
    tree = str(Path(nixpkgs).resolve())
    pin(0)
    program = str(Path(sys.executable).parent / "nixray")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "system.nix").write_text(SYSTEM.replace("./nixpkgs-20.09", tree))
        (folder / "none").write_text("")
        environment = os.environ | {"NIXRAY_CACHE_DIR": str(folder / "cache")}
        plain = [program, "instantiate", "system.nix"]
        attached = [program, "debug", "--commands", "none", "system.nix"]
        recorded = [program, "bundle", "x.bundle", "instantiate", "system.nix"]
        # One run of each before those that count, for what they leave in the cache after their end.
        compare("", plain, attached, folder, environment, 0, 300)
        time.sleep(5)
        for title, ours, theirs, goal in (
            ("attached, no breakpoint", attached, plain, 1.3),
            ("the same, no cache", [*attached, "--no-cache"], [*plain, "--no-cache"], 1.3),
            ("inputs recorded (no cache)", recorded, [*plain, "--no-cache"], 2.0),
        ):
            found = compare(title, ours, theirs, folder, environment, pairs, 300)
            assert all(run.status == 0 for run in found.ours + found.theirs), title
            ratios = found.ratios("wall")
            ratio = found.median("wall")
            print(
                f"{title:28} {ratio:.2f}  ({min(ratios):.2f}-{max(ratios):.2f})  <= {goal}"
                f" {'met' if ratio <= goal else 'missed'}"
            )
    target = Target(text=f'builtins.seq (import {tree} {{ }}).hello.drvPath (throw "end")')
    talk = Conversation(target, lambda _: None, Painter(False))
    talk.start()
    assert talk.stop is not None
    event = talk.stop["at"]
    times = []
    for _ in range(1 + STEPS):
        began = time.perf_counter()
        execute(talk, "back")
        times.append(1000 * (time.perf_counter() - began))
    talk.end()
    later = times[1:]
    print(
        f"step back from event {event}     first {times[0]:.0f} ms, then {statistics.median(later):.0f} ms"
        f" (at most {max(later):.0f})  < 100 {'met' if max(later) < 100 else 'missed'}"
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7)
