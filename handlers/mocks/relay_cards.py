"""All words about messages that are carried between the people of a mock."""

from collections.abc import Sequence

from bot.core.card import Button, Card, Instant, Quoted, buttons, card, line
from bot.core.member import Member
from handlers.mocks.meeting_calls import Relay, Write
from handlers.mocks.model import Mock
from handlers.mocks.notices import listed, person, quietly

KEPT = "I keep each text encrypted until it arrives, 30 minutes at most, and then delete it."


def _write(key: str, label: str) -> Button:
    return Button(label=label, call=Write(mock=key).call(ask=True), style="main")


def _stop(key: str) -> Button:
    return Button(label="Stop messages", call=Relay(mock=key, on=False).call())


def offered(others: Sequence[Member | None]) -> Card:
    return card(line("I asked ", listed(others), ". As soon as everyone agrees, you can write through me."))


def offer(key: str, mock: Mock, asker: Member, me: Member) -> Card:
    return card(
        *quietly([me], line(person(asker), " would like to write to you through me.")),
        line("If you agree, I carry messages between you until ", Instant(at=mock.end), ". ", KEPT),
        buttons(Button(label="Agree", call=Relay(mock=key).call(), style="main")),
    )


def opened(key: str, mock: Mock, others: Sequence[Member | None]) -> Card:
    return card(
        line("You can write to ", listed(others), " through me until ", Instant(at=mock.end), "."),
        "Send a call link first, for example.",
        KEPT,
        buttons(_write(key, "Write a message"), _stop(key)),
    )


def written(key: str, others: Sequence[Member | None]) -> Card:
    return card(line("On its way to ", listed(others), "."), buttons(_write(key, "Write another")))


def carried(key: str, mock: Mock, sender: Member, text: str, me: Member) -> Card:
    """Marked as somebody else's words; nothing in them is alive."""
    return card(
        *quietly([me], line(person(sender), " writes through me:")),
        (Quoted(text=text),),
        line("Until ", Instant(at=mock.end), ", I carry your answer too."),
        buttons(_write(key, "Answer"), _stop(key)),
    )


def ended(key: str) -> Card:
    return card(
        "I don't carry messages for this mock anymore, in either direction.",
        buttons(Button(label="Write through me", call=Relay(mock=key).call())),
    )
