"""Which adapter a `--reference` means."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from eval_jobs.reference.command import CommandReference
from eval_jobs.reference.lines import LinesReference
from eval_jobs.reference.protocol import Reference, command_words
from eval_jobs.reference.recorded import RecordedReference
from eval_jobs.reference.template import TemplateReference
from eval_jobs.root import Root

HELP = """What to compare with: recorded answers (a file of JSON lines), a nix-instantiate or nix, a
nix-eval-jobs or another nixray, 'lines:COMMAND' for whatever prints such lines, or 'command:TEMPLATE' with
{expression}, {drvPath} or {attr}. Give it several times to compare several."""


def open_reference(text: str, root: Root, *, workers: int, item_timeout: float | None, meta: bool = False) -> Reference:
    """The adapter for the text; raises ReferenceFailed when there is no such program, click.UsageError when
    there is no such file."""
    form, _, rest = text.partition(":")
    if form == "lines":
        return LinesReference(command_words(rest), root, patience=item_timeout)
    if form == "command":
        return TemplateReference(rest, root, workers=workers, item_timeout=item_timeout)
    path = Path(text)
    if path.is_file() and not os.access(path, os.X_OK):
        return RecordedReference(path)
    if shutil.which(text) is None and path.suffix in (".jsonl", ".json", ".xz"):
        raise click.UsageError(f"there is no file '{text}'")
    match path.name:
        case "nix-eval-jobs":
            words = [text, "--workers", str(workers), "--no-instantiate", *(["--meta"] if meta else [])]
            return LinesReference(words, root, patience=item_timeout)
        case "nixray":
            words = [text, "jobs", "--no-ledger", "--workers", str(workers), *(["--meta"] if meta else [])]
            return LinesReference(words, root, patience=item_timeout)
    return CommandReference(text, root, workers=workers, item_timeout=item_timeout, meta=meta)
