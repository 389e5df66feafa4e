"""Compiled code as text: complete, and in step with the opcode table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evaluator.bytecode import opcodes
from evaluator.bytecode.compiler import compile_code
from evaluator.bytecode.disassembler import disassemble, instructions
from evaluator.errors import NixrayError, Source
from evaluator.evaluation import Evaluation
from tests.cli.command import nixray
from tests.conftest import ROOT

CORPUS = ROOT / "corpus"

def test_opcode_numbers_are_those_of_the_table() -> None:
    """The generated C enum is not stale."""
    assert (Path(opcodes.__file__).parent / "opcode_numbers.pxd").read_text() == opcodes.pxd()


def code_of(text: bytes, base_dir: str) -> Any:
    session = Evaluation()
    return session.run(lambda: session.compile(Source(None, "«test»", text), base_dir))


def test_a_small_program_as_text() -> None:
    """Names of variables, makers and places are shown."""
    text = disassemble(code_of(b"let f = { a ? 1, b ? a }: a + b; in f { }", "/"))
    assert text.startswith("#0 file at 1:1\n   slots 0=f\n")
    assert "#1 function f at 1:9" in text
    assert "pattern { a ? 1, b ? thunk #" in text
    assert "CALL" in text
    assert text.count("RETURN") == text.count("#") - text.count("thunk #") - text.count("function #")


@pytest.mark.parametrize("area", sorted(path.name for path in (CORPUS / "language").iterdir() if path.is_dir()))
def test_every_word_of_the_corpus_is_an_instruction(area: str) -> None:
    """Decoding by the table alone ends exactly at the end, and every jump leads to an instruction."""
    seen = 0
    for file in sorted((CORPUS / "language" / area).rglob("*.nix")):
        try:
            queue = [code_of(file.read_bytes(), str(file.parent))]
        except NixrayError:
            continue  # a case about an error that compiling finds
        for code in queue:
            if not code.compiled:
                try:
                    Evaluation().run(lambda code=code: compile_code(code))
                except NixrayError:
                    continue
            found = list(instructions(code))
            starts = {instruction.pc for instruction in found}
            for instruction in found:
                targets = [value for kind, value in instruction.operands if kind == "target"]
                assert starts.issuperset(targets), f"{file}: {instruction}"
            assert found[-1].name in ("RETURN", "LEAVE"), f"{file}: {found[-1]}"
            queue += [value for value in code.values if type(value) is type(code)]
            seen += len(found)
    assert seen or area in ("fixtures", "pipes")  # pipes need a feature


def test_the_command_prints_nested_code(tmp_path: Path) -> None:
    """`nixray disassemble FILE` shows what is delayed, too."""
    (tmp_path / "a.nix").write_text("{ a = map (x: x + 1) [ 1 ]; }")
    result = nixray("disassemble", "a.nix", cwd=tmp_path)
    assert result.status == 0, result.err
    assert "thunk a at 1:7" in result.out
    assert "ADD" in result.out
    assert nixray("disassemble", "-E", "x", cwd=tmp_path).err.startswith("error: undefined variable 'x'")
