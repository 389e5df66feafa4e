"""From a lock file to Nix: a list of `{ name, version, path, hash }`, one for each locked package.

    lock_to_nix.py KIND LOCKFILE    KIND is cargo, npm or composer; the list goes to $out

Runs as the builder of a derivation, with nothing but Python's own library.
"""

import base64
import json
import os
import sys
import tomllib
from urllib.parse import urlsplit


def sri(algorithm: str, digest: str) -> str:
    """A digest in base 16 as an SRI hash."""
    return f"{algorithm}-{base64.b64encode(bytes.fromhex(digest)).decode()}"


def cargo(text: str) -> list[dict[str, str]]:
    """Crates that come from a registry; the project itself has no checksum."""
    return [
        {
            "name": package["name"],
            "version": package["version"],
            "path": f"crates/{package['name']}-{package['version']}.crate",
            "hash": sri("sha256", package["checksum"]),
        }
        for package in tomllib.loads(text)["package"]
        if "checksum" in package
    ]


def npm(text: str) -> list[dict[str, str]]:
    """Modules of a lock file of version 3; the project itself has the empty name."""
    return [
        {
            "name": place.rpartition("node_modules/")[2],
            "version": package["version"],
            "path": urlsplit(package["resolved"]).path.lstrip("/"),
            "hash": package["integrity"],
        }
        for place, package in json.loads(text)["packages"].items()
        if "resolved" in package
    ]


def composer(text: str) -> list[dict[str, str]]:
    """Libraries, those for development included."""
    lock = json.loads(text)
    return [
        {
            "name": package["name"],
            "version": package["version"],
            "path": urlsplit(package["dist"]["url"]).path.lstrip("/"),
            "hash": sri("sha1", package["dist"]["shasum"]),
        }
        for package in [*lock["packages"], *lock["packages-dev"]]
    ]


def nix(packages: list[dict[str, str]]) -> str:
    """The list as a Nix expression."""
    rows = ["{ " + " ".join(f"{key} = {quoted(value)};" for key, value in row.items()) + " }" for row in packages]
    return "[\n" + "".join(f"  {row}\n" for row in rows) + "]\n"


def quoted(text: str) -> str:
    """A Nix string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("${", "\\${") + '"'


if __name__ == "__main__":
    kind, file = sys.argv[1:]
    with open(file, encoding="utf-8") as opened:
        found = {"cargo": cargo, "npm": npm, "composer": composer}[kind](opened.read())
    with open(os.environ["out"], "w", encoding="utf-8") as made:  # noqa: SIM112 (Nix names it so)
        made.write(nix(found))
