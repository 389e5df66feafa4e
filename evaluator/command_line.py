"""`nixray eval`, `instantiate`, `parse` and `disassemble`: nix-instantiate's options, output and statuses.

These start thousands of times in scripts, so every import that not all of them need is local.
"""

from __future__ import annotations

import os
import sys

from evaluator.errors import EvalError, Interrupted, Kind, NixrayError, Source
from evaluator.invocation import Invocation, UsageError, parse_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_EXAMPLES = {
    "eval": """Usage: nixray eval [FILE... | -E EXPR...] [-A ATTR]... [OPTIONS]

Print the value of a Nix expression. A FILE may be a folder with default.nix (the default is
./default.nix), '-' for standard input, or <name> on the search path.

  -E, --expr             the words are expressions, not files
  -A, --attr PATH        select an attribute, calling functions on the way
  --strict               evaluate everything inside, too
  --json | --xml | --raw print it in that form; --no-location leaves positions out of XML
  --arg NAME EXPR        pass EXPR to functions that take NAME; --argstr NAME TEXT passes a text
  -I, --include PATH     add to the search path
  --option NAME VALUE    a setting of nix.conf; each is a flag of its own, too
  --store-dir DIR        where the store is said to be
  --show-trace           the whole way to an error
  --no-cache             neither read nor write the cache of compiled files
  --stats                print figures of the evaluation on standard error
  --store ADDRESS        daemon, unix://PATH, ssh-ng://HOST, local?root=FOLDER or dummy:// (default: NIX_REMOTE,
                         else the machine's daemon if there is one)
  --read-write-mode      write to the store, so that what is read can be built first (import from derivation)
  --no-import-from-derivation   refuse to build what is read
  --flake REF#ATTR       an output of a flake, evaluated purely (--impure: not so)
  --override-input PATH REF | --update-input PATH   another input, or a newer one, than the lock file has
  --reference-lock-file FILE                        the lock file, in place of the flake's own
  --no-write-lock-file | --no-update-lock-file      evaluate with a changed lock file unwritten, or refuse to
  --output-lock-file FILE                           where a changed lock file is written
  --accept-flake-config  obey the settings that the flake wants

Examples:
  nixray eval -E '1 + 1'
  nixray eval --strict --json ./config.nix -A services.web
  nixray eval --flake .#lib.version
  echo 'map (x: x * x) [ 1 2 3 ]' | nixray eval --strict -
""",
    "instantiate": """Usage: nixray instantiate [FILE... | -E EXPR...] [-A ATTR]... [OPTIONS]

Print the store paths of the derivations that an expression evaluates to, or that its set or list holds.
Nothing is written, unless --write asks for it. The options are those of 'nixray eval', and:

  --write                write the .drv files to the store, with all that they refer to
  --add-root LINK        with --write: make a symlink that keeps a .drv file from being collected

Examples:
  nixray instantiate --write ./nixpkgs -A hello
  nixray instantiate ./nixpkgs -A hello -A python3Packages.numpy
  nixray instantiate -E 'import ./release.nix { system = "aarch64-linux"; }'
""",
    "parse": """Usage: nixray parse [FILE... | -E EXPR...]

Print expressions as they were understood: one line each, every operator in parentheses.

Examples:
  nixray parse ./default.nix
  nixray parse -E 'a: a.b or c'
  echo 'x - 1' | nixray parse -
""",
    "disassemble": """Usage: nixray disassemble [FILE... | -E EXPR...]

Print the bytecode of expressions: every code object, those of delayed expressions included, each
instruction with its place in the source. A thunk or function is named by the number of its code.

Examples:
  nixray disassemble ./default.nix
  nixray disassemble -E 'let f = x: x + 1; in f 2'
""",
}
CLOSED = 141
INTERRUPTED = 130


def evaluate(words: list[str]) -> int:
    """Run `nixray eval`."""
    return _run("eval", words)


def instantiate(words: list[str]) -> int:
    """Run `nixray instantiate`."""
    return _run("instantiate", words)


def parse(words: list[str]) -> int:
    """Run `nixray parse`."""
    return _run("parse", words)


def disassemble(words: list[str]) -> int:
    """Run `nixray disassemble`."""
    return _run("disassemble", words)


