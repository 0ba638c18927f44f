"""Shapes: what the platforms and the README are told of the commands, derived from their declarations. Pure."""

from collections.abc import Iterable
from typing import Any, Final

from bot.core.args import Parameter
from bot.core.command import Command
from bot.core.kinds import Wire
from bot.core.registry import Registry, group_about
from bot.core.reply import Root

ROOTS: Final[dict[Root, str]] = {
    "prep": "Practise for interviews, 15 minutes a day",
    "admin": "For the people who organise this group",
}
"""Root -> its description, on both platforms."""
MANAGE_SERVER = "32"
"""Discord's permission bit that organisers have; a server may override it, so the bot checks it again."""
USAGE_HINT = 1_000
"""Characters of a Slack usage hint."""

_SUBCOMMAND, _GROUP = 1, 2
_GUILD, _BOT_DM = 0, 1
_INSTALLED_IN_GUILD = 0
_OPTION_TYPES: Final[dict[Wire, int]] = {
    "string": 3,
    "integer": 4,
    "number": 10,
    "attachment": 11,
    "channel": 7,
}
_LONGEST_OPTION = 6_000
CHANNEL_TYPES: Final = [0, 5]
"""Discord's types of channels in which a group can be told things: text channels, and those for announcements."""


def root_word(root: Root, word: str) -> str:
    """What members type for a root: `prep`, `prep-admin`."""
    return word if root == "prep" else f"{word}-admin"


def discord_commands(registry: Registry, word: str) -> list[dict[str, Any]]:
    """The body of Discord's bulk upsert: one command a root, its words as subcommands and groups of them.

    Every option is optional, else Discord's client would never let a member reach the form that asks for
    what is missing. Source: Discord's documentation of application commands.
    """
    return [_discord_root(registry, root, word) for root in ROOTS if registry.commands(root)]


def _discord_root(registry: Registry, root: Root, word: str) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "type": 1,
        "name": root_word(root, word),
        "description": ROOTS[root],
        "options": _subcommands(registry.commands(root)),
        "contexts": [_GUILD, _BOT_DM],
        "integration_types": [_INSTALLED_IN_GUILD],
    }
    return shape | ({"default_member_permissions": MANAGE_SERVER} if root == "admin" else {})


def _subcommands(commands: Iterable[Command]) -> list[dict[str, Any]]:
    """The words under a root in the order of their paths; a group stands where its first word does."""
    shapes: list[dict[str, Any]] = []
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in commands:
        if len(one.words) == 1:
            shapes.append(_subcommand(one))
            continue
        name = one.words[0]
        if name not in groups:
            groups[name] = []
            shapes.append(
                {"type": _GROUP, "name": name, "description": group_about(name), "options": groups[name]}
            )
        groups[name].append(_subcommand(one))
    return shapes


def _subcommand(declared: Command) -> dict[str, Any]:
    return {
        "type": _SUBCOMMAND,
        "name": declared.words[-1],
        "description": declared.about,
        "options": [_option(p) for p in declared.parameters],
    }


def _option(parameter: Parameter) -> dict[str, Any]:
    kind = parameter.kind
    shape: dict[str, Any] = {
        "type": _OPTION_TYPES[kind.wire],
        "name": parameter.name,
        "description": parameter.about,
        "required": False,
    }
    if kind.wire == "channel":
        return shape | {"channel_types": CHANNEL_TYPES}
    if kind.choices:
        return shape | {"choices": [{"name": c, "value": c} for c in kind.choices]}
    if kind.wire == "string":
        shape["max_length"] = min(kind.longest, _LONGEST_OPTION)
    limits = {"min_value": kind.minimum, "max_value": kind.maximum}
    shape |= {name: limit for name, limit in limits.items() if limit is not None}
    return shape | ({"autocomplete": True} if parameter.suggest else {})


def slack_commands(registry: Registry, word: str) -> list[dict[str, Any]]:
    """The `slash_commands` of a Slack manifest; in Socket Mode they need no URL."""
    return [
        {
            "command": f"/{root_word(root, word)}",
            "description": about,
            "usage_hint": _usage_hint(registry.commands(root)),
            "should_escape": False,
        }
        for root, about in ROOTS.items()
        if registry.commands(root)
    ]


def _usage_hint(commands: Iterable[Command]) -> str:
    """The words under a root, as many as a hint holds."""
    hint = ""
    for words in (" ".join(c.words) for c in commands):
        longer = f"{hint} | {words}" if hint else words
        if len(longer) > USAGE_HINT:
            break
        hint = longer
    return hint


def usage(command: Command) -> str:
    """One line that shows what a command takes: `quiz topic=... count=5`; free text stands last, as `[text]`."""
    return " ".join([*command.words, *_arguments(command)])


def _arguments(command: Command) -> list[str]:
    keyed = [f"{p.name}={_value(p)}" for p in command.parameters if not p.rest]
    return keyed + [f"[{p.name}]" for p in command.parameters if p.rest]


def _value(parameter: Parameter) -> str:
    kind = parameter.kind
    if kind.choices:
        return "|".join(kind.choices)
    default = "" if parameter.default is None else parameter.write(parameter.default)
    return default or kind.example or "..."


def table(registry: Registry) -> str:
    """The README's table of commands in Markdown: what one types, its arguments, what it does."""
    rows = [_row(root, one) for root in ROOTS for one in registry.commands(root)]
    return "\n".join(["| command | arguments | what it does |", "|---|---|---|", *rows])


def _row(root: Root, declared: Command) -> str:
    typed = f"`/{root_word(root, 'prep')} {' '.join(declared.words)}`"
    arguments = " ".join(f"`{argument}`" for argument in _arguments(declared)) or "-"
    return "| " + " | ".join(_cell(text) for text in (typed, arguments, declared.about)) + " |"


def _cell(text: str) -> str:
    """Markdown would take a bar for the end of the cell, also inside code."""
    return text.replace("|", "\\|")
