"""Names for people: those that programs made of memory have, without the number behind them."""

from __future__ import annotations

import re

from eval_jobs.reduction.terms import KEYWORDS, Term
from eval_jobs.reduction.verdicts import Verdict

_MADE = re.compile(r"(?<![\w'-])([a-zA-Z_][\w-]*)'(\d+)(?![\w'-])")
_WORD = re.compile(r"(?<![\w'-])[a-zA-Z_][\w'-]*")


def renamed(term: Term, holds: Verdict) -> Term:
    """A term with plain names, if it still holds."""
    text = term.text
    used = set(_WORD.findall(text))
    plain: dict[str, str] = {}
    for base, number in dict.fromkeys(_MADE.findall(text)):
        name, count = base, 1
        while name in used or name in KEYWORDS:
            count += 1
            name = f"{base}{count}"
        used.add(name)
        plain[f"{base}'{number}"] = name
    changed = _changed(term, plain)
    return changed if plain and holds(changed.text) else term


def _changed(term: Term, plain: dict[str, str]) -> Term:
    kids = tuple(_changed(kid, plain) for kid in term.kids)
    info = term.info
    if term.kind == "var":
        info = plain.get(info, info)
    elif term.kind in ("let", "attrs"):
        info = (info[0], tuple((how, *(plain.get(name, name) for name in names)) for how, *names in info[1]))
    return Term(term.kind, info, kids)
