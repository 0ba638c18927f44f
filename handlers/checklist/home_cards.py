"""The App Home of who has not joined; a member's is the day's list itself."""

from bot.core.call import Call
from bot.core.card import Button, Card, buttons, card


def stranger() -> Card:
    return card(
        "Practise for interviews in 15 minutes a day. Press Join, and your list stands here.",
        "Nobody is enrolled who does not press it.",
        buttons(
            Button(label="Join", call=Call(path="start"), style="main"),
            Button(label="What do you keep?", call=Call(path="privacy.show")),
        ),
    )
