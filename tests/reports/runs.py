"""Made-up runs of any size, as folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eval_jobs.comparison import Verdict

ROOT_CHANGE = {
    "field": "env",
    "key": "configureFlags",
    "how": "changed",
    "before": "--a --b",
    "after": "--b --a",
    "text": {
        "kind": "words",
        "before": "--a --b",
        "after": "--b --a",
        "edits": [["-", "--a"], ["=", "--b"], ["+", "--a"]],
        "moved": True,
    },
}
SOURCE = {"file": "/src/make-derivation.nix", "line": 187, "column": 9, "text": "configureFlags = <script>;"}


def digest(number: int) -> str:
    return f"{number:032d}"


def row(number: int) -> dict[str, Any]:
    """An attribute; one in ten differs, one in twenty fails on both sides."""
    attr = f"packages.set{number % 97}.name-{number}"
    path = f"/nix/store/{digest(number)}-name-{number}.drv"
    ours: dict[str, Any] = {"attr": attr, "attrPath": attr.split("."), "nixray": {"seconds": (number % 900) / 1000}}
    theirs: dict[str, Any] = {"attr": attr, "attrPath": attr.split("."), "nixray": {"outcome": "derivation"}}
    verdict = Verdict.MATCH
    if number % 20 == 1:
        verdict = Verdict.BOTH_FAIL_ALIKE
        for side in (ours, theirs):
            side |= {"error": f"attribute 'x{number}' missing"}
            side["nixray"] = {**side["nixray"], "outcome": "failed", "kind": "missing-attribute"}
    else:
        ours |= {"drvPath": path}
        theirs |= {"drvPath": path}
        ours["nixray"]["outcome"] = "derivation"
        if number % 10 == 0:
            verdict = Verdict.DRV_DIFFERS
            theirs["drvPath"] = path.replace("name", "other", 1)
    return {"attr": attr, "attrPath": attr.split("."), "verdict": verdict.value, "ours": ours, "reference": theirs}


def write_run(folder: Path, count: int, *, started: str = "2026-01-02T03:04:05+00:00", causes: bool = True) -> Path:
    """A run of `count` attributes in a folder."""
    folder.mkdir(parents=True)
    rows = [row(number) for number in range(count)]
    verdicts = {verdict.value: sum(each["verdict"] == verdict.value for each in rows) for verdict in Verdict}
    differing = [each["attr"] for each in rows if each["verdict"] == "drv-differs"]
    summary = {
        "nixray": "0.1.0",
        "root": "/src/nixpkgs",
        "arguments": ["/src/nixpkgs", "--arg", "config", "{ }"],
        "reference": "nix-instantiate (Nix) 2.34.8",
        "started": started,
        "complete": True,
        "evaluated": {"ours": count, "reference": count},
        "total": count,
        "differences": len(differing),
        "verdicts": verdicts,
        "seconds": {"ours": 12.5, "reference": 40.0},
    }
    (folder / "comparison.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows))
    (folder / "summary.json").write_text(json.dumps(summary))
    if causes and differing:
        names = ["stdenv-linux", differing[0]]
        root = {"before": "/a", "after": "/b", "name": "stdenv", "way": names, "changes": [ROOT_CHANGE], "also": []}
        cause = {
            "field": "env",
            "key": "configureFlags",
            "explains": len(differing),
            "reaches": len(differing),
            "some": differing[:20],
            "roots": 1,
            "first": [root],
            "source": SOURCE,
            "divergence": None,
            "check": {"match": len(differing), "remain": 0, "some": []},
        }
        found = {"differing": len(differing), "compared": len(differing), "notExamined": [], "causes": [cause]}
        (folder / "causes.json").write_text(json.dumps({**found, "failures": []}))
    return folder
