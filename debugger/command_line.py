"""`nixray debug`: the words of its command line, and the front end they ask for."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from debugger.conversation import Conversation
from debugger.records import Opened, open_path
from debugger.target import Target
from evaluator.bundles.recognition import BadBundle
from evaluator.errors import NixrayError
from evaluator.failure_records import BadRecord, newest
from evaluator.invocation import Invocation, UsageError, parse_words

HELP = """Usage: nixray debug [FILE | -E EXPR] [-A ATTR]... [OPTIONS]
       nixray debug --last | RECORD.failure.json

Evaluate, and stop with everything alive at the first error that nothing catches, or at builtins.break.
A derivation is evaluated as far as its .drv path, anything else to its value.

  -E, --expr             the word is an expression, not a file
  -A, --attr PATH        select an attribute, calling functions on the way
  --strict               evaluate everything inside, too
  --arg NAME EXPR        pass EXPR to functions that take NAME; --argstr NAME TEXT passes a text
  -I, --include PATH     add to the search path
  --option NAME VALUE    a setting of nix.conf; each is a flag of its own, too
  --last                 the last eval, instantiate or jobs that failed, at its error: every failure leaves a
                         record, which can be named in place of a FILE, too
  -b, --break WHERE      set a breakpoint before it runs: FILE:LINE, 'function NAME', 'attribute PATH'
  --entry                stop before the first expression
  --tui                  full screen: source, stacks, variables, timeline (the default on a terminal)
  --repl                 commands from a prompt, or line by line from standard input
  --jsonl                the same commands as JSON lines, for programs: {"id": 1, "do": "break f.nix:3"}
  --commands FILE        commands from a file first

At the prompt, 'help' lists the commands. Exit status: 0, 1 if the evaluation failed, 2 for wrong usage.

Examples:
  nixray debug ./nixpkgs -A hello
  nixray debug --last
  nixray debug firefox.bundle
  nixray debug -E 'let f = n: n / 0; in f 1'
  echo bt | nixray debug ./default.nix --argstr system x86_64-linux
"""


@dataclass
class Wanted:
    """What the words ask for beyond what the evaluator's commands know."""

    entry: bool = False
    breakpoints: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    last: bool = False
    front: str = ""

    def record_in(self, inputs: list[str]) -> bool:
        """Whether a failure record is asked for."""
        return self.last or (len(inputs) == 1 and inputs[0].endswith(".failure.json"))


def open_record(wanted: Wanted, asked: Invocation) -> Opened:
    """The failure record that is asked for. Raises UsageError, BadRecord, OSError."""
    if wanted.last and asked.inputs:
        raise UsageError("'--last' takes no file")
    return open_path(newest() if wanted.last else Path(os.fsdecode(asked.inputs[0].encode("latin-1"))))


def debug(words: list[str]) -> int:
    """Run `nixray debug`; gives the exit status."""
    try:
        wanted, rest = own_words(words)
        asked = parse_words("debug", [os.fsencode(word).decode("latin-1") for word in rest])
        if asked.help:
            sys.stdout.write(HELP)
            return 0
        if wanted.record_in(asked.inputs):
            opened = open_record(wanted, asked)
        else:
            opened = Opened(bundle_target(asked) or target_of(asked))
        target = opened.target
        scripts = [line for name in wanted.scripts for line in Path(name).read_text().splitlines()]
    except UsageError as error:
        sys.stderr.write(f"error: {error}\nTry 'nixray debug --help' for more information.\n")
        return 2
    except (BadRecord, BadBundle) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"error: {error.strerror}" + (f": {error.filename}" if error.filename else "") + "\n")
        return 2
    for note in opened.notes:
        sys.stderr.write(f"{note}\n")
    terminal = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    if wanted.front == "--tui" and not terminal:
        sys.stderr.write("error: --tui needs a terminal; --repl reads commands from a pipe\n")
        return 2
    if wanted.front == "--jsonl":
        from debugger.json_lines import run_json_lines

        return run_json_lines(target, wanted.entry, wanted.breakpoints, scripts)
    if wanted.front != "--repl" and terminal:
        from debugger.tui.application import run_screen

        return 1 if run_screen(opened, wanted.entry, wanted.breakpoints, scripts) else 0
    return converse(opened, wanted, scripts)


