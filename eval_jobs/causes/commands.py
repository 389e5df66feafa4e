"""`nixray diff-drv` and `nixray causes`."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from eval_jobs.causes.account import account
from eval_jobs.causes.analysis import analyse
from eval_jobs.causes.difference import Comparison
from eval_jobs.causes.divergence import Divider, NoDivergence
from eval_jobs.causes.graph import FolderGraph, Graph, MemoryGraph, NoDerivation, read_derivation
from eval_jobs.causes.our_store import root_value, session_for
from eval_jobs.causes.reference_store import ReferenceStore
from eval_jobs.causes.run import read_run
from eval_jobs.endings import AGREE, DIFFER, HARNESS, run_command
from eval_jobs.paths import dotted, parse_dotted
from eval_jobs.progress import Status
from eval_jobs.root import Root, file_root, nix_string
from eval_jobs.texts import byte_text
from evaluator.errors import EvalError, NixrayError
from evaluator.rendering import render
from evaluator.store.derivation import Derivation
from reports.causes_text import causes_text, divergence_text
from reports.drv_page import drv_diff_page
from reports.drv_text import drv_diff_text


def diff_drv(arguments: list[str]) -> int:
    """Run `nixray diff-drv`: 0 the same, 1 different, 2 usage, 3 something could not be read."""
    return run_command(_diff_drv, arguments, failure=HARNESS)


@click.command(
    "diff-drv",
    epilog="""\b
Examples:
  nixray diff-drv /nix/store/…-hello-2.10.drv /nix/store/…-hello-2.12.drv
  nixray diff-drv old.drv new.drv --store-a backup/nix/store --format html > diff.html
  nixray diff-drv -E '(import ./old {}).hello' '(import ./new {}).hello'
  nixray diff-drv ./nixpkgs -A hello --reference nix-instantiate

\b
Exit status: 0 the same, 1 different, 2 wrong usage, 3 something could not be read.""",
)
@click.argument("a")
@click.argument("b", required=False)
@click.option("-E", "--expr", is_flag=True, help="A and B are expressions, which nixray evaluates.")
@click.option("-A", "--attr", default="", metavar="PATH", help="Select this attribute of A and of B.")
@click.option("--reference", metavar="NIX", help="Compare with what this nix-instantiate makes of B (or A).")
@click.option("--store-a", type=click.Path(path_type=Path), metavar="DIR", help="Folder with the inputs of A.")
@click.option("--store-b", type=click.Path(path_type=Path), metavar="DIR", help="Folder with the inputs of B.")
@click.option("--arg", "args", nargs=2, multiple=True, metavar="NAME EXPR", help="Pass EXPR as NAME.")
@click.option("--argstr", "argstrs", nargs=2, multiple=True, metavar="NAME S", help="Pass the text S as NAME.")
@click.option("-I", "search_path", multiple=True, metavar="PATH", help="Add to the search path.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text")
def _diff_drv(
    a: str,
    b: str | None,
    expr: bool,
    attr: str,
    reference: str | None,
    store_a: Path | None,
    store_b: Path | None,
    form: str,
    **roots: Any,
) -> int:
    """Tell what differs between two derivations and everything they are made from, each difference once.

    A and B are .drv files; or Nix files (expressions with -E), evaluated by nixray, nothing being written.
    With --reference, B is evaluated by that Nix in a store that is thrown away; B is A if it is left out."""
    if b is None and reference is None:
        raise click.UsageError("give two derivations, or a --reference to compare with")
    with tempfile.TemporaryDirectory(prefix="nixray-diff-") as scratch:
        graph_a, top_a = _side(a, expr, attr, store_a, roots)
        if reference is not None:
            graph_b, top_b = _reference_side(b or a, expr, attr, reference, Path(scratch), roots)
        else:
            graph_b, top_b = _side(str(b), expr, attr, store_b, roots)
        comparison = Comparison(graph_a, graph_b)
        comparison.add([(top_a, top_b)])
        report = account(comparison, (top_a, top_b))
    if form == "json":
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    elif form == "html":
        click.echo(drv_diff_page(report))
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        click.echo(drv_diff_text(report, colour=colour), nl=False)
    return AGREE if report["equal"] else DIFFER


def _side(text: str, expr: bool, attr: str, store: Path | None, roots: dict[str, Any]) -> tuple[Graph, str]:
    if not expr and text.endswith(".drv"):
        return _file_side(text, store)
    root = _root(text, expr, roots)
    session = session_for(root)
    session.use_cache()

    def evaluate() -> str:
        value, arguments = root_value(session, root)
        path = [byte_text(part) for part in (parse_dotted(attr) if attr else ())]
        found = session.select_path(value, path, arguments)
        if not session.is_derivation(found):
            what = f"attribute '{attr}' of {root.shown}" if attr else root.shown
            raise NixrayError(f"{what} is no derivation but of type '{session.type_name(found)}'")
        return session.drv_path(found)

    try:
        top = session.run(evaluate)
    except EvalError as error:
        raise NixrayError(f"{root.shown} cannot be evaluated:\n{render(error).rstrip()}") from error
    return MemoryGraph(session.registry.made(), session.settings.store_dir), top


def _file_side(text: str, store: Path | None) -> tuple[Graph, str]:
    """A `.drv` file; its inputs are looked up in `store`, or else beside it."""
    file = Path(text)
    name = byte_text(file.name)
    if len(name) < 38 or name[32] != "-":
        # Not named as in a store: what it is called there follows from its content.
        drv = read_derivation(file, text)
        folder = store or file.parent
        return _SingleFile(folder, file, drv), byte_text(text)
    if not file.exists() and store is not None:
        file = store / file.name
    if not file.exists():
        raise NoDerivation(f"there is no file '{text}'")
    graph = FolderGraph(store or file.absolute().parent)
    graph.store_dir = _store_dir_of(read_derivation(file, text), text)
    return graph, f"{graph.store_dir}/{name}"


class _SingleFile(FolderGraph):
    """A folder graph with one derivation that is named differently there."""

    def __init__(self, folder: Path, file: Path, drv: Derivation) -> None:
        super().__init__(folder, _store_dir_of(drv, str(file)))
        self._read[byte_text(str(file))] = drv


def _store_dir_of(drv: Derivation, text: str) -> str:
    """The store directory that a derivation's paths are in."""
    paths = [*drv.input_drvs, *drv.input_srcs, *(output.path for output in drv.outputs.values())]
    known = next((path for path in paths if path), byte_text(os.path.abspath(text)))
    return known.rpartition("/")[0]


