"""What editors are told about the adapter: the VS Code extension, and the documentation."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from debugger.dap.launching import BadLaunch, record_of, target_of

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "debugger" / "editors" / "vscode"

STUB = """
const Module = require("module");
const registered = {};
const stub = {
  workspace: { getConfiguration: () => ({ get: () => ["env", "nixray"] }) },
  window: { activeTextEditor: { document: { languageId: "nix", fileName: "/a.nix" } } },
  DebugAdapterExecutable: class { constructor(command, args) { Object.assign(this, { command, args }); } },
  debug: {
    registerDebugAdapterDescriptorFactory: (type, factory) => { registered[type] = factory; },
    registerDebugConfigurationProvider: (type, provider) => { registered.provider = provider; },
  },
};
const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? stub : load(name, ...rest));
require(process.argv[1]).activate({ subscriptions: [] });
console.log(JSON.stringify([
  registered.nixray.createDebugAdapterDescriptor(),
  registered.provider.resolveDebugConfiguration(undefined, {}),
]));
"""


class Recorded(dict[str, Any]):
    """Launch arguments that remember which of them were asked for."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.asked = {"stopOnEntry"}  # asked for by the adapter itself

    def get(self, key: str, default: Any = None) -> Any:
        """A value."""
        self.asked.add(key)
        return super().get(key, default)


@pytest.fixture
def debugger() -> dict[str, Any]:
    """What the extension says of its debugger."""
    package = json.loads((EXTENSION / "package.json").read_text())
    (found,) = package["contributes"]["debuggers"]
    return dict(found)


def read_by_the_adapter() -> set[str]:
    """The launch arguments that the adapter looks at."""
    arguments = Recorded({"program": "x.nix"})
    target_of(arguments)
    return arguments.asked


def test_the_extension_offers_what_the_adapter_reads(debugger: dict[str, Any]) -> None:
    """No launch argument is missing, none is made up."""
    assert set(debugger["configurationAttributes"]["launch"]["properties"]) == read_by_the_adapter()


def test_the_extension_attaches_to_records(debugger: dict[str, Any], tmp_path: Path) -> None:
    """To a record by its file."""
    arguments = Recorded({"record": str(tmp_path / "none")})
    with pytest.raises(BadLaunch, match="cannot read"):
        record_of(arguments)
    assert set(debugger["configurationAttributes"]["attach"]["properties"]) == arguments.asked


def test_snippets_and_first_configurations_can_be_launched(debugger: dict[str, Any]) -> None:
    """Each is valid by the extension's own schema, and makes a target."""
    configurations = list(debugger["initialConfigurations"])
    for snippet in debugger["configurationSnippets"]:
        # `${1:text}` is a gap to fill, `^"..."` JSON that VS Code inserts as it is.
        text = re.sub(r"\$\{\d:([^}]*)\}", r"\1", json.dumps(snippet["body"]))
        configurations.append(json.loads(text))
    assert len(configurations) == 5
    for configuration in configurations:
        schema = Draft7Validator(debugger["configurationAttributes"][configuration["request"]])
        schema.validate(configuration)
        assert configuration["type"] == debugger["type"]
        if configuration["request"] == "launch":
            target_of({**configuration, "cwd": None})


def test_the_schema_refuses_what_the_adapter_refuses(debugger: dict[str, Any]) -> None:
    """Wrong types are found by both."""
    schema = Draft7Validator(debugger["configurationAttributes"]["launch"])
    for wrong in ({"program": 3}, {"program": "x", "args": ["a"]}, {"program": "x", "options": {"a": 1}}):
        assert not schema.is_valid(wrong)
        with pytest.raises(BadLaunch):
            target_of(wrong)


def test_the_extension_starts_the_adapter() -> None:
    """By the command of the settings; F5 on an open file needs no configuration."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    command = ["node", "-e", STUB, str(EXTENSION / "extension.js")]
    executable, configuration = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert executable == {"command": "env", "args": ["nixray", "dap"]}
    assert configuration["program"] == "/a.nix"


def test_the_documentation_lists_every_launch_argument() -> None:
    """docs/editors.md and `nixray dap --help` name them all."""
    from debugger.dap.command_line import HELP

    table = (ROOT / "docs" / "editors.md").read_text().partition("## What the usual")[0]
    assert set(re.findall(r"`(\w+)`", table)) >= read_by_the_adapter()
    assert all(name in HELP for name in read_by_the_adapter())
