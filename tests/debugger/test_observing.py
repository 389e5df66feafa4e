"""Traces and coverage of whole runs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / "nixray.py"
SOURCE = """let
  pick = x:
    if x > 1
    then "big"
    else x + 1;
  unused = y:
    y * 2;
  lazy = 3 * 3;
  both = true && pick 1 == 2;
in
[ (pick 1) (pick 2) (pick 3)
  both ]
"""


def nixray(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return subprocess.run([sys.executable, str(PROGRAM), *words], capture_output=True, text=True, check=False)


def program(tmp_path: Path) -> Path:
    """A file with the program."""
    path = tmp_path / "program.nix"
    path.write_text(SOURCE)
    return path


def test_a_trace(tmp_path: Path) -> None:
    """Every frame is a stretch inside the one that demanded it."""
    path = program(tmp_path)
    output = tmp_path / "t.json"
    forced = f"let all = import {path}; in builtins.deepSeq all all"
    ran = nixray("trace", "-E", forced, "--least", "0", "-o", str(output))
    assert ran.returncode == 0, ran.stderr
    events = json.loads(output.read_text())["traceEvents"]
    stretches = [event for event in events if event["ph"] == "X"]
    picks = [event for event in stretches if event["name"] == "function pick"]
    assert len(picks) == 4
    assert picks[0]["args"]["place"] == f"{path}:2:10" and picks[0]["cat"] == "function"
    (deep,) = (event for event in stretches if event["name"] == "builtin deepSeq")
    for pick in picks:
        assert deep["ts"] <= pick["ts"] and pick["ts"] + pick["dur"] <= deep["ts"] + deep["dur"] + 0.001
    assert not any("lazy" in event["name"] for event in stretches)


def test_a_trace_of_a_failure() -> None:
    """It goes up to the error, which is reported; frames that errors end are closed."""
    text = 'let f = x: builtins.tryEval (throw "a"); in [ (f 1) (f 2) (throw "b") ]'
    ran = nixray("trace", "-E", text, "--strict", "--least", "0", "-o", "-")
    assert ran.returncode == 1 and "error: b" in ran.stderr
    names = [event["name"] for event in json.loads(ran.stdout)["traceEvents"]]
    assert names.count("function f") == 2 and names.count("builtin throw") == 3


def test_coverage_as_lcov(tmp_path: Path) -> None:
    """Lines, branches and functions, those never entered included."""
    path = program(tmp_path)
    ran = nixray("coverage", str(path), "--strict", "--lcov", "-")
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert f"SF:{path}" in lines
    assert "DA:3,4" in lines and "DA:5,2" in lines and "DA:7,0" in lines and "DA:8,0" in lines
    assert "FNDA:4,function pick" in lines and "FNDA:0,function unused" in lines
    branches = [line for line in lines if line.startswith("BRDA:3,")]
    assert branches == ["BRDA:3,0,0,2", "BRDA:3,0,1,2"]
    assert lines[-1] == "end_of_record"
    found = re.findall(r"^(LF|LH):(\d+)$", ran.stdout, re.M)
    assert dict(found)["LF"] > dict(found)["LH"]


def test_a_branch_that_was_never_taken_is_underlined(tmp_path: Path) -> None:
    """Each by itself, over several lines, beside one on the same line that was; offsets are those of bytes."""
    path = tmp_path / "branches.nix"
    path.write_text('[ (if "ä" == "ö" then 1 + 1 else 2 + 2) (if true\n then {\n a = 1; } else toString\n (3 + 3)) ]\n')
    output = tmp_path / "page.html"
    nixray("coverage", str(path), "--strict", "--html", str(output))
    never = re.findall(r'<u title="this branch was never taken">(.*?)</u>', output.read_text())
    assert never == ["1 + 1", "toString", " (3 + 3)"]


def test_coverage_as_a_page(tmp_path: Path) -> None:
    """Every line is there, coloured by whether it was reached; what is no file is not."""
    path = program(tmp_path)
    output = tmp_path / "c.html"
    ran = nixray("coverage", str(path), "--strict", "--html", str(output))
    assert ran.returncode == 0, ran.stderr
    page = output.read_text()
    assert '<tr class="miss"><td class=n>7<td class=c>0<td>    y * 2;' in page
    assert '<tr class="hit"><td class=n>3<td class=c>4<td>    if x &gt; 1' in page
    assert "all 1 files" in nixray("coverage", str(path)).stdout
    assert "all 0 files" in nixray("coverage", str(path), "--include", "nothing/").stdout


def test_wrong_words() -> None:
    """One message, and the status for wrong usage."""
    for words in (
        ("trace", "--least", "x", "-E", "1"),
        ("coverage", "--lcov"),
        ("trace", "--nonsense"),
        ("coverage", "-E", "1", "--html", "/nonexistent/x.html"),
    ):
        ran = nixray(*words)
        assert ran.returncode == 2 and ran.stderr.startswith("error: ") and "Traceback" not in ran.stderr
