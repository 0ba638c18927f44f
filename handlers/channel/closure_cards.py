"""All words about a channel in which nothing can be posted."""

from bot.core.call import Call
from bot.core.card import Button, Card, buttons, card


def mend(why: str, invite: str) -> str:
    """Why nothing can be posted, in a sentence with what to do; platforms say it in a word or in a sentence. `invite`
    is what brings the bot into a channel, where that's typed in the channel itself."""
    match why:
        case "archived":
            return "It's archived. Unarchive it, or choose another channel: Set up."
        case "deleted":
            return "It's deleted. Choose another channel: Set up."
        case "removed" | "":
            typing = f", by typing {invite} in it," if invite else ""
            return f"I'm not in it any more. Invite me again{typing} or choose another: Set up."
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
