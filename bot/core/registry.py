"""All declared handlers, found by path, by a button's payload, or by the text that somebody typed.

The grammar of texts, which typed commands, DMs and the console share:

    quiz topic=tradeoffs count=3          known keys first
    start zone=New York minutes=30        without such text, a value is all words up to the next key
    timeline date=1 March 2027 An offer   with it, one word, or as many as make a date or a time
    connect code:K7QX-29                  as some write it, where no argument takes text that could mean the same
    bullet Fine-tuned DistilBERT ...      from the first word that isn't a known key, everything is text
    ask question="what is p99?"           double quotes hold spaces; an unclosed quote is text
"""

import difflib
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from bot.core.command import ANY_DAY, MEMBER, Access, Command, Parameter
from bot.core.errors import DeclarationError, NotACommand, Refusal
from bot.core.reply import Root
from bot.core.text import echo, either, one_line, wrap_lines
from bot.core.values import Call, Frozen, GroupId

WORDS = 25
"""Words under one root, and commands under one word: what the tightest platform takes."""
LEAVES = 50
"""Commands under one root: help lists them by topic, so that a phone can show them."""
CHARACTERS = 8_000
"""Of names and descriptions under one root: what the tightest platform takes, though no library counts them."""
STALE = "That button is from an older version of me."
FRESH = f"{STALE} Here is the same thing, fresh:"
GONE = f"{STALE} Start again from here:"

WIRE_VERSION = "1"
WIRE_LIMIT = 98
"""Characters: the tightest platform's button holds 100, of which a form's page takes two."""
_LONGEST = 100
"""The longest that is still read: earlier versions wrote two characters more."""
TOKEN = "~"  # noqa: S105 - a mark, not a secret
"""Instead of a path: the Call itself is in the store, under the token that follows."""
_ESCAPES = str.maketrans({"%": "%25", ":": "%3A", "~": "%7E"})
_PAYLOAD = re.compile(
    r"(?P<version>[0-9]+):(?P<group>[^:]+):(?P<ask>\?(?P<page>[1-9])?)?(?P<path>[^:]*)(?::(?P<values>.*))?",
    re.DOTALL,
)
_ANY_TEXT = ("text", "file", "member", "account", "group", "person")
"""Kinds whose values are any text, or ids that nobody types."""
_SEVERAL = 5
"""Words of one value that text can follow, at most: `the day after tomorrow` and one more."""
LONGEST = 20_000
"""Characters of one command or form; more is refused before it is looked at."""
_SMART = str.maketrans({"“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u202f": " ", "\u200b": " "})
_WORD = re.compile(r"\S+")
_KEY = re.compile(r"\s*([A-Za-z][A-Za-z0-9_-]{0,31})=")
_KEY_OR_COLON = re.compile(r"\s*([A-Za-z][A-Za-z0-9_-]{0,31})[=:]")
_ESCAPED = re.compile(r'\\(["\\])')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(?=\s|$)')


ROOTS: Final[dict[Root, str]] = {
    "prep": "Practice for interviews, 15 minutes a day",
    "admin": "For the people who organize this group",
}
"""Root -> its description."""


