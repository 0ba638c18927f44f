"""All words about joining, settings, pausing and privacy."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.core.card import Card, File, Instant, Person, buttons, card, details, line, small
from bot.core.dates import name_days, write_date, write_day, write_quiet
from bot.core.member import QUIET, Member, Pause
from bot.core.text import all_of, many, shorten, wrap_lines
from bot.core.wall_time import local_date, zone_info
from bot.store.forget import UNREADABLE
from handlers.checklist.cards import SHOW
from handlers.checklist.reminder_cards import PARTNER
from handlers.member import calls
from handlers.member.model import place_of
from handlers.mocks.model import Mock
from handlers.mocks.view import cannot_come
from handlers.quiz.calls import Quiz

SHOWN = 3
"""Mocks with a button each."""
CHANGE = calls.Settings().button("Change settings", ask=True)
LIST = SHOW.copy_with(style="main")
TEST_DM = calls.TestDm().button("Test DM")
WHAT_I_KEEP = calls.PrivacyShow().button("What do you keep?")
FORGET = calls.PrivacyForget().button("Forget everything", style="danger")
NAMES = {
    "members": "your settings and when you were last here",
    "accounts": "how I reach you",
    "checklist": "your list",
    "quiz": "your answers",
    "mocks": "your mocks",
    "mock-hours": "your mock hours",
    "mock-seats": "your place in the mocks",
    "mock-turns": "when you had no partner",
    "mock-avoided": "whom you avoid",
    "channel.players": "your answers of the day",
    "channel.ballots": "your committee vote",
    "tradeoff.cases": "trade-offs you saved",
    "stories": "stories you saved",
    "feedback": "feedback you gave",
    "feedback-drafts": "feedback you haven't sent",
    "mock-reports": "private reports",
    "reminders": "when to remind you",
    "messages": "when I wrote to you",
    "kept": "drafts and open buttons",
    "links": "a code for another account",
    UNREADABLE: "damaged records",
}
"""What kinds of records are called, in this order; the others are notes of what was practiced when."""
NOTES = "what you practiced when"
COUNTED = ("quiz", "mocks", "messages", "kept", UNREADABLE)
"""Kinds of which it matters how many there are."""


def ask_zone(args: calls.Start, zones: Sequence[str], now: dt.datetime) -> Card:
    """The only question: what time it is where they are. What else was said goes with the answer."""
    clocks = {z: f"{now.astimezone(zone_info(z)):%H:%M} {place_of(z)}" for z in zones}
    offers = [args.copy_with(zone=z).button(clock, style="main") for z, clock in clocks.items()]
    other = calls.StartInZone.model_validate(args.model_dump()).button("Another time zone", ask=True)
    return card(
        "Welcome! What time is it for you?",
        "I set your lists and mocks by your clock. Everything else can wait.",
        buttons(*offers, other, WHAT_I_KEEP),
    )


def join_receipt(member: Member, first: dt.datetime | None, *, zone_known: bool) -> Card:
    """`zone_known`: the platform knew their zone, so nobody asked."""
    return card(
        line("Welcome, ", Person(name=member.name), "! You're in."),
        line(
            f"I'll write {_habit(member)}",
            *((", starting ", Instant(at=first, style="day")) if first else ()),
            ".",
        )
        if member.days
        else "You get no lists, as you wished. You'll hear about your interview dates, and mocks once you join.",
        _dates(member),
        "A 2-minute first win is waiting in our DM.",
        small("I took your time zone from your profile. " * zone_known + "No DM? Press Test DM."),
        buttons(None if member.days else PARTNER, CHANGE, TEST_DM, SHOW),
    )


def joined_already(member: Member, given: calls.Settings | None) -> Card:
    """`given`: what was said beside it and isn't so yet; it's offered as a change of settings."""
    if given is None:
        row = buttons(LIST, CHANGE)
        return card(
            "You're already in.",
            f"I write {_habit(member)}." if member.days else NO_LIST,
            _dates(member),
            row,
        )
    return card(
        "You're already in.",
        f"I still write {_habit(member)}." if member.days else NO_LIST,
        _dates(member),
        "To use what you just wrote instead, change your settings; it's filled in.",
        buttons(given.button("Change settings", style="main", ask=True), SHOW),
    )


NO_LIST = "You get no lists, as you wished. Type today for one."


def _habit(member: Member) -> str:
    written = name_days(member.days)
    days = "every day" if written == "daily" else f"on {written}"
    place = place_of(member.zone)
    clock = place if place == "UTC" else f"{place} time"
    when = f"at {member.at:%H:%M} {clock} {days}, about {member.minutes} minutes"
    quiet = f"quiet {write_quiet(member.quiet)}" if member.quiet else "no quiet hours"
    chosen = [quiet] if member.quiet != QUIET else []
    return ", ".join([when, *chosen])


def _dates(member: Member) -> str | None:
    dates = [f"{e.kind} on {write_date(e.date)}" for e in member.events]
    return f"I've noted your {all_of(dates)}." if dates else None


WELCOME = card(
    "Let's get a quick win.",
    "Paste one bullet from your resume here, or try a question.",
    small(
        "I keep a bullet for 30 minutes, encrypted, then delete it. You can type anything here: today, help."
    ),
    buttons(Quiz(count=1).button("Ask me a question", style="main"), SHOW),
)
"""The first DM: the way to a first success."""
DM_TEST = card("This is a test: your DMs work. Your lists will come here.")
TEST_SENT = card(
    "I've sent you a test DM.",
    "Nothing within a minute? Allow direct messages from this space, and test again.",
    buttons(TEST_DM),
)


def pause_receipt(member: Member, stop: Pause, today: dt.date, missed: Mapping[str, Mock]) -> Card:
    """`missed`: the mocks that are agreed on for that time, the next one first."""
    first, zone = local_date(stop.since, member.zone), member.zone
    begins = f"from {write_day(first)} " if first > today else ""
    end = f"until {write_day(stop.until)}, when I'll write again" if stop.until else "until you resume"
    times = [Instant(at=mock.at) for mock in missed.values()]
    several = len(times) > 1
    told = f"I'll tell your partner{'s' * several} within the hour."
    return card(
        f"Paused {begins}{end}.",
        "I won't write, and your streak is safe."
        if times
        else "I won't write in that time, and your streak is safe. Commands still work.",
        f"You'll miss {len(times)} mocks." if several else None,
        line("You'll miss a mock: ", *times, ".") if len(times) == 1 else None,
        told if times else None,
        buttons(
            *(cannot_come(key, mock, zone, hour=several) for key, mock in list(missed.items())[:SHOWN]),
            calls.Resume().button("Resume everything", style="main"),
        ),
    )


def resume_receipt(upcoming: dt.datetime | None, *, held: bool) -> Card:
    """`held`: a pause was on; else there was nothing to end."""
    return card(
        "Welcome back. I'll write again." if held else "Nothing is paused, so nothing has changed.",
        line("Your next list comes ", Instant(at=upcoming), ".") if upcoming else None,
        buttons(LIST),
    )


# privacy


def nothing_kept(*, contact: bool = False) -> Card:
    """`contact`: they set the group up, so they hear when its channel is closed."""
    return card(
        "I keep your account's id alone, to tell you when I can't post in the channel that you set up."
        if contact
        else "I keep nothing about you: you haven't joined.",
        "If you join, I keep your settings and what you practiced. A pasted text stays 30 minutes.",
        buttons(calls.Start().button("Join", style="main")),
    )


def kept_summary(counts: Mapping[str, int], *, embedded: bool, checkin: bool) -> Card:
    """What is kept, from the records themselves: kind -> how many, of quizzes the answers; then the honest
    sentences. `checkin`: organizers may see that they've been silent or paused."""
    shown = [
        f"{name} ({counts[kind]})" if kind in COUNTED else name
        for kind, name in NAMES.items()
        if counts.get(kind)
    ]
    what = [*shown, *([NOTES] if counts.keys() - NAMES.keys() else [])]
    switch = "Stop check-ins" if checkin else "Let organizers check in"
    return card(
        *wrap_lines(f"I keep: {', '.join(what)}.")[:4],
        "Bullets and drafts go after 30 minutes. Whoever runs this server could read it all.",
        details(
            "Where it is, and who could read it.",
            f"It's stored {'on the disk of this server' if embedded else 'in a Redis server'}, texts encrypted.",
            "Your organizer sees counts, and your name, time zone, and if your DMs are closed; no answers or texts."
            + " They also see if you go quiet or pause." * checkin,
            "A mock partner never sees your bullets or stories, but reads your feedback and what you write to them.",
            "The platform's owners may be able to export DMs.",
        ),
        buttons(
            calls.PrivacyExport().button("Export my data"),
            calls.PrivacyForget(scope="drafts").button("Forget my drafts"),
            calls.Settings(checkin=not checkin).button(switch),
            FORGET,
        ),
    )


