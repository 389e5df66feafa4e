"""The standard module `tarfile`, or where that has no extraction filters yet (Python before 3.11.4) its backport.

Without a filter an archive may write wherever it likes.
"""

from __future__ import annotations

import tarfile

TYPE_CHECKING = False
if not TYPE_CHECKING and not hasattr(tarfile, "data_filter"):
    from backports import tarfile

__all__ = ["tarfile"]
