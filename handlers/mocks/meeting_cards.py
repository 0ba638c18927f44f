"""All words about one mock once it is introduced: agreeing, moving, waiting, and whether it took place."""

import datetime as dt
from collections.abc import Sequence

from bot.core.card import LABEL, Button, Buttons, Card, File, Instant, Line, Quoted, buttons, card, line
from bot.core.member import Member
from bot.core.when import local
from handlers.mocks import calls
from handlers.mocks.model import Mock
from handlers.mocks.notices import (
    HISTORY,
    STAND_BY,
    STAND_DOWN,
    cannot_come,
    discreet_first,
    list_people,
    meeting_place,
    person,
    relay,
    round_name,
    zones_of,
)

KEPT = "I keep each text encrypted until it arrives, 30 minutes at most, and then delete it."
SHOWN = 3
SLOT = "%Y-%m-%dT%H:%M"


def slot_of(at: dt.datetime) -> str:
    """An instant as a button carries it."""
    return f"{at.astimezone(dt.UTC):{SLOT}}"


def report(key: str) -> Button:
    return calls.Complain(mock=key).button("Report privately", ask=True)


def accept(key: str) -> Button:
    return calls.Accept(mock=key).button("Works for me", style="main")


def answers(key: str, mock: Mock, zones: Sequence[str]) -> tuple[Button | None, ...]:
    """What can be pressed on an introduction: it fits, another time, or not at all."""
    first = next(iter(mock.others), None)
    return (
        accept(key),
        propose(key, first, zones) if first else None,
        calls.Times(mock=key).button("Another time"),
        cannot_come(key, mock, *zones),
    )


def propose(key: str, at: dt.datetime, zones: Sequence[str]) -> Button:
    """`Sun 6 Dec 14:00 / 18:30`: as the clocks of each say."""
    times = list(dict.fromkeys(f"{local(at, zone):%H:%M}" for zone in zones))
    day = local(at, zones[0])
    label = f"{day:%a} {day.day} {day:%b} {' / '.join(times)}"
    if len(label) > LABEL:
        label = f"{day.day} {day:%b} {'/'.join(times)}"
    return calls.Propose(mock=key, slot=slot_of(at)).button(label, spoken=f"Ask for {label}")


def acceptance(
    key: str, mock: Mock, me: Member, others: Sequence[Member | None], waiting: Sequence[Member | None]
) -> Card:
    """In the place of the card that asked: what was agreed to, with whom, and the way out."""
    when = line(Instant(at=mock.at), ", with ", list_people(others), ".")
    row = buttons(cannot_come(key, mock, me.zone), HISTORY)
    if not waiting:
        return card(line("It's on: ", when), "Everyone has confirmed.", row)
    return card(
        line("Noted: it works for you. ", when),
        line("I'll tell you when ", list_people(waiting), " has answered too."),
        row,
    )


def _appointment(what: str, mock: Mock, people: Sequence[Member], me: Member | None) -> tuple[Line, ...]:
    """With whom and when: to one of them, or (`me` None) to all in a place they share."""
    who = list_people(people)
    first = line(f"{what}: ", who, ", ", Instant(at=mock.at), f", {mock.minutes} minutes.")
    return discreet_first([me] if me else people, first)


def agreement(
    key: str, mock: Mock, people: Sequence[Member], me: Member | None, file: File, call: str = ""
) -> Card:
    return card(
        *_appointment("Agreed", mock, people, me),
        *meeting_place(mock, "one" if me else "together", call),
        file,
        buttons(cannot_come(key, mock, *zones_of(people, me)), relay(key, mock, alone=bool(me)), report(key)),
    )


def new_time(key: str, mock: Mock, people: Sequence[Member], me: Member | None, file: File) -> Card:
    """To all of them, where one of three has not agreed yet."""
    return card(
        *_appointment("Moved", mock, people, me),
        "If you haven't agreed yet: does that work for you?",
        file,
        buttons(accept(key), cannot_come(key, mock, *zones_of(people, me))),
    )


def time_choice(
    key: str, mock: Mock, others: Sequence[dt.datetime], zones: Sequence[str], now: dt.datetime
) -> Card:
    """Which other common times there are."""
    free = [at for at in others if at > now][:SHOWN]
    if not free:
        return card(
            "Your hours have no other time in common this week.",
            "Change your hours for the next pairing.",
            buttons(calls.Hours().button("Change my hours", ask=True), cannot_come(key, mock, *zones)),
        )
    whom = "the others" if len(mock.members) > 2 else "your partner"
    return card(
        f"Which other time? I'll ask {whom}, and until then the first one holds.",
        buttons(*(propose(key, at, zones) for at in free), cannot_come(key, mock, *zones)),
    )


