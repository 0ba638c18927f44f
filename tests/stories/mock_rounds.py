"""What stories of mock rounds share: who takes part, what they are told, and an export.

The world begins on Tuesday 24 November 2026, 08:00 UTC; the first pairing is on Sunday 29 November at 18:00.
"""

import datetime as dt
import io
import json
import re
import zipfile
from typing import Any

from handlers.mocks.model import Mock
from handlers.mocks.records import MOCKS
from tests.records import unit_of
from tests.stage import Home
from tests.world import Shown, Somebody, World

TOLD = re.compile(
    r"^[^:]+ and [^:]+, \S+Z\.$|^(Agreed|Moved|Tomorrow|Soon|Canceled): |^News about|"
    "^No partner|^It's the two of you"
)
ALWAYS = "daily 0-12, daily 12-24"
SAT_NINE = "2026-12-05T09:00Z"
SATURDAY = dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC)


async def in_(
    w: World,
    name: str,
    hours: str,
    zone: str = "UTC",
    choices: str = "",
    *,
    on: str | Home = "console",
    quiet: str = "21:00-07:00",
) -> Somebody:
    """A member who takes part with these hours; their daily list comes on Wednesdays only."""
    who = await w.member(name, zone, on=on, days="wed", quiet=quiet)
    often = "" if "repeat=" in choices else "repeat=weekly "
    assert "You're in" in (await who.say(f"/prep mock join {often}{choices}")).text
    assert "Saved" in (await who.say(f"/prep mock hours {hours}")).text
    return who


async def pair(w: World, hours: str = "sat 10-11") -> tuple[Somebody, Somebody]:
    """bob and erin, who have heard that they meet: on Saturday at 10:00, UTC."""
    bob, erin = await in_(w, "bob", hours), await in_(w, "erin", hours)
    await to_pairing(w)
    return bob, erin


def mails(who: Somebody) -> list[Shown]:
    """What they were told about mock rounds."""
    return [s for s in who.inbox if TOLD.search(s.text.splitlines()[0])]


def told(who: Somebody) -> list[str]:
    """The first lines of it."""
    return [s.text.splitlines()[0] for s in mails(who)]


async def to_pairing(w: World) -> None:
    """Until all have heard how the first pairing came out: Monday 08:00."""
    await w.time.advance(dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC))


async def the_mock(w: World) -> Mock:
    (mock,) = (await MOCKS.all(await unit_of(w))).values()
    return mock


async def ask_in_vain(w: World, bob: Somebody) -> Shown:
    """bob is there on time and alone; five minutes later they ask who is on standby."""
    await w.time.advance(SATURDAY)
    await bob.press("I'm here")
    await w.advance(minutes=5)
    return await bob.press("Find someone on standby")


async def export(who: Somebody) -> dict[str, Any]:
    await who.say("/prep privacy export")
    with zipfile.ZipFile(io.BytesIO(who.inbox[-1].files[0].data)) as zipped:
        found: dict[str, Any] = json.loads(zipped.read("records.json"))
        return found
