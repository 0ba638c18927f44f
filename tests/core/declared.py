"""Small declarations for tests of the vocabulary."""

import types
from collections.abc import Callable
from typing import Any

from pydantic import Field

from bot.core.card import card
from bot.core.command import Args, Command
from bot.core.reply import Reply


def handler(of: type[Args]) -> Callable[[Any, Any], Any]:
    """A handler of these arguments; it says its path."""

    async def run(ctx: Any, args: Any) -> Reply:
        return Reply(body=card(of.path))

    run.__annotations__["args"] = of
    return run


def args_of(path: str, **fields: Any) -> type[Args]:
    """An Args class of optional texts: name -> description."""
    space: dict[str, Any] = {"__module__": __name__, "__annotations__": dict.fromkeys(fields, str)}
    space |= {name: Field("", description=about) for name, about in fields.items()}
    return types.new_class("Made", (Args,), {"path": path}, lambda made: made.update(space))


def declare(how: Callable[[Any], Command], path: str, **fields: str) -> Command:
    """A command, press, message or work of that path, with optional texts as arguments."""
    return how(handler(args_of(path, **fields)))
