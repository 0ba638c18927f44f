"""Membership lies in `bot.store.members`; what is only ours is the audit of joining and leaving."""

from bot.context import Context


def note(ctx: Context, act: str) -> None:
    """A line in the group's audit stream; the person is a keyed hash."""
    who = ctx.caller.account if ctx.caller else "-"
    ctx.unit.audit(act=act, by=ctx.store.vault.hashed(who))
