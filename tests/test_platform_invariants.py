"""What holds on Slack and Discord for whatever people send: words come back, and nothing in them is alive."""

import datetime as dt
import os
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from simcord.components import walk_components

from bot.core.reply import Pressed, Submitted
from tests.hostile import NEEDLE, TEXTS, example_of, nothing_in, people_can_call
from tests.onstage.cast import Player, Troupe
from tests.onstage.discord import DiscordWorld, discord_world
from tests.onstage.slack import SlackWorld, slack_world
from tests.onstage.telling import FULL
from tests.platforms.discord.markdown import live as live_on_discord
from tests.records import Triple, everything
from tests.world import Shown

TIMES = 5_000 if os.environ.get(FULL) else 150
"""Forged payloads on each of the two platforms."""
LONGEST = {"slack": 39_000, "discord": 1_900}
"""Characters that a person can put into one message there."""
SIGNS = (NEEDLE, "everyone", "U123", "evil.example")
"""What of the hostile texts may stand in no ping and no link."""
PLATFORMS = {"slack": slack_world, "discord": discord_world}


@pytest.fixture(params=sorted(PLATFORMS))
async def w(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Troupe]:
    opens: Any = PLATFORMS[request.param]
    async with opens(tmp_path, {}) as troupe:
        yield troupe


async def pass_by(w: Troupe, seconds: float) -> None:
    """Long enough that no limit is met."""
    await w.advance(seconds=seconds)


def alive(w: Troupe) -> list[str]:
    """All in the bot's messages that pings, links or formats."""
    if isinstance(w, SlackWorld):
        return w.hall.space.live()
    assert isinstance(w, DiscordWorld)
    state = w.api.state
    said = [m for inside in state.messages.values() for m in inside.values()]
    ours = [m for m in said if m.author_id == state.bot_user.id]
    parts = [part for m in ours for part in walk_components(m.components)]
    texts = [*(m.content for m in ours), *(str(part.get("content", "")) for part in parts)]
    return [token for content in texts for token in live_on_discord(content)]


# whatever is typed


async def test_whatever_is_typed_is_answered_and_nothing_in_the_answer_is_alive(w: Troupe) -> None:
    olga = w.person("olga", organiser=True)
    await olga.say("/prep start zone=UTC")
    most = LONGEST[w.witness.name]
    texts = ["", *(t[:most] for t in TEXTS.values())] if os.environ.get(FULL) else _some_texts(most)
    problems = []
    for one in [c for c in people_can_call(w) if c.kind == "command"][:: 1 if os.environ.get(FULL) else 3]:
        root = "/prep-admin" if one.root == "admin" else "/prep"
        for text in texts:
            await pass_by(w, 21 if one.heavy else 1)
            shown = await olga.say(f"{root} {' '.join(one.words)} {text}")
            if not shown.text.strip():
                problems.append(f"{one.path} {text[:30]!r}: no words")
    for text in filter(str.strip, texts):
        await pass_by(w, 1)
        shown = await olga.say(text, dm=True)
        if not shown.text.strip():
            problems.append(f"in the DM {text[:30]!r}: no words")
    problems += [token for token in alive(w) if any(sign in token for sign in SIGNS)]
    assert w.app.dispatcher.counts["bug"] == 0
    nothing_in(problems)


def _some_texts(most: int) -> list[str]:
    return ["", *(TEXTS[name][:most] for name in ("nonsense", "huge", "mentions and markup"))]


# whatever is pressed


def mutated(payload: str, chance: Random) -> str:
    """Another text than the payload: characters, a part, the group, the version or the path is not as it was."""
    parts = payload.split(":")
    match chance.randrange(7):
        case 0:
            return "".join(chance.sample(payload, len(payload)))
        case 1:
            return payload[: chance.randrange(1, len(payload))]
        case 2:
            parts[0] = str(chance.randrange(2, 100))
        case 3:
            parts[1] = "".join(chance.choices("0123456789ABCDEFabcdef", k=10))
        case 4:
            parts[2] = chance.choice(
                ("member.forget-now", "~", "?", "checklist.reminder", "x" * 30, "admin.setup")
            )
        case 5:
            at = chance.randrange(len(payload))
            return payload[:at] + chance.choice(":~%\u202eé1|") + payload[at + 1 :]
        case _:
            parts.append(chance.choice(("@everyone", "<!channel>", "%3A", "9" * 20)))
    return ":".join(parts)[:100]


def records(stored: set[Triple]) -> set[Triple]:
    """What groups and members have: not the tokens of buttons, nor who was here when."""
    return {t for t in stored if b":rec:" in t[0] and not t[0].endswith((b":kept", b"rec:kept"))}


async def buttons(w: Troupe, person: Player) -> list[str]:
    """Payloads of all kinds of cards."""
    found: list[str] = []
    for one in (c for c in people_can_call(w) if c.kind == "command" and c.root == "prep"):
        await pass_by(w, 21)
        call = example_of(w, one)
        shown: Shown = await person.say(
            f"/prep {' '.join(one.words)} " + " ".join(f'{k}="{v}"' for k, v in call.values.items())
        )
        found += shown.payloads
    return [p for p in found if p]


async def test_a_payload_that_somebody_made_up_has_no_effect_and_is_answered_in_words(w: Troupe) -> None:
    mia = await w.member("mia")
    mallory = w.person("mallory")
    assert isinstance(mia, Player)
    assert isinstance(mallory, Player)
    known = await buttons(w, mia)
    await pass_by(w, 60)
    chance, before = Random(0), records(await everything(w))
    problems = []
    for number in range(TIMES):
        w.clock.set(w.now + dt.timedelta(seconds=1))
        payload = mutated(chance.choice(known), chance)
        form = number % 3 == 0
        signal = Submitted(payload=payload, values={"text": NEEDLE}) if form else Pressed(payload=payload)
        shown = await mallory.send(signal)
        if not shown or not shown[0].text.strip():
            problems.append(f"{payload!r}: no words")
    nothing_in(problems)
    assert w.app.dispatcher.counts["bug"] == 0
    assert records(await everything(w)) == before
