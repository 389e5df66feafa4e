"""What is debugged: the inputs of a `nixray debug` command line, and what evaluating them means."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluator.errors import Source
from evaluator.evaluation import Evaluation
from evaluator.printing import print_value
from evaluator.rendering import readable
from evaluator.settings import Settings


@dataclass(frozen=True)
class Target:
    """`text` is an expression (of the name `name`), or `file` a file or folder as it was typed; both as
    Nix strings. `attributes` are selected one after the other, calling functions as `-A` does; `path` is
    one attribute in parts instead. `arguments` are (name, expression or None, text) for functions. With
    `strict` everything inside the value is evaluated, too. `base_dir` is where a relative path in `text`
    starts (the current folder if it is None).

    `mode` says what evaluating means: `eval` and `instantiate` as these commands do it, the first with the
    `output` it has, `job` a derivation's path, `debug` that or the value. `environment` and `current_time`
    stand in for those of now.
    """

    text: str | None = None
    file: str | None = None
    name: str = "«string»"
    attributes: tuple[str, ...] = ()
    arguments: tuple[tuple[str, str | None, str], ...] = ()
    search_path: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)
    store_dir: str | None = None
    strict: bool = False
    mode: str = "debug"
    output: str = "value"
    path: tuple[str, ...] | None = None
    base_dir: str | None = None
    environment: dict[str, str] | None = None
    current_time: int | None = None
    flake: str | None = None
    """An output of a flake, `REF#ATTR`, instead of a text or a file."""
    bundle: str | None = None
    """The file of a bundle (evaluator/bundles) that stands for the disk, the environment and the time."""
    cache: bool = True
    """Whether files are read from the bytecode cache."""

    def session(self) -> Evaluation:
        """A fresh session with the target's settings."""
        if self.bundle is not None:
            return self._bundle_session(self.bundle)
        environment = None
        if self.environment is not None:
            now = {name.decode("latin-1"): value.decode("latin-1") for name, value in os.environb.items()}
            environment = now | self.environment
        settings = Settings.from_environment(
            search_path=list(self.search_path),
            options=dict(self.options),
            store_dir=self.store_dir,
            environment=environment,
        )
        session = Evaluation(settings)
        if self.cache:
            session.use_cache()
        if self.current_time is not None and "__currentTime" in session.globals:
            session.set_constant("currentTime", self.current_time)
        return session

    def _bundle_session(self, file: str) -> Evaluation:
        from evaluator.bundles.bundle import open_bundle
        from evaluator.store import disk

        opened = open_bundle(Path(file))
        disk.recorded = opened.player()
        return opened.session()

    def evaluate(self, session: Evaluation) -> str:
        """Evaluate it as `nixray instantiate` would (a derivation's path) or as `nixray eval` prints it."""
        here = session.settings.working_dir
        arguments = {
            name: session.eval_expr(expression.encode("latin-1"), base_dir=here)
            if expression is not None
            else text
            for name, expression, text in self.arguments
        }
        value = self._root(session, here)
        if self.path is not None:
            found = session.select_path(session.auto_call(value, arguments), list(self.path), arguments)
            return readable(session.drv_path(found))
        shown = [self._one(session, value, path, arguments) for path in self.attributes or ("",)]
        return "\n".join(shown)

    def _root(self, session: Evaluation, here: str) -> Any:
        if self.flake is not None:
            return session.eval_flake(self.flake, ("packages.{system}.", "legacyPackages.{system}.", ""))
        if self.file is not None:
            return session.eval_file(session.find_input(self.file))
        assert self.text is not None
        return session.eval_source(
            Source(None, self.name, self.text.encode("latin-1")), self.base_dir or here
        )

    def _one(self, session: Evaluation, value: Any, path: str, arguments: dict[str, Any]) -> str:
        value = session.select(value, path, arguments) if path else value
        if self.mode == "instantiate":
            found = session.derivations(session.auto_call(value, arguments), arguments)
            return "\n".join(
                readable(drv) + (f"!{readable(output)}" if output != "out" else "") for drv, output in found
            )
        if self.mode == "eval":
            value = session.force(session.auto_call(value, arguments) if arguments else value)
        else:
            value = session.force(value if path else session.auto_call(value, arguments))
            if session.is_derivation(value):
                return readable(session.drv_path(value))
        if self.strict:
            session.force_deep(value)
        if self.output == "json":
            return readable(session.to_json(value))
        if self.output == "xml":
            return readable(session.to_xml(value, True))
        if self.output == "raw":
            return readable(session.to_text(value))
        return readable(print_value(value))


def target_of_record(record: dict[str, Any]) -> Target:
    """The target of a failure record (evaluator/failure_records.py), which has been checked. Raises OSError if a
    file that an argument was read from is gone."""
    data = record["target"]
    arguments: list[tuple[str, str | None, str]] = []
    for name, how, text in data.get("arguments", []):
        if how == "expression":
            arguments.append((name, text, ""))
        elif how == "file":
            arguments.append((name, None, Path(os.fsdecode(text.encode("latin-1"))).read_bytes().decode("latin-1")))
        else:
            arguments.append((name, None, text))
    return Target(
        text=data.get("text"),
        file=data.get("file"),
        name=data.get("name", "«string»"),
        attributes=tuple(data.get("attributes", [])),
        arguments=tuple(arguments),
        search_path=tuple(data.get("search_path", [])),
        options=dict(data.get("options", {})),
        store_dir=data.get("store_dir"),
        strict=data.get("strict", False),
        mode=data["mode"],
        output=data.get("output", "value"),
        path=tuple(data["path"]) if "path" in data else None,
        base_dir=data.get("base_dir"),
        environment={
            name: os.fsencode(value).decode("latin-1") for name, value in record["environment"].items()
        },
        current_time=record["currentTime"],
    )


def file_or_folder(path: str) -> str:
    """A typed path as a target's `file`."""
    return os.fsencode(path).decode("latin-1")
