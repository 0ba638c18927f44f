"""What is kept of a world's people, as tests look it up: the group, its records, the member behind somebody."""

from typing import Any

from bot.core.member import Member
from bot.core.values import GroupId, MemberId
from bot.store import members
from bot.store.members import Directory
from bot.store.repo import Repo
from bot.store.store import Unit
from tests.stage import Home
from tests.world import Somebody, World


async def group_of(w: World, where: Home | None = None) -> GroupId:
    """The group of the world's space, or of another."""
    return await Directory(w.app.store).group_of(where.space if where else w.space)


async def unit_of(w: World, where: Home | None = None) -> Unit:
    return w.app.store.unit(await group_of(w, where), w.now)


async def profile(w: World, who: Somebody) -> Member:
    """The member behind somebody's account, in the group of the space where they are."""
    found = await members.find(await unit_of(w, who.where), who.account)
    assert found is not None, f"{who.name} is a stranger there"
    return found


async def id_of(w: World, who: Somebody) -> MemberId:
    return (await profile(w, who)).id


async def paths_used(w: World, who: Somebody, kept: Repo[Any]) -> set[str]:
    """Which commands a record says that they used today."""
    found = await members.uses_of(await unit_of(w), await id_of(w, who), kept)
    return {path for day, path in found if day == w.now.date()}
