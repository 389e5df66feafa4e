"""Flakes on local repositories: locks equal to the reference's byte for byte, and the same outputs."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest

from evaluator.session import Session
from tests.cli.command import Ran, nixray, words
from tests.cli.command import environment as command_environment
from tests.fetching.repositories import git, repository
from tests.fetching.test_git import environment


def write(folder: Path, text: str, **files: str) -> Path:
    """A flake in a Git repository, with one commit."""
    return repository(folder, {"flake.nix": text, **files})


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A few flakes that use each other."""
    env = environment(tmp_path)
    assert env
    (tmp_path / "registry.json").write_text('{"version": 2, "flakes": []}')
    for name in ("lib", "lib2"):
        write(tmp_path / name, f'{{ outputs = {{ self }}: {{ name = "{name}"; rev = self.rev or "dirty"; }}; }}')
    uses = f'inputs.lib.url = "git+file://{tmp_path}/lib"'
    write(tmp_path / "mid", f'{{ {uses}; outputs = {{ self, lib }}: {{ name = "mid of ${{lib.name}}"; }}; }}')
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "file").write_text("plain")
    for path in (tmp_path / "tree" / "file", tmp_path / "tree"):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    return tmp_path


def everywhere(room: Path) -> dict[str, str]:
    """The environment of both sides, with a registry that is a file."""
    return {**environment(room), "NIX_CONFIG": f"flake-registry = {room}/registry.json"}


def reference_nix(reference: str, room: Path, *arguments: str, check: bool = True) -> Ran:
    """What `nix ARGUMENTS` of the reference comes to."""
    program = str(Path(reference).with_name("nix"))
    env = {**os.environ, **everywhere(room)}
    done = subprocess.run([program, *arguments], env=env, capture_output=True, text=True, check=False, cwd=room)
    assert not check or done.returncode == 0, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


def ours(room: Path, *arguments: str) -> Ran:
    """What a nixray command comes to."""
    return nixray(*arguments, cwd=room, **everywhere(room))


TOPS = {
    "plain": '{{ inputs.lib.url = "git+file://{room}/lib"; outputs = {{ self, lib }}: {{ it = lib.name; }}; }}',
    "none": "{{ outputs = {{ self }}: {{ it = 1; }}; }}",
    "transitive": '{{ inputs.mid.url = "git+file://{room}/mid"; outputs = {{ self, mid }}: {{ it = mid.name; }}; }}',
    "same-names": """{{
      inputs.lib.url = "git+file://{room}/lib2"; inputs.mid.url = "git+file://{room}/mid";
      outputs = {{ self, lib, mid }}: {{ it = [ lib.name mid.name ]; }};
    }}""",
    "follows": """{{
      inputs.lib.url = "git+file://{room}/lib2";
      inputs.mid = {{ url = "git+file://{room}/mid"; inputs.lib.follows = "lib"; }};
      outputs = {{ self, lib, mid }}: {{ it = mid.name; }};
    }}""",
    "follows-inside": """{{
      inputs.mid.url = "git+file://{room}/mid"; inputs.lib.follows = "mid/lib";
      outputs = {{ self, lib, mid }}: {{ it = lib.name; }};
    }}""",
    "override": """{{
      inputs.mid = {{ url = "git+file://{room}/mid"; inputs.lib.url = "git+file://{room}/lib2"; }};
      outputs = {{ self, mid }}: {{ it = mid.name; }};
    }}""",
    "no-flake": """{{
      inputs.tree = {{ url = "path:{room}/tree"; flake = false; }};
      outputs = {{ self, tree }}: {{
        it = [ (builtins.readFile (tree + "/file")) (builtins.attrNames tree) "${{tree}}" ];
      }};
    }}""",
    "relative": """{{
      inputs.sub.url = "path:./sub"; inputs.data = {{ url = "path:./data"; flake = false; }};
      outputs = {{ self, sub, data }}: {{ it = [ sub.it (builtins.readFile "${{data}}/x") "${{sub}}" "${{self}}" ]; }};
    }}""",
    "folder": '{{ inputs.down.url = "git+file://{room}/nested?dir=below"; outputs = x: {{ it = x.down.it; }}; }}',
    "attributes": """{{
      inputs.lib = {{ type = "git"; url = "file://{room}/lib"; ref = "main"; shallow = true; }};
      outputs = {{ self, lib }}: {{ it = lib.rev; }};
    }}""",
    "registry": "{{ outputs = {{ self, named }}: {{ it = named.name; }}; }}",
}


