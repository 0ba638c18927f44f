"""What is kept of a group's days and nights. What a crowd writes at once is a record each, a hash field."""

from bot.core.ids import MemberId
from bot.store.repo import KEY, NOBODY, Repo
from bot.store.unit import Unit
from handlers.channel.records import Ballot, Day, Night, Plan, Player

THE_PLAN = "plan"
PLANS = Repo("channel.plan", Plan, owned_by=NOBODY)
DAYS = Repo("channel.days", Day, owned_by=NOBODY)
"""By the local date on which it was opened."""
PLAYERS = Repo("channel.players", Player, owned_by=KEY)
NIGHTS = Repo("channel.nights", Night, owned_by=NOBODY)
BALLOTS = Repo("channel.ballots", Ballot, owned_by=KEY)


async def plan(unit: Unit) -> Plan:
    return await PLANS.get(unit, THE_PLAN) or Plan()


async def player(unit: Unit, member: MemberId) -> Player:
    return await PLAYERS.get(unit, member) or Player()
