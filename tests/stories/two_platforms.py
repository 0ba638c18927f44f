"""What stories of one group on two platforms share: a group on Slack that is on Discord as well."""

import re

from bot.core.member import Group
from bot.store import members
from tests.records import unit_of
from tests.stage import Home, home
from tests.world import Shown, Somebody, World

SLACK = home("slack")
DISCORD = home("discord")
CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{2}\b")


def code_in(shown: Shown) -> str:
    """The code on a card."""
    (code,) = CODE.findall(shown.text)
    return str(code)


async def record_at(w: World, where: Home) -> Group:
    return await members.group(await unit_of(w, where))


async def connected(w: World) -> tuple[Somebody, Somebody]:
    """The organizers of a group on Slack and of the Discord server that has joined it."""
    alice = await w.member("alice", "UTC", organiser=True, on=SLACK)
    olga = w.person("olga", organiser=True, on=DISCORD)
    code = code_in(await alice.say("/prep-admin connect"))
    assert "Connected" in (await olga.say(f"/prep-admin connect code={code}")).text
    return alice, olga


async def linked(w: World, first: Somebody, second: Somebody) -> None:
    """Makes the second account one of the first one's."""
    await first.say("/prep settings")
    code = code_in(await first.press("Link another account"))
    assert "This account is linked" in (await second.say(f"/prep start code={code}")).text
