"""`make bench`: nixray against reference Nix, in turn on one core, as ratios of whole processes."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

from benchmarks.cases import GROWTH, Case, micro_cases, nixpkgs_cases
from benchmarks.chart import bar_chart
from benchmarks.measure import Comparison, compare, pin, run
from evaluator.store.tar_files import tarfile

ROOT = Path(__file__).resolve().parent.parent
GOALS = {"nixpkgs": (1.3, 0.8), "nixos": (1.2, 0.8), "micro": (1.0, 1.0), "start-up": (2.5, 2.5)}
"""Wall-time ratios to stay below, by group: cold, warm cache."""

MEMORY_GOAL = 1.2


def main() -> int:
    """Run what was asked for; exit status 2 if the reference or the tree is missing."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("cases", nargs="*", help="names of cases (default: all)")
    parser.add_argument("--pairs", type=int, default=7, help="counted pairs of runs per case")
    parser.add_argument("--core", type=int, default=0, help="the processor to run on")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds per run")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "bench", help="folder for bench.json and bench.svg")
    parser.add_argument("--no-growth", action="store_true", help="leave out how cost grows with size")
    options = parser.parse_args()
    reference = Path(
        os.environ.get("NIXRAY_REFERENCE", Path.home() / ".cache/reference-nix/2.34/bin/nix-instantiate")
    )
    if not reference.exists():
        print(f"error: no reference Nix at {reference}; set NIXRAY_REFERENCE", file=sys.stderr)
        return 2
    folder = _tree()
    cases = micro_cases() + (nixpkgs_cases(folder / "nixpkgs-20.09") if folder else [])
    if options.cases:
        cases = [case for case in cases if case.name in options.cases]
    options.out.mkdir(parents=True, exist_ok=True)
    environment = _environment(options.out)
    pinned = pin(options.core)
    header = _header(reference, environment, options.core if pinned else None)
    print(header["text"])
    if folder is None:
        print("nixpkgs cases are left out: set NIXRAY_NIXPKGS to a nixpkgs 20.09 tree")
    rows = []
    print(f"\n{'case':<22} {'cache':<5} {'wall':>6} {'spread':>13} {'user':>6} {'memory':>7}  goal")
    for case in cases:
        for warm in (False, True):
            found = _compare(case, warm, reference, folder or ROOT, environment, options)
            rows.append(_row(case, warm, found))
            print(_line(case, warm, found))
    growth = [] if options.no_growth else _growth(reference, environment, options)
    (options.out / "bench.json").write_text(
        json.dumps({"machine": header, "cases": rows, "growth": growth}, indent=1) + "\n"
    )
    (options.out / "bench.svg").write_text(bar_chart(rows))
    print(f"\nwritten: {options.out / 'bench.json'}, {options.out / 'bench.svg'}")
    return 0


def _tree() -> Path | None:
    """The folder that holds nixpkgs-20.09, unpacked from the shared archive if need be."""
    named = os.environ.get("NIXRAY_NIXPKGS")
    if named:
        return Path(named).resolve().parent
    archive = ROOT.parent / "shared" / "nixpkgs" / "nixpkgs-20.09.tar.xz"
    target = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "nixray" / "nixpkgs"
    if not (target / "nixpkgs-20.09").exists():
        if not archive.exists():
            return None
        target.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as tar:
            tar.extractall(target, filter="data")
    return target


def _environment(out: Path) -> dict[str, str]:
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(out),
        "NIX_STORE_DIR": "/nix/store",
        "NIX_STATE_DIR": str(out / "state"),
        "NIX_LOG_DIR": str(out / "log"),
        "NIX_CONF_DIR": str(out / "conf"),
        "NIXRAY_CACHE_DIR": str(out / "cache"),
    }
    return environment


def _header(reference: Path, environment: dict[str, str], core: int | None) -> dict[str, str]:
    version = subprocess.run([str(reference), "--version"], capture_output=True, text=True, env=environment).stdout
    cpu = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    text = (
        f"machine: {cpu}, {os.cpu_count()} processors, {platform.system()} {platform.release()}"
        f"{'' if core is None else f', pinned to processor {core}'}\n"
        f"ours: nixray on {platform.python_implementation()} {platform.python_version()}; "
        f"reference: {version.strip()}"
    )
    return {"text": text, "cpu": cpu, "python": platform.python_version(), "reference": version.strip()}


