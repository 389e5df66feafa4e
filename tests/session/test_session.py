"""The evaluator inside another program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.errors import EvalError, Interrupted, NixrayError
from evaluator.session import Attrs, Function, LimitExceeded, Limits, List, NixString, Policy, Position, Session
from evaluator.session.conversion import NotNix
from tests.conftest import ROOT


@pytest.fixture
def nix() -> Iterator[Session]:
    """A session that leaves nothing behind."""
    with Session(cache=False) as session:
        yield session


def test_values_are_pythons_own_or_lazy(nix: Session) -> None:
    """Scalars come as Python's, sets as mappings, lists as sequences, paths as paths."""
    value = nix.eval_expr('{ i = 1; f = 1.5; b = true; n = null; s = "ä"; l = [ 1 [ 2 ] ]; p = /a/b; }')
    assert isinstance(value, Attrs)
    assert list(value) == ["b", "f", "i", "l", "n", "p", "s"]
    assert (value["i"], value["f"], value["b"], value["n"], value["s"]) == (1, 1.5, True, None, "ä")
    assert value["p"] == Path("/a/b")
    assert isinstance(value["l"], List)
    assert value["l"] == [1, [2]]
    assert value["l"][-1][0] == 2
    assert value["l"][:1] == [1]
    assert value == dict(value)
    with pytest.raises(IndexError):
        value["l"][2]
    with pytest.raises(KeyError, match="no attribute 'ii'"):
        value["ii"]
    assert value.get("ii", 7) == 7


def test_nothing_is_evaluated_before_it_is_looked_at(nix: Session) -> None:
    """A failing attribute does not matter until somebody wants it, and does not harm the others."""
    value = nix.eval_expr('{ bad = throw "no"; good = [ (throw "never") 2 ]; }')
    assert len(value) == 2
    assert "bad" in value
    assert value["good"][1] == 2
    with pytest.raises(EvalError, match="no"):
        value["bad"]
    with pytest.raises(EvalError, match="never"):
        value["good"][0]
    assert repr(value) == "<Nix { bad = «thunk»; good = [ «thunk» 2 ]; }>" or "bad" in repr(value)


def test_functions_can_be_called(nix: Session) -> None:
    """With positional arguments, with keywords as a set, partially, and sets with __functor."""
    add = nix.eval_expr("a: b: a + b")
    assert isinstance(add, Function)
    assert add(1, 2) == 3
    assert add(1)(2) == 3
    call = nix.eval_expr("{ a, b ? a * 2, ... }@all: a + b + builtins.length (builtins.attrNames all)")
    assert call.formals == {"a": False, "b": True}
    assert call(a=1) == 4
    assert call({"a": 1, "c": None}) == 5
    assert add.formals is None
    functor = nix.eval_expr("{ n = 3; __functor = self: x: self.n * x; }")
    assert functor(5) == 15
    with pytest.raises(TypeError, match="not a function"):
        nix.eval_expr("a: a")(1, 2)


def test_python_functions_become_functions(nix: Session) -> None:
    """They get lazy values and may return anything that converts."""
    seen: list[Any] = []

    def pick(box: Any, name: str) -> Any:
        seen.append(type(box).__name__)
        return {"picked": box[name]}

    result = nix.eval_expr('map (n: (pick { a = 1; b = throw "no"; } n).picked) [ "a" ]', {"pick": pick})
    assert list(result) == [1]
    assert seen == ["Attrs"]
    with pytest.raises(ZeroDivisionError):
        nix.eval_expr("f 1", {"f": lambda x: x // 0})
    with pytest.raises(NotNix, match="positional"):
        nix.eval_expr("f 1", {"f": lambda: 1})


SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text()
TREES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4))


@given(TREES)
@settings(max_examples=60, deadline=None)
def test_python_values_survive_the_way_there_and_back(value: Any) -> None:
    """to_python(x) is x, but for a set that Nix would take for a derivation."""
    with Session(cache=False, environment={}) as nix:
        if "outPath" not in json.dumps(value):
            assert nix.to_python(value) == value


def test_what_nix_has_no_like_of(nix: Session) -> None:
    """Clear errors for values that cannot be converted."""
    for bad in (1 << 63, b"bytes", object(), {1: 2}):
        with pytest.raises(NixrayError):
            nix.to_json(bad)


def test_strings_keep_their_context(nix: Session) -> None:
    """A string that depends on a derivation says so, and passes it on when it comes back."""
    text = nix.eval_expr('"${derivation { name = "a"; system = "s"; builder = "b"; }}"')
    assert isinstance(text, NixString)
    assert [element.startswith("!out!/nix/store/") for element in text.context] == [True]
    assert nix.eval_expr("builtins.hasContext text", {"text": text}) is True


def test_derivations_positions_and_json(nix: Session, tmp_path: Path) -> None:
    """Where an attribute stands, a derivation's path, and JSON as Nix makes it."""
    (tmp_path / "a.nix").write_text(
        '{ x }:\n{ inherit x;\n  d = derivation { name = "d"; system = "s"; builder = "b"; }; }\n'
    )
    value = nix.eval_file(tmp_path / "a.nix", {"x": 1.0})
    assert value.position("d") == Position(str(tmp_path / "a.nix"), 3, 3)
    assert value["d"].drv_path.endswith("-d.drv")
    assert value.drv_path is None
    assert nix.to_json(value) == '{"d":"' + value["d"]["outPath"] + '","x":1.0}'
    assert nix.eval_file(tmp_path / "a.nix", {"x": 2}, attribute="x") == 2
    assert nix.select(value, "d.name") == "d"


