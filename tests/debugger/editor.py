"""A small editor for tests: speaks the Debug Adapter Protocol, and checks every message it sends and gets
against the protocol's own schema."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from tests.debugger.talking import PATIENCE

Message = dict[str, Any]


def protocol() -> Message:
    """The schema of the protocol, as debugpy ships it."""
    found = find_spec("debugpy")
    if found is None or found.origin is None:
        pytest.skip("debugpy, which has the protocol's schema, is not installed")
    adapter = "_vendored/pydevd/_pydevd_bundle/_debug_adapter/debugProtocol.json"
    return dict(json.loads((Path(found.origin).parent / adapter).read_text()))


class Editor:
    """Starts the adapter, with more variables in its environment, and talks to it."""

    def __init__(self, **variables: str) -> None:
        schema = protocol()
        self.validators: dict[str, Draft4Validator] = {}
        for name in schema["definitions"]:
            reference = {"$ref": f"#/definitions/{name}", "definitions": schema["definitions"]}
            self.validators[name] = Draft4Validator(reference)
        program = Path(__file__).parents[2] / "nixray.py"
        self.process = subprocess.Popen(
            [sys.executable, str(program), "dap"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **variables},
        )
        self.number = 0
        self.buffer = b""
        self.early: list[Message] = []

    def close(self) -> None:
        """End the adapter."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, command: str, check: bool = True, **arguments: Any) -> int:
        """Send a request; gives its number."""
        self.number += 1
        message: Message = {"seq": self.number, "type": "request", "command": command}
        if arguments:
            message["arguments"] = arguments
        if check:
            self.check(f"{command[0].upper()}{command[1:]}Request", message)
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        return self.number

    def check(self, name: str, message: Message) -> None:
        """Validate a message."""
        assert name in self.validators, f"the protocol has no {name}"
        errors = [error.message for error in self.validators[name].iter_errors(message)]
        assert not errors, f"{name}: {errors}: {message}"

    def receive(self) -> Message:
        """The next message, validated."""
        assert self.process.stdout is not None
        deadline = time.monotonic() + PATIENCE
        while True:
            header, separator, rest = self.buffer.partition(b"\r\n\r\n")
            length = int(header.rpartition(b":")[2]) if separator else 0
            if separator and len(rest) >= length:
                break
            handle = self.process.stdout.fileno()
            if not select.select([handle], [], [], deadline - time.monotonic())[0]:
                raise AssertionError("the adapter says nothing")
            data = os.read(handle, 1 << 16)
            assert data, "the adapter has ended"
            self.buffer += data
        self.buffer = rest[length:]
        message: Message = json.loads(rest[:length])
        if message["type"] == "event":
            self.check(f"{message['event'][0].upper()}{message['event'][1:]}Event", message)
        elif message["success"]:
            self.check(f"{message['command'][0].upper()}{message['command'][1:]}Response", message)
        else:
            self.check("ErrorResponse", message)
        return message

    def wait_for(self, wanted: Callable[[Message], bool]) -> Message:
        """The first message that is wanted; others are kept for later."""
        for message in self.early:
            if wanted(message):
                self.early.remove(message)
                return message
        while True:
            message = self.receive()
            if wanted(message):
                return message
            self.early.append(message)

    def response(self, number: int) -> Message:
        """The response to a request."""
        return self.wait_for(lambda one: one["type"] == "response" and one["request_seq"] == number)

    def ask(self, command: str, **arguments: Any) -> Message:
        """The body of a request's response, which must be a success."""
        answer = self.response(self.send(command, **arguments))
        assert answer["success"], answer
        return dict(answer.get("body") or {})

    def refused(self, command: str, check: bool = True, **arguments: Any) -> str:
        """The message of a request that is refused."""
        answer = self.response(self.send(command, check, **arguments))
        assert not answer["success"], answer
        return str(answer["message"])

    def event(self, name: str) -> Message:
        """The body of the next event of this name."""
        message = self.wait_for(lambda one: one["type"] == "event" and one["event"] == name)
        return dict(message.get("body") or {})

    def launch(self, configure: Callable[[], None] = lambda: None, **arguments: Any) -> Message:
        """Initialize, launch and configure; gives the capabilities."""
        capabilities = self.ask("initialize", adapterID="nixray")
        self.ask("launch", **arguments)
        self.event("initialized")
        configure()
        self.ask("configurationDone")
        return capabilities

    def top(self) -> Message:
        """The innermost frame that has a source."""
        frames = self.ask("stackTrace", threadId=1)["stackFrames"]
        return next(dict(frame) for frame in frames if "source" in frame)

    def locals(self, frame: Message) -> dict[str, Message]:
        """The variables of a frame's first scope by name."""
        scope = self.ask("scopes", frameId=frame["id"])["scopes"][0]
        found = self.ask("variables", variablesReference=scope["variablesReference"])["variables"]
        return {variable["name"]: variable for variable in found}