def proposal(at: dt.datetime) -> Card:
    return card(
        line("I have asked for ", Instant(at=at), "."),
        "Until everyone agrees, the first time holds.",
        buttons(HISTORY),
    )


def time_question(key: str, mock: Mock, who: Member | None, at: dt.datetime, me: Member | None) -> Card:
    """To the others."""
    return card(
        *discreet_first(
            [me] if me else [], line(person(who), " asks for another time: ", Instant(at=at), ".")
        ),
        line("Now it is ", Instant(at=mock.at), ". Does the new time work for you?"),
        buttons(
            calls.Agree(mock=key, slot=slot_of(at)).button("The new time works", style="main"),
            calls.Keep(mock=key).button("Keep the first time"),
        ),
    )


def unchanged_time(mock: Mock, me: Member | None) -> Card:
    return card(
        *discreet_first([me] if me else [], line("The time stays: ", Instant(at=mock.at), ".")),
        "The other time doesn't work for your partner. If this one doesn't work for you, say so early.",
        buttons(HISTORY),
    )


def roll_call(key: str, mock: Mock, people: Sequence[Member], me: Member | None, call: str = "") -> Card:
    readers = [me] if me else people
    return card(
        *discreet_first(readers, line("It's time: ", list_people(people), ". Press when you're there.")),
        *meeting_place(mock, "one" if me else "together", call),
        buttons(
            calls.Here(mock=key).button("I'm here", style="main"),
            calls.Late(mock=key).button("10 minutes late"),
            cannot_come(key, mock, *zones_of(people, me)),
            _start(key, mock),
            relay(key, mock, alone=bool(me)),
            report(key),
        ),
    )


def _start(key: str, mock: Mock) -> Button:
    return Button(label=f"Start: {round_name(mock.round)}, {mock.minutes} min", call=calls.start(key))


def start_buttons(key: str, mock: Mock) -> Buttons | None:
    return buttons(_start(key, mock), relay(key, mock))


def arrival(key: str, mock: Mock, missing: Sequence[Member | None]) -> Card:
    if not missing:
        return card("You're all here.", *meeting_place(mock, "one"), start_buttons(key, mock))
    return card(
        line("Good. ", list_people(missing), " isn't here yet."),
        "If nobody comes within five minutes, I'll write to them and tell you what else you can do.",
        buttons(_start(key, mock)),
    )


def delay_note(others: Sequence[Member | None]) -> Card:
    return card(line("Noted: ten minutes late. ", list_people(others), " knows."))


def delay(who: Member | None) -> Card:
    return card(line(person(who), " comes ten minutes late."))


def ways_out(key: str, missing: Sequence[Member | None], *, out: bool) -> Card:
    """To who waits, five minutes later; `out`: at once, for the other has said that they can't come."""
    standby, alone = (
        calls.FindStandby(mock=key).button("Find someone on standby", style="main"),
        _practice(key),
    )
    if out:
        return card(
            line(list_people(missing), " can't come after all."),
            "Your time isn't lost: ask who's on standby, take the same question alone, or let me look for another "
            "partner this week.",
            buttons(standby, alone, _pool(key), report(key)),
        )
    return card(
        line(list_people(missing), " hasn't answered yet; I wrote to them."),
        "Your time isn't lost: wait, ask who's on standby, or take the same question alone.",
        buttons(calls.WaitMore(mock=key).button("Wait 5 more"), standby, alone, report(key)),
    )


def _pool(key: str) -> Button:
    return calls.Pool(mock=key).button("Match me again")


def _practice(key: str) -> Button:
    return Button(label="Practice alone", call=calls.practice(key))


def call_for_missing(key: str, mock: Mock, waiting: Sequence[Member | None], zone: str) -> Card:
    """To who has not come: asked, not blamed."""
    return card(
        line(list_people(waiting), " is waiting for you. Can you make it?"),
        *meeting_place(mock, "new"),
        buttons(
            calls.Here(mock=key).button("Joining", style="main"),
            calls.Late(mock=key).button("10 minutes late"),
            cannot_come(key, mock, zone),
            relay(key, mock),
        ),
    )


def longer_wait() -> Card:
    return card("I'll look again in five minutes.")


def standby_search(count: int) -> Card:
    some = "One member is on standby" if count == 1 else f"{count} members are on standby"
    return card(f"{some}; I've asked. You'll hear from me within a minute.")


def no_standby(key: str) -> Card:
    return card(
        "Nobody is on standby now.",
        "Your 45 minutes aren't lost: the same question, alone, with the hints on a clock.",
        buttons(_practice(key), _pool(key), report(key)),
    )


def standby_request(mock: Mock, stand_in: calls.StandIn) -> Card:
    """To somebody on standby."""
    return card(
        f"Somebody is waiting for a partner now: {round_name(mock.round)}, {mock.minutes} minutes. Can you join?",
        buttons(stand_in.button("I can join now", style="main"), STAND_DOWN),
    )


