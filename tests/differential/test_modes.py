"""Pure, restricted and impure evaluation: what each lets a program see, through both command lines.

A row is one call of nix-instantiate and of nixray with the same words in the same folder. What they print, their
exit status, their warnings and the error with its place have to agree. `$D` is the folder.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.command import words
from tests.corpus.cases import Answer, Case
from tests.corpus.reference import command, environment, portable, read_error, read_noise

_PURE = "--pure-eval"
_RESTRICTED = "--restrict-eval"
_HASH = "0000000000000000000000000000000000000000000000000000"


@dataclass(frozen=True)
class Row:
    """One call: `expression` is handed over by -E after the words of `options`, or left out."""

    options: str
    expression: str | None = None
    env: dict[str, str | None] = field(default_factory=dict)
    """Further variables; None leaves one out."""

    @property
    def id(self) -> str:
        """What pytest calls it."""
        return f"{self.options} {self.expression or ''} {' '.join(f'{n}={v}' for n, v in self.env.items())}".strip()


def in_modes(expression: str) -> list[Row]:
    """The same expression in several modes; the corpus has what the impure one gives."""
    return [Row(mode, expression) for mode in (_PURE, _RESTRICTED)]


_SEEN = (
    "builtins ? currentSystem",
    "builtins.isInt builtins.currentTime",
    "builtins.currentSystem",
    'builtins.getEnv "SEEN"',
    "builtins.nixPath",
    "builtins.readFile $D/data",
    "builtins.pathExists $D/data",
    "builtins.pathExists $D/missing",
    "builtins.readDir $D/folder",
    "builtins.readFileType $D/data",
    'builtins.hashFile "sha256" $D/data',
    "import $D/one.nix",
    "builtins.toString (builtins.path { path = $D/data; })",
    f'builtins.path {{ path = $D/data; name = "x"; sha256 = "{_HASH}"; }}',
    "builtins.filterSource (p: t: true) $D/folder",
    '"${$D/data}"',
    "<nothing>",
    "if true then 1 else ~/x",
    "import ./one.nix",
    "import <nix/fetchurl.nix> { url = 1; }",
    "./.",
    "builtins.fetchTree { type = \"path\"; path = \"$D\"; }",
    "builtins.tryEval (builtins.readFile $D/data)",
    'builtins.findFile [ { prefix = "p"; path = "$D"; } ] "p/data"',
    "builtins.storePath /nix/store/00000000000000000000000000000000-x",
    "builtins.storePath $D/data",
    'builtins.fetchTree { type = "git"; url = "https://nixray.invalid/x"; }',
    'builtins.toFile "x" "y"',
    'builtins.traceVerbose "said" 1',
    "builtins.fetchurl https://nixray.invalid/x",
    "builtins.fetchTarball https://nixray.invalid/x",
    'builtins.fetchGit "https://nixray.invalid/x"',
    'builtins.getFlake "github:a/b"',
)
"""What each mode is asked for; the last are only for modes that refuse them: nothing may reach for a network."""

_ROWS = [
    *(row for expression in _SEEN for row in in_modes(expression)),
    *(Row("", expression) for expression in ("builtins.currentSystem", 'builtins.getEnv "SEEN"', "~/x")),
    # Flags of one letter may be written together, what follows is a word.
    Row("-Ia=$D", "1"),
    Row("-Ia=$D"),
    Row("-E1"),
    Row("-vE 1+1"),
    Row("-j2", "7"),
    Row("-I$D", "7"),
    Row("-Ax", "{ x = 1; }"),
    Row("-xyz", "7"),
    Row("-2", "7"),
    # How a mode is chosen.
    Row("--option pure-eval true", 'builtins.getEnv "SEEN"'),
    Row("--option pure-eval true --option pure-eval false", 'builtins.getEnv "SEEN"'),
    Row("--pure-eval --no-pure-eval", 'builtins.getEnv "SEEN"'),
    Row("--option pure-eval maybe", "1"),
    Row("--option restrict-eval 1", "builtins.readFile $D/data"),
    Row("", 'builtins.getEnv "SEEN"', {"NIX_CONFIG": "pure-eval = true"}),
    Row("--no-pure-eval", 'builtins.getEnv "SEEN"', {"NIX_CONFIG": "pure-eval = true"}),
    Row("--impure", 'builtins.getEnv "SEEN"'),
    Row(f"{_PURE} {_RESTRICTED}", "builtins.readFile $D/data"),
    Row(f"{_PURE} {_RESTRICTED}", 'builtins.getEnv "SEEN"'),
    # Files on the command line.
    Row("$D/one.nix"),
    Row("$D/folder"),
    Row(f"{_PURE} $D/one.nix"),
    Row(f"{_PURE} one.nix"),
    Row(f"{_RESTRICTED} $D/one.nix"),
    Row(f"{_RESTRICTED} -I $D $D/one.nix"),
    Row(f"{_PURE} --arg x 1", "{ x }: x"),
    Row(f"{_PURE} --arg x 'builtins.getEnv \"SEEN\"'", "{ x }: x"),
    # The search path.
    Row("-I $D", "<data>"),
    Row("-I p=$D", "<p/data>"),
    Row("-I p=$D -I q=$D/folder", "builtins.nixPath"),
    Row("-I p=$D", "builtins.nixPath", {"NIX_PATH": "q=$D/folder"}),
    Row("", "<q>", {"NIX_PATH": "q=$D/folder"}),
    Row("", "builtins.nixPath", {"NIX_PATH": "q=$D/folder:$D"}),
    Row("", "<q>", {"NIX_PATH": "q=$D/missing"}),
    Row("", "builtins.nixPath", {"NIX_PATH": "q=$D/missing"}),
    Row("--option nix-path q=$D", "builtins.nixPath"),
    Row("--option nix-path q=$D", "builtins.nixPath", {"NIX_PATH": "r=$D"}),
    Row("--option extra-nix-path q=$D", "builtins.nixPath", {"NIX_PATH": "r=$D"}),
    Row("-I p=$D --option nix-path 'q=$D r=$D'", "builtins.nixPath", {"NIX_PATH": "s=$D"}),
    Row("", "builtins.nixPath", {"NIX_PATH": None, "NIX_CONFIG": "nix-path = q=$D"}),
    Row("--extra-nix-path r=$D", "builtins.nixPath", {"NIX_PATH": None, "NIX_CONFIG": "nix-path = q=$D"}),
    Row("", "builtins.nixPath", {"NIX_PATH": None}),
    Row("", "<nothing>", {"NIX_PATH": None}),
    Row("--nix-path q=$D:r=$D", "builtins.nixPath"),
    Row("--option nix-path ''", "builtins.nixPath", {"NIX_PATH": "s=$D"}),
    Row("--extra-nix-path q=$D --nix-path r=$D", "builtins.nixPath", {"NIX_PATH": "s=$D"}),
    Row("--nix-path p=$D --extra-nix-path q=$D --nix-path r=$D", "builtins.nixPath"),
    Row("", "builtins.nixPath", {"NIX_PATH": "s=$D", "NIX_CONFIG": "nix-path = q=$D"}),
    Row("--extra-nix-path r=$D", "builtins.nixPath", {"NIX_PATH": "s=$D", "NIX_CONFIG": "nix-path = q=$D"}),
    Row(_PURE, "builtins.nixPath", {"NIX_CONFIG": "nix-path = q=$D"}),
    Row(f"{_PURE} -I p=$D", "builtins.nixPath"),
    Row(f"{_PURE} -I p=$D", "<p/data>"),
    Row(_PURE, "<q>", {"NIX_PATH": "q=$D"}),
    Row(f"{_RESTRICTED} -I p=$D", "builtins.readFile <p/data>"),
    Row(f"{_RESTRICTED} -I $D", "builtins.readFile $D/data"),
    Row(f"{_RESTRICTED} -I $D/folder", "builtins.readFile $D/data"),
    Row(f"{_RESTRICTED} -I $D/folder", "builtins.readFile $D/folder/../data"),
    Row(f"{_RESTRICTED} -I $D/folder", "builtins.readFile $D/folder/up"),
    Row(f"{_RESTRICTED} -I $D/folder", "builtins.pathExists $D/folder/up"),
    Row(f"{_RESTRICTED} -I $D/folder", "builtins.readDir $D"),
    Row(_RESTRICTED, "builtins.readFile <q/data>", {"NIX_PATH": "q=$D"}),
    Row(f"{_RESTRICTED} -I p=$D", "builtins.nixPath"),
    Row("-I a=flake:nixpkgs", "<a>"),
    Row("-I a=flake:nixpkgs", "<b>"),
    Row("", "builtins.nixPath", {"NIX_PATH": "a=https://x/y:b=channel:z:c=flake:q"}),
    Row("", "<data>", {"NIX_PATH": "folder:."}),
    Row(_RESTRICTED, "<data>", {"NIX_PATH": "."}),
    # What is not in the store is asked for by its name there.
    *(
        Row(mode, expression)
        for mode in ("", _RESTRICTED, f"{_RESTRICTED} -I /nix/store")
        for expression in (
            'builtins.readFile "/nix/store/none"',
            'builtins.readFile "/nix/store/none/a"',
            'builtins.pathExists "/nix/store/none"',
            'builtins.pathExists "/nix/store/none/"',
            'builtins.pathExists "/nix/store/e0000000000000000000000000000000-x"',
            'builtins.pathExists "/nix/store/00000000000000000000000000000000-"',
            'builtins.pathExists "/nix/store/00000000000000000000000000000000-a@"',
            'builtins.pathExists "/nix/store/00000000000000000000000000000000-x/y"',
            "import /nix/store/none",
            'builtins.readDir "/nix/store"',
            'builtins.readFileType "/nix/store/none"',
            'builtins.hashFile "md5" "/nix/store/none"',
            'builtins.path { path = "/nix/store/none"; }',
            '"${/nix/store/none}"',
            'builtins.findFile [ { prefix = "a"; path = "/nix/store/none"; } ] "a"',
        )
    ),
    Row("-I a=/nix/store/none", "<a>"),
    # What may be fetched.
    Row(f"{_RESTRICTED} --option allowed-uris https://nixray.invalid/", "builtins.fetchurl https://other.invalid/x"),
    Row(f"{_RESTRICTED} --allowed-uris https://nixray.invalid/a", "builtins.fetchTarball https://nixray.invalid/ab"),
    Row(_PURE, f'builtins.fetchTarball {{ url = "https://nixray.invalid/x"; sha256 = "{_HASH[:10]}"; }}'),
    Row(_PURE, 'builtins.fetchGit { url = "$D"; }'),
    Row(_PURE, 'builtins.fetchGit { url = "$D"; rev = "abc"; }'),
    Row(_PURE, 'builtins.fetchMercurial "https://nixray.invalid/x"'),
    Row("--extra-experimental-features fetch-tree", 'builtins.fetchTree { type = "nothing"; }'),
    Row(f"{_PURE} --extra-experimental-features flakes", 'builtins.getFlake "github:a/b"'),
    Row(f"{_PURE} --extra-experimental-features fetch-tree", 'builtins.fetchTree "github:a/b"'),
    # Verbosity and warnings.
    Row("--trace-verbose", 'builtins.traceVerbose "said" 1'),
    Row("--option trace-verbose true", 'builtins.traceVerbose "said" 1'),
    Row(f"{_PURE} --trace-verbose", 'builtins.traceVerbose "said" 1'),
    Row("--option frobnicate 1", "1"),
    Row("--option extra-frobnicate 1 --option frobnicate 2", "1"),
    Row("", "1", {"NIX_CONFIG": "frobnicate = 1\nanother = 2"}),
    Row("--option zed 1 --option an 1 --option zed 1", "1", {"NIX_CONFIG": "frobnicate = 1"}),
    Row("", 'throw "x"', {"NIX_CONFIG": "frobnicate = 1"}),
    Row("", "1", {"NIX_CONFIG": "frobnicate"}),
    Row("--option max-call-depth many", "1"),
    Row("--option experimental-features frobnicate", "1"),
    Row("--extra-experimental-features 'flakes frobnicate'", "1"),
    Row("--option abort-on-warn true", 'builtins.warn "w" 1'),
    Row("--option system other-linux", "builtins.currentSystem"),
    Row("--system other-linux", "builtins.currentSystem"),
    Row("--eval-system other-linux", "builtins.currentSystem"),
    Row(f"{_PURE} --eval-system other-linux", "builtins.currentSystem"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the rows ask for, and a state folder beside them."""
    made = tmp_path_factory.mktemp("modes")
    world = made / "world"
    (world / "folder").mkdir(parents=True)
    (world / "data").write_text("text")
    (world / "one.nix").write_text("1\n")
    (world / "folder" / "default.nix").write_text("2\n")
    (world / "folder" / "up").symlink_to("../data")
    return world


