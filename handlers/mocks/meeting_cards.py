"""All words about a mock on its day: meeting, waiting, standing in, and whether it took place."""

import datetime as dt

from bot.core.card import Button, Card, Instant, Line, buttons, card, line, small
from bot.core.member import Member
from bot.core.reply import PlatformWords
from bot.core.rounds import round_name
from bot.core.values import Call
from handlers.mocks import calls
from handlers.mocks.model import Mock
from handlers.mocks.notice_cards import STAND_BY, STAND_DOWN, TOO_LATE, next_pairing
from handlers.mocks.view import HISTORY, MockView, inflect, list_people, person, report

LONGER_WAIT = card("I'll look again in five minutes.", buttons(HISTORY))
ASKED_TOMORROW = card("I'll ask again tomorrow.", buttons(HISTORY))
REST = card(
    "You're paused in the mock rounds: three in a row went by without a word from you.",
    "Nothing is lost. One tap, and you're in the next pairing.",
    buttons(calls.ImBack().button("Take part again", style="main")),
)


def roll_call(at: MockView) -> Card:
    return card(
        line("It's time: ", list_people(at.people), ". Press when you're there."),
        *at.place(),
        buttons(
            calls.Here(mock=at.key).button("I'm here", style="main"),
            calls.Late(mock=at.key).button("10 minutes late"),
            at.cannot_come,
            _start(at),
            at.relay,
            report(at.key),
        ),
    )


def _start(at: MockView) -> Button:
    return Button(
        label=f"Start ({at.mock.minutes} min)",
        call=Call(path="session.start", values={"mock": at.key}),
        spoken=f"Start: {round_name(at.mock.round)}, {at.mock.minutes} minutes",
    )


def arrival(at: MockView) -> Card:
    missing = at.missing
    if not missing:
        return card("You're all here.", *at.place(), buttons(_start(at), at.relay))
    return card(
        line("Good. ", list_people(missing), inflect(missing, " isn't here yet.", " aren't here yet.")),
        "If nobody comes within five minutes, I'll write to them and tell you what else you can do.",
        buttons(_start(at)),
    )


def delay_note(at: MockView) -> Card:
    others = at.others
    first = line("Noted: ten minutes late. ", list_people(others), inflect(others, " knows.", " know."))
    return card(first, buttons(HISTORY))


def delay(who: Member | None) -> Card:
    return card(line(person(who), " will be ten minutes late."))


def ways_out(at: MockView) -> Card:
    """To who waits, five minutes later; at once, where the other has said that they can't come."""
    standby = _find_standby(at.key)
    if at.mock.deserted:
        return card(
            line(list_people(at.find(at.mock.out)), " can't come after all."),
            "Your time isn't lost: ask who's on standby, take the same question alone, or let me look for another "
            "partner this week.",
            buttons(standby, _practice(at.key), _pool(at.key), report(at.key)),
        )
    answered = inflect(at.missing, " hasn't", " haven't")
    return card(
        line(list_people(at.missing), answered, " answered yet; I wrote to them."),
        "Your time isn't lost: wait, ask who's on standby, or take the same question alone.",
        buttons(
            calls.WaitMore(mock=at.key).button("Wait 5 more"), standby, _practice(at.key), report(at.key)
        ),
    )


def _pool(key: str) -> Button:
    return calls.Pool(mock=key).button("Match me again")


def _practice(key: str) -> Button:
    return Button(label="Practice alone", call=Call(path="session.alone", values={"mock": key}))


def call_for_missing(at: MockView) -> Card:
    """To who has not come: asked, not blamed."""
    return card(
        line(
            list_people(at.waiting), inflect(at.waiting, " is", " are"), " waiting for you. Can you make it?"
        ),
        *at.place(introduced=False),
        buttons(
            calls.Here(mock=at.key).button("Joining", style="main"),
            calls.Late(mock=at.key).button("10 minutes late"),
            at.cannot_come,
            at.relay,
        ),
    )


def standby_search(count: int, *, more: bool) -> Card:
    """`more`: others were asked before."""
    who = f"{'One' if count == 1 else count}{' more' if more else ''} {'member is' if count == 1 else 'members are'}"
    return card(f"{who} on standby; I've asked. You'll hear from me within a minute.", buttons(HISTORY))


