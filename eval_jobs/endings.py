"""How the commands end: exit statuses, and one clear message for whatever went wrong."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import click

from eval_jobs.options import with_settings_as_options
from evaluator.errors import NixrayError

AGREE = 0
DIFFER = 1
USAGE = 2
HARNESS = 3
INTERRUPTED = 128 + signal.SIGINT
CLOSED = 128 + signal.SIGPIPE


class Terminated(KeyboardInterrupt):
    """SIGTERM: handled like Ctrl-C, so that results are kept."""


def run_command(command: click.Command, arguments: list[str], failure: int, *, settings: bool = False) -> int:
    """Run a click command; gives the exit status. `failure` is the status of what nixray reports. With
    `settings`, every setting of nix.conf is a flag."""
    try:
        # Not command.main(): that ends the process by itself when standard output is closed.
        words = with_settings_as_options(command, arguments) if settings else list(arguments)
        with command.make_context(f"nixray {command.name}", words) as context:
            status = command.invoke(context)
    except click.ClickException as error:
        error.show()
        return USAGE
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except NixrayError as error:
        print(f"error: {error}", file=sys.stderr)
        return failure
    except BrokenPipeError:
        return closed_output()
    except OSError as error:
        print(f"error: {error.strerror or error}{f': {error.filename}' if error.filename else ''}", file=sys.stderr)
        return failure
    except (KeyboardInterrupt, click.Abort):
        print("error: interrupted", file=sys.stderr)
        return INTERRUPTED
    return int(status or 0)


def closed_output() -> int:
    """Standard output was closed by its reader: say so, and keep Python from saying it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    print("error: standard output was closed before everything was written", file=sys.stderr)
    return CLOSED


@contextmanager
def termination_as_interrupt() -> Iterator[None]:
    """Within this, SIGTERM raises Terminated."""

    def raise_terminated(number: int, frame: FrameType | None) -> None:
        raise Terminated

    before: Callable[[int, FrameType | None], object] | int | None = signal.signal(signal.SIGTERM, raise_terminated)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
