"""All words of the help, and the topics that the commands are told by."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.card import Button, Card, Items, Quoted, Typed, buttons, card, details, items, line, pairs
from bot.core.command import Command
from bot.core.layout import Page
from bot.core.text import wrap_lines
from bot.core.values import Call
from content.models import HelpAnswer
from handlers.help.calls import AdminHelp, Help

PAGE = 5
LIST = Help().button("All commands")
NO_REST = card("That's all there is.", buttons(LIST))
_TITLES = {
    "checklist": "Your list",
    "progress": "Your list",
    "quiz": "Practice",
    "critique": "Practice",
    "tradeoff": "Practice",
    "stories": "Practice",
    "mocks": "Mock interviews",
    "session": "Mock interviews",
    "ask": "Interview process",
    "member": "You and your data",
    "help": "You and your data",
}
"""Capability -> its topic, in the order in which a newcomer needs them."""
_ADMIN_TITLES = {
    "admin": "The group",
    "member": "The group",
    "help": "The group",
    "channel": "The channel",
    "mocks": "Pairing",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """Commands that belong together."""

    title: str
    commands: tuple[Command, ...]


def group_by_topic(commands: Sequence[Command]) -> tuple[Topic, ...]:
    """The commands by topic. A capability that no topic is known for is one of its own."""
    titles = _ADMIN_TITLES if any(c.root == "admin" for c in commands) else _TITLES
    found: dict[str, list[Command]] = {title: [] for title in titles.values()}
    for one in commands:
        folder = one.args.__module__.split(".")[-2:][0]
        found.setdefault(titles.get(folder, folder.capitalize()), []).append(one)
    return tuple(Topic(title, tuple(inside)) for title, inside in found.items() if inside)


def overview(topics: Sequence[Topic], *, organizes: bool = False) -> Card:
    """A button for each topic, and the words of all commands; who `organizes` has more of them."""
    example = Call(path=topics[0].commands[0].path)
    admin = example.path.startswith("admin.")
    return card(
        line("Press a topic, or type a command such as ", Typed(call=example), "."),
        details(
            "All commands.",
            items(*(f"{t.title}: {', '.join(' '.join(c.words) for c in t.commands)}" for t in topics)),
        ),
        buttons(
            *(_help_on(t.title, admin=admin).button(t.title) for t in topics),
            AdminHelp().button("For organizers") if organizes else None,
        ),
    )


def _help_on(title: str, *, admin: bool) -> Help:
    return Help(topic=f"{'admin ' if admin else ''}{title.casefold()}")


def page(title: str, listed: Page[Command]) -> Card:
    here = _help_on(title, admin=listed.shown[0].root == "admin")
    return card(
        f"{title}:" if listed.number == 1 else f"{title}, page {listed.number}:",
        _command_list(listed.shown),
        buttons(
            *(Button(label=_label(c), call=Call(path=c.path)) for c in listed.shown),
            listed.next_button(here, "More commands"),
            LIST,
        ),
    )


def _label(command: Command) -> str:
    return " ".join(command.words).capitalize()


def answer(found: HelpAnswer, command: Command) -> Card:
    """What was asked about the bot itself, and the command that it's about."""
    return card(
        f"{found.title}.",
        *wrap_lines(found.text),
        buttons(Button(label=_label(command), call=Call(path=command.path)), LIST),
    )


def stranger(commands: Sequence[Command]) -> Card:
    return card(
        "You haven't joined yet.",
        "Press Join: it takes a minute, and only people who press it hear from me.",
        details("What you can ask before you join.", _command_list(commands)),
        buttons(Button(label="Join", call=Call(path="start"), style="main")),
    )


def _command_list(commands: Sequence[Command]) -> Items | None:
    return items(*(line(Typed(call=Call(path=c.path)), f": {c.about}") for c in commands))


def command(found: Command) -> Card:
    rows = []
    for p in found.parameters[:4]:
        hint = " or ".join(map(p.kind.label, p.kind.choices)) if p.kind.choices else p.kind.example
        rows.append((p.name, p.about + (f", e.g. {hint}" if hint else "")))
    hidden = [p.name for p in found.parameters[4:]]
    return card(
        line(Typed(call=Call(path=found.path)), f": {found.about}."),
        pairs(*rows) or "It takes nothing more.",
        f"Also: {', '.join(hidden)}." if hidden else None,
        buttons(LIST),
    )


def unknown_topic(topic: str) -> Card:
    first = line("I have no help on ", Quoted(text=topic), ".")
    return card(first, "All commands lists everything I can do.", buttons(LIST))