def answer(program: list[str], row: Row, folder: Path) -> tuple[int, str, Answer]:
    """Status, what is printed, and what is written to standard error, of one call."""

    def placed(text: str) -> str:
        return text.replace("$D", str(folder))

    given = [placed(word) for word in shlex.split(row.options)]
    if row.expression is not None:
        given += ["-E", placed(row.expression)]
    variables: dict[str, str | None] = {
        **environment(Case("", root=folder), folder.parent / "state"),
        "SEEN": "seen",
        "NIXRAY_CACHE_DIR": os.environ["NIXRAY_CACHE_DIR"],
        "NIXRAY_STATE_DIR": os.environ["NIXRAY_STATE_DIR"],
        **row.env,
    }
    run = subprocess.run(
        [*program, *given],
        cwd=folder,
        env={name: placed(value) for name, value in variables.items() if value is not None},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    printed, noise = portable(run.stdout, folder), portable(run.stderr, folder)
    said = Answer(value="", stderr=read_noise(noise)) if run.returncode == 0 else read_error(noise)
    return run.returncode, printed, said


@pytest.mark.parametrize("row", [pytest.param(row, id=row.id) for row in _ROWS])
def test_modes_agree(row: Row, reference: str, folder: Path) -> None:
    """Both say the same in every mode."""
    theirs = answer([*command(Path(reference), []), "--eval", "--strict"], row, folder)
    ours = answer(words("eval", "--option", "system", "x86_64-linux", "--strict"), row, folder)
    assert ours == theirs
