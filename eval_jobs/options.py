"""Command-line options that `jobs` and `regress` share, and the root they name."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from eval_jobs.paths import AttrPath, read_paths
from eval_jobs.pool import Limits
from eval_jobs.root import Root, file_root, nix_string

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.argument("root", required=False),
    click.option("-E", "--expr", metavar="EXPR", help="The root is this expression."),
    click.option("--arg", "args", nargs=2, multiple=True, metavar="NAME EXPR", help="Pass EXPR as NAME."),
    click.option(
        "--argstr", "argstrs", nargs=2, multiple=True, metavar="NAME S", help="Pass the text S as NAME."
    ),
    click.option("-I", "search_path", multiple=True, metavar="PATH", help="Add to the search path."),
    click.option("--option", "options", nargs=2, multiple=True, metavar="NAME VALUE", help="Nix option."),
    click.option(
        "--paths", type=click.Path(path_type=Path), metavar="FILE", help="JSON lines with attrPath."
    ),
    click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Processes."),
    click.option(
        "--max-memory-size",
        "memory",
        type=click.IntRange(min=64),
        default=4096,
        show_default=True,
        metavar="MIB",
        help="Replace a worker past this; end it past twice as much.",
    ),
    click.option(
        "--item-timeout", type=click.FloatRange(min=0.001), metavar="S", help="Seconds for an attribute."
    ),
)


@dataclass(frozen=True, slots=True)
class Common:
    """What the shared options come to."""

    root: Root
    paths: list[AttrPath] | None
    limits: Limits


def common_options(command: Command) -> Command:
    """Give a click command the shared options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def common(
    *,
    root: str | None,
    expr: str | None,
    args: tuple[tuple[str, str], ...],
    argstrs: tuple[tuple[str, str], ...],
    search_path: tuple[str, ...],
    options: tuple[tuple[str, str], ...],
    paths: Path | None,
    workers: int,
    memory: int,
    item_timeout: float | None,
) -> Common:
    """Make sense of the shared options; raises click.UsageError or NixrayError."""
    if (root is None) == (expr is None):
        raise click.UsageError("give a ROOT file or an expression with -E, and not both")
    more = {
        "base_dir": Path(os.getcwd()),
        "arguments": (*args, *((name, nix_string(text)) for name, text in argstrs)),
        "search_path": search_path,
        "options": options,
    }
    return Common(
        root=file_root(root, **more) if root is not None else Root(expression=expr, **more),  # type: ignore[arg-type]
        paths=read_paths(paths) if paths is not None else None,
        limits=Limits(workers, item_timeout, memory << 20),
    )
