"""All words about when the list comes, and where: by DM, later, tomorrow, in the channel."""

import datetime as dt
from collections.abc import Sequence

from bot.core.card import (
    Button,
    Card,
    Instant,
    Line,
    Person,
    buttons,
    card,
    details,
    items,
    line,
    pairs,
    some_of,
)
from bot.core.dates import name_days, write_date, write_quiet
from bot.core.errors import Refusal
from bot.core.member import Event, Member
from bot.core.text import one_line
from bot.core.values import Call
from bot.core.wall_time import DAY, is_known
from handlers.checklist.calendar import DIGEST_AT, why_no_nudge
from handlers.checklist.calls import Back, Remind
from handlers.checklist.cards import PAUSE, RESUME, SHOW, discreet_first

NAMED = 8
"""Names on one card."""
NAME = 10
"""Characters of a name in a list of names."""
CHANNEL_TIME = (
    f"The channel's line comes once for everybody, at {DIGEST_AT:%H:%M} in the group's time. "
    "Your own time and nudge are for DMs."
)
PLACES = {
    "dm": "by DM",
    "channel": "in the channel's thread, without content",
    "both": "by DM and in the channel's thread",
}


NO_LISTS = "none by itself; type today for one"
PARTNER = Button(label="Find a partner", call=Call(path="mock.join"))


def comes_instead(*, seated: bool) -> str:
    """What is still written about to who gets no lists; `seated`: they're in the mock rounds."""
    return (
        "your mocks and your interview dates" if seated else "your interview dates, and mocks once you join"
    )


# later, tomorrow


def later(at: dt.datetime | None) -> Card:
    """None: the day is nearly over."""
    said: str | Line = "It's too late to send it again today. Your next list comes on its usual day."
    if at:
        time = Instant(at=at, style="time")
        said = line("Your list comes again at ", time, ", if something is open then.")
    return card(said, buttons(SHOW))


def later_again(at: dt.datetime, now: dt.datetime) -> Card:
    """It was put off today already."""
    said: str | Line = "I've put your list off once today, and I only do that once a day."
    if at > now:
        said = line("Your list is already set to come again at ", Instant(at=at, style="time"), ".")
    return card(said, buttons(SHOW))


def tomorrow(at: dt.datetime, *, usual: bool) -> Card:
    """`usual`: the list comes then by its rule; else this once, and the rule stays as it is."""
    more = "as usual" if usual else "this once; your days stay as they are"
    return card(
        line("Enough for today. Your list comes ", Instant(at=at), f", {more}."),
        "I won't nudge you today.",
        buttons(SHOW),
    )


def not_tomorrow(event: Event) -> Card:
    return card(
        f"Tomorrow is your {event.kind} day, so I won't write.",
        "Your list stays here: ask for it whenever you want.",
        buttons(SHOW),
    )


# to somebody who is silent


def less(member: Member, today: dt.date, *, seated: bool = False) -> Card:
    """After three lists without a press or a word; `seated`: they're in the mock rounds."""
    question = Button(label="One question", call=Call(path="quiz", values={"count": "1"}), style="main")
    pause = Call(path="pause", values={"until": f"{today + 7 * DAY}"})
    return card(
        *discreet_first(member, "Busy week?"),
        "I can make this smaller. If you don't answer, I won't send another list.",
        buttons(
            question,
            Button(label="Pause a week", call=pause),
            Remind(days=(0, 3)).button("Fewer days"),  # Mondays and Thursdays
            Remind(days=()).button("Only mocks") if seated else None,
        ),
    )


def last_word(member: Member) -> Card:
    """Two weeks later, once."""
    return card(
        *discreet_first(member, "I'll stop writing now."),
        "Your plan and answers are safe. I'll be here whenever you write or press this.",
        buttons(Back().button("I'm back", style="main")),
    )


# when it comes


def lost_zone(zone: str) -> str:
    """What is wrong, and that nothing is lost."""
    return f"I don't recognize the time zone {zone[:40]} anymore, so I can't say when your list comes."


def unknown_zone(zone: str) -> Refusal:
    return Refusal(
        lost_zone(zone),
        Call(path="settings", ask=True),
        "Change my time zone",
        more=("Everything else is kept as it was. Choose a time zone, and your list comes again.",),
    )


def remind(
    member: Member, times: Sequence[dt.datetime], today: dt.date, *, changed: bool, seated: bool = False
) -> Card:
    """What is set, and the next three times; `times` heed quiet hours, a pause, holidays and dates. `seated`: they're
    in the mock rounds."""
    paused = member.paused(today)
    change = Remind().button("Change the time", ask=True)
    if not member.days:
        return card(
            "Saved: no more lists." if changed else "You get no lists.",
            pairs(("Your list", NO_LISTS), ("You'll hear about", comes_instead(seated=seated))),
            _held_back(member, paused=paused),
            buttons(None if seated else PARTNER, SHOW, change, RESUME if paused else None),
        )
    channel = CHANNEL_TIME if member.where == "channel" else None
    more = details(channel) if channel else None
    if times:
        more = details("The next three times.", items(*(line(Instant(at=at)) for at in times)), channel)
    named = ", with your name" if member.names else ", without your name"
    if member.where == "dm":
        named = ", and the channel may name you" if member.names else ""
    return card(
        "Saved." if changed else f"Your list comes at {member.at:%H:%M}.",
        pairs(
            ("When", f"{member.at:%H:%M}, {name_days(member.days)}, {member.zone}"),
            ("Where", PLACES[member.where] + named),
            ("If nothing is done", nudges(member)),
            ("Next", line(Instant(at=times[0]))) if times else None,
        ),
        _held_back(member, paused=paused),
        more,
        buttons(change, RESUME if paused else PAUSE),
    )


def moved_by_quiet(member: Member) -> str:
    """When the list comes whose time is in the quiet hours; "" for any other."""
    quiet = member.quiet
    if quiet is None or not quiet.covers(member.at):
        return ""
    return f"quiet hours ({write_quiet(quiet)}) move it to {quiet.end:%H:%M}"


def nudges(member: Member) -> str:
    """What is said when nothing is done."""
    return why_no_nudge(member) or f"one nudge after {member.nudge} minutes"


def _held_back(member: Member, *, paused: bool) -> str | None:
    if not is_known(member.zone):
        return lost_zone(member.zone)
    if member.pause is not None and paused:
        end = write_date(member.pause.until) if member.pause.until else "you resume"
        return f"You have paused everything, so nothing comes before {end}."
    moved = moved_by_quiet(member)
    return f"{moved.capitalize()}." if moved else None


# in the channel


def digest(ready: int, names: Sequence[str]) -> Card:
    """How many lists are ready; `names` of those who want to be named."""
    lists = "1 list is" if ready == 1 else f"{ready} lists are"
    return card(
        f"{lists} ready for today. Press Show my list, and only you see yours.",
        line("Here today: ", some_of([Person(name=one_line(n, NAME)) for n in names], NAMED), ".")
        if names
        else None,
        buttons(SHOW),
    )
