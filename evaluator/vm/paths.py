"""Path arithmetic: paths are text, normalised without looking at the file system."""

from __future__ import annotations


def normalise(path: str) -> str:
    """An absolute path without `.`, `..`, double or trailing slashes."""
    parts: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == "..":
            if parts:
                parts.pop()
        else:
            parts.append(part)
    return "/" + "/".join(parts)
