"""What a member reads from the adapter itself, where no handler can speak."""

from bot.core.card import Card, card
from bot.core.kinds import UPLOAD_LIMIT
from bot.platforms.discord.inbound import NotYours, NoWords


def not_for_critique(why: NotYours | NoWords) -> Card:
    """A message that cannot be critiqued."""
    if isinstance(why, NoWords):
        return card("That message has no text, so there's nothing to critique.")
    return card(
        "That message is somebody else's. I only critique what you wrote yourself.",
        "Open the menu of your own message, in a channel or in our DM.",
    )


def too_large(size: int) -> Card:
    """A file over the limit; it was not downloaded."""
    return card(
        f"That file has {size / 1e6:.1f} MB; I take at most {UPLOAD_LIMIT // 1_000_000}. I didn't read it.",
        "Send a smaller one, for example your resume alone as a PDF.",
    )


def unread_file() -> Card:
    """A file that Discord did not hand over."""
    return card("Discord didn't give me that file, so I did nothing. Send it again.")


def unreadable() -> Card:
    """Discord sent something that this version cannot read."""
    return card(
        "I couldn't read what Discord sent me, so I did nothing, and nothing is lost.",
        "Try it as a command, or by a word in our DM. If that fails too, I need an upgrade.",
    )


def below() -> Card:
    """Stands for a moment, until the answer is there for those who may see it."""
    return card("The answer is in the next message.")
