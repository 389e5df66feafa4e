"""nixray inside another program: evaluate Nix and use the values as Python values.

    from evaluator.session import Limits, Session

    with Session(limits=Limits(seconds=10)) as nix:
        server = nix.eval_file("server.nix", {"port": 8080})
        print(server["name"], [host["address"] for host in server["hosts"]])

Values are lazy: an attribute is evaluated when it is asked for. See `Session` for all that one can do, and
docs/embedding.md for examples.
"""

from evaluator.session.file_system import Disk, FileSystem
from evaluator.session.limits import LimitExceeded, Limits
from evaluator.session.session import Policy, Session
from evaluator.session.values import Attrs, Function, List, NixString, Position
from evaluator.store.objects import Addition, Built, PathInfo, Store

__all__ = [
    "Addition",
    "Attrs",
    "Built",
    "Disk",
    "FileSystem",
    "Function",
    "LimitExceeded",
    "Limits",
    "List",
    "NixString",
    "PathInfo",
    "Policy",
    "Position",
    "Session",
    "Store",
]
