"""Builtins on paths, and on files as data."""

from __future__ import annotations

import stat
import sys

from evaluator.builtins import internal_files
from evaluator.builtins.arguments import (
    as_attrs,
    as_bool,
    as_function,
    as_list,
    as_plain_string,
    as_string,
)
from evaluator.builtins.locations import (
    checked,
    coerce_to_path,
    context_of,
    place_of,
    realised,
    realised_path,
    with_note,
)
from evaluator.builtins.registry import builtin
from evaluator.errors import CatchableError, EvalError, Kind
from evaluator.store import disk, hashes, nar, paths
from evaluator.store.context import in_order
from evaluator.values import AttrSet, ContextString, Path
from evaluator.vm import state, symbols
from evaluator.vm.coercion import coerce, coerced, text_of, with_context
from evaluator.vm.forcing import call2, force
from evaluator.vm.paths import normalise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@builtin("toPath", 1)
def to_path(v: Any) -> Any:
    """An absolute path as a string, without `.` and `..`."""
    with with_note("while evaluating the first argument passed to builtins.toPath"):
        path, context = coerce_to_path(v)
    return with_context(path, set(context))


@builtin("baseNameOf", 1)
def base_name_of(v: Any) -> Any:
    """What follows the last slash; one slash at the end does not count."""
    string = coerced(v, False, False, "while evaluating the first argument passed to builtins.baseNameOf")
    name = text_of(string).removesuffix("/").rpartition("/")[2]
    return name if type(string) is str else with_context(name, set(context_of(string)))


@builtin("dirOf", 1)
def dir_of(v: Any) -> Any:
    """What precedes the last slash; a path gives a path."""
    v = force(v)
    if type(v) is Path:
        if v.path.startswith("<"):  # files that come with the language
            return Path("<nix/>")
        return Path(v.path.rpartition("/")[0] or "/")
    string = coerced(v, False, False, "while evaluating the first argument passed to 'builtins.dirOf'")
    head, slash, _ = text_of(string).rpartition("/")
    return with_context(head or slash or ".", set(context_of(string)))


@builtin("pathExists", 1)
def path_exists(v: Any) -> Any:
    """Whether there is something at a path. A string that ends in a slash means a directory."""
    v = force(v)
    path = realised_path(v)
    if internal_files.is_internal(path):
        return internal_files.exists(path)
    directory = type(v) is not Path and text_of(coerce(v, False, False)).endswith(("/", "/."))
    files = state.current.files
    try:
        return files.exists(path, directory)
    except EvalError as error:
        if directory or path.rpartition("/")[0] != files.store_dir:
            error.while_(f"while realising the context of path '{path}'")
        raise


def resolved(v: Any) -> tuple[str, str]:
    """The path that a value means, and the same with symlinks followed."""
    path = realised_path(v)
    try:
        return path, state.current.files.resolve(path)
    except EvalError as error:
        if error.kind is Kind.STORE:
            error.while_(f"while realising the context of path '{path}'")
        raise


@builtin("readFile", 1)
def read_file(v: Any) -> Any:
    """The bytes of a file as a string."""
    path, real = resolved(v)
    data = state.current.read_file(real)
    if b"\0" in data:
        raise EvalError(Kind.FILE, f"the contents of the file '{path}' cannot be represented as a Nix string")
    return data.decode("latin-1")


@builtin("readDir", 1)
def read_dir(v: Any) -> Any:
    """The entries of a directory and their types."""
    files = state.current.files
    _, path = resolved(v)
    if path == files.store_dir:
        raise EvalError(Kind.STORE, f"path '{path}/' is not in the Nix store")
    entries = disk.typed_entries(path)
    if not files.access.contains(path):
        entries = {name: kind for name, kind in entries.items() if files.access.allows(f"{path.rstrip('/')}/{name}")}
    return AttrSet({sys.intern(name): kind for name, kind in entries.items()})


