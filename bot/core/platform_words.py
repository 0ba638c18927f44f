"""What members read about a platform itself: each says it in its own spec."""

from bot.core.values import Frozen


class PlatformWords(Frozen):
    """`title` is what people call the platform; all else is empty where there's nothing to say."""

    title: str
    invite: str = ""
    """What brings the bot into a channel, typed in that channel: completes "Type ..."."""
    call: str = ""
    """How two people talk there: completes "call each other here, ..."."""
    has_voice: bool = False
    """Whether it has voice channels, of which an organizer can choose one."""
    organizers: str = ""
    """Why somebody who was made an organizer doesn't see the organizers' commands, and what to do."""
