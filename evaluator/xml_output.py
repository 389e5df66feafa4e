"""Values as XML, as `toXML` and `--xml` write them. Texts are latin-1, one character per byte."""

import cython
from cython.cimports.evaluator.values import AttrSet, Builtin, Closure, ContextString, PartialCall, Path, Thunk
from cython.cimports.evaluator.vm import limits
from cython.cimports.evaluator.vm.forcing import force

from evaluator.printing import format_float
from evaluator.vm.describe import is_derivation
from evaluator.vm.origins import position

_ESCAPES = str.maketrans({'"': "&quot;", "<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": "&#xA;"})


def to_xml(value: object, context: set, *, strict: bool, location: bool = False) -> str:
    """The XML text of a value; the contexts of all strings in it are added to `context`.

    `strict` forces everything inside, else what is not evaluated yet is shown as such. `location` tells
    where attributes and functions were written.
    """
    parts: list = []
    Printer(context, strict, location, parts.append).whole(value)
    return "".join(parts)


def write_xml(value: object, write: object, *, strict: bool, location: bool) -> None:
    """Give the XML text of a value to `write`, piece by piece. If forcing fails, what is open is closed."""
    Printer(set(), strict, location, write).whole(value)


class Printer:
    """Lines under construction. `seen` holds the derivations that were shown: they are shown once."""

    def __init__(self, context, strict, location, write):
        self.context = context
        self.strict = strict
        self.location = location
        self.write = write
        self.tags = []
        self.seen = set()

    def whole(self, value):
        """A document."""
        self.line("<?xml version='1.0' encoding='utf-8'?>")
        self.open("expr")
        try:
            self.value(value)
        finally:
            while self.tags:
                self.close()

    def line(self, text):
        self.write("  " * len(self.tags) + text + "\n")

    def open(self, tag, attributes=None):
        self.line(f"<{tag}{written(attributes)}>")
        self.tags.append(tag)

    def close(self):
        self.line(f"</{self.tags.pop()}>")

    def empty(self, tag, attributes=None):
        self.line(f"<{tag}{written(attributes)} />")

    def value(self, value: object) -> object:
        """A value or thunk, with all inside."""
        depth: cython.int = limits.descend()
        if self.strict:
            value = force(value)
        elif type(value) is Thunk and value.finished:
            value = value.value
        if type(value) is Thunk:
            self.empty("unevaluated")
            limits.depth = depth
            return
        kind: object = type(value)
        if value is None:
            self.empty("null")
        elif value is True or value is False:
            self.empty("bool", {"value": "true" if value else "false"})
        elif kind is int:
            self.empty("int", {"value": str(value)})
        elif kind is float:
            self.empty("float", {"value": format_float(value)})
        elif kind is str:
            self.empty("string", {"value": value})
        elif kind is ContextString:
            self.context.update(value.context)
            self.empty("string", {"value": value.s})
        elif kind is Path:
            self.empty("path", {"value": value.path})
        elif kind is AttrSet or kind is tuple:
            if kind is AttrSet:
                self.set(value)
            else:
                self.open("list")
                for item in value:
                    self.value(item)
                self.close()
        else:
            self.function(value)
        limits.depth = depth

    def set(self, attrs: AttrSet) -> object:
        """A set; a derivation names its paths, and shows its attributes the first time."""
        if not is_derivation(attrs):
            self.open("attrs")
            self.members(attrs)
            self.close()
            return
        paths = {name: self.path_of(attrs, name) for name in ("drvPath", "outPath")}
        self.open("derivation", {name: path for name, path in paths.items() if path is not None})
        key = paths["drvPath"]
        if key and key not in self.seen:
            self.seen.add(key)
            self.members(attrs)
        else:
            self.empty("repeated")
        self.close()

    def path_of(self, attrs, name):
        """The text of an attribute, if it is a string."""
        value = attrs.d.get(name)
        if self.strict:
            value = force(value)
        elif type(value) is Thunk and value.finished:
            value = value.value
        if type(value) is ContextString:
            return value.s
        return value if type(value) is str else None

    def members(self, attrs: AttrSet) -> object:
        for name in sorted(attrs.d):
            shown = {"name": name}
            place = position(attrs, name) if self.location else None
            if place is not None:
                shown.update(place_of(*place))
            self.open("attr", shown)
            self.value(attrs.d[name])
            self.close()

    def function(self, value):
        """A function by its parameter; one of the language itself has none."""
        given = 0
        while type(value) is PartialCall:
            given += len(value.args)
            value = value.function
        if type(value) is Builtin:
            self.empty("unevaluated")
            return
        code = cython.cast(Closure, value).function_code
        node = code.functions[given]
        self.open("function", place_of(code.source, node.start) if self.location else None)
        if node.formals is None:
            self.empty("varpat", {"name": node.arg})
        else:
            pattern = {"ellipsis": "1"} if node.ellipsis else {}
            if node.arg:
                pattern["name"] = node.arg
            self.open("attrspat", pattern)
            for formal in sorted(node.formals, key=lambda formal: str(formal.name)):
                self.empty("attr", {"name": formal.name})
            self.close()
        self.close()


def written(attributes):
    """The attributes of a tag."""
    if not attributes:
        return ""
    return "".join([f' {name}="{attributes[name].translate(_ESCAPES)}"' for name in sorted(attributes)])


def place_of(source, offset):
    """The attributes that tell a place."""
    line, column = source.position(offset)
    place = {"line": str(line), "column": str(column)}
    if source.path is not None:
        place["path"] = source.path
    return place
