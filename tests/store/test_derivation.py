"""The text of derivations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.errors import EvalError
from evaluator.store.derivation import Derivation, Inputs, Output, parse
from evaluator.store.skeleton import Skeleton

TEXT = st.text(st.characters(max_codepoint=255), max_size=12)
PLAIN = st.text("abcdefghij0123-._", min_size=1, max_size=8)
PLAIN_SETS = st.sets(PLAIN, max_size=3)
INPUTS = st.recursive(
    st.builds(lambda names: Inputs(tuple(sorted(names))), PLAIN_SETS),
    lambda inner: st.builds(
        lambda names, dynamic: Inputs(tuple(sorted(names)), dynamic),
        PLAIN_SETS,
        st.dictionaries(PLAIN, inner, min_size=1, max_size=2),
    ),
    max_leaves=4,
)
DERIVATIONS = st.builds(
    Derivation,
    outputs=st.dictionaries(PLAIN, st.builds(Output, PLAIN, PLAIN, PLAIN), max_size=3),
    platform=PLAIN,
    builder=TEXT,
    args=st.lists(TEXT, max_size=3),
    env=st.dictionaries(TEXT, TEXT, max_size=4),
    input_drvs=st.dictionaries(PLAIN, INPUTS, max_size=3),
    input_srcs=PLAIN_SETS,
)

DYNAMIC = (
    'DrvWithVersion("xp-dyn-drv",[("out","","","")],'
    '[("/s/ir8jzwjbs29jfgynznjphrx8s4815h07-a.drv.drv",(["out"],[("out",(["out"],[("out",["dev","zev"])]))])),'
    '("/s/r8rw3j3a67d6b7pw0qpidfi386k1xch9-z.drv",["out"])],'
    '["/s/fwi3rq0ic3ahrl19gk0mk2h7yjvhjd0h-x"],"x","b",[],[("a","\\n\\"\\\\\\t\\r"),("out","")])'
)


@given(DERIVATIONS)
def test_round_trip(drv: Derivation) -> None:
    """Reading what was written gives the same derivation."""
    assert parse(drv.text(), "x.drv") == drv


@given(DERIVATIONS, st.dictionaries(PLAIN, PLAIN, max_size=3))
def test_outputs_filled_in_later(drv: Derivation, paths: dict[str, str]) -> None:
    """Filling in the outputs' variables is the same as writing the text with them."""
    drv.outputs = dict.fromkeys(paths, Output())
    drv.env.update(dict.fromkeys(paths, ""))
    skeleton = Skeleton(drv)
    assert skeleton.content(drv.outputs, drv.input_drvs) == drv.content()
    skeleton.fill(paths)
    drv.env.update(paths)
    assert skeleton.content(drv.outputs, drv.input_drvs) == drv.content()


def test_wide_characters_are_refused() -> None:
    """A text that is not one character per byte is never cut to bytes."""
    drv = Derivation({}, "x", "b", [], {"a": "\N{SNOWMAN}"}, {}, set())
    with pytest.raises(UnicodeEncodeError):
        drv.content()


def test_dynamic_inputs() -> None:
    """The notation for outputs of derivations that are outputs, as the reference wrote it."""
    drv = parse(DYNAMIC, "x.drv")
    nested = Inputs(("out",), {"out": Inputs(("dev", "zev"))})
    outer = drv.input_drvs["/s/ir8jzwjbs29jfgynznjphrx8s4815h07-a.drv.drv"]
    assert outer == Inputs(("out",), {"out": nested})
    assert drv.env == {"a": '\n"\\\t\r', "out": ""}
    assert drv.text() == DYNAMIC


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "expected string 'Derive('"),
        ("Derive([", "expected string '('"),
        ('Derive([],[],[],"x', "expected a string in quotes"),
        ('Derive([],[],[],"","",[],[])x', "expected the end"),
        ('Derive([],[],["a" "b"],"","",[],[])', "expected string ','"),
        ('DrvWithVersion("xp-dyn-drv",[],[' + '("a",([],[' * 200, "derivations are nested too deeply"),
        ('DrvWithVersion("foo",[],[],[],"","",[],[])', "unknown derivation ATerm format version 'foo'"),
    ],
)
def test_damaged_text(text: str, problem: str) -> None:
    """The error names the file, the problem and the place."""
    with pytest.raises(EvalError) as caught:
        parse(text, "x.drv")
    assert caught.value.message.startswith(f"error parsing derivation 'x.drv': {problem} at byte ")