EXPORT_COMING = card("Your data is on its way to your DM, as one zip file.", buttons(TEST_DM))
KEPT_RECEIPT = card("Everything stays as it is.", buttons(SHOW))


def export_ready(name: str, data: bytes, lost: int) -> Card:
    """`lost`: how many records nobody can read."""
    return card(
        "This is everything I keep about you.",
        f"I couldn't read {many(lost, 'record')}: the file only names what's damaged. Please tell an organizer."
        if lost
        else None,
        File(name=name, about="what you wrote as text, the rest as JSON", data=data),
        buttons(FORGET),
    )


def drafts_receipt(count: int) -> Card:
    first = f"Deleted your drafts and open buttons ({count}). Your settings and progress stay."
    return card(first, buttons(WHAT_I_KEEP))


def confirm_forget(mocks: int) -> Card:
    """`mocks`: how many are still to come."""
    one = "Your mock is canceled, and your partner is told only “can't come”."
    more = "Your mocks are canceled, and your partners are told only “can't come”."
    return card(
        "Forget everything about you? This can't be undone.",
        (one if mocks == 1 else more) if mocks else None,
        "Your settings, list, streak and everything else go, and reminders stop. Rejoining starts empty.",
        buttons(
            calls.ForgetNow().button("Forget everything now", style="danger"),
            calls.Keep().button("Keep my data"),
            calls.PrivacyExport().button("Export my data"),
        ),
    )


def forget_receipt(by: dt.datetime | None, name: str) -> Card:
    return card(
        line("Deleted here within a minute, and from this server's disk by ", Instant(at=by), ".")
        if by
        else "Deleted here within a minute. Backups of the Redis server may hold it until they are replaced.",
        "This is my last message. What I wrote to you stays in your history here; delete it there.",
        f"Good luck, {shorten(name, 20)}. Rejoining starts empty.",
    )
