"""All declared handlers by path; checks the tree's limits when it is built."""

from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType

from bot.core.call import WIRE_VERSION, Call, Payload, encode, take_apart
from bot.core.command import Command
from bot.core.errors import DeclarationError, Refusal
from bot.core.ids import GroupId
from bot.core.reply import Root

WORDS = 25
"""Words under one root, and commands under one word: what the tightest platform takes."""
LEAVES = 50
"""Commands under one root: help lists them by topic, so that a phone can show them."""
CHARACTERS = 8_000
"""Of names and descriptions under one root: what the tightest platform takes, though no library counts them."""
STALE = "That button is from an older version of me."
FRESH = f"{STALE} Here is the same thing, fresh:"
GONE = f"{STALE} Start again from here:"


class Registry:
    """Finds commands, and turns Calls into button payloads and back."""

    def __init__(self, declared: Iterable[Command]) -> None:
        self._by_path: dict[str, Command] = {}
        for one in declared:
            if one.path in self._by_path:
                raise DeclarationError(f"{one.path} is declared twice")
            self._by_path[one.path] = one
        self._orders = {
            path: tuple(p.name for p in c.parameters) for path, c in sorted(self._by_path.items())
        }
        for root in ("prep", "admin"):
            _check_tree(root, self.commands(root))

    def __iter__(self) -> Iterator[Command]:
        return iter(self._by_path.values())

    def find(self, path: str) -> Command | None:
        return self._by_path.get(path)

    def commands(self, root: Root) -> tuple[Command, ...]:
        """What stands in the tree under a root, in the order of their paths."""
        listed = (c for c in self._by_path.values() if c.kind == "command" and c.root == root)
        return tuple(sorted(listed, key=lambda c: c.path))

    def taker(self, file: str) -> Command | None:
        """The command that a file of that name is for, when it was sent without a word."""
        takers = {c.files: c for c in self if c.files}
        ending = next((e for e in takers if file.casefold().endswith(e)), "*")
        return takers.get(ending)

    def orders(self) -> Mapping[str, tuple[str, ...]]:
        """Path -> names of its arguments in the order of a button."""
        return self._orders

    def encode(self, group: GroupId, call: Call) -> str | None:
        """The payload of a button, or None when the Call must wait in the store under a token."""
        return encode(group, call, self._orders[call.path])

    def decode(self, payload: str) -> tuple[Payload, Call | None]:
        """What a payload says; no Call when it names a token.

        Raises:
            Refusal: no version of this program can act on it; offers what is nearest.
        """
        parts = take_apart(payload)
        if parts is None:
            raise Refusal("I cannot read that button any more. Start again from here:", Call(path="today"))
        if parts.token is not None:
            return parts, None
        declared = self._by_path.get(parts.path)
        if declared is None or declared.kind not in ("command", "press"):
            raise Refusal(GONE, Call(path="today"))
        names = self._orders[declared.path]
        if parts.version != WIRE_VERSION or len(parts.values) > len(names):
            raise _stale(declared)
        filled = {n: v for n, v in zip(names, parts.values, strict=False) if v}
        return parts, Call(path=parts.path, values=filled, ask=parts.ask, page=parts.page)

    def problems(self, path: str, values: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with some values of a form, by field; nothing for a command that is not known.

        Pure and quick: a platform that shows problems inside its form asks this before anything else.
        """
        declared = self._by_path.get(path)
        return declared.args.problems(values) if declared else {}


def _stale(declared: Command) -> Refusal:
    """A command can be opened afresh; what is only ever pressed has no meaning apart from its card."""
    if declared.kind == "command":
        return Refusal(FRESH, Call(path=declared.path))
    return Refusal(GONE, Call(path="today"))


def commands_in(modules: Iterable[ModuleType]) -> list[Command]:
    """The Command objects that modules hold."""
    return [c for module in modules for c in vars(module).values() if isinstance(c, Command)]


def size(commands: Iterable[Command]) -> int:
    """Characters of all names, descriptions and choices under a root, as the tightest platform counts them."""
    commands = tuple(commands)
    groups = {c.words[0] for c in commands if len(c.words) == 2}
    total = sum(len(g) + len(group_about(g)) for g in groups)
    for one in commands:
        total += len(one.words[-1]) + len(one.about)
        for p in one.parameters:
            total += len(p.name) + len(p.about) + sum(2 * len(c) for c in p.kind.choices)
    return total


def group_about(word: str) -> str:
    """The description of a group of commands."""
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
