"""What organisers set: the invitation's own words."""

from bot.core.frozen import Frozen
from bot.core.private import Private
from bot.store.repo import NOBODY, Repo


class InvitationText(Frozen):
    """What the organiser wrote in the place of our invitation."""

    text: Private[str]


INVITATIONS = Repo("invitation", InvitationText, owned_by=NOBODY)
THE_INVITATION = "invitation"
