"""Running a case on a reference Nix and reading what it printed.

`find` names the binaries of the versions that are installed here, `ask` runs one case and returns
an `Answer`. Reference Nix prints an error as a trace, outermost step first, then `error: MESSAGE`
and `at FILE:LINE:COLUMN:`; 2.8 prints the message first.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from tests.corpus.cases import Answer, Case
from tests.corpus.kinds import kind_of

ORACLE = "2.34.8"
_CACHE = Path.home() / ".cache" / "reference-nix"
_TIMEOUT_SECONDS = 60
_TRACE_LIMIT = 12
_MEMORY = 3 << 20
"""KiB of address space a reference process may take: a program without end took 19 GB of the machine once."""
_CAPPED = ["sh", "-c", f'ulimit -v {_MEMORY} && exec "$0" "$@"']

_LEAF = re.compile(r"^(?:       )?error:(?: (.*))?$")
_STEP = re.compile(r"^       … (.*)$")
_INDENT = "       "
_NOISE = re.compile("'--add-root'|warning: the group 'nixbld' specified in")
"""A hint about garbage collection, and one about the machine."""
_PLACE = re.compile(r"^ +at (.+:\d+:\d+):$")


def find() -> dict[str, Path]:
    """The reference binaries that exist here, by version, the oracle first.

    `NIXRAY_REFERENCE` names the nix-instantiate of the oracle; older ones are looked for in the
    cache and on the system.
    """
    places = {
        ORACLE: Path(os.environ.get("NIXRAY_REFERENCE", _CACHE / "2.34/bin/nix-instantiate")),
        "2.26.3": _CACHE / "2.26/bin/nix-instantiate",
        "2.8.0": Path("/usr/bin/nix-instantiate"),
    }
    return {version: path for version, path in places.items() if path.exists()}


def environment(case: Case, state: Path) -> dict[str, str]:
    """The variables a case runs with: nothing of the user's own; `state` is a scratch folder."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": "/home/nixray",
        "NIX_STORE_DIR": "/nix/store",
        "NIX_STATE_DIR": str(state),
        "NIX_LOG_DIR": str(state / "log"),
        "NIX_CONF_DIR": str(state / "conf"),
        "NIX_PATH": "",
        "NO_COLOR": "1",
        **{name: value.replace("$CORPUS", str(case.root)) for name, value in case.env.items()},
    }


def command(binary: Path, options: list[str]) -> list[str]:
    """The words that run a reference binary with options, within limits of memory, and without a store
    of its own."""
    return [*_CAPPED, str(binary), "--readonly-mode", "--option", "system", "x86_64-linux", *options]


def ask(
    binary: Path, case: Case, state: Path, trace: bool = False, timeout: float = _TIMEOUT_SECONDS
) -> Answer:
    """What this binary says of a case; with `trace`, the whole chain of steps and the whole text of an error.
    Raises TimeoutExpired after `timeout` seconds."""
    run = _run(binary, case, state, ["--show-trace"] if trace else [], timeout)
    printed, noise = portable(run.stdout, case.root), portable(run.stderr, case.root)
    if run.returncode == 0:
        return Answer(value=printed.removesuffix("\n"), stderr=read_noise(noise))
    if run.returncode != 1:
        return Answer(error="crash", message=f"exit status {run.returncode}")
    answer = read_error(noise)
    if not trace:
        return answer
    shown = portable(_run(binary, case, state, [], timeout).stderr, case.root)
    return replace(answer, shown=_error_text(shown), traced=_error_text(noise))


def _run(
    binary: Path, case: Case, state: Path, more: list[str], timeout: float
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*command(binary, [*case.options, *more]), *case.program],
        cwd=case.root,
        env=environment(case, state),
        input=case.source.read_bytes(),
        capture_output=True,
        timeout=timeout,
        check=False,
    )


def _error_text(text: str) -> tuple[str, ...]:
    """The lines of an error, from `error:` on."""
    lines = [line.rstrip() for line in text.rstrip("\n").split("\n")]
    return tuple(lines[next((at for at, line in enumerate(lines) if _LEAF.match(line)), 0) :])


def portable(output: bytes, root: Path) -> str:
    """Output as text, without the place of the corpus."""
    return output.decode("utf-8", "surrogateescape").replace(str(root), "$CORPUS")


def read_noise(text: str) -> tuple[str, ...]:
    """What else was written, without what says nothing of the program."""
    return tuple(line for line in text.split("\n") if line and not _NOISE.search(line))


def read_error(text: str) -> Answer:
    """The error in what reference Nix wrote to standard error."""
    lines = text.split("\n")
    first = next((index for index, line in enumerate(lines) if _LEAF.match(line)), len(lines))
    leaf = max((index for index, line in enumerate(lines) if _LEAF.match(line)), default=None)
    if leaf is None:
        return Answer(error="crash", message=text[:200])
    found = _LEAF.match(lines[leaf])
    assert found is not None
    message = found.group(1) or ""
    trace = _steps(lines[first:leaf])
    rest = [line.removeprefix(_INDENT) for line in takewhile(lambda line: not _place(line), lines[leaf + 1 :])]
    return Answer(
        error=kind_of("\n".join([message, *rest]).rstrip("\n"), trace).value,
        message=message,
        at=next((_short(place) for place in map(_place, lines[leaf + 1 :]) if place), None),
        trace=tuple(trace[-_TRACE_LIMIT:]),
        stderr=read_noise("\n".join(lines[:first])),
    )


def _steps(lines: list[str]) -> list[str]:
    steps: list[str] = []
    for line in lines:
        step = _STEP.match(line)
        if step:
            steps.append(step.group(1))
            continue
        place = _place(line)
        if place and steps:
            steps[-1] += f" ({_short(place)})"
        elif "duplicate frames omitted" in line:
            steps.append(line.strip())
    return steps


def _place(line: str) -> str | None:
    found = _PLACE.match(line)
    return found.group(1) if found else None


def _short(place: str) -> str:
    return place.removeprefix("$CORPUS/")
