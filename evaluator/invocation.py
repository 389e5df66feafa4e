"""The words of a command line, as `nix-instantiate` understands them.

Words come as bytes-as-latin-1 like all text of the evaluator. Flags may stand before, between and
after the files; every setting of nix.conf is a flag too.
"""

from __future__ import annotations

from evaluator.errors import NixrayError


class UsageError(NixrayError):
    """Words that mean nothing; the message is the reference's."""


class Invocation:
    """What a command line asks for.

    `inputs` are files (or expressions, with `expressions`). `arguments` holds `(name, how, text)`,
    `how` being `expression`, `string`, `file` or `stdin`. `output` is `value`, `json`, `xml` or `raw`. With `write`,
    what is made goes to the store; `roots` are symlinks to make to it. `flake` is `REF#ATTR`; `overrides` of its
    inputs are `(path, reference)`, `updates` are paths of inputs, `lock_file` is read in place of its own.
    """

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.inputs: list[str] = []
        self.expressions = False
        self.attributes: list[str] = []
        self.arguments: list[tuple[str, str, str]] = []
        self.search_path: list[str] = []
        self.options: dict[str, str] = {}
        self.unknown_settings: list[str] = []
        self.strict = False
        self.output = "value"
        self.location = True
        self.store_dir: str | None = None
        self.stats = False
        self.verbose = False
        self.cache = True
        self.write = False
        self.flake: str | None = None
        self.overrides: list[tuple[str, str]] = []
        self.updates: list[str] = []
        self.lock_file: str | None = None
        self.output_lock_file: str | None = None
        self.write_lock_file = self.update_lock_file = True
        self.impure = False
        self.roots: list[str] = []
        self.rooted = 0
        self.help = False
        self.reached = "./default.nix"
        self.piped: bytes | None = None
        self.recorded = False

    def target(self) -> dict[str, object]:
        """What is evaluated at the moment, as failure records have it: `reached` is the input in question,
        `piped` what standard input held. `recorded` tells that a failure has left a record."""
        text: str | None = self.reached if self.expressions else None
        if self.reached == "-":
            text = (self.piped or b"").decode("latin-1")
        return {
            "mode": self.mode,
            "text": text,
            "file": self.reached if text is None else None,
            "name": "«stdin»" if self.reached == "-" else "«string»",
            "attributes": self.attributes,
            "arguments": [[name, how, text] for name, how, text in self.arguments],
            "search_path": self.search_path,
            "options": self.options,
            "store_dir": self.store_dir,
            "strict": self.strict,
            "output": self.output,
        }


# Flags that set a field to a value.
_SWITCHES: dict[str, tuple[str, object]] = {
    "--eval": ("mode", "eval"),
    "--eval-only": ("mode", "eval"),
    "--parse": ("mode", "parse"),
    "--parse-only": ("mode", "parse"),
    "--find-file": ("mode", "find-file"),
    "--expr": ("expressions", True),
    "-E": ("expressions", True),
    "--strict": ("strict", True),
    "--json": ("output", "json"),
    "--xml": ("output", "xml"),
    "--raw": ("output", "raw"),
    "--no-location": ("location", False),
    "--stats": ("stats", True),
    "--no-cache": ("cache", False),
    "--write": ("write", True),
    "--read-write-mode": ("write", True),
    "--readonly-mode": ("write", False),
    "--help": ("help", True),
    **dict.fromkeys(("--verbose", "-v", "-vv", "-vvv", "--debug"), ("verbose", True)),
}
# Flags about building and logging that change nothing here.
_IGNORED = {
    **dict.fromkeys(
        "--dry-run --no-gc-warning --quiet --no-build-output"
        " -Q -k -K --keep-going --keep-failed --fallback --indirect --repair".split(),
        0,
    ),
    **dict.fromkeys("--log-format --eval-store".split(), 1),
}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def parse_words(mode: str, words: list[str]) -> Invocation:
    """The invocation that words ask for; raises UsageError."""
    asked = Invocation(mode)
    queue = list(reversed(words))
    while queue:
        word = queue.pop()
        if word == "--":
            asked.inputs += reversed(queue)
            break
        if word == "-" or not word.startswith("-"):
            asked.inputs.append(word)
        elif word in _SWITCHES:
            name, value = _SWITCHES[word]
            setattr(asked, name, value)
        elif word in _IGNORED:
            _take(queue, word, _IGNORED[word])
        elif not _with_arguments(asked, word, queue) and not _setting(asked, word, queue):
            # Flags of one letter together, and what is a word of its own behind them. Not by `re`: that would be a
            # quarter of a start.
            rest = word[1:].lstrip(_LETTERS)
            letters = word[1 : len(word) - len(rest)]
            if not letters or len(word) < 3:
                raise UsageError(f"unrecognised flag '{word}'")
            queue += [rest] if rest else []
            queue += [f"-{letter}" for letter in reversed(letters)]
    if asked.roots and not asked.write and asked.mode != "eval":
        raise UsageError("'--add-root' needs '--write': nothing is written otherwise")
    return asked