def converse(opened: Opened, wanted: Wanted, script: list[str]) -> int:
    """Debug a target with commands from a script, then from the terminal or a pipe."""
    from debugger import commands
    from debugger.line_repl import run_prompt, run_script, standard_input
    from debugger.painting import painter_for

    def say(text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    talk = Conversation(opened.target, say, painter_for(sys.stdout), width)
    before = signal.signal(signal.SIGINT, lambda *_: talk.interrupt())
    try:
        for where in wanted.breakpoints:
            commands.execute(talk, f"break {where}")
        with talk.working():
            talk.start(wanted.entry)
        if not wanted.entry:
            for note in opened.compare(talk.stop):
                say(note)
        run_script(talk, script)
        if sys.stdin.isatty():
            run_prompt(talk)
        else:
            run_script(talk, standard_input())
    except commands.Quit:
        pass
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except NixrayError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    finally:
        failed = talk.failed
        talk.end()
        signal.signal(signal.SIGINT, before)
    return 1 if failed else 0


def own_words(words: list[str]) -> tuple[Wanted, list[str]]:
    """The debugger's own options, and the words that are left. Raises UsageError."""
    wanted = Wanted()
    rest: list[str] = []
    queue = list(reversed(words))
    while queue:
        word = queue.pop()
        if word == "--entry":
            wanted.entry = True
        elif word in ("-b", "--break", "--commands"):
            if not queue:
                raise UsageError(f"flag '{word}' requires 1 argument(s), but only 0 were given")
            (wanted.scripts if word == "--commands" else wanted.breakpoints).append(queue.pop())
        elif word in ("--tui", "--repl", "--jsonl"):
            wanted.front = word
        elif word == "--last":
            wanted.last = True
        else:
            rest.append(word)
    return wanted, rest


def bundle_target(asked: Invocation) -> Target | None:
    """The target of a bundle's own command, if a bundle is asked for. Raises BadBundle."""
    from evaluator.bundles.recognition import is_bundle

    file = os.fsdecode(asked.inputs[0].encode("latin-1")) if len(asked.inputs) == 1 else ""
    if asked.expressions or not os.path.isfile(file) or not is_bundle(file):
        return None
    from evaluator.bundles.bundle import open_bundle

    target = target_of(parse_words("debug", open_bundle(Path(file)).words))
    return replace(target, bundle=os.path.abspath(file))


def target_of(asked: Invocation) -> Target:
    """The target that an invocation means. Raises UsageError."""
    if len(asked.inputs) > 1:
        raise UsageError("give one file, or one expression with -E")
    word = asked.inputs[0] if asked.inputs else "./default.nix"
    text: str | None = word if asked.expressions else None
    name = "«string»"
    if word == "-":
        text, name = sys.stdin.buffer.read().decode("latin-1"), "«stdin»"
    arguments: list[tuple[str, str | None, str]] = []
    for argument, how, value in asked.arguments:
        if how == "expression":
            arguments.append((argument, value, ""))
        elif how == "file":
            arguments.append(
                (argument, None, Path(os.fsdecode(value.encode("latin-1"))).read_bytes().decode("latin-1"))
            )
        else:
            arguments.append((argument, None, value if how == "string" else sys.stdin.read()))
    options = dict(asked.options)
    if asked.flake is not None:
        options["extra-experimental-features"] = "nix-command flakes"
        options.setdefault("pure-eval", "false" if asked.impure else "true")
    return Target(
        text=text,
        file=word if text is None and asked.flake is None else None,
        name=name,
        flake=asked.flake,
        attributes=tuple(asked.attributes),
        arguments=tuple(arguments),
        search_path=tuple(asked.search_path),
        options=options,
        store_dir=asked.store_dir,
        strict=asked.strict,
        cache=asked.cache,
    )
