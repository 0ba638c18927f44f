"""What the shipped stories show, and what each renderer makes of it, as texts that can be compared."""

import asyncio
import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.core.card import Card
from bot.gallery import discord, slack
from bot.gallery.capture import Gallery, Shot, play, stories
from bot.gallery.nodes import PLATFORMS, Platform
from bot.platforms.console.render import render
from bot.settings import Settings

SNAPSHOTS = Path(__file__).parent / "snapshots"
ENDINGS: dict[Platform, str] = {"console": "txt", "slack": "json", "discord": "json"}
KEY = base64.urlsafe_b64encode(b"for stores that are thrown away ").decode()


def played(scripts: Sequence[Path] | None = None) -> Gallery:
    """The shipped stories, or some of them, with settings that no environment changes."""
    settings = Settings(data=Path("unused"), key=KEY, command="prep")
    return asyncio.run(play(settings, stories() if scripts is None else scripts))


def texts(shot: Shot) -> dict[Path, str]:
    """What the renderers make of a card, by the file that holds it; ids in payloads are left out."""
    shot = _without_ids(shot)
    made: dict[Platform, str] = {
        "console": render(shot.message),
        "slack": _json(slack.raw(shot)),
        "discord": _json(discord.raw(shot)),
    }
    return {SNAPSHOTS / p / f"{shot.name}.{ENDINGS[p]}": made[p] for p in PLATFORMS}


def _without_ids(shot: Shot) -> Shot:
    """Payloads hold random ids; what they mean stands here instead."""
    body = shot.answer.body
    calls = [b.call for b in body.buttons] if isinstance(body, Card) else [body.call, body.call]
    payloads = tuple(f"{call.path}#{number}" for number, call in enumerate(calls, 1))
    answer = shot.answer.model_copy(update={"payloads": payloads})
    return replace(shot, message=replace(shot.message, answer=answer))


def _json(made: object) -> str:
    return json.dumps(made, indent=1, ensure_ascii=False, default=str) + "\n"
