"""`nixray coverage`: which lines and branches an evaluation reached, as lcov and as a page."""

from __future__ import annotations

import html
import sys
from collections.abc import Iterator
from pathlib import Path

from debugger import counting
from debugger.coverage import FileCoverage, coverage
from debugger.observing import Usage, Wanted, observe
from debugger.running import Run

HELP = """Usage: nixray coverage [FILE | -E EXPR] [-A ATTR]... [--lcov FILE] [--html FILE] [OPTIONS]

Evaluate, and tell which lines and branches of the files that were read have been evaluated.

  --lcov FILE            write it for genhtml, editors and services that read lcov; '-' is standard output
  --html FILE            write one page with all sources, annotated
  --include PATTERN      only files whose path has this in it, or matches it if it has * or ?

and the options of 'nixray eval' that say what to evaluate. Without --lcov and --html there is a table.
Exit status: 0, 1 if the evaluation failed (the coverage goes up to there), 2 for wrong usage.

Examples:
  nixray coverage ./tests.nix --strict
  nixray coverage ./nixpkgs -A hello --include lib/ --html coverage.html
"""


def command(words: list[str]) -> int:
    """Run `nixray coverage`."""
    usage = Usage("coverage", HELP, {"--lcov": "lcov", "--html": "html", "--include": "include"})
    return observe(usage, words, lambda wanted: counting.start(), _finish)


def _finish(wanted: Wanted, run: Run) -> None:
    files = coverage(run.engine.breakpoints, wanted.get("include", ""))
    if wanted.get("lcov") == "-":
        sys.stdout.write("".join(lcov(files)))
    elif "lcov" in wanted:
        Path(wanted["lcov"]).write_text("".join(lcov(files)), encoding="utf-8")
    if "html" in wanted:
        Path(wanted["html"]).write_text("".join(page(files)), encoding="utf-8")
    if "lcov" not in wanted and "html" not in wanted:
        sys.stdout.write("".join(table(files)))


def table(files: list[FileCoverage]) -> Iterator[str]:
    """A line per file: lines and branches reached of all."""
    yield f"{'lines':>15} {'branches':>15}  file\n"
    for file in files:
        branches = _ratio(file.branches_taken, len(file.branches))
        yield f"{_ratio(file.reached, len(file.lines))} {branches}  {file.name}\n"
    lines = sum(len(file.lines) for file in files)
    choices = sum(len(file.branches) for file in files)
    reached = sum(file.reached for file in files)
    taken = sum(file.branches_taken for file in files)
    yield f"{_ratio(reached, lines)} {_ratio(taken, choices)}  all {len(files)} files\n"


def _ratio(part: int, whole: int) -> str:
    share = f"{part / whole:.0%}" if whole else "-"
    return f"{part:>5}/{whole:<5}{share:>4}"


def lcov(files: list[FileCoverage]) -> Iterator[str]:
    """The lines of an lcov tracefile."""
    for file in files:
        yield f"TN:\nSF:{file.name}\n"
        titles: dict[str, int] = {}
        named = []
        for line, title, count in file.functions:
            # The format wants names that are unique in a file.
            titles[title] = titles.get(title, 0) + 1
            named.append((line, title if titles[title] == 1 else f"{title} ({titles[title]})", count))
        yield from (f"FN:{line},{title}\n" for line, title, _ in named)
        yield from (f"FNDA:{count},{title}\n" for _, title, count in named)
        yield f"FNF:{len(named)}\nFNH:{sum(count > 0 for _, _, count in named)}\n"
        for branch in file.branches:
            taken = "-" if branch.count is None else branch.count
            yield f"BRDA:{branch.line},{branch.choice},{branch.number},{taken}\n"
        yield f"BRF:{len(file.branches)}\nBRH:{file.branches_taken}\n"
        yield from (f"DA:{line},{count}\n" for line, count in sorted(file.lines.items()))
        yield f"LF:{len(file.lines)}\nLH:{file.reached}\nend_of_record\n"


_STYLE = """
:root { color-scheme: light dark; }
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
summary { cursor: pointer; padding: .2rem 0; }
table.code { border-collapse: collapse; font: 12px/1.4 ui-monospace, monospace; width: 100%; }
table.code td { padding: 0 .6em; white-space: pre; vertical-align: top; }
td.n, td.c { text-align: right; opacity: .6; width: 1%; user-select: none; }
tr.hit { background: color-mix(in srgb, green 13%, transparent); }
tr.miss { background: color-mix(in srgb, red 16%, transparent); }
tr.part { background: color-mix(in srgb, orange 20%, transparent); }
u { text-decoration: underline wavy; text-decoration-color: light-dark(#b00, #f77); }
meter { width: 8rem; vertical-align: middle; }
"""


def page(files: list[FileCoverage]) -> Iterator[str]:
    """An HTML page that needs nothing else: each file with its lines, coloured by whether they were reached."""
    yield "<!doctype html>\n<html lang=en><meta charset=utf-8>\n"
    yield '<meta name=viewport content="width=device-width">\n'
    yield f"<title>Coverage</title><style>{_STYLE}</style>\n<h1>Coverage</h1>\n"
    lines = sum(len(file.lines) for file in files)
    reached = sum(file.reached for file in files)
    yield f"<p>{reached} of {lines} lines in {len(files)} files were evaluated. Green lines were, red ones were not; in"
    yield " orange ones a branch was never taken: the one that is underlined. The number is how often.</p>\n"
    for file in files:
        yield from _section(file)
    yield "</html>\n"


def _section(file: FileCoverage) -> Iterator[str]:
    whole = len(file.lines)
    yield f"<details><summary><meter value={file.reached} max={max(whole, 1)}></meter> {file.reached}/{whole} "
    yield f"{html.escape(file.name)}</summary>\n<table class=code>\n"
    missed = {branch.line for branch in file.branches if branch.count == 0}
    for number, text in enumerate(_marked_lines(file), 1):
        often = file.lines.get(number)
        kind = "" if often is None else "miss" if often == 0 else "part" if number in missed else "hit"
        shown = "" if often is None else str(often)
        yield f'<tr class="{kind}"><td class=n>{number}<td class=c>{shown}<td>{text}\n'
    yield "</table></details>\n"


def _marked_lines(file: FileCoverage) -> Iterator[str]:
    """The lines of a file as HTML, branches that were never taken underlined."""
    never = sorted((branch.start, branch.end) for branch in file.branches if branch.count == 0 and branch.end)
    offset = 0
    for line in file.text.splitlines(keepends=True):
        shown, at = line.rstrip(b"\r\n"), 0
        marked = ""
        for start, end in never:
            first, last = max(start - offset, at), min(end - offset, len(shown))
            if first < last:
                marked += _text(shown[at:first])
                marked += f'<u title="this branch was never taken">{_text(shown[first:last])}</u>'
                at = last
        yield marked + _text(shown[at:])
        offset += len(line)


def _text(text: bytes) -> str:
    return html.escape(text.decode("utf-8", "replace"))
