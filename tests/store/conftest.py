"""Daemons for the tests of the store layer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.store import daemons
from tests.store.daemons import Daemon


@pytest.fixture(scope="session", params=["2.8", "2.34"])
def daemon(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A daemon of each version, shared by the tests; nobody may stop it."""
    made = daemons.start(request.param, tmp_path_factory.mktemp("daemon"))
    yield made
    made.stop()


@pytest.fixture
def own_daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A daemon of the newest version for one test, which may do with it what it likes."""
    made = daemons.start("2.34", tmp_path_factory.mktemp("own"))
    yield made
    made.stop()
