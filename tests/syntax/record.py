"""Record what reference Nix says of the texts in sources.txt.

`python -m tests.syntax.record [NIX_INSTANTIATE]` writes recorded.jsonl. The texts must not use undefined
variables: the reference refuses them before it prints, and that is not the parser's business.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

from tests.conftest import reference_program
from tests.syntax.sources import BASE, HOME, RECORDED, Answer, sources

_PLACE = re.compile(rb"\n +at \xc2\xabstdin\xc2\xbb:(\d+):(\d+):\n")
_WARNING = re.compile(rb"^warning: (.*?)(?=^warning: |^error:|\Z)", re.MULTILINE | re.DOTALL)


def ask(program: str, text: bytes, options: list[str], state: str) -> Answer:
    """The answer of a nix-instantiate; `state` is a folder of this caller's own."""
    run = subprocess.run(
        [program, "--readonly-mode", "--parse", *options, "-"],
        input=text,
        capture_output=True,
        cwd=BASE,
        env={
            "PATH": os.environ.get("PATH", ""),
            "HOME": HOME,
            "NIX_STORE_DIR": "/nix/store",
            "NIX_STATE_DIR": state,
            "NIX_LOG_DIR": state,
            "NIX_CONF_DIR": state,
            "NO_COLOR": "1",
        },
        check=False,
    )
    answer = Answer(text.decode("latin-1"), options)
    answer.warnings = [_warning(found) for found in _WARNING.findall(run.stderr)]
    if run.returncode == 0:
        answer.printed = run.stdout.decode("latin-1").removesuffix("\n")
        return answer
    at = run.stderr.find(b"error:")
    if at < 0:
        answer.crash = True
        return answer
    whole = run.stderr[at:]
    place = _PLACE.search(whole)
    message = whole[: place.start()] if place else whole.strip()
    # Further lines of a message are indented under its first.
    answer.error = message[len(b"error:") :].decode("latin-1").strip(" ").replace("\n       ", "\n")
    if place:
        answer.line, answer.column = int(place[1]), int(place[2])
    return answer


def _warning(found: bytes) -> str:
    """A warning's message, then its place if that is given apart from it."""
    place = _PLACE.search(found)
    if place is None:
        return found.decode("latin-1").rstrip("\n")
    return f"{found[: place.start()].decode('latin-1')} @ {int(place[1])}:{int(place[2])}"


def main(arguments: list[str]) -> int:
    """Record everything; returns the exit status."""
    program = arguments[0] if arguments else reference_program()
    if program is None:
        print("reference Nix 2.34 is not here; set NIXRAY_REFERENCE", file=sys.stderr)
        return 2
    texts = sources()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:

        def one(item: tuple[str, list[str]]) -> Answer:
            text, options = item
            return ask(program, text.encode("latin-1"), options, f"{folder}/{threading.get_ident()}")

        answers = list(pool.map(one, texts))
    undefined = [answer for answer in answers if answer.error.startswith("undefined variable")]
    for answer in undefined:
        print(f"{answer.error}: {answer.source!r}", file=sys.stderr)
    if undefined:
        return 1
    RECORDED.write_text("".join(answer.dumps() + "\n" for answer in answers), "utf-8")
    print(f"recorded {len(answers)} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