def _reference_side(
    text: str, expr: bool, attr: str, program: str, scratch: Path, roots: dict[str, Any]
) -> tuple[Graph, str]:
    root = _root(text, expr, roots)
    store = ReferenceStore(program, root, scratch / "store")
    path = parse_dotted(attr) if attr else ()
    found = store.instantiate([path])
    if path not in found:
        what = f"attribute '{dotted(path)}'" if path else root.shown
        raise NixrayError(f"the reference does not instantiate {what}:\n{store.why_not(path)}")
    return store.graph, byte_text(found[path])


def _root(text: str, expr: bool, roots: dict[str, Any]) -> Root:
    more = {
        "base_dir": Path(os.getcwd()),
        "arguments": (*roots["args"], *((name, nix_string(value)) for name, value in roots["argstrs"])),
        "search_path": roots["search_path"],
    }
    return Root(expression=text, **more) if expr else file_root(text, **more)


def causes(arguments: list[str]) -> int:
    """Run `nixray causes`: 0 nothing differs, 1 something does, 2 usage, 3 it could not be analysed."""
    return run_command(_causes, arguments, failure=HARNESS)


@click.command(
    "causes",
    epilog="""\b
Examples:
  nixray regress ./nixpkgs --reference nix-instantiate --out run
  nixray causes run --reference nix-instantiate
  nixray causes run --reference nix-instantiate --format json > causes.json

\b
Exit status: 0 nothing differs, 1 something does, 2 wrong usage, 3 it could not be analysed.""",
)
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--reference", metavar="NIX", help="The nix-instantiate to ask for its derivations.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def _causes(run: Path, reference: str | None, form: str) -> int:
    """Tell what the differences of RUN come from. RUN is the --out folder of `nixray regress`.

    The derivations of differing attributes are made by both sides and compared; causes are ranked by
    the attributes they explain, and each is checked by putting the reference's derivation in place."""
    found = read_run(run)
    with Status() as say:
        report = analyse(found.root, found.verdicts, reference, run / "derivations", say)
    (run / "causes.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if form == "json":
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        click.echo(causes_text(report, colour=colour), nl=False)
        if report["differing"] and reference is None:
            click.echo("hint: with --reference NIX the derivations of both sides are compared", err=True)
    return DIFFER if any(not verdict.agrees for verdict, _, _ in found.verdicts) else AGREE


def diverge(arguments: list[str]) -> int:
    """Run `nixray diverge`: 0 both agree, 1 they do not, 2 usage, 3 it could not be told."""
    return run_command(_diverge, arguments, failure=HARNESS)


@click.command(
    "diverge",
    epilog="""\b
Examples:
  nixray diverge ./nixpkgs -A hello --reference nix-instantiate
  nixray diverge -E '{ x = builtins.currentTime; }' -A x --reference nix-instantiate

\b
Exit status: 0 both agree, 1 they do not, 2 wrong usage, 3 it could not be told.""",
)
@click.argument("a", metavar="ROOT")
@click.option("-E", "--expr", is_flag=True, help="ROOT is an expression.")
@click.option("-A", "--attr", default="", metavar="PATH", help="Evaluate this attribute.")
@click.option("--reference", required=True, metavar="NIX", help="The nix-instantiate to compare with.")
@click.option("--arg", "args", nargs=2, multiple=True, metavar="NAME EXPR", help="Pass EXPR as NAME.")
@click.option("--argstr", "argstrs", nargs=2, multiple=True, metavar="NAME S", help="Pass the text S as NAME.")
@click.option("-I", "search_path", multiple=True, metavar="PATH", help="Add to the search path.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def _diverge(a: str, expr: bool, attr: str, reference: str, form: str, **roots: Any) -> int:
    """Find the smallest expression whose value nixray and a reference Nix disagree on.

    Both run the program with probes in it; the first value that only one of them has is shown. An
    attribute that is a derivation is evaluated as far as its path, anything else wholly."""
    try:
        found = Divider(reference, _root(a, expr, roots)).first(parse_dotted(attr) if attr else ())
    except NoDivergence as error:
        click.echo(str(error))
        return AGREE
    if form == "json":
        click.echo(json.dumps(found.to_json(), indent=2, ensure_ascii=False))
    else:
        click.echo(divergence_text(found.to_json()), nl=False)
    return DIFFER
