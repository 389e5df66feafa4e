"""`fetchClosure`: store objects from a binary cache, with all that they refer to."""

from __future__ import annotations

from evaluator.errors import EvalError, Kind, Unsupported
from evaluator.store import disk
from evaluator.store.fetching import binary_cache
from evaluator.store.fetching.binary_cache import BinaryCache
from evaluator.vm import state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_KEY = "cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY="


def fetch(url: str, path: str, target: str | None, input_addressed: bool) -> str:
    """The store path to use for `path` in the cache at `url`: itself, or with `target` (which may be empty, when it is
    not known) what becomes of it when it is made content-addressed. It can be read from now on."""
    session = state.current
    disk.check_outside(f"reading the binary cache '{url}'")
    cache = BinaryCache(url, session.settings.store_dir, session.world())
    if target is None:
        return _fetched(session, cache, path, input_addressed)
    return _rewritten(session, cache, path, target)


def _fetched(session: Any, cache: BinaryCache, path: str, input_addressed: bool) -> str:
    options = session.settings.options
    keys = f"{options.get('trusted-public-keys', _KEY)} {options.get('extra-trusted-public-keys', '')}"
    trust = binary_cache.trusted(keys, options.get("require-sigs", "true") == "false")
    closure = cache.closure(path)
    places = binary_cache.believed(cache, closure, session.settings.store_dir, trust)
    addressed = bool(closure[-1].info.content_address)
    if not addressed and not input_addressed:
        raise EvalError(
            Kind.VALUE,
            f"The 'fromPath' value '{path}' is input-addressed, but 'inputAddressed' is set to 'false' (default).\n\n"
            "If you do intend to fetch an input-addressed store path, add\n\n"
            "    inputAddressed = true;\n\n"
            "to the 'fetchClosure' arguments.\n\n"
            "Note that to ensure authenticity input-addressed store paths, users must configure a trusted binary cache "
            "public key on their systems. This is not needed for content-addressed paths.",
        )
    if addressed and input_addressed:
        raise EvalError(
            Kind.VALUE,
            f"The store object referred to by 'fromPath' at '{path}' is not input-addressed, but 'inputAddressed' is "
            "set to 'true'.\n\n"
            "Remove the 'inputAddressed' attribute (it defaults to 'false') to expect 'fromPath' to be "
            "content-addressed",
        )
    _make_readable(session, cache, places)
    return path


def _rewritten(session: Any, cache: BinaryCache, path: str, target: str) -> str:
    """Content-addressed paths need no signature: what they are made from is seen by what they are."""
    replaced: dict[str, str] = {}
    places: dict[str, str] = {}
    for described in cache.closure(path):
        old = described.info.path
        made, content = binary_cache.readdressed(
            described, cache.nar_of(described), replaced, session.settings.store_dir
        )
        replaced[old] = made.info.path
        places[made.info.path] = binary_cache.unpack_bytes(session.world(), content)
    made_path = replaced[path]
    if target != made_path:
        yielded = f"rewriting '{path}' to content-addressed form yielded '{made_path}'"
        if target:
            raise EvalError(Kind.VALUE, f"{yielded}, while '{target}' was expected")
        raise EvalError(Kind.VALUE, f"{yielded}\nUse this value for the 'toPath' attribute passed to 'fetchClosure'")
    _make_readable(session, cache, places)
    return made_path


def _make_readable(session: Any, cache: BinaryCache, places: dict[str, str]) -> None:
    """Have paths found where they were fetched to. A store that is written to must have them; nothing is
    copied there."""
    realiser = session.realiser
    if not session.settings.read_only and realiser.store.writable:
        missing = sorted(set(places) - realiser.store.valid_paths(places))
        if missing:
            raise Unsupported(
                f"cannot copy '{missing[0]}' to store '{realiser.store.uri}'; "
                f"do it with: nix copy --from {cache.url} {' '.join(missing)}"
            )
    for path, place in places.items():
        session.sources.add_present(path, place)
        session.files.access.allow(path)
        if disk.status_or_none(path) is None:
            disk.mount(path, place)
