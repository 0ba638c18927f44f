"""All words about settings and dates, why a message came, and what is said in the channel for a closed DM."""

import datetime as dt
from collections.abc import Sequence

from bot.core.card import Button, Card, Instant, Line, Person, buttons, card, details, items, line, pairs
from bot.core.dates import name_days, write_date, write_quiet
from bot.core.member import Member
from bot.core.rounds import round_name
from bot.core.wall_time import is_known
from bot.store.members import LedgerLine
from handlers.checklist.cards import PAUSE, RESUME, SHOW
from handlers.checklist.plan_cards import SEE
from handlers.checklist.reminder_cards import (
    NO_LISTS,
    PARTNER,
    PLACES,
    comes_instead,
    lost_zone,
    moved_by_quiet,
    nudges,
)
from handlers.member.account_cards import ACCOUNTS, LINK, where, write_to_buttons
from handlers.member.calls import Dates, RemoveDate
from handlers.member.cards import CHANGE, TEST_DM, WHAT_I_KEEP
from handlers.mocks.view import HISTORY

REASONS = {
    "checklist.nudge": "You get this because you asked for one nudge on days when nothing is done.",
    "checklist.ahead": "You get this because an interview of yours is two weeks away. It comes once.",
    "checklist.eve": "You get this because a date of yours is tomorrow. It comes instead of your list.",
    "checklist.after": "You get this because a date of yours was yesterday. It comes instead of your list.",
    "checklist.answer-due": "You get this because you asked to be reminded when to ask for the decision.",
    "session.brief": "You get this because you interview in a mock that all of you have accepted.",
    "session": "You get this because the clock of a session that you're in was started.",
    "feedback": "You get this because you were in a session whose feedback is open.",
    "space.closed-news": "You get this because you organize this group and I can't post in its channel.",
    "mocks": "You get this because you're in the mock rounds, or were when they were paired.",
    "stories.prompt": "You get this because you asked to rehearse against the clock.",
    "quiz.time-up": "You get this because you began a quiz with a clock.",
    "waits.over": "You get this because you asked to be reminded when a wait is over.",
    "member.welcome": "You get this because you joined. It comes once.",
    "member.dm-test": "You get this because you asked for a test.",
    "member.export": "You get this because you asked for your data.",
    "home.card": "You get this because you opened my home page.",
    "member.linked": "You get this because an account was linked to yours.",
    "member.account-gone": "You get this because I wrote to another account of yours before.",
    "member.welcome-back": "You get this because you left and came back.",
}
"""Why a message comes, by its path or the first word of it."""


def settings(
    member: Member,
    *,
    first: str,
    today: dt.date,
    upcoming: Sequence[dt.datetime],
    country: str = "",
    linking: bool = False,
    seated: bool = False,
) -> Card:
    """All that is set; `upcoming` is when the next lists come, none in a pause without end. `linking`: the group
    is in several spaces, so a member may well have another account; `seated`: they're in the mock rounds."""
    paused = member.has_pause(today)
    lost = f"{member.zone[:40]}, which I don't recognize anymore: no list comes. Change settings."
    several = len(member.accounts) > 1
    accounts = [*write_to_buttons(member), ACCOUNTS] if several else [LINK] if linking else []
    remove = "Remove the date" if len(member.events) == 1 else "Remove all dates"
    return card(
        first + where(member),
        pairs(
            ("Your list", _every_day(member)),
            None if member.days else ("You'll hear about", comes_instead(seated=seated)),
            ("Time zone", member.zone if is_known(member.zone) else lost),
            ("Next list", line(Instant(at=upcoming[0]))) if upcoming else None,
            ("Quiet hours", _quiet(member, today, country)),
            ("Dates", _dates(member, today)),
        ),
        details("The rounds you prepare for.", items(*map(round_name, member.rounds))),
        buttons(
            CHANGE,
            None if member.days or seated else PARTNER,
            dates_button(member),
            RESUME if paused else PAUSE,
            RemoveDate().button(remove) if member.events else None,
            TEST_DM,
            WHAT_I_KEEP,
            *accounts,
        ),
    )