@builtin("readFileType", 1)
def read_file_type(v: Any) -> Any:
    """The type of what is at a path; a symlink on the way there is an error."""
    path = realised_path(v)
    files = state.current.files
    files.access.check(path)
    files.check_name(path)
    parent = path.rpartition("/")[0]
    while parent:
        above = disk.status_or_none(parent)
        if above is not None and stat.S_ISLNK(above.st_mode):
            raise EvalError(Kind.FILE, f"path '{parent}' is a symlink")
        parent = parent.rpartition("/")[0]
    return disk.file_type(disk.status(path).st_mode)


@builtin("hashFile", 2)
def hash_file(algorithm: Any, v: Any) -> Any:
    """The hash of a file in base 16."""
    name = as_plain_string(algorithm, "while evaluating the first argument passed to builtins.hashFile")
    hashes.check_algorithm(name, state.current.settings.features)
    return nar.hash_file(resolved(v)[1], name).base16()


@builtin("findFile", 2)
def find_file(entries: Any, v: Any) -> Any:
    """Look a file up in a search path: a list of { prefix, path }."""
    items = as_list(entries, "while evaluating the first argument passed to builtins.findFile")
    search = [search_entry(item) for item in items]
    name = as_plain_string(v, "while evaluating the second argument passed to builtins.findFile")
    session = state.current
    for prefix, path in search:
        if not prefix:
            rest = name
        elif name == prefix or name.startswith(prefix + "/"):
            rest = name[len(prefix) + 1 :]
        else:
            continue
        if path.startswith("flake:") and "flakes" not in session.settings.features:
            raise hashes.missing_feature("flakes")
        located = session.search_path.absolute(path)
        if located is None:
            continue
        root = normalise(located)
        session.files.access.check(root)
        if session.search_path.exists(path) and not leaves(rest):
            found = normalise(f"{root}/{rest}")
            session.files.access.check(found)
            if session.files.exists(found):
                return Path(session.files.resolve(found))
    if name.startswith("nix/"):
        return Path(internal_files.path_of(name))
    if session.settings.pure:
        raise CatchableError(
            Kind.RESTRICTED, f"cannot look up '<{name}>' in pure evaluation mode (use '--impure' to override)"
        )
    raise CatchableError(
        Kind.FILE, f"file '{name}' was not found in the Nix search path (add it using $NIX_PATH or -I)"
    )


def leaves(rest: str) -> bool:
    """Whether a relative path climbs anywhere on its way; such a look-up finds nothing."""
    return ".." in rest.split("/")


def search_entry(item: Any) -> tuple[str, str]:
    """The prefix and the path of an element of a search path."""
    entry = as_attrs(item, "while evaluating an element of the list passed to builtins.findFile")
    prefix = ""
    if "prefix" in entry.d:
        note = "while evaluating the `prefix` attribute of an element of the list passed to builtins.findFile"
        prefix = as_plain_string(entry.d["prefix"], note)
    if "path" not in entry.d:
        error = EvalError(Kind.MISSING_ATTRIBUTE, "attribute 'path' missing")
        raise error.while_("in an element of the __nixPath")
    note = "while evaluating the `path` attribute of an element of the list passed to builtins.findFile"
    string = coerced(entry.d["path"], False, False, note)
    path = text_of(string)
    if not (context := context_of(string)):
        return prefix, path
    try:
        return prefix, realised(path, context)
    except EvalError as error:
        if error.kind is Kind.STORE and error.message.endswith(" is not valid"):
            raise EvalError(Kind.VALUE, f"cannot find '{path}', since {error.message}") from None
        raise


# ---------------------------------------------------------------- adding to the store


@builtin("storePath", 1)
def store_path(v: Any) -> Any:
    """A store path (or what is below one) as a string that depends on it."""
    session = state.current
    if session.settings.pure:
        raise EvalError(Kind.RESTRICTED, "'builtins.storePath' is not allowed in pure evaluation mode")
    with with_note("while evaluating the first argument passed to 'builtins.storePath'"):
        path, context = coerce_to_path(v)
    if not path.startswith(session.settings.store_dir + "/"):
        # Nothing is read there, so the reference does not ask whether it may be.
        path = session.files.real(path)
    whole, _ = paths.split_path(session.settings.store_dir, path)
    return with_context(path, {*context, whole})


