"""What evaluating one attribute came to: closed enums, and the record that carries them.

A record is the same for both sides of a comparison, whoever evaluated it. Text in records is
Unicode; the evaluator's byte strings are decoded where records are made.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from eval_jobs.error_kinds import ErrorKind, kind_of_text
from eval_jobs.paths import AttrPath, dotted


class Outcome(Enum):
    """How the evaluation of one attribute ended."""

    DERIVATION = "derivation"
    FAILED = "failed"
    TIMEOUT = "timeout"
    CRASH = "crash"


@dataclass(frozen=True, slots=True)
class Record:
    """One attribute's result.

    `error` (the message alone) is set unless the outcome is DERIVATION, `kind` exactly when it is FAILED. `system` may
    be missing in recordings that keep only the path; `seconds` is wall time, None when not measured, and
    `cost` what was counted meanwhile. `details` are further keys of nix-eval-jobs. `rendering` is the error
    as a command prints it, where that was asked for.
    """

    path: AttrPath
    outcome: Outcome
    drv_path: str | None = None
    name: str | None = None
    system: str | None = None
    outputs: dict[str, str | None] = field(default_factory=dict)
    error: str | None = None
    kind: ErrorKind | None = None
    seconds: float | None = None
    cost: dict[str, int] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    rendering: str | None = None

    @property
    def attr(self) -> str:
        """The path in dotted form."""
        return dotted(self.path)

    def line(self) -> str:
        """The JSON line of this record, keys sorted and named as nix-eval-jobs names them."""
        return json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False)

    def to_json(self) -> dict[str, Any]:
        """The object of `line`; what nix-eval-jobs does not have is under `nixray`."""
        row: dict[str, Any] = {**self.details, "attr": self.attr, "attrPath": list(self.path)}
        if self.outcome is Outcome.DERIVATION:
            row["drvPath"] = self.drv_path
            for key, value in (("name", self.name), ("system", self.system)):
                if value is not None:
                    row[key] = value
            if self.outputs:
                row["outputs"] = self.outputs
        else:
            row["error"] = self.error if self.rendering is None else self.rendering
            if self.outcome is not Outcome.FAILED:
                row["fatal"] = True  # the evaluating process did not survive it
        more: dict[str, Any] = {"outcome": self.outcome.value}
        if self.rendering is not None:
            more["message"] = self.error
        if self.kind is not None:
            more["kind"] = self.kind.value
        if self.seconds is not None:
            row["stats"] = {"wallMs": round(1000 * self.seconds, 3)}
            more["seconds"] = round(self.seconds, 6)
        if self.cost:
            more["cost"] = self.cost
        row["nixray"] = more
        return row


def failed(path: AttrPath, error: str, kind: ErrorKind | None = None) -> Record:
    """A record of a failure. The kind is read off the text unless more is known of it."""
    return Record(path, Outcome.FAILED, error=error, kind=kind or kind_of_text(error))


def timed_out(path: AttrPath, limit: float) -> Record:
    """A record of an attribute that was stopped after `limit` seconds."""
    return Record(path, Outcome.TIMEOUT, error=f"evaluation timed out after {limit:g} s")


def over_budget(path: AttrPath, budget: int) -> Record:
    """A record of an attribute that does not fit into `budget` bytes, with nothing else under way."""
    error = f"evaluation exceeded the memory budget of {budget >> 20} MiB, with nothing else under way"
    return Record(path, Outcome.CRASH, error=error)


def crashed(path: AttrPath, how: str) -> Record:
    """A record of an attribute whose evaluating process ended; `how` says in what way."""
    return Record(path, Outcome.CRASH, error=f"the evaluating process {how}")