@pytest.mark.parametrize("name", TOPS)
def test_locks_and_outputs(name: str, reference: str, room: Path) -> None:
    """A new lock file is the reference's, and so is what is evaluated with it."""
    more = {}
    if name == "relative":
        more = {"sub/flake.nix": '{ outputs = { self }: { it = "sub"; }; }', "data/x": "data"}
    if name == "folder":
        inner = '{ outputs = { self }: { it = "${self}"; }; }'
        write(room / "nested", "{ outputs = _: { }; }", **{"below/flake.nix": inner})
    if name == "registry":
        entry = {"from": {"type": "indirect", "id": "named"}, "to": {"type": "git", "url": f"file://{room}/lib"}}
        (room / "registry.json").write_text(json.dumps({"version": 2, "flakes": [entry]}))
    top = write(room / "top", TOPS[name].format(room=room), **more)
    reference_nix(reference, room, "flake", "lock", str(top))
    lock = top / "flake.lock"
    theirs = lock.read_bytes() if lock.exists() else None
    value = reference_nix(reference, room, "eval", "--json", f"{top}#it").out
    lock.unlink(missing_ok=True)
    git(top, "reset", "--quiet")

    without = ours(room, "eval", "--json", "--strict", "--flake", f"{top}#it")
    assert without.status == 0, without.err
    assert json.loads(without.out) == json.loads(value) or name in ("relative",)
    made = ours(room, "flake", "lock", str(top))
    assert made.status == 0, made.err
    assert (lock.read_bytes() if lock.exists() else None) == theirs
    with_lock = ours(room, "eval", "--json", "--strict", "--flake", f"{top}#it")
    assert json.loads(with_lock.out) == json.loads(value)
    again = ours(room, "flake", "lock", str(top))
    assert again.status == 0 and again.err.count("lock file") == 0
    assert reference_nix(reference, room, "flake", "lock", str(top)).err.count("lock file") == 0


def test_updates(reference: str, room: Path) -> None:
    """An old lock is kept until an update is asked for: of one input, or of all."""
    uses = "".join(f'inputs.{name}.url = "git+file://{room}/{name}"; ' for name in ("lib", "lib2", "mid"))
    top = write(room / "top", f"{{ {uses} outputs = x: {{ it = x.lib.name; }}; }}")
    lock = top / "flake.lock"
    assert ours(room, "flake", "lock", str(top)).status == 0
    first = lock.read_bytes()
    for name in ("lib", "lib2", "mid"):
        repository_change(room / name)
    assert ours(room, "flake", "lock", str(top)).status == 0
    assert lock.read_bytes() == first
    for names in (["lib"], ["mid"], []):
        copy = room / "copy"
        shutil.copytree(top, copy)
        reference_nix(reference, room, "flake", "update", *names, "--flake", str(copy))
        ran = ours(room, "flake", "update", *names, "--flake", str(top))
        assert ran.status == 0 and "Updated input" in ran.err
        assert lock.read_bytes() == (copy / "flake.lock").read_bytes()
        shutil.rmtree(copy)
    assert lock.read_bytes() != first


def repository_change(folder: Path) -> None:
    """One more commit."""
    (folder / "more").write_text("more")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "more", date="2022-02-02T02:02:02Z")


def test_overrides(reference: str, room: Path) -> None:
    """The command line overrides inputs, at any depth, for once or in the lock file."""
    top = write(room / "top", TOPS["transitive"].format(room=room))
    ran = ours(room, "eval", "--flake", f"{top}#it", "--override-input", "mid/lib", f"git+file://{room}/lib2")
    assert ran.out == '"mid of lib2"\n', ran.err
    command = ["flake", "lock", str(top), "--override-input", "mid/lib", f"git+file://{room}/lib2"]
    assert ours(room, *command).status == 0
    made = (top / "flake.lock").read_bytes()
    (top / "flake.lock").unlink()
    git(top, "reset", "--quiet")
    reference_nix(reference, room, *command)
    assert (top / "flake.lock").read_bytes() == made


