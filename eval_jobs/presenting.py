"""Showing a comparison: the table on the terminal, and the files of its folder."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import click

from eval_jobs.comparison import Verdict
from eval_jobs.regression import Folder, Regression
from reports.page import render
from reports.terminal import differences, summary_table

MEANINGS = {verdict.value: verdict.meaning for verdict in Verdict}
AGREEING = [verdict.value for verdict in Verdict if verdict.agrees]


def present(regression: Regression, folder: Folder | None) -> dict[str, Any]:
    """Print the table and write the folder's files; gives the summary."""
    import nixray

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    rows, summary = regression.rows(), regression.summary(nixray.VERSION)
    click.echo(summary_table(summary, MEANINGS, AGREEING, colour=colour))
    differing = [row for row in rows if row["verdict"] not in AGREEING and "known" not in row]
    if differing:
        click.echo("\n" + differences(differing, colour=colour))
    if folder is not None:
        folder.close()
        lines = (json.dumps(row, sort_keys=True, ensure_ascii=False) + "\n" for row in rows)
        folder.write("comparison.jsonl", "".join(lines))
        folder.write("summary.json", json.dumps(summary, indent=2, sort_keys=True) + "\n")
        page = folder.write("report.html", render(summary, rows, MEANINGS, AGREEING))
        click.echo(f"\nreport: {page}")
    return summary
