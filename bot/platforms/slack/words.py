"""What a member reads on Slack about Slack itself."""

from collections.abc import Sequence

from bot.core.call import Call
from bot.core.card import Button, Card, File, Picture, buttons, card
from bot.core.kinds import UPLOAD_LIMIT

BUTTONS_ONLY = "I can't read replies here. Use the buttons, or type a command that begins with /{word}."
HERE = "Sent to you as a DM: {what}."


WHO_ORGANIZES = "Slack isn't telling me who organizes this group, so nothing was done. Try again in a minute."


NO_ANSWER = "Slack isn't answering."
NO_DM = (
    "Slack doesn't let me write you a DM ({error}). Ask your organizer to turn my Messages Tab on: "
    "api.slack.com/apps > App Home."
)


def not_theirs() -> Card:
    """The shortcut was used on another person's message."""
    return card(
        "That message isn't yours, so I left it alone. I didn't read or keep anything.",
        "Use the shortcut on a message you wrote.",
    )


def too_big(size: int) -> Card:
    """A file that is larger than may be taken."""
    return card(
        f"This file has {size / 1_000_000:,.1f} MB; I take at most {UPLOAD_LIMIT // 1_000_000}. Nothing was kept.",
        "Send a smaller one.",
    )


def not_read(why: str) -> Card:
    """A file that could not be fetched."""
    return card(f"I couldn't read this file. {why}", "Your organizer can fix that: loopmate doctor says how.")


def not_sent(things: Sequence[Picture | File], why: str, again: Call | None = None) -> Card:
    """Pictures or files that could not be sent, with the words of a picture; `again` asks for them once more."""
    what = " and ".join("picture" if isinstance(one, Picture) else f"file {one.name}" for one in things)
    return card(
        f"I couldn't send you the {what}. {why}",
        *(f"The picture shows: {one.alt}" for one in things if isinstance(one, Picture)),
        "Everything else arrived.",
        buttons(Button(label="Send it again", call=again) if again else None),
    )


def failed() -> Card:
    """A card that breaks one of Slack's limits."""
    return card(
        "I couldn't show you the answer: it's longer than Slack takes. What you did went through.",
        "Your organizer can find the details in the log, under slack.limit.",
    )