@pytest.mark.parametrize(
    "fragment", ["", "hello", "packages.x86_64-linux.hello", "nested.value", 'a."b.c"', ".hello", "legacy", "missing"]
)
def test_fragments(fragment: str, reference: str, room: Path) -> None:
    """An output is found as the reference finds it."""
    top = write(
        room / "top",
        """{ outputs = { self }: {
          packages.x86_64-linux = { default = "default"; hello = "package"; };
          legacyPackages.x86_64-linux.legacy = "legacy"; hello = "top"; nested.value = 5; a."b.c" = "dots";
        }; }""",
    )
    theirs = reference_nix(reference, room, "eval", "--json", f"{top}#{fragment}", check=False)
    ran = ours(room, "eval", "--json", "--flake", f"{top}#{fragment}")
    assert (ran.status, ran.out.strip()) == (theirs.status, theirs.out.strip()), ran.err + theirs.err
    if theirs.status:
        assert theirs.err.strip().splitlines()[-1].strip() in ran.err


@pytest.mark.parametrize(
    "text",
    [
        "{ inputs.a = 5; outputs = _: { x = 1; }; }",
        '{ inputs = builtins.trace "x" { }; outputs = _: { x = 1; }; }',
        '{ inputs.a.url = "x" + "y"; outputs = _: { x = 1; }; }',
        "{ foo = 1; outputs = _: { x = 1; }; }",
        "let x = 1; in { outputs = _: { x = 1; }; }",
        "{ description = 5; outputs = _: { x = 1; }; }",
        "{ }",
        '{ inputs.a.follows = "b"; outputs = _: { x = 1; }; }',
    ],
)
def test_bad_flakes(text: str, reference: str, room: Path) -> None:
    """What must be written out is refused when it is computed, in the reference's words."""
    top = write(room / "top", text)
    theirs = reference_nix(reference, room, "eval", f"{top}#x", check=False)
    ran = ours(room, "eval", "--flake", f"{top}#x")
    assert theirs.status == ran.status == 1, ran.out
    last = theirs.err.strip().splitlines()[-1].strip().removeprefix("error: ")
    # Where the file is differs: the reference may still show the working tree.
    last = "must be an attribute set" if "must be an attribute set" in last else last
    assert last.partition(" at /")[0].partition(", at ")[0] in ran.err


def test_settings_of_a_flake(room: Path) -> None:
    """A flake's settings are ignored, with a warning, unless the user accepts them."""
    top = write(
        room / "top",
        '{ nixConfig = { eval-system = "riscv64-linux"; frob = 1; bash-prompt = "$"; };'
        " outputs = _: { packages.riscv64-linux.x = 1; packages.x86_64-linux.x = 2; }; }",
    )
    ran = ours(room, "eval", "--flake", f"{top}#x", "--option", "eval-system", "x86_64-linux")
    assert ran.out == "2\n"
    assert "ignoring untrusted flake configuration setting 'eval-system'" in ran.err
    assert "unknown setting 'frob'" in ran.err and "bash-prompt" not in ran.err
    ran = ours(room, "eval", "--flake", f"{top}#x", "--accept-flake-config")
    assert ran.out == "1\n" and "ignoring" not in ran.err


@pytest.mark.parametrize(("said", "value"), [("y", "1"), ("n", "2"), ("", "2")])
def test_settings_are_asked_for(said: str, value: str, room: Path) -> None:
    """On a terminal the user is asked about each setting."""
    top = write(
        room / "top",
        '{ nixConfig.eval-system = "riscv64-linux";'
        " outputs = _: { packages.riscv64-linux.x = 1; packages.x86_64-linux.x = 2; }; }",
    )
    ours_end, theirs_end = pty.openpty()
    command = words("eval", "--flake", f"{top}#x", "--option", "eval-system", "x86_64-linux")
    process = subprocess.Popen(
        command,
        stdin=theirs_end,
        stderr=theirs_end,
        stdout=subprocess.PIPE,
        env=command_environment(**everywhere(room)),
        text=True,
    )
    os.close(theirs_end)
    heard = b""
    while b"(y/N)?" not in heard:
        heard += os.read(ours_end, 1024)
    os.write(ours_end, said.encode() + b"\n")
    out, _ = process.communicate(timeout=120)
    os.close(ours_end)
    assert b"to allow configuration setting 'eval-system' to be set to 'riscv64-linux' (y/N)?" in heard
    assert out == value + "\n"


