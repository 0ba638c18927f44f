"""All words about settings and dates, why a message came, and what is said in the channel for a closed DM."""

import datetime as dt
from collections.abc import Sequence

from bot.core.card import Button, Card, Instant, Line, Pairs, Person, buttons, card, details, items, line
from bot.core.dates import write_date, write_days, write_quiet
from bot.core.member import Event, Member
from bot.core.rounds import round_name
from bot.core.values import Call
from bot.core.when import is_known
from bot.store.members import LedgerLine
from handlers.checklist.plan_cards import SEE
from handlers.checklist.reminder_cards import PLACES, lost_zone, moved_by_quiet, nudges
from handlers.member.account_cards import ACCOUNTS, LINK, where, write_to_buttons
from handlers.member.calls import Dates, Pause, RemoveDate, Resume
from handlers.member.cards import CHANGE, TEST_DM, WHAT_I_KEEP

PAUSE = Pause().button("Pause everything")
RESUME = Resume().button("Resume everything")
SHOW = Button(label="Show my list", call=Call(path="today"))
ROUNDS = Button(label="My mock rounds", call=Call(path="mock.history"))
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
) -> Card:
    """All that is set; `upcoming` is when the next lists come, none in a pause without end. `linking`: the group
    is in several spaces, so a member may well have another account."""
    paused = member.paused(today)
    rows: list[tuple[str, Line]] = [
        ("Your list", (_every_day(member),)),
        ("Time zone", _zone(member)),
        *([("Next list", line(Instant(at=upcoming[0])))] if upcoming and is_known(member.zone) else []),
        ("Quiet hours", (_quiet(member, paused=paused, country=country),)),
        ("Dates", (_dates(member, today),)),
    ]
    several = len(member.accounts) > 1
    accounts = [*write_to_buttons(member), ACCOUNTS] if several else [LINK] if linking else []
    return card(
        first + where(member),
        Pairs(rows=tuple(rows)),
        details("The rounds you prepare for.", items(*map(round_name, member.rounds))),
        buttons(
            CHANGE,
            dates_button(member),
            RESUME if paused else PAUSE,
            _remove(member),
            TEST_DM,
            WHAT_I_KEEP,
            *accounts,
        ),
    )


def dates_button(member: Member) -> Button:
    call = Dates(screen=member.screen, onsite=member.onsite, decision=member.decision).call(ask=True)
    return Button(label="My dates", call=call)


def _remove(member: Member) -> Button | None:
    if not member.events:
        return None
    label = "Remove the date" if len(member.events) == 1 else "Remove all dates"
    return RemoveDate().button(label)


def _every_day(member: Member) -> str:
    if member.where == "channel":
        own = f"{member.at:%H:%M} and your nudge are" if member.nudge else f"{member.at:%H:%M} is"
        return f"{member.minutes} minutes, {write_days(member.days)}, {PLACES['channel']}; {own} for DMs"
    nudge = f"; {nudges(member)}" if member.nudge else ""
    place = "" if member.where == "dm" else f", {PLACES[member.where]}"
    moved = f"; {moved}" if (moved := moved_by_quiet(member)) else ""
    return f"{member.minutes} minutes, {write_days(member.days)} at {member.at:%H:%M}{place}{moved}{nudge}"


def _zone(member: Member) -> Line:
    if not is_known(member.zone):
        return (f"{member.zone[:40]}, which I don't recognize anymore: no list comes. Change settings.",)
    return (member.zone,)


def _quiet(member: Member, *, paused: bool, country: str) -> str:
    free = f"; {country} public holidays are days off" if country else ""
    seen = "; organizers see if you go quiet" if member.checkin else ""
    return f"{write_quiet(member.quiet)}{f'; paused {_end(member)}' if paused else ''}{free}{seen}"


def _end(member: Member) -> str:
    until = member.pause.until if member.pause else None
    return f"until {write_date(until)}" if until else "until you resume"


def _dates(member: Member, today: dt.date) -> str:
    known = ", ".join(_date(event, today) for event in member.events) or "no date"
    return known + (f"; {member.level} level" if member.level else "")


def _date(event: Event, today: dt.date) -> str:
    return f"{event.kind} {event.date:%a} {write_date(event.date)}{' (over)' if event.date < today else ''}"


def dates_receipt(member: Member, today: dt.date) -> Card:
    """What is set, and what comes around it."""
    ahead = [e for e in member.events if e.date >= today]
    first = f"Saved: {_dates(member, today)}." if member.events else "Saved: no date."
    return card(
        first,
        "I'll write two weeks before, the day before and the day after, and never on the day."
        if ahead
        else "Your plan is a rolling fortnight.",
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
    days = write_days(member.days)
    return (f"You get this because your list is set to {days} at {member.at:%H:%M}, {member.zone}.",)


def why(rule: Line, last: LedgerLine | None, upcoming: Sequence[dt.datetime]) -> Card:
    """The rule with its zone, what became of the last one, the next three times."""
    return card(
        rule,
        _last(last),
        line("The next one comes ", Instant(at=upcoming[0]), ".") if upcoming else None,
        buttons(CHANGE, PAUSE),
    )


def _last(last: LedgerLine | None) -> Line | None:
    if last is None:
        return None
    if last.outcome == "sent":
        return line("Last delivery: sent ", Instant(at=last.at), f", {last.where or 'DM'}.")
    told = {
        "late": "left out, because I was down",
        "skipped": f"left out: {last.why}",
        "closed": "couldn't be sent, because your DMs are closed to me",
    }
    what = told.get(last.outcome, "couldn't be sent")
    return line("Last delivery: due ", Instant(at=last.due), f", {what}.")


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
        buttons(ROUNDS if mocks else SHOW, TEST_DM),
    )
