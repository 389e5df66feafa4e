"""Literals of special kinds: numbers at the edges, strings with every escape, regexes, versions, JSON, TOML.

`LITERALS` maps a kind, as templates name it in `«kind»`, to the function that writes one. All texts are
latin-1: a character is a byte of the program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from tests.differential.choices import Choices

_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}

INTEGERS = ("0", "1", "2", "3", "5", "7", "10", "63", "255", "1000", "2147483647", "4294967296", "9007199254740993",
            "9223372036854775807", "(-9223372036854775807 - 1)", "(-1)", "(-3)")  # fmt: skip
FLOATS = ("0.0", "0.5", "1.0", "1.5", "2.25", ".1", "3.", "1.5e3", "1.0e10", "1.0e-7", "123456789.0", "1234567.0",
          "0.30000000000000004", "1.0e300", "5.0e-324", "9007199254740993.0", "9.3e18", "(-0.0)", "(-2.5)",
          "1.7976931348623157e308")  # fmt: skip
PIECES = ("a", "b", "foo", "x", "1", "10", "1.2", "-", "/", ".", ",", " ", "\n", "\t", "\r", '"', "\\", "$", "${", "$$",
          "''", "'", "A", "\xc3\xa9", "\xff", "key", "<&>", "/nix/store", "a/b", "\x7f", "\x01")  # fmt: skip
NAMES = ("a", "foo", "hello-1.0", "x.y", "a_b+c?d=e")
SUBJECT = ("a", "b", "c", "ab", "1", "-", ".", "\n", "aa", " ", "A", "]", "$")
HASH_TYPES = ("md5", "sha1", "sha256", "sha512")


def quote(text: str) -> str:
    """A string literal with this text."""
    plain = "".join(_ESCAPES.get(letter, letter) for letter in text)
    return '"' + plain.replace("${", "\\${") + '"'


def text_of(choices: Choices, most: int = 4) -> str:
    """A text of a few pieces."""
    return "".join(choices.some(PIECES, most))


def _integer(choices: Choices) -> str:
    return choices.pick(INTEGERS[:9]) if choices.chance(80) else choices.pick(INTEGERS)


def _string(choices: Choices) -> str:
    text = text_of(choices, 3)
    if choices.chance(10):
        return "''" + indented(text) + "''"
    if choices.chance(5):
        return '"' + text.replace("\\", "\\q").replace('"', "\\'").replace("${", "$\\{") + '"'
    return quote(text)


def indented(text: str) -> str:
    """Text as it may stand in an indented string."""
    return text.replace("''", "'''").replace("${", "''${").replace("\r", "''\\r").replace("$$", "$$x")


def _inside(choices: Choices) -> str:
    return quote(text_of(choices, 2))[1:-1].replace("$", "\\$").replace("\\\\$", "\\$")


def _indented(choices: Choices) -> str:
    text = choices.pick(("", "\n  ", "\n    a\n  ", "  b", "\n\t", "\n\n   c\n", "''$", "''\\n", "\r\n  d"))
    return text + indented(text_of(choices, 1)).replace("$", "").rstrip("'")


def _version(choices: Choices) -> str:
    parts = ("1", "2", "10", "01", "pre", "a", "alpha", ".", ".", "-", "", "rc", "p", "_", "99999999999999999999")
    return quote("".join(choices.some(parts, 6)))


def _drv_name(choices: Choices) -> str:
    return quote("".join(choices.some(("foo", "-", "1", ".", "bar", "2.0", "-x", "--", "_", "9a"), 5)))


def _hash(choices: Choices) -> str:
    kind = choices.pick(HASH_TYPES)
    digest = hashlib.new(kind, b"x").digest()
    form = choices.below(6)
    if form == 0:
        return '""'
    if form == 1:
        return quote(digest.hex()[:-1])
    if form == 2:
        return quote(f"{kind}:{digest.hex()}")
    if form == 3:
        return quote(f"{kind}-{_base64(digest)}")
    return quote(_base64(digest) if form == 4 else digest.hex())


def _base64(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()


def _path(choices: Choices) -> str:
    return choices.pick(
        ("../fixtures/plain.txt", "../fixtures/dir", "../fixtures/empty.txt", "../fixtures/dir/file.txt",
         "../fixtures/import/chain.nix", "../fixtures/bytes.bin", "../fixtures/missing", "../fixtures/executable",
         "/a/b", "/x/y/../b/./c/d", "./x.nix", "../fixtures/crlf.txt", "../fixtures/pkg", "~/x",
         "../fixtures/dir/link", "../fixtures/import/formals.nix", "../fixtures/import/throws.nix"),
    )  # fmt: skip


def _regex(choices: Choices) -> str:
    return quote(_alternatives(choices, 2))


def _alternatives(choices: Choices, depth: int) -> str:
    return "|".join(_sequence(choices, depth) for _ in range(1 + (choices.below(3) if choices.chance(30) else 0)))


def _sequence(choices: Choices, depth: int) -> str:
    return "".join(_repeated(choices, depth) for _ in range(choices.below(4)))


def _repeated(choices: Choices, depth: int) -> str:
    suffix = choices.weighted(
        ((8, ""), (3, "*"), (2, "+"), (2, "?"), (1, "{2}"), (1, "{1,3}"), (1, "{0,}"), (1, "{,2}"), (1, "**"))
    )
    return _atom(choices, depth) + suffix


def _atom(choices: Choices, depth: int) -> str:
    if depth > 0 and choices.chance(30):
        return f"({_alternatives(choices, depth - 1)})"
    return choices.pick(
        ("a", "b", "c", "ab", ".", "[a-c]", "[^a]", "[[:alpha:]]", "[[:digit:].]", "^", "$", "\\.", "-", "1", "[]a]",
         "[a-]", "\\$", " ", "[[:space:]]", "\\\\", "A", "[^]b]", "\n", "\\n", "[b-a]", "[[:nope:]]", "\\d", "(", ")",
         "[[.a.]]", "[[=a=]]", "{", "}", "]")
        if choices.chance(15) else ("a", "b", "c", "ab", ".", "[a-c]", "[^a]", "[0-9]", "-", "1"),
    )  # fmt: skip


def _subject(choices: Choices) -> str:
    return quote("".join(choices.some(SUBJECT, 6)))


def json_text(choices: Choices, depth: int = 3) -> str:
    """A JSON text; a few are broken."""
    if choices.chance(3):
        return choices.pick(("", "nul", "[1,]", "{,}", '"\\x"', "01", "+1", "1.", ".5", "'a'", "[1 2]", "\xff", "//",
                             '"\\ud800"', "1e999", "-", '"\x01"', "{1:2}", "[[", "NaN"))  # fmt: skip
    kind = choices.below(8 if depth > 0 else 6)
    if kind == 0:
        return choices.pick(("null", "true", "false"))
    if kind in (1, 2):
        return choices.pick(("0", "1", "-1", "-0", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
                             "1.0", "1e2", "1E-2", "0.1", "-0.0", "12345678901234567890123", "1e400"))  # fmt: skip
    if kind in (3, 4, 5):
        pieces = ("a", "b", "\\n", "\\u00e9", "\\ud83d\\ude00", "\xc3\xa9", "\\\"", "\\/", " ", "\\u0000", "$", "${")
        return '"' + "".join(choices.some(pieces, 3)) + '"'
    space = choices.pick(("", " ", "\n\t"))
    items = [json_text(choices, depth - 1) for _ in range(choices.below(4))]
    if kind == 6:
        return "[" + space + f",{space}".join(items) + "]"
    names = ("a", "b", "a", "", "x y", "__toString", "outPath", "type")
    return "{" + f"{space},".join(f'"{choices.pick(names)}":{space}{item}' for item in items) + space + "}"


def toml_text(choices: Choices) -> str:
    """A TOML document; a few are broken."""
    lines = []
    for _ in range(choices.below(6)):
        name = choices.pick(("a", "b", "c.d", '"x y"', "'q'", "a.b", "1", "e-f", "c.\"d\".e"))
        kind = choices.below(10)
        if kind == 0:
            lines.append(f"[{name}]")
        elif kind == 1:
            lines.append(f"[[{name}]]")
        elif kind == 2:
            lines.append(choices.pick(("# comment", "", "  ", "= 1", "a = ", "[", "a b = 1")))
        else:
            lines.append(f"{name} = {_toml_value(choices, 2)}")
    return choices.pick(("\n", "\n", "\n", "\r\n")).join(lines)


def _toml_value(choices: Choices, depth: int) -> str:
    kind = choices.below(9 if depth > 0 else 7)
    if kind == 7:
        return "[" + ", ".join(_toml_value(choices, depth - 1) for _ in range(choices.below(4))) + "]"
    if kind == 8:
        names = ("a", "b", "c.d", '"e"')
        return "{" + ", ".join(f"{choices.pick(names)} = {_toml_value(choices, depth - 1)}"
                               for _ in range(choices.below(3))) + "}"  # fmt: skip
    return choices.pick(
        ("1", "-1", "+7", "1_000", "0xff", "0o17", "0b101", "1.5", "1e3", "-0.0", "inf", "nan", "-inf", "true", "false",
         "9223372036854775807", "9223372036854775808", "'lit\\'", '"a\\tb\\u00e9"', '"""x\ny"""', "'''z\n'''",
         '"\\"q\\""', "1979-05-27T07:32:00Z", "07:32:00", "1979-05-27", "01", "1__0", ".5", "truth", "1.", '"\\x"',
         '"""\\\n   a"""', "0.1e-2", "6.02_2e2_3", '""', "''")
    )  # fmt: skip


def _context(choices: Choices) -> str:
    path = "/nix/store/" + "0" * 32 + choices.pick(("-a", "-a.drv", "-b.drv", ""))
    how = choices.pick(("{ path = true; }", "{ allOutputs = true; }", '{ outputs = [ "out" "dev" ]; }', "{ }",
                        "{ outputs = [ ]; }", "{ path = false; }", "{ nope = 1; }", "1"))  # fmt: skip
    return f'{{ "{path}" = {how}; }}'


BUILTINS = tuple(
    """add addErrorContext all any appendContext attrNames attrValues baseNameOf bitAnd bitOr bitXor catAttrs ceil
    compareVersions concatLists concatMap concatStringsSep deepSeq dirOf div elem elemAt filter floor foldl' fromJSON
    fromTOML functionArgs genList genericClosure getAttr getContext groupBy hasAttr hasContext hashString head
    intersectAttrs isAttrs isBool isFloat isFunction isInt isList isNull isPath isString length lessThan listToAttrs
    map mapAttrs match mul parseDrvName partition placeholder removeAttrs replaceStrings seq sort split splitVersion
    stringLength sub substring tail throw toJSON toPath toString toXML trace tryEval typeOf
    unsafeDiscardOutputDependency unsafeDiscardStringContext unsafeGetAttrPos zipAttrsWith addDrvOutputDependencies
    convertHash warn import readFile readDir pathExists hashFile findFile readFileType derivation derivationStrict
    toFile path filterSource abort concatStrings storePath outputOf fetchurl parseFlakeRef flakeRefToString
    getEnv""".split()  # noqa: SIM905
)
GLOBALS = frozenset(
    """abort baseNameOf derivation derivationStrict dirOf fromTOML import isNull map placeholder removeAttrs
    scopedImport throw toString""".split()  # noqa: SIM905
)


def _pick(*options: str) -> Callable[[Choices], str]:
    return lambda choices: choices.pick(options)


LITERALS: dict[str, Callable[[Choices], str]] = {
    "integer": _integer,
    "small": _pick("0", "1", "2", "3", "5"),
    "float": lambda choices: choices.pick(FLOATS),
    "string": _string,
    "inside": _inside,
    "indented": _indented,
    "version": _version,
    "drv-name": _drv_name,
    "hash": _hash,
    "hash-type": lambda choices: quote(choices.pick((*HASH_TYPES, *HASH_TYPES, "nope"))),
    "hash-format": _pick('"base16"', '"nix32"', '"base32"', '"base64"', '"sri"', '"nope"'),
    "hash-algorithm": _pick('"sha256"', '"sha512"', '"sha1"', '"md5"', "null", '""', '"nope"', "null"),
    "hash-mode": _pick('"flat"', '"recursive"', '"nar"', '"flat"', '"nope"'),
    "name": lambda choices: quote(choices.pick(NAMES if choices.chance(95) else ("a b", "", ".x", "x.drv", "/"))),
    "system": _pick('"x86_64-linux"', "builtins.currentSystem", '"x"'),
    "outputs": _pick('[ "out" ]', '[ "out" "dev" ]', '[ "bin" "out" "a" ]', '[ "dev" ]', "[ ]", '[ "out" "out" ]'),
    "env": _pick("x", "y", "FOO", '"a b"', "src", "out", "preferLocalBuild", "system'", "outputHashMode"),
    "uri": _pick("http://a.b/c?d=e", "x:y", "a+b:c%20d"),
    "path": _path,
    "regex": _regex,
    "subject": _subject,
    "json": lambda choices: quote(json_text(choices)),
    "toml": lambda choices: quote(toml_text(choices)),
    "context": _context,
    "builtin": lambda choices: f"builtins.{choices.pick(BUILTINS)}",
}