def stand_in_thanks(key: str, mock: Mock, other: Member | None) -> Card:
    first = line("Thank you: ", person(other), " is waiting for you.")
    return card(first, *meeting_place(mock, "new"), start_buttons(key, mock))


def stand_in_news(key: str, mock: Mock, who: Member | None) -> Card:
    return card(
        line(person(who), " is joining you now."), *meeting_place(mock, "new"), start_buttons(key, mock)
    )


def return_to_pool(run: dt.datetime, *, time_left: bool) -> Card:
    if not time_left:
        return card(
            line("You're in the next pairing: ", Instant(at=run), "."),
            "Too little of this week is left for another partner.",
        )
    return card(
        "You're back in the pool: I'm looking for another partner for you this week, and you'll hear either way.",
        line("You're in the next pairing too: ", Instant(at=run), "."),
    )


def standby(*, on: bool) -> Card:
    if not on:
        return card("You're no longer on standby.", buttons(STAND_BY))
    return card(
        "You're on standby: when somebody's partner doesn't show up during your hours, I may ask you.",
        "You can ignore it: I ask up to three people at once.",
        buttons(STAND_DOWN),
    )


# afterwards


def met_question(key: str, others: Sequence[Member | None], me: Member) -> Card:
    return card(
        *discreet_first([me], line("Did you meet ", list_people(others), "?")),
        "A mock that didn't happen doesn't count, and you may be paired again.",
        buttons(
            calls.Met(mock=key, answer="yes").button("Yes, we met", style="main"),
            calls.Met(mock=key, answer="later").button("Not yet"),
            calls.Met(mock=key, answer="no").button("No, we didn't"),
            report(key),
        ),
    )


def meeting_note(key: str) -> Card:
    return card(
        "Good. It counts as met.",
        "Feedback takes two minutes.",
        buttons(Button(label="Start feedback", call=calls.feedback(key), style="main"), report(key)),
    )


def later_question() -> Card:
    return card("I'll ask again tomorrow.")


def no_meeting_note(key: str) -> Card:
    return card(
        "Noted. It doesn't count as a meeting, and nobody is blamed.",
        "You may be paired with each other again.",
        buttons(report(key), HISTORY),
    )


def rest() -> Card:
    return card(
        "You're paused in the mock rounds: three in a row went by without a word from you.",
        "Nothing is lost. One tap, and you're in the next pairing.",
        buttons(calls.ImBack().button("Take part again", style="main")),
    )


def welcome_back(run: dt.datetime) -> Card:
    return card(line("Welcome back. You're in the next pairing: ", Instant(at=run), "."), buttons(HISTORY))


def report_receipt(*, told: bool) -> Card:
    first = "Sent to the organizer, and nobody else." if told else "Kept for the organizer, and nobody else."
    return card(first, "Your partner won't know that you wrote.")


# messages that are carried


def _write_button(key: str, label: str) -> Button:
    return calls.Write(mock=key).button(label, style="main", ask=True)


def _stop_button(key: str) -> Button:
    return calls.Relay(mock=key, on=False).button("Stop messages")


def relay_question_sent(others: Sequence[Member | None]) -> Card:
    return card(
        line("I asked ", list_people(others), ". As soon as everyone agrees, you can write through me.")
    )


def relay_question(key: str, mock: Mock, asker: Member, me: Member) -> Card:
    return card(
        *discreet_first([me], line(person(asker), " would like to write to you through me.")),
        line("If you agree, I carry messages between you until ", Instant(at=mock.end), ". ", KEPT),
        buttons(calls.Relay(mock=key).button("Agree", style="main")),
    )


def relay_start(key: str, mock: Mock, others: Sequence[Member | None]) -> Card:
    return card(
        line("You can write to ", list_people(others), " through me until ", Instant(at=mock.end), "."),
        "Send a call link first, for example.",
        KEPT,
        buttons(_write_button(key, "Write a message"), _stop_button(key)),
    )


def relay_receipt(key: str, others: Sequence[Member | None]) -> Card:
    return card(
        line("On its way to ", list_people(others), "."), buttons(_write_button(key, "Write another"))
    )


def relay_message(key: str, mock: Mock, sender: Member, text: str, me: Member) -> Card:
    """Marked as somebody else's words; nothing in them is alive."""
    return card(
        *discreet_first([me], line(person(sender), " writes through me:")),
        (Quoted(text=text),),
        line("Until ", Instant(at=mock.end), ", I carry your answer too."),
        buttons(_write_button(key, "Answer"), _stop_button(key)),
    )


def relay_end(key: str) -> Card:
    return card(
        "I don't carry messages for this mock anymore, in either direction.",
        buttons(calls.Relay(mock=key).button("Write through me")),
    )