def no_standby(key: str, asked: int, *, again: bool = False) -> Card:
    """`asked`: how many were, in vain so far; `again`: others can be asked."""
    if not asked:
        return _alone(key, "Nobody is on standby now.")
    who, have = ("one member", "they haven't") if asked == 1 else (f"{asked} members", "nobody has")
    return _alone(
        key,
        f"I asked {who}, and {have} answered yet.",
        "If somebody joins after all, I'll tell you.",
        more=_find_standby(key) if again else None,
    )


def _find_standby(key: str) -> Button:
    return calls.FindStandby(mock=key).button("Find someone on standby", style="main")


def _alone(key: str, *first: str, more: Button | None = None) -> Card:
    return card(
        *first,
        "Your 45 minutes aren't lost: the same question, alone, with the hints on a clock.",
        buttons(more, _practice(key), _pool(key), report(key)),
    )


def standby_request(mock: Mock, stand_in: calls.StandIn) -> Card:
    return card(
        f"Somebody is waiting for a partner now: {round_name(mock.round)}, {mock.minutes} minutes. Can you join?",
        buttons(stand_in.button("I can join now", style="main"), STAND_DOWN),
    )


def stand_in_thanks(at: MockView) -> Card:
    other = next(iter(at.waiting), None)
    return _stand_in(at, line("Thank you: ", person(other), " is waiting for you."))


def stand_in_news(at: MockView) -> Card:
    """To who waits: the last to arrive."""
    return _stand_in(at, line(list_people(at.find(at.mock.here[-1:])), " is joining you now."))


def _stand_in(at: MockView, first: Line) -> Card:
    return card(first, *at.place(introduced=False), buttons(_start(at), at.relay))


def return_to_pool(run: dt.datetime, *, time_left: bool) -> Card:
    if not time_left:
        return card(TOO_LATE, next_pairing(run), buttons(HISTORY))
    return card(
        "You're back in the pool.",
        "I'm looking for another partner this week, and I'll tell you either way.",
        next_pairing(run),
        buttons(HISTORY),
    )


def standby(*, on: bool) -> Card:
    if not on:
        return card("You're no longer on standby.", buttons(STAND_BY))
    return card(
        "You're on standby: when somebody's partner doesn't show up during your hours, I may ask you.",
        small("You can ignore it: I ask up to three people at once."),
        buttons(STAND_DOWN),
    )


def met_question(at: MockView) -> Card:
    return card(
        line("Did you meet ", list_people(at.others), "?"),
        small("A mock that didn't happen doesn't count, and you may be paired again."),
        buttons(
            calls.Met(mock=at.key, answer="yes").button("Yes, we met", style="main"),
            calls.Met(mock=at.key, answer="later").button("Not yet"),
            calls.Met(mock=at.key, answer="no").button("No, we didn't"),
            report(at.key),
        ),
    )


def meeting_note(key: str) -> Card:
    give = Call(path="feedback.give", values={"mock": key})
    return card(
        "Good. That counts as a mock.",
        "Feedback takes two minutes.",
        buttons(Button(label="Start feedback", call=give, style="main"), report(key)),
    )


def no_meeting_note(key: str) -> Card:
    return card(
        "Noted. It doesn't count as a mock, and nobody is blamed.",
        "You may be paired with each other again.",
        buttons(report(key), HISTORY),
    )


def welcome_back(run: dt.datetime) -> Card:
    return card(line("Welcome back. You're in the next pairing: ", Instant(at=run), "."), buttons(HISTORY))


def report_receipt(words: PlatformWords, *, told: bool, apart: bool) -> Card:
    """`apart`: somebody in the mock organizes as well, and can't read it. Where nobody is `told`, who wrote has to
    know at once where else to turn."""
    whom = "organizers who weren't in this mock" if apart else "the organizer"
    first = f"{'Sent to' if told else 'Kept for'} {whom}, and nobody else."
    elsewhere = (
        f"{words.admins}, or to {words.title}'s support"
        if words.admins
        else "somebody you trust outside this group"
    )
    return card(
        first,
        None if told else f"There's nobody here I can tell. To be heard now, turn to {elsewhere}.",
        "Your partner won't know that you wrote.",
        buttons(HISTORY),
    )
