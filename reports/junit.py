"""A comparison as JUnit XML: one test case for each attribute."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from reports.terminal import said

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: Mapping[str, Any]) -> str:
    """A `report` object as the XML that CI systems read."""
    summary, agreeing = report["summary"], set(report["agreeing"])
    bad = [row for row in report["rows"] if row["verdict"] not in agreeing]
    suite = Element(
        "testsuite",
        name=_text(f"{summary['root']} against {summary['reference']}"),
        tests=str(len(report["rows"])),
        failures=str(len(bad)),
        errors="0",
        time=f"{summary['seconds']['ours']:.3f}",
        timestamp=str(summary["started"])[:19],
    )
    for row in report["rows"]:
        seconds = row["ours"].get("nixray", {}).get("seconds", 0)
        case = SubElement(suite, "testcase", classname="nixray", name=_text(row["attr"]), time=f"{seconds:.3f}")
        if row["verdict"] not in agreeing:
            failure = SubElement(
                case, "failure", type=row["verdict"], message=_text(report["meanings"][row["verdict"]])
            )
            failure.text = _text(f"nixray     {said(row['ours'])}\nreference  {said(row['reference'])}")
    body = tostring(suite, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>{body}</testsuites>\n'


def _text(text: str) -> str:
    """Text without what XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", str(text))
