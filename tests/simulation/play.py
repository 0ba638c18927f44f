"""What the simulated group does beside its reminders: work, presses and poison, declared like any capability."""

from bot.context import Context
from bot.core.card import card
from bot.core.command import Args, message, press, work
from bot.core.reply import Reply, Skip
from bot.core.values import Frozen
from bot.store.repo import NOBODY, Repo


class Stage(Args, path="sim.stage"):
    """Work of the group."""


class Add(Args, path="sim.add"):
    """A press whose effect is counted twice: as a count, and as a record that is read and written."""


class Poison(Args, path="sim.poison"):
    """A message that fails to build."""


class Tally(Frozen):
    """How many presses there were."""

    total: int = 0


TALLIES = Repo("sim_tally", Tally, owned_by=NOBODY)


@work()
async def stage(ctx: Context, args: Stage) -> None:
    ctx.unit.add(f"{ctx.due:%m-%dT%H}")


@press()
async def add(ctx: Context, args: Add) -> Reply:
    known = await TALLIES.get_or_new(ctx.unit, "all")
    TALLIES.put(ctx.unit, "all", Tally(total=known.total + 1))
    ctx.unit.add("presses")
    return Reply(body=card("Counted."))


@message(urgent=True)
async def poison(ctx: Context, args: Poison) -> Reply | Skip:
    raise LookupError("this card cannot be built")


PLAY = (stage, add, poison)
