"""The `nixray` command: one click group, one row per subcommand, each loaded only when it is called.

Starting quickly matters more than anything here: `nixray eval` stands in for `nix-instantiate --eval`
in scripts that call it thousands of times, and importing click takes as long as starting the evaluator.
So a named subcommand is called straight from the table; the group answers everything else: `--help`,
`--version`, shell completion, and words that are no command.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import click

VERSION = "0.1.0"

# name, module and function that take the arguments and give the exit status, one line of help
COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("eval", "evaluator.command_line:evaluate", "print the value of an expression"),
    ("instantiate", "evaluator.command_line:instantiate", "print .drv paths, writing nothing"),
    ("parse", "evaluator.command_line:parse", "print an expression as it was understood"),
    ("disassemble", "evaluator.command_line:disassemble", "print the bytecode of an expression"),
    ("jobs", "eval_jobs.commands:jobs", "evaluate a whole set, one JSON line per attribute"),
    ("regress", "eval_jobs.regress_command:regress", "compare a whole set with a reference Nix"),
    ("profile", "evaluator.profiling.command:profile", "tell where an evaluation spends its time"),
    ("diff-drv", "eval_jobs.causes.commands:diff_drv", "what differs between two derivations"),
    ("causes", "eval_jobs.causes.commands:causes", "what the differences of a run come from"),
    ("runs", "eval_jobs.runs_command:runs", "look at earlier runs and compare them"),
    ("diverge", "eval_jobs.causes.commands:diverge", "the first expression two evaluators disagree on"),
    ("reduce", "eval_jobs.reduction.commands:reduce", "the same error or difference from one short file"),
    ("bundle", "evaluator.bundles.commands:bundle", "an evaluation with all it reads in one file"),
    ("replay", "evaluator.bundles.commands:replay", "run a bundle, with nothing but the bundle"),
    ("report", "eval_jobs.reporting:report", "a run as a page, Markdown, JUnit, SARIF or JSON"),
    ("flake", "evaluator.flakes.commands:command", "write or look at the lock file of a flake"),
    ("adopt", "eval_jobs.adopting:adopt", "a found bug becomes a case of the corpus"),
    ("select", "eval_jobs.selecting:select", "the few attributes that stand for a whole set"),
    ("bisect", "eval_jobs.bisecting:bisect", "the revision or the build that brought a change"),
    ("cache", "evaluator.file_cache:command", "look at or empty the cache of compiled files"),
    ("debug", "debugger.command_line:debug", "stop at the first error, with everything alive"),
    ("trace", "debugger.trace_command:trace", "write what was evaluated when, for Perfetto"),
    ("coverage", "debugger.coverage_command:command", "tell which lines and branches were evaluated"),
    ("dap", "debugger.dap.command_line:serve", "the debugger for editors (Debug Adapter Protocol)"),
    ("demo", "eval_jobs.demo:demo", "all of it on the embedded package set"),
)


_COMPLETION = "_NIXRAY_COMPLETE"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line `arguments` (those of the process by default); gives the exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    if words and _COMPLETION not in os.environ:
        for name, target, _ in COMMANDS:
            if name == words[0]:
                return _call(target, words[1:])
    return _through_group(words)


def _call(target: str, words: list[str]) -> int:
    module, _, function = target.partition(":")
    __import__(module)
    return int(getattr(sys.modules[module], function)(words))


def _through_group(words: list[str]) -> int:
    import click

    try:
        return int(group().main(words, "nixray", complete_var=_COMPLETION, standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.UsageError as error:
        from difflib import get_close_matches

        near = get_close_matches(words[0], [name for name, _, _ in COMMANDS], n=1)
        hint = f"; did you mean '{near[0]}'?" if near else "; 'nixray --help' lists them"
        kind = "option" if words[0].startswith("-") else "command"
        sys.stderr.write(f"error: there is no {kind} '{words[0]}'{hint}\n")
        return error.exit_code


def group() -> click.Group:
    """The commands as a click group. A subcommand reads its own words, `--help` included."""
    from functools import partial

    import click

    @click.group("nixray", epilog="'nixray COMMAND --help' tells more, with examples.")
    @click.version_option(VERSION, message="nixray %(version)s")
    @click.help_option("-h", "--help")
    def commands() -> None:
        """See inside the evaluation of Nix expressions."""

    for name, target, text in COMMANDS:
        words = click.Argument(["words"], nargs=-1, type=click.Path())
        call = partial(_call, target)
        settings = {"ignore_unknown_options": True}
        commands.add_command(
            click.Command(name, settings, call, [words], short_help=text, add_help_option=False)
        )
    return commands


def run() -> None:
    """The process `nixray`: ends at once, since taking an evaluation's heap apart takes as long as half
    the evaluation."""
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        status = status or 141
    os._exit(status)


if __name__ == "__main__":
    run()