def dates_button(member: Member) -> Button:
    dates = Dates(screen=member.screen, onsite=member.onsite, decision=member.decision)
    return dates.button("My dates", ask=True)


def _every_day(member: Member) -> str:
    if not member.days:
        return NO_LISTS
    if member.where == "channel":
        own = f"{member.at:%H:%M} and your nudge are" if member.nudge else f"{member.at:%H:%M} is"
        return f"{member.minutes} minutes, {name_days(member.days)}, {PLACES['channel']}; {own} for DMs"
    nudge = f"; {nudges(member)}" if member.nudge else ""
    place = "" if member.where == "dm" else f", {PLACES[member.where]}"
    moved = f"; {moved}" if (moved := moved_by_quiet(member)) else ""
    return f"{member.minutes} minutes, {name_days(member.days)} at {member.at:%H:%M}{place}{moved}{nudge}"


def _quiet(member: Member, today: dt.date, country: str) -> str:
    until = member.pause.until if member.pause else None
    how = "paused" if member.paused(today) else "a pause ahead,"
    end = f"; {how} until {write_date(until) if until else 'you resume'}" if member.has_pause(today) else ""
    free = f"; {country} public holidays are days off" if country else ""
    seen = "; organizers see if you go quiet or pause" if member.checkin else ""
    return f"{write_quiet(member.quiet)}{end}{free}{seen}"


def _dates(member: Member, today: dt.date) -> str:
    dates = [
        f"{e.kind} {e.date:%a} {write_date(e.date)}{' (over)' * (e.date < today)}" for e in member.events
    ]
    return (", ".join(dates) or "no date") + (f"; {member.level} level" if member.level else "")


def dates_receipt(member: Member, today: dt.date) -> Card:
    """What is set, and what comes around it."""
    return card(
        f"Saved: {_dates(member, today)}." if member.events else "Saved: no date.",
        "I'll write two weeks before, the day before and the day after, and never on the day."
        if any(event.date >= today for event in member.events)
        else "Your plan covers the next two weeks.",
        buttons(SEE if member.next_interview(today) else None, dates_button(member), SHOW),
    )


# why


def reason(about: str) -> Line:
    """Why a message of this path comes."""
    return (
        REASONS.get(about)
        or REASONS.get(about.partition(".")[0])
        or "You get this because of something you or your group did.",
    )


def daily_rule(member: Member) -> Line:
    if not is_known(member.zone):
        return (lost_zone(member.zone),)
    if not member.days:
        return ("You get this because you asked for it: no list comes by itself.",)
    days = name_days(member.days)
    return (f"You get this because your list is set to {days} at {member.at:%H:%M}, {member.zone}.",)


def why(rule: Line, last: LedgerLine | None, upcoming: Sequence[dt.datetime]) -> Card:
    """The rule with its zone, what became of the last one, the next three times."""
    delivery: Line | None = None
    if last is not None and last.outcome == "sent":
        delivery = line("Last delivery: sent ", Instant(at=last.at), f", {last.where or 'DM'}.")
    elif last is not None:
        told = {
            "late": "left out, because I was down",
            "skipped": f"left out: {last.why}",
            "closed": "couldn't be sent, because your DMs are closed to me",
        }
        what = told.get(last.outcome, "couldn't be sent")
        delivery = line("Last delivery: due ", Instant(at=last.due), f", {what}.")
    upcoming_line = line("The next one comes ", Instant(at=upcoming[0]), ".") if upcoming else None
    return card(rule, delivery, upcoming_line, buttons(CHANGE, PAUSE))


# a closed DM


def dm_closed(name: str) -> Card:
    """In the channel: says nothing about what the person does here."""
    return card(
        line(Person(name=name), ", I couldn't send you a DM."),
        "Until one arrives, I'll only say here that something is waiting. I'll try the DM each time.",
        "To change that, allow direct messages from this space in your privacy settings, then press Test DM.",
        buttons(TEST_DM),
    )


def in_channel(name: str, *, mocks: bool) -> Card:
    """In the channel, at most once a day: something waits, and nothing about what it is."""
    return card(
        line(Person(name=name), ", something is waiting for you, and your DMs are closed to me."),
        buttons(HISTORY if mocks else SHOW, TEST_DM),
    )
