"""All words of the help."""

from collections.abc import Sequence

from bot.core.call import Call
from bot.core.card import Button, Card, Line, Pairs, Quoted, Typed, buttons, card, items, line
from bot.core.command import Command
from handlers.help.calls import AdminHelp, Help

LIST = Button(label="All commands", call=Help().call())


def page(commands: Sequence[Command], number: int, *, more: bool, joined: bool, admin: bool) -> Card:
    """One page of the list."""
    first = (
        "Type one of these, or press buttons on my cards." if joined else "You have not joined yet. I can:"
    )
    rows = [line(Typed(call=Call(path=c.path)), f": {c.about}") for c in commands]
    following = AdminHelp(page=number + 1) if admin else Help(page=number + 1)
    return card(
        first if number == 1 else f"Page {number}.",
        items(*rows),
        buttons(
            Button(label="Join", call=Call(path="start"), style="main") if not joined and not admin else None,
            Button(label="More", spoken="More commands", call=following.call()) if more else None,
        ),
    )


def topic(command: Command) -> Card:
    """What one command does and takes."""
    rows: list[tuple[str, Line]] = []
    for p in command.parameters:
        hint = " or ".join(p.kind.choices) if p.kind.choices else p.kind.example
        rows.append((p.name, (p.about + (f", e.g. {hint}" if hint else ""),)))
    shown, hidden = rows[:4], rows[4:]
    return card(
        line(Typed(call=Call(path=command.path)), f": {command.about}."),
        Pairs(rows=tuple(shown)) if shown else "It takes nothing more.",
        f"Also: {', '.join(name for name, _ in hidden)}." if hidden else None,
        buttons(LIST),
    )


def unknown(topic: str) -> Card:
    return card(
        line("I have no help on ", Quoted(text=topic), "."), "The list shows all there is.", buttons(LIST)
    )


def no_rest() -> Card:
    return card("There is nothing more of that.", buttons(LIST))
