"""The names that reference Nix knows before it reads a program, and which of some names a text has first.

The order in which names came to be known shows in many places: see evaluator/vm/symbols.py.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from evaluator.errors import Source

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
_PREDEFINED.insert(_PREDEFINED.index("startSet"), "")
"""As 2.34.8 has them, observed; one is the empty name."""
RANKS = {name: number for number, name in enumerate(_PREDEFINED)}


_numbered: tuple[Source | None, dict[str, int]] = (None, {})
"""The source that `first_met` was asked about last, and the numbers of its names."""


def first_met(names: set[str], source: Source) -> dict[str, int]:
    """Numbers for names, ascending in the order in which they are known: those of the language, then as the reference's
    parser meets them in this one text."""
    global _numbered
    found = {name: RANKS[name] for name in names if name in RANKS}
    if len(found) == len(names):
        return found
    if _numbered[0] is not source:
        from evaluator.syntax.name_order import names_in

        numbers: dict[str, int] = {}
        for name in names_in(source):
            numbers.setdefault(name, len(RANKS) + len(numbers))
        _numbered = (source, numbers)
    found.update({name: _numbered[1].get(name, 0) for name in names if name not in found})
    return found