def test_pure_evaluation(room: Path) -> None:
    """Flakes are evaluated purely, unless that is switched off."""
    outputs = f"x = builtins.readFile {room}/tree/file; y = builtins ? currentSystem;"
    top = write(room / "top", f"{{ outputs = _: {{ {outputs} }}; }}")
    ran = ours(room, "eval", "--flake", f"{top}#x")
    assert ran.status == 1 and "is forbidden in pure evaluation mode" in ran.err
    assert ours(room, "eval", "--flake", f"{top}#x", "--impure").out == '"plain"\n'
    assert ours(room, "eval", "--flake", f"{top}#y").out == "false\n"
    assert ours(room, "eval", "--flake", f"{top}#y", "--impure").out == "true\n"


def test_get_flake(reference: str, room: Path) -> None:
    """`builtins.getFlake` gives the same sets; in pure mode the reference must be locked, and so its inputs."""
    mid = room / "mid"
    assert ours(room, "flake", "lock", str(mid)).status == 0
    git(mid, "add", "--all")
    git(mid, "commit", "--quiet", "--message", "lock")
    rev = git(mid, "rev-parse", "HEAD")
    called = f'builtins.getFlake "git+file://{mid}?rev={rev}"'
    shown = f"let f = {called}; in [ f.name (builtins.attrNames f) f.sourceInfo f.inputs.lib.rev ]"
    theirs = reference_nix(reference, room, "eval", "--json", "--expr", shown).out
    for mode in ([], ["--pure-eval"]):
        ran = ours(room, "eval", "--json", "--strict", *mode, "-E", shown)
        assert ran.out.strip() == theirs.strip(), ran.err
    ran = ours(room, "eval", "--pure-eval", "-E", f'builtins.getFlake "git+file://{mid}"')
    assert "cannot call 'getFlake' on unlocked flake reference" in ran.err
    lib = git(room / "lib", "rev-parse", "HEAD")
    write(room / "open", TOPS["plain"].format(room=room))
    rev = git(room / "open", "rev-parse", "HEAD")
    ran = ours(room, "eval", "--pure-eval", "-E", f'(builtins.getFlake "git+file://{room}/open?rev={rev}").it')
    assert "cannot update unlocked flake input 'lib' in pure mode" in ran.err and lib


def test_derivations(reference: str, room: Path) -> None:
    """Derivations that use the flake's own files have the reference's paths."""
    top = write(
        room / "top",
        """{ outputs = { self }: { packages.x86_64-linux.default = derivation {
          name = "d"; system = "x86_64-linux"; builder = "/bin/sh"; a = self; b = ./sub; c = ./.; d = "${self}/sub/x";
          e = builtins.path { path = ./sub; name = "e"; }; f = builtins.filterSource (p: t: baseNameOf p != "y") ./sub;
          g = builtins.readFile ./sub/x; h = toString ./sub; i = builtins.attrNames (builtins.readDir ./sub);
        }; }; }""",
        **{"sub/x": "x", "sub/y": "y"},
    )
    theirs = reference_nix(reference, room, "eval", "--raw", f"{top}#packages.x86_64-linux.default.drvPath").out
    ran = ours(room, "instantiate", "--flake", str(top))
    assert ran.out.strip() == theirs.strip(), ran.err


def test_broken_lock_files(room: Path) -> None:
    """A lock file that is none is one clear error."""
    for text, message in (("{", "is no lock file"), ('{"version": 99}', "has unsupported version 99")):
        top = write(room / f"top{len(text)}", "{ outputs = _: { x = 1; }; }", **{"flake.lock": text})
        ran = ours(room, "eval", "--flake", f"{top}#x")
        assert ran.status == 1 and message in ran.err


def test_words(room: Path) -> None:
    """Help, wrong words, and flakes that cannot be locked."""
    assert "nixray flake update" in ours(room, "flake", "--help").out
    assert "'flake frob' is no command" in ours(room, "flake", "frob").err
    assert "is not part of a flake" in ours(room, "flake", "lock", str(room / "tree")).err
    ran = ours(room, "flake", "metadata", "--json", f"git+file://{room}/lib")
    assert json.loads(ran.out)["locked"]["rev"] == git(room / "lib", "rev-parse", "HEAD")
    assert "Inputs:" in ours(room, "flake", "metadata", str(room / "mid")).out