def _with_arguments(asked: Invocation, word: str, queue: list[str]) -> bool:
    """Flags that take words after them; False when this is none of them."""
    if word in ("-A", "--attr"):
        asked.attributes += _take(queue, word, 1)
    elif word in ("-I", "--include"):
        asked.search_path += _take(queue, word, 1)
    elif word in ("--arg", "--argstr", "--arg-from-file"):
        name, text = _take(queue, word, 2)
        how = {"--arg": "expression", "--argstr": "string", "--arg-from-file": "file"}[word]
        asked.arguments.append((name, how, text))
    elif word == "--arg-from-stdin":
        asked.arguments.append((_take(queue, word, 1)[0], "stdin", ""))
    elif word == "--option":
        name, value = _take(queue, word, 2)
        _set_option(asked, name, value)
    elif word == "--impure":
        asked.impure = True
        asked.options["pure-eval"] = "false"
    elif word == "--store-dir":
        asked.store_dir = _take(queue, word, 1)[0]
    elif word == "--extra-experimental-features":
        _set_option(asked, "extra-experimental-features", _take(queue, word, 1)[0])
    elif word == "--add-root":
        asked.roots += _take(queue, word, 1)
    elif word == "--flake":
        asked.flake = _take(queue, word, 1)[0]
    elif word == "--override-input":
        path, reference = _take(queue, word, 2)
        asked.overrides.append((path, reference))
    elif word == "--reference-lock-file":
        asked.lock_file = _take(queue, word, 1)[0]
    elif word == "--output-lock-file":
        asked.output_lock_file = _take(queue, word, 1)[0]
    elif word == "--no-write-lock-file":
        asked.write_lock_file = False
    elif word == "--no-update-lock-file":
        asked.update_lock_file = False
    elif word == "--update-input":
        asked.updates += _take(queue, word, 1)
    elif word in ("-j", "--no-import-from-derivation"):
        name = "max-jobs" if word == "-j" else "allow-import-from-derivation"
        _set_option(asked, name, _take(queue, word, 1)[0] if word == "-j" else "false")
    else:
        return False
    return True


def _setting(asked: Invocation, word: str, queue: list[str]) -> bool:
    """`--NAME`, `--no-NAME` and `--NAME VALUE` for every setting."""
    if not word.startswith("--"):
        return False
    from evaluator.configuration import BOOLEAN, fault, setting_name

    name = word[2:]
    if name in BOOLEAN:
        asked.options[name] = "true"
    elif name.startswith("no-") and name[3:] in BOOLEAN:
        asked.options[name[3:]] = "false"
    elif (known := setting_name(name)) is not None:
        value = _take(queue, word, 1)[0]
        wrong = fault(known, value)
        if wrong is not None:
            raise UsageError(wrong)
        _set_option(asked, name, value)
    else:
        return False
    return True


def _set_option(asked: Invocation, name: str, value: str) -> None:
    from evaluator.configuration import setting_name

    known = setting_name(name)
    if known is None:
        asked.unknown_settings.append(name)
    elif known.startswith("extra-"):
        asked.options[known] = f"{asked.options.get(known, '')} {value}".strip()
    else:
        # What was added to a list before is gone.
        asked.options.pop(f"extra-{known}", None)
        asked.options[known] = value


def _take(queue: list[str], word: str, count: int) -> list[str]:
    """The next words, as many as a flag takes."""
    if len(queue) < count:
        if word in ("-A", "--attr"):
            raise UsageError(f"'{word}' requires an argument")
        raise UsageError(f"flag '{word}' requires {count} argument(s), but only {len(queue)} were given")
    return [queue.pop() for _ in range(count)]
