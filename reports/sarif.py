"""The causes and failures of a comparison as SARIF 2.1.0: results with places in source files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from reports.causes_text import cause_title

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(report: Mapping[str, Any]) -> str:
    """A `report` object as SARIF. What has no place in a source file has no location."""
    rules = [{"id": verdict, "shortDescription": {"text": text}} for verdict, text in report["meanings"].items()]
    driver = {"name": "nixray", "version": report["summary"]["nixray"], "rules": rules}
    run = {"tool": {"driver": driver}, "results": list(_results(report)), "columnKind": "unicodeCodePoints"}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def _results(report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    causes = report["causes"]
    if causes is None:
        agreeing = set(report["agreeing"])
        for row in report["rows"]:
            if row["verdict"] not in agreeing:
                yield _result(row["verdict"], f"{row['attr']}: {report['meanings'][row['verdict']]}", None)
        return
    for cause in causes["causes"]:
        text = f"{cause_title(cause)} explains {cause['explains']} attributes, such as {', '.join(cause['some'][:3])}"
        yield _result("drv-differs", text, cause["source"])
    for group in causes["failures"]:
        text = f"{group['attributes']} attributes: {group['template']}"
        yield _result(group["verdict"], text, group["place"])


def _result(rule: str, text: str, place: Mapping[str, Any] | None) -> dict[str, Any]:
    found: dict[str, Any] = {"ruleId": rule, "level": "error", "message": {"text": text}}
    if place is not None and str(place["file"]).startswith("/"):
        region = {"startLine": place["line"], "startColumn": place["column"]}
        artifact = {"uri": "file://" + quote(place["file"])}
        found["locations"] = [{"physicalLocation": {"artifactLocation": artifact, "region": region}}]
    return found
