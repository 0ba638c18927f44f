"""What the shipped stories show, and what renderers make of cards, as texts that can be compared."""

import asyncio
import base64
import functools
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FunctionType
from typing import Any

from bot.app import registry
from bot.core.card import Card
from bot.gallery.capture import Gallery, Shot, play, stories
from bot.platforms.console.render import render
from bot.platforms.spec import specs
from bot.settings import Settings
from tests.gallery.specimens import specimens

SNAPSHOTS = Path(__file__).parent / "snapshots"
UNUSED = Path("unused")
"""A folder that nobody makes: each story has a store and a register of its own."""
KEY = base64.urlsafe_b64encode(b"for stores that are thrown away ").decode()


@functools.cache
def played() -> tuple[Gallery, frozenset[str]]:
    """The shipped stories, with settings that no environment changes, once a process; and the full names of the
    functions that made a card meanwhile, and of the constant cards that were shown."""
    settings = Settings(data=UNUSED, xdg_config_home=UNUSED, key=KEY, command="prep")
    called = set[str]()
    found = list(_known(FunctionType))
    for module, name, made in found:
        setattr(module, name, _noted(made, called))
    try:
        gallery = asyncio.run(play(settings, stories()))
        shown = [shot.answer.body.blocks[0] for shot in gallery.shots if isinstance(shot.answer.body, Card)]
        return gallery, frozenset(called | {_name(*one) for one in _known(Card) if one[2].blocks[0] in shown})
    finally:
        for module, name, made in found:
            setattr(module, name, made)


def makers() -> set[str]:
    """Every function of a capability that makes a card, and every card that is a constant, by its full name."""
    return {_name(*one) for kind in (FunctionType, Card) for one in _known(kind)}


def _known(kind: type) -> Iterator[tuple[Any, str, Any]]:
    """Makers of cards, or cards, where each is known, also under a name that another module gave it."""
    registry()
    for module in [module for name, module in sorted(sys.modules.items()) if name.startswith("handlers.")]:
        for name, made in sorted(vars(module).items()):
            if isinstance(made, kind) and (kind is Card or made.__annotations__.get("return") is Card):
                yield module, name, made


def _name(module: Any, name: str, made: Any) -> str:
    return f"{module.__name__}.{name}" if isinstance(made, Card) else f"{made.__module__}.{made.__qualname__}"


def _noted(made: FunctionType, called: set[str]) -> Any:
    @functools.wraps(made)
    def noted(*args: Any, **given: Any) -> Any:
        called.add(f"{made.__module__}.{made.__qualname__}")
        return made(*args, **given)

    return noted


def texts(shots: Iterable[Shot]) -> dict[Path, str]:
    """What is kept, by file: each card's text in the console, those of one command together, and for each kind of
    block and field what the other platforms are sent. Ids in payloads are left out."""
    kept: dict[Path, str] = {}
    for shot in shots:
        path = SNAPSHOTS / "console" / f"{shot.path.split('.')[0]}.txt"
        kept[path] = kept.get(path, "") + f"== {shot.name}\n{render(_without_ids(shot).exhibit)}\n"
    for name, shot in specimens().items():
        for spec in specs():
            if spec.preview is not None:
                path = SNAPSHOTS / spec.name / f"{name}.json"
                kept[path] = _json(spec.preview.raw(_without_ids(shot).exhibit))
    return kept


def _without_ids(shot: Shot) -> Shot:
    """Payloads hold random ids; what they mean stands here instead."""
    body = shot.answer.body
    calls = [b.call for b in body.buttons] if isinstance(body, Card) else [body.call, body.call]
    payloads = tuple(f"{call.path}#{number}" for number, call in enumerate(calls, 1))
    answer = shot.answer.copy_with(payloads=payloads)
    return replace(shot, exhibit=replace(shot.exhibit, answer=answer))


def _json(made: object) -> str:
    return json.dumps(made, indent=1, ensure_ascii=False, default=str) + "\n"