def test_jobs_and_debugger(room: Path) -> None:
    """`jobs` and `debug` take outputs of flakes, too."""
    drv = 'derivation { name = "n"; system = "x86_64-linux"; builder = "b"; }'
    top = write(
        room / "top",
        f'{{ outputs = {{ self }}: {{ it = throw "here";'
        f" packages.x86_64-linux = {{ good = {drv}; bad = throw self.rev; }}; }}; }}",
    )
    rev = git(top, "rev-parse", "HEAD")
    ran = ours(room, "jobs", "--flake", f"{top}#packages.x86_64-linux")
    rows = {row["attr"]: row for row in map(json.loads, ran.out.splitlines())}
    assert set(rows) == {"good", "bad"} and rows["good"]["drvPath"].endswith("-n.drv"), ran.err
    assert rev in rows["bad"]["error"]
    assert ours(room, "jobs", "--flake", f"{top}#it").err.endswith("error: here\n")
    ran = ours(room, "debug", "--repl", "--flake", f"{top}#it")
    assert "error: here" in ran.out and "flake.nix:1" in ran.out, ran.out + ran.err


def test_other_inputs_and_another_lock_file(room: Path, reference: str) -> None:
    """`--override-input` and `--reference-lock-file` mean to `jobs` and `eval` what they mean to the reference."""
    text = f"""{{ inputs.lib.url = "git+file://{room}/lib"; outputs = {{ self, lib }}: {{
      packages.x86_64-linux.it = derivation {{ name = lib.rev; system = "x86_64-linux"; builder = lib.name; }};
    }}; }}"""
    top = write(room / "top", text)
    ours(room, "flake", "lock", str(top))
    (top / "flake.lock").rename(room / "old.lock")
    old = git(room / "lib", "rev-parse", "HEAD")
    (room / "lib" / "more").write_text("more")
    git(room / "lib", "add", "more")
    git(room / "lib", "commit", "-qm", "more")
    new = git(room / "lib", "rev-parse", "HEAD")
    attribute = "packages.x86_64-linux"
    for flags, name in (
        ([], new),
        (["--reference-lock-file", "old.lock"], old),
        (["--override-input", "lib", f"git+file://{room}/lib2"], git(room / "lib2", "rev-parse", "HEAD")),
    ):
        ran = ours(room, "jobs", "--flake", f"{top}#{attribute}", *flags)
        row = json.loads(ran.out)
        assert row["name"] == name, ran.err
        command = ("eval", "--raw", "--no-write-lock-file", f"{top}#{attribute}.it.drvPath", *flags)
        assert row["drvPath"] == reference_nix(reference, room, *command).out.strip()
        ran = ours(room, "instantiate", "--flake", f"{top}#it", *flags)
        assert ran.out.strip() == row["drvPath"], ran.err
    assert "about a --flake" in ours(room, "jobs", "-E", "{ }", "--reference-lock-file", "x").err
    assert "no/such" in ours(room, "jobs", "--flake", str(top), "--reference-lock-file", "/no/such").err


def test_library(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program gets a flake's outputs as lazy values."""
    for name, value in environment(room).items():
        monkeypatch.setenv(name, value)
    top = write(room / "top", TOPS["transitive"].format(room=room))
    with Session(cache=False) as nix:
        outputs = nix.eval_flake(f"git+file://{top}")
        assert outputs["it"] == "mid of lib"
        assert sorted(outputs["inputs"]) == ["mid"]
        assert nix.eval_flake(f"git+file://{top}", "inputs.mid.name") == "mid of lib"


def test_regress(room: Path, reference: str) -> None:
    """An output of a flake is compared with what the reference makes of it."""
    text = f"""{{ inputs.lib.url = "git+file://{room}/lib"; outputs = {{ self, lib }}: {{ packages.here = {{
      good = derivation {{ name = lib.rev; system = "x86_64-linux"; builder = lib.name; }};
      bad = throw "on purpose";
    }}; }}; }}"""
    top = write(room / "top", text)
    ran = ours(room, "regress", "--flake", f"{top}#packages.here", "--reference", reference, "--out", str(room / "out"))
    assert ran.status == 0, ran.out + ran.err
    rows = [json.loads(line) for line in (room / "out" / "ours.jsonl").read_text().splitlines()]
    assert sorted(row["attr"] for row in rows) == ["bad", "good"]
    assert "on purpose" in str(rows) and ".drv" in str(rows)
    assert "name the output" in ours(room, "regress", "--flake", str(top), "--reference", reference).err
    assert "only one of them" in ours(room, "regress", str(top), "--flake", "x#y", "--reference", reference).err