def _run(command: str, words: list[str]) -> int:
    """Do what the words say; every failure is one message and a status."""
    reconfigure = getattr(sys.stderr, "reconfigure", None)
    if reconfigure is not None:  # bytes of a program that are not UTF-8 are written as they are
        reconfigure(errors="surrogateescape")
    try:
        asked = parse_words(command, [os.fsencode(word).decode("latin-1") for word in words])
        if asked.help:
            sys.stdout.write(_EXAMPLES[command])
            return 0
        perform(asked)
        sys.stdout.flush()
        return 0
    except UsageError as error:
        _say(f"error: {error}\nTry 'nixray {command} --help' for more information.")
        return 1
    except (KeyboardInterrupt, Interrupted):
        _say("error: interrupted by the user")
        return INTERRUPTED
    except MemoryError:
        _say("error: out of memory")
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _say("error: standard output was closed before everything was written")
        return CLOSED
    except OSError as error:
        _say(f"error: {error.strerror}" + (f": {error.filename!r}" if error.filename else ""))
        return 1
    except NixrayError as error:
        report(error, "--show-trace" in words)
        if asked.recorded and sys.stderr.isatty():
            _say("note: 'nixray debug --last' opens this error with everything alive")
        return 1


def perform(asked: Invocation) -> None:
    """Do what an invocation asks, in a session of its own."""
    from evaluator.evaluation import Evaluation, Settings
    from evaluator.input_log import InputLog
    from evaluator.store import disk

    settings = Settings.from_environment(
        search_path=asked.search_path, options=asked.options, store_dir=asked.store_dir
    )
    unknown = sorted({*asked.unknown_settings, *settings.unknown})
    for text in [*(f"unknown setting '{name}'" for name in unknown), *settings.warnings]:
        _say(f"warning: {text}")
    settings.read_only = not asked.write
    if asked.flake is not None:
        settings.features |= {"flakes", "nix-command"}
        settings.pure = settings.options.get("pure-eval", "true") == "true" and not asked.impure
    session = Evaluation(settings)
    session.told = _tell
    if asked.verbose:
        session.evaluating = _tell_file
        _tell_file("«nix-internal»/derivation-internal.nix".encode().decode("latin-1"))
    if asked.mode == "find-file":
        for text in asked.inputs:
            _print(session.run(lambda: _find(session, text)) + "\n")  # noqa: B023 (run at once)
    elif asked.mode == "parse":
        for source, base_dir in session.run(lambda: list(_sources(asked, session))):
            _print(session.shown(source, base_dir) + "\n")
    elif asked.mode == "disassemble":
        from evaluator.bytecode.disassembler import disassemble as text_of_code

        for source, base_dir in session.run(lambda: list(_sources(asked, session))):
            _print(session.run(lambda: text_of_code(session.compile(source, base_dir))))  # noqa: B023 (run at once)
    else:
        if asked.cache:
            session.use_cache()
        if asked.stats:
            session.count_compiling()
        disk.journal = log = InputLog()
        log.watch(session)
        try:
            evaluate_in(session, asked)
        except EvalError as error:
            from evaluator import failure_records

            asked.recorded = failure_records.leave(asked.target(), error, log, session) is not None
            raise
        finally:
            disk.journal = None
            if session.cache is not None:
                sys.stdout.flush()
                session.run(session.cache.flush)
            if asked.stats:
                import json

                _say(json.dumps(session.statistics(), indent=2, sort_keys=True))


def evaluate_in(session: Any, asked: Invocation) -> None:
    """Evaluate what `nixray eval` or `instantiate` was asked, in a session, and print it."""
    work = _print_values if asked.mode == "eval" else _print_derivations
    session.run(lambda: work(session, asked))


def _sources(asked: Invocation, session: Any) -> Iterator[tuple[Source, str]]:
    """The source texts of the inputs, each with the folder its relative paths are under."""
    here = session.settings.working_dir
    for text in asked.inputs or ([] if asked.expressions else ["./default.nix"]):
        asked.reached = text
        if text == "-":
            source = Source(None, "«stdin»", sys.stdin.buffer.read())
            asked.piped = source.text
            yield source, here
        elif asked.expressions:
            yield Source(None, "«string»", text.encode("latin-1")), here
        else:
            path = session.resolve_file(session.find_input(text))
            yield session.source_of(path), os.path.dirname(path) or "/"