def test_the_program_talks_to_the_host(capfd: pytest.CaptureFixture[str]) -> None:
    """trace and warn go to on_log, and not to standard error; on_progress is told counts."""
    said: list[tuple[str, str]] = []
    counts: list[int] = []
    program = 'builtins.trace "ä" (builtins.warn "w" (builtins.foldl\' (a: b: a + b) 0 many))'
    with Session(
        cache=False,
        on_log=lambda kind, text: said.append((kind, text)),
        on_progress=lambda figures: counts.append(figures["calls"]),
    ) as nix:
        nix.eval_expr(program, {"many": range(99_999)})
    assert said == [("trace", "ä"), ("evaluation warning", "w")]
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]
    assert capfd.readouterr().err == ""


WORK = "let work = n: if n == 0 then 0 else 1 + work (n - 1); in "


MANY = {"many": range(1_000_000)}


@pytest.mark.parametrize(
    ("limits", "which"),
    [(Limits(steps=100_000), "steps"), (Limits(seconds=0.05), "seconds"), (Limits(memory=1), "memory")],
)
def test_limits_end_an_evaluation_and_not_the_session(limits: Limits, which: str) -> None:
    """tryEval does not catch a limit; afterwards small things still work."""
    with Session(cache=False, limits=limits) as nix:
        with pytest.raises(LimitExceeded) as caught:
            nix.eval_expr(WORK + "builtins.tryEval (builtins.foldl' (a: i: builtins.seq (work 200) a) 0 many)", MANY)
        assert caught.value.limit == which
        assert nix.eval_expr("1 + 1") == 2


def test_cancel_from_another_thread(nix: Session) -> None:
    """The evaluation fails with Interrupted, and what it was computing can be asked for again."""
    value = nix.eval_expr(
        WORK + "{ slow = n: builtins.foldl' (a: b: builtins.seq (work 300) (a + 1)) 0 (builtins.genList (x: x) n); }"
    )
    timer = threading.Timer(0.1, nix.cancel)
    timer.start()
    with pytest.raises(Interrupted):
        value["slow"](10_000_000)
    timer.join()
    assert value["slow"](10) == 10


def test_policies_hold(tmp_path: Path) -> None:
    """Pure sessions see no files and no environment, restricted ones only their search path."""
    (tmp_path / "seen").mkdir()
    (tmp_path / "seen" / "a.nix").write_text("1")
    (tmp_path / "b.nix").write_text("2")
    with Session(cache=False, policy=Policy.PURE) as nix:
        assert nix.eval_expr('builtins.getEnv "HOME"') == ""
        with pytest.raises(EvalError, match="pure evaluation mode"):
            nix.eval_expr(f"import {tmp_path}/b.nix")
    with Session(cache=False, policy=Policy.RESTRICTED, search_path={"seen": tmp_path / "seen"}) as nix:
        assert nix.eval_expr("import <seen/a.nix>") == 1
        with pytest.raises(EvalError, match="restricted mode"):
            nix.eval_expr(f"import {tmp_path}/b.nix")
    with Session(cache=False, environment={"A": "b"}) as nix:
        assert nix.eval_expr('builtins.getEnv "A" + builtins.getEnv "HOME"') == "b"


def test_after_an_edit_only_what_changed_is_compiled(tmp_path: Path) -> None:
    """refresh tells which files changed; the others are neither read nor parsed again."""
    (tmp_path / "lib.nix").write_text("{ twice = x: x * 2; }")
    main = tmp_path / "main.nix"
    main.write_text("let lib = import ./lib.nix; in { answer = lib.twice 4; other = lib.twice 1; }")
    with Session(cache=False) as nix:
        before = nix.eval_file(main)
        assert before["answer"] == 8
        read = nix.statistics()["bytes"]["sources"]
        assert nix.refresh() == []
        main.write_text("let lib = import ./lib.nix; in { answer = lib.twice 21; }")
        assert nix.refresh() == [str(main)]
        assert nix.eval_file(main)["answer"] == 42
        assert nix.statistics()["bytes"]["sources"] - read == main.stat().st_size
        # What was made before the edit is as it was.
        assert before["other"] == 2
        os.unlink(tmp_path / "lib.nix")
        assert nix.refresh() == [str(tmp_path / "lib.nix")]
        with pytest.raises(EvalError, match="does not exist"):
            nix.eval_file(main)["answer"]


def test_threads_and_sessions_share_the_machine() -> None:
    """Two sessions used from eight threads each give their own answers."""
    with Session(cache=False) as one, Session(cache=False, store_dir="/other/store") as two:
        answers: list[tuple[int, str]] = []

        def ask(number: int) -> None:
            session = (one, two)[number % 2]
            answers.append((number, session.eval_expr(f"builtins.storeDir + toString ({number} + 0)")))

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(answers) == [(n, f"{('/nix/store', '/other/store')[n % 2]}{n}") for n in range(8)]


def test_a_closed_session_says_so() -> None:
    """Not a hang."""
    nix = Session(cache=False)
    value = nix.eval_expr("{ a = 1; }")
    nix.close()
    nix.close()
    with pytest.raises(NixrayError, match="closed"):
        value["a"]


def test_the_examples_of_the_documentation_run(tmp_path: Path) -> None:
    """Every Python block of docs/embedding.md runs, in order, and prints what its comments say."""
    text = (ROOT / "docs" / "embedding.md").read_text()
    blocks = [part.split("```")[0] for part in text.split("```python\n")[1:]]
    assert len(blocks) >= 4
    for file in ("server.nix",):
        (tmp_path / file).write_text(text.split(f"<!-- {file} -->\n```nix\n")[1].split("```")[0])
    program = "\n".join(blocks)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    expected = [line.split("# prints ")[1] for line in program.splitlines() if "# prints " in line]
    assert done.stdout.splitlines() == expected
