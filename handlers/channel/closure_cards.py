"""All words about a channel in which nothing can be posted."""

from bot.core.call import Call
from bot.core.card import Button, Card, buttons, card

_INVITE = {"slack": ", by typing /invite and my name in it,"}
"""How the bot is brought into a channel, where that's done in the channel itself."""


def mend(why: str, platform: str) -> str:
    """Why nothing can be posted, in a sentence with what to do; platforms say it in a word or in a sentence."""
    match why:
        case "archived":
            return "It's archived. Unarchive it, or choose another channel: Set up."
        case "deleted":
            return "It's deleted. Choose another channel: Set up."
        case "removed" | "":
            return f"I'm not in it any more. Invite me again{_INVITE.get(platform, '')} or choose another: Set up."
    return why


def news(why: str) -> Card:
    """To an organiser, once."""
    return card(
        "I can't post in your group's channel.",
        why,
        "I'll keep trying, and DMs go on meanwhile.",
        buttons(
            Button(label="Look again", call=Call(path="admin.health"), style="main"),
            Button(label="Set up", call=Call(path="admin.setup")),
        ),
    )
