"""What a caller of the parser may choose."""

from __future__ import annotations

from evaluator.errors import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class ParseOptions:
    """What a caller may choose.

    `pipe_operators` allows `|>` and `<|`. The other switches are "ignore", "warn" or "fatal":
    `url_literals` for URLs without quotes, `absolute_path_literals` for `/x` and `~/x`,
    `short_path_literals` for `x/y`. `warn(message, span)` hears the warnings; the span is None where
    the message itself says where.
    """

    __slots__ = ("absolute_path_literals", "pipe_operators", "short_path_literals", "url_literals", "warn")

    def __init__(
        self,
        pipe_operators: bool = False,
        url_literals: str = "ignore",
        absolute_path_literals: str = "ignore",
        short_path_literals: str = "ignore",
        warn: Callable[[str, Span | None], None] | None = None,
    ) -> None:
        self.pipe_operators = pipe_operators
        self.url_literals = url_literals
        self.absolute_path_literals = absolute_path_literals
        self.short_path_literals = short_path_literals
        self.warn = warn
