"""Command-line options that `jobs` and `regress` share, and the root they name."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from eval_jobs.ledger.store import default_file
from eval_jobs.paths import AttrPath, read_paths
from eval_jobs.pool import Limits
from eval_jobs.root import Root, file_root, nix_string
from eval_jobs.wanted import Wanted
from evaluator.configuration import BOOLEAN, setting_name

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.argument("root", required=False),
    click.option("-E", "--expr", metavar="EXPR", help="The root is this expression."),
    click.option("--select", metavar="FUNCTION", help="Go on with what FUNCTION makes of the root."),
    click.option("--arg", "args", nargs=2, multiple=True, metavar="NAME EXPR", help="Pass EXPR as NAME."),
    click.option("--argstr", "argstrs", nargs=2, multiple=True, metavar="NAME S", help="Pass the text S as NAME."),
    click.option(
        "--arg-from-file", "argfiles", nargs=2, multiple=True, metavar="NAME FILE", help="Pass a file's text."
    ),
    click.option("--arg-from-stdin", "argstdin", metavar="NAME", help="Pass what standard input holds as NAME."),
    click.option("-I", "--include", "search_path", multiple=True, metavar="PATH", help="Add to the search path."),
    click.option(
        "--option",
        "options",
        nargs=2,
        multiple=True,
        metavar="NAME VALUE",
        help="A setting of nix.conf; each is a flag of its own, too.",
    ),
    click.option("--force-recurse", is_flag=True, help="Enter every set, wanted or not."),
    click.option("--impure", is_flag=True, help="Allow what is not pure (it is)."),
    click.option("--no-instantiate", is_flag=True, help="Write no derivations to the store."),
    click.option(
        "--store", metavar="ADDRESS", help="daemon, unix://PATH, ssh-ng://HOST, local?root=FOLDER, dummy://."
    ),
    click.option("--max-jobs", "-j", metavar="N", help="Builds at a time, for what is read when evaluated."),
    click.option(
        "--no-import-from-derivation", "no_ifd", is_flag=True, help="Refuse to build what is read."
    ),
    click.option("--paths", type=click.Path(path_type=Path), metavar="FILE", help="JSON lines with attrPath."),
    click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Processes."),
    click.option(
        "--max-memory-size",
        "memory",
        type=click.IntRange(min=1),
        default=4096,
        show_default=True,
        metavar="MIB",
        help="Replace a worker past this.",
    ),
    click.option(
        "--memory-budget",
        "budget",
        type=click.IntRange(min=64),
        metavar="MIB",
        help="What all workers may use together.  [default: workers x max-memory-size, or 1024 if that is more]",
    ),
    click.option("--engine", metavar="dask://HOST:PORT", help="Evaluate on a dask.distributed cluster."),
    click.option("--ledger", type=click.Path(path_type=Path), metavar="FILE", help="Keep runs here."),
    click.option("--no-ledger", is_flag=True, help="Keep nothing, and believe nothing that was kept."),
    click.option("--fresh", is_flag=True, help="Evaluate also what was evaluated before."),
    click.option("--resume", is_flag=True, help="Go on with the last run of this that did not end."),
    click.option("--item-timeout", type=click.FloatRange(min=0.001), metavar="S", help="Seconds for an attribute."),
)


@dataclass(frozen=True, slots=True)
class Keeping:
    """How the ledger is used: `file` is None where it is not. `reuse` believes what was evaluated before."""

    file: Path | None
    reuse: bool = True
    resume: bool = False


@dataclass(frozen=True, slots=True)
class Common:
    """What the shared options come to. `instantiate` tells that nobody forbade to write to a store."""

    root: Root
    paths: list[AttrPath] | None
    limits: Limits
    wanted: Wanted
    keeping: Keeping
    instantiate: bool
    engine: str | None = None


def common_options(command: Command) -> Command:
    """Give a click command the shared options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def common(
    *,
    root: str | None,
    expr: str | None,
    flake: str | None = None,
    inputs: tuple[tuple[str, str], ...] = (),
    lock_file: str | None = None,
    select: str | None,
    args: tuple[tuple[str, str], ...],
    argstrs: tuple[tuple[str, str], ...],
    argfiles: tuple[tuple[str, str], ...],
    argstdin: str | None,
    search_path: tuple[str, ...],
    options: tuple[tuple[str, str], ...],
    force_recurse: bool,
    impure: bool,
    no_instantiate: bool,
    store: str | None,
    max_jobs: str | None,
    no_ifd: bool,
    paths: Path | None,
    workers: int,
    memory: int,
    budget: int | None,
    engine: str | None,
    ledger: Path | None,
    no_ledger: bool,
    fresh: bool,
    resume: bool,
    item_timeout: float | None,
) -> Common:
    """Make sense of the shared options; raises click.UsageError or NixrayError."""
    if sum(given is not None for given in (root, expr, flake)) != 1:
        raise click.UsageError("give a ROOT file or an expression with -E, and not both")
    if flake is not None:
        options += (("extra-experimental-features", "nix-command flakes"),)
        options += () if impure else (("pure-eval", "true"),)
        no_ledger = True  # what a flake is made of lies anywhere
    elif inputs or lock_file is not None:
        raise click.UsageError("--override-input and --reference-lock-file are about a --flake")
    kept = None if no_ledger else ledger or default_file()
    if resume and (kept is None or fresh):
        raise click.UsageError("--resume goes on with a run that the ledger keeps; leave out --no-ledger and --fresh")
    texts = [*argstrs, *((name, _read_text(file)) for name, file in argfiles)]
    if argstdin is not None:
        texts.append((argstdin, sys.stdin.read()))
    forbidden = "false" if no_ifd else None
    settings = [("store", store), ("max-jobs", max_jobs), ("allow-import-from-derivation", forbidden)]
    options += tuple((name, value) for name, value in settings if value is not None)
    more = {
        "base_dir": Path(os.getcwd()),
        "arguments": (*args, *((name, nix_string(text)) for name, text in texts)),
        "search_path": search_path,
        "options": options,
    }
    return Common(
        root=file_root(root, **more)
        if root is not None
        else Root(expression=expr, flake=flake, inputs=inputs, lock_file=lock_file, **more),  # type: ignore[arg-type]
        paths=read_paths(paths) if paths is not None else None,
        # A small --max-memory-size means fresh workers often, not that nothing may be evaluated.
        limits=Limits(workers, item_timeout, memory << 20, (budget or workers * max(memory, 1024)) << 20),
        wanted=Wanted(select=select, force_recurse=force_recurse),
        keeping=Keeping(kept, not fresh, resume),
        instantiate=not no_instantiate,
        engine=engine,
    )


