"""Membership lies in `bot.store.members`; what is only ours: codes for other accounts, and the audit."""

import datetime as dt

from bot.context import Context
from bot.core.ids import MemberId
from bot.core.values import Frozen
from bot.store.repo import Repo


class LinkCode(Frozen):
    """A code by which another account becomes one of this member's, once, until `expires`."""

    member: MemberId
    expires: dt.datetime


LINKS = Repo("links", LinkCode, owned_by="member")
"""By the hash of the code."""


def note(ctx: Context, act: str) -> None:
    """A line in the group's audit stream; the person is a keyed hash."""
    who = ctx.caller.account if ctx.caller else "-"
    ctx.unit.audit(act=act, by=ctx.store.vault.hash_id(who))
