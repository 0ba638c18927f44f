"""What organizers set: the invitation's own words, and the code by which another space joins."""

import datetime as dt

from bot.core.ids import ChannelId, MemberId, SpaceId
from bot.core.values import Frozen, Private
from bot.store.repo import NOBODY, Repo


class InvitationText(Frozen):
    """What the organizer wrote in place of our invitation."""

    text: Private[str]


class Offer(Frozen):
    """The newest code of a group, by its hash: who made it, where, and until when it holds."""

    code: str
    expires: dt.datetime
    space: SpaceId
    by: MemberId | None = None
    channel: ChannelId | None = None


INVITATIONS = Repo("invitation", InvitationText, owned_by=NOBODY)
THE_INVITATION = "invitation"
OFFERS = Repo("offers", Offer, owned_by=NOBODY, mentions=("by",))
THE_OFFER = "offer"
