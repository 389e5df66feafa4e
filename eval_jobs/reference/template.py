"""A reference that is a command for one attribute: any evaluator, by a template of its command line."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from eval_jobs.paths import AttrPath, dotted
from eval_jobs.reference.messages import message_of
from eval_jobs.reference.protocol import ReferenceFailed, command_words
from eval_jobs.results import Outcome, Record, crashed, failed, timed_out
from eval_jobs.root import Root, nix_string

_DRV_PATH = re.compile(r"/[^\s\"']*\.drv\b")
_PLACES = ("{expression}", "{drvPath}", "{attr}")


class TemplateReference:
    """A command in which `{expression}` stands for an expression of the attribute, `{drvPath}` for one of
    its derivation path, and `{attr}` for its dotted name. It prints the path of the derivation, or fails
    and says why on standard error. Runs `workers` at a time."""

    def __init__(self, template: str, root: Root, *, workers: int = 2, item_timeout: float | None = None) -> None:
        self._words = command_words(template)
        if not any(place in template for place in _PLACES):
            raise ReferenceFailed(f"a command for a reference needs one of {', '.join(_PLACES)}")
        self._root = root
        self._workers = workers
        self._item_timeout = item_timeout
        self.name = template

    def answers(self, paths: Sequence[AttrPath]) -> Iterator[Record]:
        """One record for each path, in completion order."""
        pool = ThreadPoolExecutor(self._workers)
        try:
            for done in as_completed([pool.submit(self._ask, path) for path in paths]):
                yield done.result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _ask(self, path: AttrPath) -> Record:
        try:
            done = subprocess.run(
                self._command(path),
                cwd=self._root.base_dir,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self._item_timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return timed_out(path, self._item_timeout or 0)
        except OSError as error:
            raise ReferenceFailed(f"the reference '{self._words[0]}' cannot be started: {error.strerror}") from error
        printed = done.stdout.decode("utf-8", "replace")
        if done.returncode < 0:
            return crashed(path, f"was ended by signal {-done.returncode}")
        found = _DRV_PATH.findall(printed)
        if done.returncode == 0 and found:
            return Record(path, Outcome.DERIVATION, found[-1])
        said = done.stderr.decode("utf-8", "replace").splitlines() or printed.splitlines()
        last = next((line.strip() for line in reversed(said) if line.strip()), f"status {done.returncode}")
        return failed(path, message_of(said) or last)

    def _command(self, path: AttrPath) -> list[str]:
        selection = "".join(f".{nix_string(part)}" for part in path)
        arguments = " ".join(f"{nix_string(name)} = ({value});" for name, value in self._root.arguments)
        root = (
            f"(let root = {self._root.nix_text}; in if builtins.isFunction root then root "
            f"(builtins.intersectAttrs (builtins.functionArgs root) {{ {arguments} }}) else root)"
        )
        expression = f"{root}{selection}"
        places = dict(zip(_PLACES, (expression, f"({expression}).drvPath", dotted(path)), strict=True))
        return [_filled(word, places) for word in self._words]


def _filled(word: str, places: dict[str, str]) -> str:
    for place, text in places.items():
        word = word.replace(place, text)
    return word