def _commands(case: Case, warm: bool, reference: Path) -> tuple[list[str], list[str]]:
    nixray = [str(Path(sys.executable).parent / "nixray")]
    if case.parse:
        return [*nixray, "parse", *case.words], [str(reference), "--parse", *case.words]
    cache = [] if warm else ["--no-cache"]
    if case.instantiate:
        return [*nixray, "instantiate", *cache, *case.words], [str(reference), "--readonly-mode", *case.words]
    return [*nixray, "eval", *cache, *case.words], [str(reference), "--eval", "--readonly-mode", *case.words]


def _compare(
    case: Case,
    warm: bool,
    reference: Path,
    folder: Path,
    environment: dict[str, str],
    options: argparse.Namespace,
) -> Comparison:
    ours, theirs = _commands(case, warm, reference)
    return compare(case.name, ours, theirs, folder, environment, options.pairs, options.timeout)


def _row(case: Case, warm: bool, found: Comparison) -> dict[str, object]:
    return {
        "case": case.name,
        "group": case.group,
        "cache": "warm" if warm else "cold",
        "wall": found.median("wall"),
        "wall_low": min(found.ratios("wall")),
        "wall_high": max(found.ratios("wall")),
        "user": found.median("user"),
        "memory": found.median("memory"),
        "goal": GOALS[case.group][1 if warm else 0],
        "agree": found.agree,
        "ours_wall": [round(r.wall, 4) for r in found.ours],
        "reference_wall": [round(r.wall, 4) for r in found.theirs],
    }


def _line(case: Case, warm: bool, found: Comparison) -> str:
    goal = GOALS[case.group][1 if warm else 0]
    ratios = found.ratios("wall")
    met = found.median("wall") <= goal
    verdict = f"<= {goal} {'met' if met else 'missed'}"
    if case.group in ("nixpkgs", "nixos"):
        verdict += f", memory <= {MEMORY_GOAL} {'met' if found.median('memory') <= MEMORY_GOAL else 'missed'}"
    if not found.agree:
        verdict += ", ANSWERS DIFFER"
    return (
        f"{case.name:<22} {'warm' if warm else 'cold':<5} {found.median('wall'):>6.2f}"
        f" {min(ratios):>6.2f}-{max(ratios):<6.2f} {found.median('user'):>6.2f} {found.median('memory'):>7.2f}"
        f"  {verdict}"
    )


def _growth(reference: Path, environment: dict[str, str], options: argparse.Namespace) -> list[dict[str, object]]:
    """Seconds at n, 4n and 16n, and the exponent of growth between the last two, of both."""
    rows: list[dict[str, object]] = []
    print(f"\n{'growth':<16} {'ours: n, 4n, 16n seconds':<28} {'exponent':>8}   {'reference':<28} {'exponent':>8}")
    for name, program in GROWTH.items():
        base = 20000 if name == "update-chain" else 60000
        sides = []
        for command in ([str(Path(sys.executable).parent / "nixray"), "eval"], [str(reference), "--eval"]):
            times = []
            for factor in (1, 4, 16):
                words = [*command, "-E", re.sub(r"\bN\b", str(base * factor), program)]
                times.append(min(run(words, ROOT, environment, options.timeout).wall for _ in range(2)))
            start = min(run([*command, "-E", "1"], ROOT, environment, options.timeout).wall for _ in range(3))
            net = [max(t - start, 1e-4) for t in times]
            sides.append((times, math.log(net[2] / net[1], 4)))
        (ours, our_exponent), (theirs, their_exponent) = sides
        shown = ["  ".join(f"{t:.3f}" for t in times) for times in (ours, theirs)]
        print(f"{name:<16} {shown[0]:<28} {our_exponent:>8.2f}   {shown[1]:<28} {their_exponent:>8.2f}")
        rows.append({"program": name, "ours": ours, "reference": theirs, "exponents": [our_exponent, their_exponent]})
    return rows


if __name__ == "__main__":
    sys.exit(main())
