"""The order of names: which one the program knew first.

Reference Nix keeps the attributes of a set in the order in which their names came to be known to the
process, and this shows: in which of several unexpected arguments is reported, and in what `deepSeq` forces
first. Sets here keep no such order, so it is worked out when somebody asks: first come the names the
language itself has, then those of the source texts in the order they were read, each text in the order in
which a bottom-up parser meets names (a function's parameter after its body).
"""

from __future__ import annotations

from evaluator.errors import Source
from evaluator.vm import state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

_PREDEFINED = (
    """
    outPath drvPath type meta name value system __overrides outputs outputName __ignoreNulls file
    line column __functor __toString right wrong __structuredAttrs __json allowedReferences
    allowedRequisites disallowedReferences disallowedRequisites maxSize maxClosureSize builder args
    __contentAddressed __impure outputHash outputHashAlgo outputHashMode recurseForDerivations
    description self startSet operator key path prefix outputSpecified __sub __lessThan __mul __div
    or __findFile __nixPath body builtins true false null __currentTime currentTime __currentSystem
    currentSystem __nixVersion nixVersion __storeDir storeDir __langVersion langVersion
    __traceVerbose traceVerbose nixPath scopedImport import __typeOf typeOf isNull __isFunction
    isFunction __isInt isInt __isFloat isFloat __isString isString __isBool isBool __isPath isPath
    __genericClosure genericClosure break abort throw __addErrorContext addErrorContext __ceil ceil
    __floor floor __tryEval tryEval __getEnv getEnv __seq seq __deepSeq deepSeq __trace trace __warn
    warn derivationStrict placeholder __toPath toPath __storePath storePath __pathExists pathExists
    baseNameOf dirOf __readFile readFile findFile __hashFile hashFile __readFileType readFileType
    __readDir readDir __outputOf outputOf __toXML toXML __toJSON toJSON __fromJSON fromJSON __toFile
    toFile __filterSource filterSource __path __attrNames attrNames __attrValues attrValues
    __getAttr getAttr __unsafeGetAttrPos unsafeGetAttrPos __hasAttr hasAttr __isAttrs isAttrs
    removeAttrs __listToAttrs listToAttrs __intersectAttrs intersectAttrs __catAttrs catAttrs
    __functionArgs functionArgs __mapAttrs mapAttrs __zipAttrsWith zipAttrsWith __isList isList
    __elemAt elemAt __head head __tail tail map __filter filter __elem elem __concatLists
    concatLists __length length __foldl' foldl' __any any __all all __genList genList __sort sort
    __partition partition __groupBy groupBy __concatMap concatMap __add add sub mul div __bitAnd
    bitAnd __bitOr bitOr __bitXor bitXor lessThan toString __substring substring __stringLength
    stringLength __hashString hashString __convertHash convertHash __match match __split split
    __concatStringsSep concatStringsSep __replaceStrings replaceStrings __parseDrvName parseDrvName
    __compareVersions compareVersions __splitVersion splitVersion __unsafeDiscardStringContext
    unsafeDiscardStringContext __hasContext hasContext __unsafeDiscardOutputDependency
    unsafeDiscardOutputDependency __addDrvOutputDependencies addDrvOutputDependencies __getContext
    getContext __appendContext appendContext __fetchClosure fetchClosure fetchMercurial fetchTree
    __fetchurl fetchurl fetchTarball fetchGit fromTOML __getFlake getFlake __parseFlakeRef
    parseFlakeRef __flakeRefToString flakeRefToString derivation strict drvAttrs commonAttrs
    outputsList x outputToAttrListElement
    """
).split()
"""As 2.34.8 has them, observed."""
_FEW = 16
_SHORT = 1 << 14
"""So many texts of so many bytes in all are few and short: to look at them again takes some milliseconds."""
_MOST = 1000
"""Sets of names whose order is remembered."""
_RANKS = {name: number for number, name in enumerate(_PREDEFINED)}


class Symbols:
    """The names of one session, numbered as far as the texts have been looked at. `texts` grows as the
    session reads."""

    def __init__(self) -> None:
        self.texts: list[Source] = []
        self._numbers = dict(_RANKS)
        self._looked_at = 0
        self._orders: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._ordered_with = 0

    def known_first(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """See the function of this name. To look at texts again costs as much as reading them did."""
        count = len(self.texts)
        cheap = count <= _FEW and sum(len(source.text) for source in self.texts) <= _SHORT
        if len(self._orders) > _MOST or (cheap and count != self._ordered_with):
            self._orders.clear()
            self._ordered_with = count
        found = self._orders.get(names)
        if found is None:
            found = tuple(self.order(names)) if cheap else _predefined_first(names)
            self._orders[names] = found = names if found == names else found
        return found

    def order(self, names: Iterable[str]) -> list[str]:
        """The names, first known first; those of no text stay in their order, at the end."""
        wanted = list(names)
        while self._looked_at < len(self.texts) and any(name not in self._numbers for name in wanted):
            for name in _names(self.texts[self._looked_at]):
                self._numbers.setdefault(name, len(self._numbers))
            self._looked_at += 1
        last = len(self._numbers)
        return sorted(wanted, key=lambda name: self._numbers.get(name, last))


def known_first(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names in order (the same object, if they are) if that costs little, else those of the language itself
    first and the others as they are, which mostly is as a text has them."""
    symbols: Symbols = state.current.symbols
    return symbols.known_first(names)


def _predefined_first(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names, those of the language itself first; the others stay in their order."""
    if not any(name in _RANKS for name in names):
        return names
    return tuple(sorted(names, key=lambda name: _RANKS.get(name, len(_RANKS))))


def order(names: Iterable[str]) -> list[str]:
    """Names in the order of the current session."""
    found: list[str] = state.current.symbols.order(names)
    return found


def _names(source: Source) -> list[str]:
    """The names in a text, in the order a parser meets them; of a text with an error, none."""
    from evaluator.errors import ParseError
    from evaluator.syntax.options import ParseOptions
    from evaluator.syntax.parser import parse

    try:
        tree = parse(source, "/", "/", ParseOptions(pipe_operators=True))
    except ParseError:
        return []
    return [name for _, name in sorted(_met(tree), key=lambda met: met[0])]


def _met(node: Any) -> Iterator[tuple[tuple[int, int], str]]:
    """The names below a node, each with the offset where it is met; of names that are met at the same one,
    the inner first."""
    from evaluator.syntax.ast import Kind
    from evaluator.syntax.descent import children

    pending = [node]
    while pending:
        node = pending.pop()
        kind = node.kind
        if kind == Kind.VARIABLE:
            yield (node.start, 0), node.name
        elif kind in (Kind.SELECT, Kind.HAS_ATTR):
            pending.append(node.expr)
            for step in node.path:
                if step.name is not None:
                    yield (step.start, 0), step.name
                else:
                    pending.append(step.expr)
            if node.default is not None:
                pending.append(node.default)
        elif kind == Kind.LAMBDA:
            pending.append(node.body)
            if node.arg is not None:
                yield (node.end, -node.start), node.arg
            for formal in node.formals or ():
                yield (formal.start if formal.default is None else formal.default.end, 0), formal.name
                if formal.default is not None:
                    pending.append(formal.default)
        else:
            attrs = node.attrs if kind == Kind.LET else node if kind == Kind.ATTRS else None
            if attrs is not None:
                for definition in attrs.names.values():
                    yield (definition.start, 0), definition.name
            pending += children(node)