def values(session: Any, asked: Invocation) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The selected values of all inputs, each with the arguments for functions."""
    here = session.settings.working_dir
    arguments = {name: _argument(session, how, text, here) for name, how, text in asked.arguments}
    if asked.flake is not None:
        yield flake_value(session, asked), arguments
        return
    for source, base_dir in _sources(asked, session):
        value = session.eval_file(source.path, told=True) if source.path else session.eval_source(source, base_dir)
        for path in asked.attributes or [""]:
            yield (session.select(value, path, arguments) if path else value), arguments


_PREFIXES = ("packages.{system}.", "legacyPackages.{system}.", "")


def flake_value(session: Any, asked: Invocation) -> Any:
    """The output of the flake that was asked for."""
    from evaluator.flakes.commands import request_of
    from evaluator.flakes.locking import Writing

    # With other inputs for once, the locks stay.
    write = asked.write_lock_file and not asked.overrides
    writing = Writing(write, asked.update_lock_file, asked.output_lock_file)
    here = session.settings.working_dir
    request = request_of(asked.overrides, asked.updates, here, asked.lock_file, writing)
    return session.eval_flake(asked.flake, _PREFIXES, request)


def _argument(session: Any, how: str, text: str, here: str) -> Any:
    if how == "expression":
        return session.delay(Source(None, "«string»", text.encode("latin-1")), here)
    if how == "file":
        return session.read_file(os.path.join(here, text)).decode("latin-1")
    return sys.stdin.buffer.read().decode("latin-1") if how == "stdin" else text


def _print_values(session: Any, asked: Invocation) -> None:
    from evaluator.vm.files import hold

    held = hold()
    for value, arguments in values(session, asked):
        # Without --arg a function at the top stays a function.
        result = session.force(session.auto_call(value, arguments) if arguments else value)
        if asked.output == "xml":
            session.write_xml(result, asked.location, asked.strict, _print)
            continue
        if asked.strict and asked.output != "json":
            session.force_deep(result)
        _print(_shown(session, result, asked))
        held.append(result)


def _shown(session: Any, value: Any, asked: Invocation) -> str:
    """A value in the form that was asked for."""
    if asked.output == "json":
        return str(session.to_json(value)) + "\n"
    if asked.output == "raw":
        return str(session.to_text(value))
    from evaluator.printing import print_value

    return print_value(value) + "\n"


def _print_derivations(session: Any, asked: Invocation) -> None:
    for value, arguments in values(session, asked):
        found = list(session.derivations(session.auto_call(value, arguments), arguments))
        if asked.write:
            session.write(drv_path for drv_path, _ in found)
        for drv_path, output in found:
            shown = _rooted(session, drv_path, asked) if asked.roots else drv_path
            _print(shown + (f"!{output}" if output != "out" else "") + "\n")


def _rooted(session: Any, drv_path: str, asked: Invocation) -> str:
    """A symlink to a `.drv` file that keeps it; the second one gets `-2` at its end, and so on."""
    asked.rooted += 1
    link = os.path.abspath(asked.roots[0]) + (f"-{asked.rooted}" if asked.rooted > 1 else "")
    session.add_root(link, drv_path)
    return link


def _tell(event: Any) -> None:
    """What a store says while it works, on standard error as it comes."""
    if event.text and event.what in ("build", "log", "message", "substitute"):
        text = event.text.encode("latin-1").decode("utf-8", "replace")
        _say(text + ("..." if event.what == "build" and not text.endswith("...") else ""))


def _tell_file(path: str) -> None:
    _say("evaluating file '" + path.encode("latin-1").decode("utf-8", "replace") + "'")


def _find(session: Any, name: str) -> str:
    """Where `<name>` is, for `--find-file`."""
    path = session.find_input(f"<{name}>")
    if path[0] == "<":
        raise EvalError(Kind.FILE, f"'{path}' has no physical path")
    return str(path)


def _print(text: str) -> None:
    # With PYTHONUNBUFFERED a write may be of a part only, such as when the reader goes away meanwhile.
    left = memoryview(text.encode("latin-1"))
    while left:
        left = left[sys.stdout.buffer.write(left) :]


def _say(text: str) -> None:
    """A line on standard error, behind what has been printed so far."""
    sys.stdout.flush()
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def report(error: NixrayError, show_trace: bool) -> None:
    """Show an error as the reference would, on standard error."""
    from evaluator.rendering import filtered, render

    terminal = sys.stderr.isatty()
    text = render(error, show_trace, terminal and "NO_COLOR" not in os.environ, exact=True)
    _say((text if terminal else filtered(text)).removesuffix("\n"))