class Registry:
    """Finds commands, and turns Calls into button payloads and back."""

    def __init__(self, declared: Iterable[Command]) -> None:
        self._by_path: dict[str, Command] = {}
        for one in declared:
            if one.path in self._by_path:
                raise DeclarationError(f"{one.path} is declared twice")
            self._by_path[one.path] = one
        self._orders = {path: tuple(p.name for p in c.parameters) for path, c in self._by_path.items()}
        for root in ("prep", "admin"):
            _check_tree(root, self.commands(root))

    def __iter__(self) -> Iterator[Command]:
        return iter(self._by_path.values())

    def find(self, path: str) -> Command | None:
        return self._by_path.get(path)

    def commands(self, root: Root) -> tuple[Command, ...]:
        return tuple(sorted(self.in_order(root), key=lambda c: c.path))

    def in_order(self, root: Root) -> tuple[Command, ...]:
        """As their capabilities declare them: what a newcomer needs first comes first."""
        return tuple(c for c in self if c.kind == "command" and c.root == root)

    def taker(self, file: str) -> Command | None:
        """The command that a file of that name is for, when it was sent without a word."""
        takers = {c.files: c for c in self if c.files}
        ending = next((e for e in takers if file.casefold().endswith(e)), "*")
        return takers.get(ending)

    def encode(self, group: GroupId, call: Call) -> str | None:
        """The payload of a button, or None when the Call must wait in the store under a token."""
        return encode(group, call, self._orders[call.path])

    def decode(self, payload: str) -> tuple["Payload", Call | None]:
        """What a payload says; no Call when it names a token.
        Raises Refusal: no version of this program can act on it; offers what is nearest."""
        parts = take_apart(payload)
        if parts is None:
            raise Refusal("I can't read that button anymore. Start again from here:", Call(path="today"))
        if parts.token is not None:
            return parts, None
        declared = self._by_path.get(parts.path)
        if declared is None or declared.kind not in ("command", "press"):
            raise Refusal(GONE, Call(path="today"))
        names = self._orders[declared.path]
        if parts.version != WIRE_VERSION or len(parts.values) > len(names):
            # a command can be opened again, while a press means nothing without its card
            if declared.kind == "command":
                raise Refusal(FRESH, Call(path=declared.path))
            raise Refusal(GONE, Call(path="today"))
        filled = {n: v for n, v in zip(names, parts.values, strict=False) if v}
        return parts, Call(path=parts.path, values=filled, ask=parts.ask, page=parts.page)

    def problems(self, path: str, values: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with some values of a form, by field; nothing for a command that is not known.

        Pure and quick: a platform that shows problems inside its form asks this before anything else.
        """
        declared = self._by_path.get(path)
        return declared.args.problems(values) if declared else {}


def size(commands: Iterable[Command]) -> int:
    """Characters of all names, descriptions and choices under a root, as the tightest platform counts them."""
    commands = tuple(commands)
    groups = {c.words[0] for c in commands if len(c.words) == 2}
    total = sum(len(g) + len(group_about(g)) for g in groups)
    for one in commands:
        total += len(one.words[-1]) + len(one.about)
        for p in one.parameters:
            total += len(p.name) + len(p.about) + sum(len(c + p.kind.label(c)) for c in p.kind.choices)
    return total


def group_about(word: str) -> str:
    return f"{word.capitalize()}: all there is to it"


def _check_tree(root: Root, commands: tuple[Command, ...]) -> None:
    first = {c.words[0] for c in commands}
    groups = {c.words[0] for c in commands if len(c.words) == 2}
    problems = []
    if both := sorted(groups & {c.path for c in commands if len(c.words) == 1}):
        problems.append(f"{both[0]} is a command and a group")
    if len(first) > WORDS or len(commands) > LEAVES:
        problems.append(f"{len(first)} words and {len(commands)} commands, {WORDS} and {LEAVES} at most")
    for group in groups:
        if sum(c.words[0] == group for c in commands) > WORDS:
            problems.append(f"{group} has more than {WORDS} commands")
    if (total := size(commands)) > CHARACTERS:
        problems.append(f"{total} characters of names and descriptions, {CHARACTERS} at most")
    if problems:
        raise DeclarationError(f"{root}: " + "; ".join(problems))


# buttons: a Call in at most 100 characters, `1:<group>:quiz.answer:8f3a:2`. Arguments are positional there, so a
# command's fields are only ever appended (tests/core/argument_orders.txt holds every order)


def encode(group: GroupId, call: Call, order: Sequence[str]) -> str | None:
    """The button payload of `call`, or None when it must wait in the store (too long, or private)."""
    if call.private and call.private & call.values.keys():
        return None
    values = [call.values.get(name, "").translate(_ESCAPES) for name in order]
    while values and not values[-1]:
        values.pop()
    opens = ("?" if call.page == 1 else f"?{call.page}") if call.ask else ""
    payload = ":".join([WIRE_VERSION, group, opens + call.path, *values])
    return payload if len(payload) <= WIRE_LIMIT else None


def encode_token(group: GroupId, token: str, page: int = 0) -> str:
    """The payload of a Call that waits in the store; with a `page`, the one that opens its form there."""
    return ":".join([WIRE_VERSION, group, (f"?{page}" if page else "") + TOKEN, token])


class Payload(Frozen):
    """A button's text taken apart: the group, the path and the positional values."""

    version: str
    group: GroupId
    path: str
    ask: bool
    values: tuple[str, ...]
    page: int = 1

    @property
    def token(self) -> str | None:
        return self.values[0] if self.path == TOKEN and self.values else None


def take_apart(payload: str) -> Payload | None:
    """The parts of a button's text, or None when no version of this program wrote it."""
    found = _PAYLOAD.fullmatch(payload) if len(payload) <= _LONGEST else None
    if found is None:
        return None
    values = () if found["values"] is None else tuple(map(unquote, found["values"].split(":")))
    return Payload(
        version=found["version"],
        group=GroupId(found["group"]),
        path=found["path"],
        ask=found["ask"] is not None,
        values=values,
        page=int(found["page"] or 1),
    )


# text to Call


def parse_text(registry: Registry, root: Root | None, text: str, access: Access = MEMBER) -> Call:
    """The Call that `text` spells after a root word (None: typed in a DM, where both roots are open).

    Raises:
        NotACommand: no such command, or words that belong to no argument; offers the nearest that `access` allows.
        Refusal: the name of an argument is left out; offers the call with it.
    """
    refuse_huge(len(text))
    if not text.strip():
        return Call(path="admin.help" if root == "admin" else "today")
    declared, rest = _find(registry, root, text)
    if declared is None and root != "admin":  # the word of a group, alone: its first command
        group = (c for c in registry.in_order("prep") if c.words[0] == text.strip().casefold())
        declared, rest = next(group, None), ""
    if declared is None:
        raise _unknown_command(registry, root, text, access)
    values, left = _values(declared, rest)
    if left:
        values |= _rest(declared, left, values)
    return Call(path=declared.path, values=values, private=declared.args.private_names())


def find_organizers_command(registry: Registry, text: str) -> Call | None:
    """The organizers' command that `text` spells to its end, without their root word."""
    try:
        return parse_text(registry, "admin", text) if text.strip() else None
    except Refusal:
        return None


def refuse_huge(length: int) -> None:
    """Raises Refusal for what is too long to be looked at, or kept."""
    if length > LONGEST:
        raise Refusal(f"That is {length:,} characters; I read at most {LONGEST:,}. Send a part of it.")


def _find(registry: Registry, root: Root | None, text: str) -> tuple[Command | None, str]:
    words = list(_WORD.finditer(text.translate(_SMART)))[:3]
    for count in range(len(words), 0, -1):
        path = ".".join(["admin"] * (root == "admin") + [w.group().casefold() for w in words[:count]])
        found = registry.find(path)
        if found is not None and found.kind in ("command", "press"):
            return found, text[words[count - 1].end() :]
    return None, text


def _unknown_command(registry: Registry, root: Root | None, text: str, access: Access) -> NotACommand:
    words = [found[0] for found in itertools.islice(_WORD.finditer(text), 2)]
    word = words[0] if words else ""
    open_to = {" ".join(c.words): c for c in registry.in_order(root or "prep") if c.access <= access}
    tried = (" ".join(words), word) if len(words) > 1 else (word,)
    matches = (difflib.get_close_matches(one[:40].casefold(), open_to, n=1, cutoff=0.65) for one in tried)
    near = next(filter(None, matches), [])
    inside = [name for name, one in open_to.items() if one.words[0] == word.casefold()]
    if inside and not near:
        label = inside[0].capitalize()
        return NotACommand(
            f"Write one more word: {either(inside)}.", Call(path=open_to[inside[0]].path), label
        )
    if not near:
        return NotACommand(f"I don't know {echo(word)}. This lists what I can do:", Call(path="help"), "Help")
    found = open_to[near[0]]
    return NotACommand(f"Did you mean {near[0]}?", Call(path=found.path), near[0].capitalize())


def _values(declared: Command, text: str) -> tuple[dict[str, str], str]:
    """The leading `key=value` pairs, and what is left."""
    plain, at = text.translate(_SMART), 0
    values: dict[str, str] = {}
    takes_text = any(p.rest for p in declared.parameters)
    key = _KEY if takes_text else _KEY_OR_COLON
    while match := key.match(text, at):
        start, parameter = match.end(), _named(declared, match)
        if parameter is None:
            break
        if quoted := _QUOTED.match(plain, start):
            at = quoted.end()
            value = _ESCAPED.sub(r"\1", text[start + 1 : at - 1])
        else:
            at = word.end() if (word := _WORD.match(plain, start)) else start
            more = _more_ends(declared, key, plain, at)
            if not takes_text or (parameter.rest and parameter.kind.name not in _ANY_TEXT):
                at = max(more, default=at)
            elif parameter.name not in values:
                at = _readable_end(parameter, text, start, at, more)
            value = text[start:at].strip()
        values[parameter.name] = value
    return values, text[at:].strip()


def _named(declared: Command, key: re.Match[str]) -> Parameter | None:
    return declared.parameter(key.group(1).casefold().replace("-", "_"))


def _more_ends(declared: Command, key: re.Pattern[str], plain: str, at: int) -> Iterator[int]:
    """Where each word after `at` ends, up to the next known key."""
    for word in _WORD.finditer(plain, at):
        if (match := key.match(plain, word.start())) and _named(declared, match):
            return
        yield word.end()


def _readable_end(parameter: Parameter, text: str, start: int, end: int, more: Iterator[int]) -> int:
    """Where a value ends that text can follow: with its first word, or, where that alone means nothing, with the
    last one that can be read with it."""
    if start == end or parameter.kind.name in _ANY_TEXT or _could_be(parameter, text[start:end]):
        return end
    ends = itertools.islice(more, _SEVERAL - 1)
    return max((e for e in ends if _could_be(parameter, text[start:e])), default=end)


def _rest(declared: Command, left: str, given: Mapping[str, str]) -> dict[str, str]:
    """The text for the argument that takes it; `text=Cut latency by half` has begun it already."""
    taker = next((p for p in declared.parameters if p.rest), None)
    if taker is not None and taker.name in given:
        return {taker.name: f"{given[taker.name]} {left}"}
    if taker is not None:
        return {taker.name: _unquote(left)}
    if meant := next((p for p in declared.parameters if p.name not in given and _could_be(p, left)), None):
        call = Call(
            path=declared.path, values={**given, meant.name: left}, private=declared.args.private_names()
        )
        raise Refusal(f"Did you mean {meant.name}={one_line(left)}?", call, "Yes")
    names = [f"{p.name}=" for p in declared.parameters]
    each = " each" if len(names) > 1 else ""
    takes = f"It takes {', '.join(names)}{each} with a value." if names else "It takes nothing more."
    words = " ".join(declared.words)
    is_command = declared.kind == "command"
    # nobody says checklist.begin
    refusal = NotACommand if is_command or len(declared.words) == 1 else Refusal
    again = Call(path=declared.path) if is_command else None
    text = f"I don't know what {echo(left)} means after '{words}'."
    raise refusal(text, again, words.capitalize(), wrap_lines(takes))


def _could_be(parameter: Parameter, typed: str) -> bool:
    """Whether a text is a value of an argument that doesn't take any text at all."""
    try:
        parameter.read(typed, ANY_DAY)
    except ValueError:
        return False
    return parameter.kind.name not in _ANY_TEXT


def _unquote(text: str) -> str:
    plain = text.translate(_SMART)
    whole = len(text) > 1 and plain[0] == plain[-1] == '"' and '"' not in plain[1:-1]
    return text[1:-1] if whole else text


def root_word(root: Root, word: str) -> str:
    """What members type for a root: `prep`, `prep-admin`."""
    return word if root == "prep" else f"{word}-admin"


def command_words(call: Call, word: str) -> str:
    """The root and the words of a Call: `/prep-admin connect`."""
    path = call.path.split(".")
    admin = path[0] == "admin"
    return " ".join([f"/{root_word('admin' if admin else 'prep', word)}", *path[int(admin) :]])


def write_command(call: Call, word: str) -> str:
    """A Call as one would type it: `/prep quiz topic="feature stores"`."""
    values = (f"{name}={_argument(value)}" for name, value in call.values.items())
    return " ".join([command_words(call, word), *values])


def _argument(value: str) -> str:
    if value and not any(c.isspace() or c in '"\\' for c in value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
