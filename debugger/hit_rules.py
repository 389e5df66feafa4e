"""Which of its hits a breakpoint stops at: a number, or an operator and a number.

`5` and `>= 5` mean every hit from the fifth on, `> 5` those after it, `== 5` the fifth alone, `< 5` and `<= 5` the
first ones, `% 5` every fifth: the words that editors' adapters for other languages take.
"""

from __future__ import annotations

import re

from evaluator.errors import NixrayError

_RULE = re.compile(r"(>=|<=|==|=|>|<|%|)\s*(\d{1,9})")


class BadRule(NixrayError):
    """A text that says nothing about numbers of hits; the message is for the user."""


def rule_of(text: str) -> str:
    """A rule as it is kept, `""` for one that every hit fits. Raises BadRule."""
    found = _RULE.fullmatch(text.strip())
    if found is None or (found[1] == "%" and int(found[2]) == 0):
        raise BadRule(
            f"'{text.strip()}' says nothing about hits: write N (from hit N on), '== N' (only that one), '> N', '<= N',"
            " '< N' or '% N' (every N-th)"
        )
    operator, number = found[1] or ">=", int(found[2])
    operator = "==" if operator == "=" else operator
    if (operator, number) in ((">=", 0), (">=", 1), (">", 0), ("%", 1)):
        return ""
    return f"{operator} {number}"


def fits(rule: str, hits: int) -> bool:
    """Whether the hit of this number (1 is the first) fits a rule of `rule_of`."""
    if not rule:
        return True
    operator, _, text = rule.partition(" ")
    number = int(text)
    if operator == "%":
        return hits % number == 0
    below, equal = hits < number, hits == number
    return (below and "<" in operator) or (equal and "=" in operator) or (hits > number and ">" in operator)


def described(rule: str) -> str:
    """A rule in words, after "stops"; empty for `""`."""
    if not rule:
        return ""
    operator, _, number = rule.partition(" ")
    return {
        ">=": f"from hit {number} on",
        ">": f"after hit {number}",
        "==": f"at hit {number}",
        "<=": f"up to hit {number}",
        "<": f"before hit {number}",
        "%": f"at every hit number {number}",
    }[operator]