@builtin("toFile", 2)
def to_file(name: Any, text: Any) -> Any:
    """A text as a file in the store. It may refer to sources, not to derivations."""
    file_name = as_plain_string(name, "while evaluating the first argument passed to builtins.toFile")
    string = as_string(text, "while evaluating the second argument passed to builtins.toFile")
    context = context_of(string)
    for element in in_order(context):
        if element[0] in "!=":
            mark, _, base_name = element.rpartition("/")
            shown = mark.removesuffix(state.current.settings.store_dir) + base_name
            raise EvalError(
                Kind.STORE,
                f"files created by builtins.toFile may not reference derivations, but {file_name} references {shown}",
            )
    path = state.current.sources.add_text(text_of(string), file_name, context)
    return ContextString(path, frozenset((path,)))


@builtin("filterSource", 2)
def filter_source(keep: Any, v: Any) -> Any:
    """A source tree in the store, with the entries that a function `path: type: bool` wants."""
    with with_note("while evaluating the second argument (the path to filter) passed to 'builtins.filterSource'"):
        path, context = coerce_to_path(v)
    with with_note("while evaluating the first argument passed to builtins.filterSource"):
        function = as_function(keep)
    return add_source(path, context, path.rpartition("/")[2] or "source", function, paths.NAR, None)


@builtin("path", 1)
def path_(v: Any) -> Any:
    """A file or tree in the store under a name, filtered, with a hash it must have."""
    attrs = as_attrs(v, "while evaluating the argument passed to 'builtins.path'")
    found: dict[str, Any] = {}
    for name in symbols.order(attrs.d):
        if name not in _PATH_ARGUMENTS:
            where = place_of(attrs, name)
            raise EvalError(Kind.VALUE, f"unsupported argument '{name}' to 'builtins.path'", where)
        found[name] = checked(attrs, name, *_PATH_ARGUMENTS[name])
    if "sha256" in found:
        found["sha256"] = expected_hash(found["sha256"])
    if "path" not in found:
        raise EvalError(Kind.VALUE, "missing required 'path' attribute in the first argument to 'builtins.path'")
    path, context = found["path"]
    name = found.get("name") or path.rpartition("/")[2] or "source"
    method = paths.NAR if found.get("recursive", True) else paths.FLAT
    return add_source(path, context, name, found.get("filter"), method, found.get("sha256"))


def expected_hash(text: str) -> hashes.Hash:
    """The hash that `builtins.path` was told."""
    content = hashes.parse_or_zero(text, "sha256")
    if not text:
        state.telling()
        sys.stderr.write(f"warning: found empty hash, assuming '{content.sri()}'\n")
    return content


_PATH_ARGUMENTS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "path": (coerce_to_path, "while evaluating the 'path' attribute passed to 'builtins.path'"),
    "name": (as_plain_string, "while evaluating the `name` attribute passed to builtins.path"),
    "filter": (as_function, "while evaluating the `filter` parameter passed to builtins.path"),
    "recursive": (as_bool, "while evaluating the `recursive` attribute passed to builtins.path"),
    "sha256": (as_plain_string, "while evaluating the `sha256` attribute passed to builtins.path"),
}
"""Name -> how the attribute is read, and the step for the trace when that fails."""


def add_source(
    path: str,
    context: frozenset[str],
    name: str,
    function: Any,
    method: str,
    expected: hashes.Hash | None,
) -> Any:
    """The store path, as a string, of a source that is filtered by a function of the program."""
    session = state.current

    def keep(entry: str, kind: str) -> bool:
        if not session.files.access.allows(entry):
            return False
        wanted: bool = as_bool(
            call2(function, entry, kind), "while evaluating the return value of the path filter function"
        )
        return wanted

    with with_note(f"while adding path '{path}'"):
        real = session.files.resolve(realised(path, context) if context else path)
        if method == paths.FLAT:
            made = session.sources.add_file(real, name)
        else:
            visible = session.visible(real) if function is None else keep
            made = session.sources.add_tree(real, name, visible)
        if expected is not None and made != paths.fixed_output_path(session.settings.store_dir, method, expected, name):
            raise EvalError(Kind.STORE, f"store path mismatch in (possibly filtered) path added from '{path}'")
    return ContextString(made, frozenset((made,)))
