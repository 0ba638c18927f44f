"""Membership lies in `bot.store.members`; what is only ours: codes for other accounts."""

import datetime as dt

from bot.core.ids import MemberId
from bot.core.values import Frozen
from bot.store.repo import Repo


class LinkCode(Frozen):
    """A code by which another account becomes one of this member's, once, until `expires`."""

    member: MemberId
    expires: dt.datetime


LINKS = Repo("links", LinkCode, owned_by="member")
"""By the hash of the code."""
