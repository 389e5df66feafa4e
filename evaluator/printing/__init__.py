"""Values as text, as reference Nix prints them: `print_value` for results, `brief` for messages."""

from evaluator.printing.brief import brief
from evaluator.printing.literals import attribute_name, format_float, quoted
from evaluator.printing.values import print_value

__all__ = ["attribute_name", "brief", "format_float", "print_value", "quoted"]
