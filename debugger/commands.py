"""The commands of the debugger: one table from which dispatch, help and completion are made."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import NamedTuple

from debugger import breakpoint_commands as stops
from debugger import explaining, travel
from debugger.breakpoint_words import words_of
from debugger.conversation import CommandError, Conversation, number_of
from debugger.debuggee import Refused
from debugger.travel import find_earlier, find_stop
from debugger.what_if import what_if

Action = Callable[[Conversation, str], None]


class Command(NamedTuple):
    """A row of the table. `names`: the full name, then abbreviations. `arguments` as help shows them.
    `completes` says what the argument is: `name` (a variable or path), `command`, `file`, `error` or "".
    `again`: an empty line after it repeats it."""

    names: tuple[str, ...]
    arguments: str
    help: str
    action: Action
    completes: str = ""
    again: bool = False


class Quit(Exception):
    """The user wants to leave."""


# ---------------------------------------------------------------- looking


def _backtrace(talk: Conversation, argument: str) -> None:
    words = argument.split()
    if words and words[0] == "create":
        explaining.created(talk, " ".join(words[1:]))
        return
    if words and words[0] == "demand":
        words.pop(0)
    everything = words == ["all"]
    first, count = 0, 20
    if words and not everything:
        count = number_of(words[0], "the number of frames")
    if count < 0:
        total = talk.ask("backtrace", first=0, count=0)["total"]
        first, count = max(0, total + count), -count
    shown = 0
    while True:
        data = talk.ask("backtrace", first=first + shown, count=100 if everything else count)
        for frame in data["frames"]:
            for line in talk.backtrace_lines(frame):
                talk.say(line)
        shown += len(data["frames"])
        if not everything or not data["frames"]:
            break
    left = data["total"] - first - shown
    if left > 0:
        talk.say(talk.paint("dim", f"({left} more frames; 'bt all' shows all, 'bt -10' the outermost ten)"))


def _frame(talk: Conversation, argument: str) -> None:
    index = number_of(argument, "the number of a frame") if argument else talk.selected
    _select(talk, index)


def _up(talk: Conversation, argument: str) -> None:
    _select(talk, talk.selected + (number_of(argument, "how many frames") if argument else 1))


def _down(talk: Conversation, argument: str) -> None:
    index = talk.selected - (number_of(argument, "how many frames") if argument else 1)
    if index < 0:
        raise CommandError("this is the innermost frame")
    _select(talk, index)


def _select(talk: Conversation, index: int) -> None:
    frame = talk.ask("frame", index=index)
    talk.selected = index
    talk.show_frame(frame, 2)


def _scope(talk: Conversation, argument: str) -> None:
    data = talk.ask("scope", index=talk.selected)
    groups = data["groups"] if argument == "all" else data["groups"][:3]
    for group in groups:
        talk.say(talk.paint("title", group["title"]))
        for variable in group["variables"]:
            hidden = talk.paint("dim", "  (hidden by an inner one)") if variable.get("hidden") else ""
            talk.say(f"{talk.value_line(variable, '  ')}{hidden}")
    if len(groups) < len(data["groups"]):
        talk.say(talk.paint("dim", f"({len(data['groups']) - len(groups)} scopes further out; 'scope all')"))
    for with_set in data["withs"]:
        names = "its names are not known yet" if with_set["names"] is None else f"{with_set['names']} names"
        where = f"line {with_set['line']}"
        talk.say(f"{talk.paint('title', 'with')} at {where} ({names}): {talk.value_text(with_set)}")
    if not data["groups"] and not data["withs"]:
        talk.say("there are no variables here")


def _peek(talk: Conversation, argument: str) -> None:
    path, depth = _path_and_depth(argument)
    talk.say(talk.value_line(talk.ask("peek", index=talk.selected, path=path, depth=depth)))


def _force(talk: Conversation, argument: str) -> None:
    path, depth = _path_and_depth(argument)
    talk.say(talk.value_line(talk.change("force", index=talk.selected, path=path, depth=depth)))


def _try(talk: Conversation, argument: str) -> None:
    path, depth = _path_and_depth(argument)
    talk.say(talk.value_line(talk.ask("attempt", index=talk.selected, path=path, depth=depth)))


def _eval(talk: Conversation, argument: str) -> None:
    if not argument:
        raise CommandError("eval needs an expression")
    talk.say(talk.value_text(talk.ask("evaluate", index=talk.selected, text=argument)))


def _enter(talk: Conversation, argument: str) -> None:
    if not argument:
        raise CommandError("enter needs an expression")
    talk.ask_freely(
        lambda value: talk.say(talk.value_text(value)), "enter", index=talk.selected, text=argument
    )


def _list(talk: Conversation, argument: str) -> None:
    frame = talk.ask("frame", index=talk.selected)
    if frame["kind"] == "builtin":
        raise CommandError("a builtin has no source; 'up' leads to the code that called it")
    middle, around = frame["line"], 5
    if argument:
        first, _, last = argument.partition(",")
        middle = number_of(first, "a line")
        if last:
            talk.show_lines(frame, middle, number_of(last, "a line"))
            return
    talk.show_lines(frame, middle - around, middle + around)


# ---------------------------------------------------------------- going on


def _go(how: str) -> Action:
    def go(talk: Conversation, argument: str) -> None:
        count = number_of(argument, "how often") if argument else 1
        for _ in range(count):
            talk.resume(how, frame=talk.selected if how in ("finish", "next") else 0)
            if talk.stop is None or talk.stop["reason"] not in ("step", "returned"):
                break

    return go


def _until(talk: Conversation, argument: str) -> None:
    frame = talk.ask("frame", index=talk.selected)
    line = number_of(argument, "a line") if argument else frame.get("line", 0) + 1
    talk.resume("until", frame=talk.selected, line=line)


# ---------------------------------------------------------------- going back


def _back(how: str) -> Action:
    def back(talk: Conversation, argument: str) -> None:
        for _ in range(number_of(argument, "how often") if argument else 1):
            talk.travel(partial(find_earlier, how=how, frame=talk.selected))

    return back


def _rcontinue(talk: Conversation, argument: str) -> None:
    talk.travel(lambda debuggee, now: find_stop(debuggee, now, talk.configure))


def _goto(talk: Conversation, argument: str) -> None:
    word, _, path = argument.partition(" ")
    if word in ("created", "forced") and path.strip():
        look = travel.creation if word == "created" else travel.forcing
        found = talk.past(partial(look, index=talk.selected, path=path.strip()))
        moment = int(found["event"] if word == "created" else found)
        talk.travel(lambda debuggee, now: moment)
        return
    event = number_of(argument, "the number of an event")
    if event < 1:
        raise CommandError("events are numbered from 1")
    talk.travel(lambda debuggee, now: event)


def _last(talk: Conversation, argument: str) -> None:
    talk.travel(lambda debuggee, now: talk.last_event)


def _run(talk: Conversation, argument: str) -> None:
    talk.start(entry=argument == "entry")


# ---------------------------------------------------------------- wishes in files


def _save(talk: Conversation, argument: str) -> None:
    if not argument:
        raise CommandError("say which file to write")
    lines = ["delete"]
    lasting = [number for number, fields in talk.breakpoints.items() if "watched" not in fields]
    for at, number in enumerate(sorted(lasting), 1):
        fields = talk.breakpoints[number]
        lines.append(f"{'tbreak' if fields.get('temporary') else 'break'} {words_of(fields)}")
        if fields.get("enabled") is False:
            lines.append(f"disable {at}")
    lines.append(" ".join(["catch", talk.catching["errors"], *talk.catching["kinds"]]))
    if talk.skips:
        lines.append(" ".join(["skip", *talk.skips]))
    try:
        Path(argument).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {argument}: {error.strerror}") from error
    count = len(talk.breakpoints)
    talk.say(f"wrote {count} breakpoint{'s' * (count != 1)} to {argument}; 'source {argument}' sets them again")


def _source(talk: Conversation, argument: str) -> None:
    try:
        lines = Path(argument).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise CommandError(f"cannot read {argument}: {getattr(error, 'strerror', None) or error}") from error
    if talk.sourcing >= 10:
        raise CommandError("files of commands that read one another endlessly")
    talk.sourcing += 1
    try:
        for line in lines:
            if line.strip() and not line.lstrip().startswith("#"):
                execute(talk, line)
    finally:
        talk.sourcing -= 1


# ---------------------------------------------------------------- the rest


def _help(talk: Conversation, argument: str) -> None:
    if argument:
        command = find(argument)
        usage = " ".join([command.names[0], command.arguments]).strip()
        short = f" (short: {', '.join(command.names[1:])})" if command.names[1:] else ""
        talk.say(f"{usage}{short}\n  {command.help}")
        return
    for command in TABLE:
        usage = f"{command.names[0]} {command.arguments}".strip()
        short = f" ({', '.join(command.names[1:])})" if command.names[1:] else ""
        talk.say(f"  {talk.paint('title', f'{usage + short:<42}')} {command.help}")


def _quit(talk: Conversation, argument: str) -> None:
    raise Quit


TABLE: tuple[Command, ...] = (
    Command(
        ("bt", "backtrace", "where"),
        "[demand] [N | -N | all] | create [PATH]",
        "who demanded this value, innermost first; or who created the frame's thunk, or the one at PATH",
        _backtrace,
    ),
    Command(("frame", "f"), "[N]", "select a frame and show its source", _frame),
    Command(("up",), "[N]", "select the frame that asked for this one", _up, again=True),
    Command(("down",), "[N]", "select the frame that this one is waiting for", _down, again=True),
    Command(("scope", "locals"), "[all]", "the variables that this frame can see; nothing is forced", _scope),
    Command(("peek", "p"), "PATH [DEPTH]", "a variable or attribute path without forcing it", _peek, "name"),
    Command(("force",), "PATH [DEPTH]", "force a variable or attribute path, and show it", _force, "name"),
    Command(("try",), "PATH [DEPTH]", "what forcing it would give; the program stays as it is", _try, "name"),
    Command(
        ("eval", "e"), "EXPRESSION", "its value in this frame; the program stays as it is", _eval, "name"
    ),
    Command(
        ("enter",),
        "EXPRESSION",
        "as eval, but breakpoints and errors stop inside",
        _enter,
        "name",
    ),
    Command(("list", "l"), "[LINE[,LINE]]", "source lines around the frame's position", _list),
    Command(
        ("step", "s"),
        "[N]",
        "to what is evaluated next on another line or in another frame",
        _go("step"),
        again=True,
    ),
    Command(
        ("next", "n"),
        "[N]",
        "to the next line of this frame; what it forces runs through",
        _go("next"),
        again=True,
    ),
    Command(
        ("finish", "fin"), "", "until this frame has its value, and show that", _go("finish"), again=True
    ),
    Command(
        ("until", "u"), "[LINE]", "until this frame reaches the line, or has its value", _until, again=True
    ),
    Command(("stepi", "si"), "[N]", "to the next expression, however small", _go("stepi"), again=True),
    Command(("continue", "c"), "", "run on to the next breakpoint or error", _go("continue"), again=True),
    Command(("back", "rstep"), "[N]", "back the way 'step' came", _back("line"), again=True),
    Command(("rstepi",), "[N]", "back to the expression before", _back("expression"), again=True),
    Command(
        ("rnext",),
        "[N]",
        "back the way 'next' came: to the line before in this frame",
        _back("line_in"),
        again=True,
    ),
    Command(("rfinish",), "", "back to the expression that led to this frame", _back("caller"), again=True),
    Command(("rcontinue", "rc"), "", "back to where it would have stopped before", _rcontinue, again=True),
    Command(
        ("goto",),
        "EVENT | created PATH | forced PATH",
        "to an event by its number, back or forth, or to where a thunk was created or forced",
        _goto,
        "name",
    ),
    Command(("last",), "", "to the last event seen: the error or the end", _last),
    Command(
        ("break", "b"),
        "WHERE [if E] [hits RULE] [log TEXT]",
        "stop at a place or whenever something happens",
        stops.set_breakpoint,
        "file",
    ),
    Command(("tbreak",), "WHERE ...", "the same, deleted when it has stopped once", stops.tbreak, "file"),
    Command(
        ("watch",),
        "PATH [if E]",
        "stop when this very thunk is forced; going back in time forgets it",
        stops.watch,
        "name",
    ),
    Command(("breaks",), "", "the breakpoints", stops.show_breakpoints),
    Command(("delete", "d"), "[N...]", "delete breakpoints, or all of them", stops.delete),
    Command(("enable",), "N...", "switch breakpoints on", stops.switch(True)),
    Command(("disable",), "N...", "switch breakpoints off", stops.switch(False)),
    Command(
        ("catch",),
        "[uncaught | all | none] [KIND...]",
        "which errors stop: those nobody catches, all, or none; only of some kinds",
        stops.catch,
        "error",
    ),
    Command(
        ("why",),
        "PATH",
        "where a value came from: calls, literals, sets laid over others, modules",
        explaining.why,
        "name",
    ),
    Command(("origin",), "PATH", "where an attribute is written", explaining.origin, "name"),
    Command(("who-forced",), "PATH", "whose demand had a value computed", explaining.who_forced, "name"),
    Command(
        ("never-forced",), "[all]", "what nobody has wanted so far, in this file or in all", explaining.never_forced
    ),
    Command(("cycle",), "", "at an infinite recursion: the ring of what needs itself", explaining.cycle),
    Command(
        ("set",),
        "PATH = EXPRESSION",
        "what the program would give if a value were another one; it stays as it is",
        what_if,
        "name",
    ),
    Command(("disas",), "", "the instructions of this frame", explaining.disassemble),
    Command(
        ("skip",),
        "[PATTERN... | delete [PATTERN...]]",
        "files that 'step' and 'back' run through: a part of the path such as lib/, or a pattern with * or ?",
        stops.skip,
    ),
    Command(("run", "r"), "[entry]", "start the program anew; 'entry' stops at its first expression", _run),
    Command(("save",), "FILE", "write breakpoints and other wishes as commands, for 'source'", _save, "file"),
    Command(("source",), "FILE", "do the commands in a file", _source, "file"),
    Command(("help", "h"), "[COMMAND]", "this list, or what a command does", _help, "command"),
    Command(("quit", "q", "exit"), "", "leave the debugger", _quit),
)

_BY_NAME = {name: command for command in TABLE for name in command.names}


def find(name: str) -> Command:
    """The command of this name, abbreviation or unambiguous beginning. Raises CommandError."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    matches = {command for full, command in _BY_NAME.items() if full.startswith(name)}
    if len(matches) == 1:
        return matches.pop()
    if matches:
        options = ", ".join(sorted(command.names[0] for command in matches))
        raise CommandError(f"'{name}' may mean {options}")
    near = get_close_matches(name, _BY_NAME, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else "; 'help' lists the commands"
    raise CommandError(f"there is no command '{name}'{hint}")


def perform(talk: Conversation, line: str) -> None:
    """Do what a line says. Raises CommandError, Refused, Lost, and Quit."""
    name, _, argument = line.strip().partition(" ")
    find(name).action(talk, argument.strip())


def execute(talk: Conversation, line: str) -> None:
    """Do what a line says. What goes wrong is said, never raised; raises Quit."""
    with talk.working():
        try:
            perform(talk, line)
        except (CommandError, Refused) as error:
            talk.say(f"{talk.paint('error', 'error:')} {error}")


def _path_and_depth(argument: str) -> tuple[str, int]:
    path, _, depth = argument.rpartition(" ")
    if path and depth.isdigit():
        return path.strip(), int(depth)
    if not argument:
        raise CommandError("give the name of a variable or a path; '$' is the value of this stop")
    return argument, 2