def _read_text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise click.UsageError(f"cannot read '{file}': {error.strerror}") from error


def with_settings_as_options(command: click.Command, words: list[str]) -> list[str]:
    """The words of a command line with every setting of nix.conf that is given as a flag (`--NAME`,
    `--no-NAME`, `--NAME VALUE`) turned into `--option NAME VALUE`. The command's own options win."""
    taken = {
        name: 0 if option.is_flag else option.nargs
        for option in command.params
        if isinstance(option, click.Option)
        for name in (*option.opts, *option.secondary_opts)
    }
    done: list[str] = []
    rest = deque(words)
    while rest:
        word = rest.popleft()
        if word == "--":
            return [*done, word, *rest]
        done.append(word)
        if word in taken:
            done += [rest.popleft() for _ in range(min(taken[word], len(rest)))]
            continue
        flag = _setting_flag(word)
        if flag is not None:
            name, value = flag
            if value is None:
                if not rest:
                    raise click.UsageError(f"the setting '{word}' needs a value")
                value = rest.popleft()
            done[-1:] = ["--option", name, value]
    return done


def _setting_flag(word: str) -> tuple[str, str | None] | None:
    """The setting that a flag means with its value, None where the value follows; None for no setting."""
    if not word.startswith("--"):
        return None
    name = word[2:]
    if name in BOOLEAN:
        return name, "true"
    if name.startswith("no-") and name[3:] in BOOLEAN:
        return name[3:], "false"
    return (name, None) if setting_name(name) is not None else None
