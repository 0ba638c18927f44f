"""What somebody who types a command may be about to write."""

from collections.abc import AsyncIterator

from bot.core.command import Command
from bot.core.registry import root_word
from bot.core.reply import Root
from bot.core.values import AccountId
from bot.platforms.local import ROOTS
from bot.platforms.port import PlatformServices

Completion = tuple[str, str]
"""The whole text, and what it does."""


async def complete(
    services: PlatformServices, account: AccountId, text: str, *, direct: bool
) -> list[Completion]:
    """What `text` may become; in a DM (`direct`) commands need no root word."""
    if not text.strip() or "\n" in text:
        return []
    lead, root, rest = _split(services.word, text, direct=direct)
    if root is None:
        slashed = [f"/{root_word(one, services.word)} " for one in ROOTS]
        return [(one, "") for one in slashed if text.startswith("/") and one.startswith(text)]
    commands = services.door.registry.commands(root)
    typed = next((c for c in commands if rest.casefold().startswith(f"{' '.join(c.words)} ")), None)
    if typed is None:
        named = (c for c in commands if " ".join(c.words).startswith(rest.lstrip().casefold()))
        return [(f"{lead}{' '.join(c.words)} ", c.about) for c in named]
    found = [one async for one in _arguments(services, account, typed, rest)]
    start, _, _ = text.rpartition(" ")
    return [(f"{start} {value}", about) for value, about in found]


def _split(word: str, text: str, *, direct: bool) -> tuple[str, Root | None, str]:
    """The root word as it stands, which root it is, and what follows."""
    for root in ROOTS:
        lead = f"/{root_word(root, word)} "
        if text.startswith(lead):
            return lead, root, text[len(lead) :]
    return ("", "prep", text) if direct and not text.startswith("/") else ("", None, text)


async def _arguments(
    services: PlatformServices, account: AccountId, command: Command, rest: str
) -> AsyncIterator[Completion]:
    last = rest.rpartition(" ")[2]
    name, given, value = last.partition("=")
    parameter = command.parameter(name)
    if given and parameter is not None:
        values = parameter.kind.choices or await services.door.suggest(account, command.path, name, value)
        for proposed in values:
            if not parameter.kind.choices or proposed.startswith(value.casefold()):
                yield f"{name}={_quote(proposed)}", ""
        return
    for one in command.parameters:
        if one.name.startswith(last) and f"{one.name}=" not in rest:
            yield f"{one.name}=", one.about


def _quote(value: str) -> str:
    return f'"{value}"' if " " in value else value
