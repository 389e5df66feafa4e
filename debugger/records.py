"""Failure records as something to debug."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from debugger.target import Target, target_of_record
from evaluator.failure_records import BadRecord, changes, note_event, read


@dataclass
class Opened:
    """What is to be debugged. `record` is the failure record it comes from, at `path`, or None; `notes` are what
    has to be said of it."""

    target: Target
    path: Path | None = None
    record: dict[str, Any] | None = None
    notes: list[str] = field(default_factory=list)

    def compare(self, stop: dict[str, Any] | None) -> list[str]:
        """What has to be said if the run did not stop at the error of its record; if it did, the record learns
        the event."""
        if self.record is None or self.path is None:
            return []
        error = self.record["error"]
        if stop is not None and stop["reason"] == "error":
            found = stop["error"]
            if (found["kind"], found["message"]) == (error["kind"], error["message"]):
                note_event(self.path, self.record, stop["at"])
                return []
        return [f"note: the recorded run failed otherwise: {error['message'].splitlines()[0]}"]


def open_path(path: Path) -> Opened:
    """What a failure record is about; this process goes to the folder where it was run. Raises BadRecord,
    OSError."""
    record = read(path)
    folder = os.fsencode(record["folder"].encode("latin-1"))
    try:
        os.chdir(folder)
    except OSError as error:
        raise BadRecord(f"the folder of the recorded run is gone: {os.fsdecode(folder)}") from error
    where = f" at {record['error']['source']}:{record['error']['line']}" if "source" in record["error"] else ""
    notes = [f"a run of {record['time']} that failed with {record['error']['kind']}{where}"]
    changed = list(changes(record))
    if changed:
        notes.append("its inputs are not what they were:")
        notes += [f"  {line}" for line in changed[:20]]
        if len(changed) > 20:
            notes.append(f"  and {len(changed) - 20} more")
    return Opened(target_of_record(record), path, record, notes)
