"""Running two commands in turn and comparing them pair by pair."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Run:
    """One finished process: wall and user seconds, peak memory in KiB, its exit status and output."""

    wall: float
    user: float
    memory: int
    status: int
    output: str


@dataclass
class Comparison:
    """Pairs of runs, ours and the reference's."""

    name: str
    ours: list[Run] = field(default_factory=list)
    theirs: list[Run] = field(default_factory=list)

    def ratios(self, what: str) -> list[float]:
        """Ours / theirs of `wall`, `user` or `memory`, pair by pair."""
        return [getattr(a, what) / max(getattr(b, what), 1e-6) for a, b in zip(self.ours, self.theirs, strict=True)]

    def median(self, what: str) -> float:
        """The median of `ratios`."""
        return statistics.median(self.ratios(what))

    @property
    def agree(self) -> bool:
        """Whether both said the same."""
        return self.ours[0].status == self.theirs[0].status and self.ours[0].output == self.theirs[0].output


def run(command: list[str], folder: Path, environment: dict[str, str], timeout: float) -> Run:
    """Run a command to its end. Its figures are the kernel's own."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=out, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
        )
        alarm = threading.Timer(timeout, process.kill)
        alarm.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        alarm.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    return Run(wall, usage.ru_utime, usage.ru_maxrss, process.returncode, text)


def compare(
    name: str, ours: list[str], theirs: list[str], folder: Path, environment: dict[str, str], pairs: int, timeout: float
) -> Comparison:
    """Run both commands in turn, `pairs` times after one warm-up each."""
    result = Comparison(name)
    run(ours, folder, environment, timeout)
    run(theirs, folder, environment, timeout)
    for _ in range(pairs):
        result.ours.append(run(ours, folder, environment, timeout))
        result.theirs.append(run(theirs, folder, environment, timeout))
    return result


def pin(core: int) -> bool:
    """Keep this process and its children on one core; False where the system cannot."""
    if sys.platform != "linux":
        return False
    os.sched_setaffinity(0, {core})
    return True
