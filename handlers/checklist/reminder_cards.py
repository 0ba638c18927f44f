"""All words about when the list comes, and where: by DM, later, tomorrow, in the channel."""

import datetime as dt
from collections.abc import Sequence

from bot.core.card import Button, Card, Instant, Part, Person, buttons, card, details, items, line, pairs
from bot.core.dates import write_date, write_days, write_quiet
from bot.core.errors import Refusal
from bot.core.member import Event, Member
from bot.core.values import Call
from bot.core.wall_time import DAY, is_known
from handlers.checklist.calendar import DIGEST_AT, nudge_rule
from handlers.checklist.calls import Back, Remind
from handlers.checklist.cards import PAUSE, SHOW, discreet_first

RESUME = Button(label="Resume everything", call=Call(path="resume"))
CHANGE_ZONE = Call(path="settings", ask=True)
FEWER_DAYS = (0, 3)
"""Mondays and Thursdays."""
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


# later, tomorrow


def later(at: dt.datetime) -> Card:
    return card(
        line("Your list comes again at ", Instant(at=at, style="time"), ", if something is open then."),
        buttons(SHOW),
    )


def later_again(at: dt.datetime, now: dt.datetime) -> Card:
    """It was put off today already."""
    if at > now:
        return card(
            line("Your list is already set to come again at ", Instant(at=at, style="time"), "."),
            buttons(SHOW),
        )
    return card("I've put your list off once today, and I only do that once a day.", buttons(SHOW))


def too_late() -> Card:
    return card("It's too late to send it again today. Your next list comes on its usual day.", buttons(SHOW))


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


def less(member: Member, today: dt.date) -> Card:
    """After three lists without a press or a word."""
    question = Button(label="One question", call=Call(path="quiz", values={"count": "1"}), style="main")
    pause = Call(path="pause", values={"until": f"{today + 7 * DAY}"})
    return card(
        *discreet_first(member, "Busy week?"),
        "I can make this smaller. If you don't answer, I won't send another list.",
        buttons(
            question,
            Button(label="Pause a week", call=pause),
            Remind(days=FEWER_DAYS).button("Fewer days"),
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
        CHANGE_ZONE,
        "Change my time zone",
        more=("Everything else is kept as it was. Choose a time zone, and your list comes again.",),
    )


def remind(member: Member, times: Sequence[dt.datetime], today: dt.date, *, changed: bool) -> Card:
    """What is set, and the next three times; `times` heed quiet hours, a pause, holidays and dates."""
    paused = member.paused(today)
    return card(
        "Saved." if changed else f"Your list comes at {member.at:%H:%M}.",
        pairs(
            ("When", f"{member.at:%H:%M}, {write_days(member.days)}, {member.zone}"),
            ("Where", _place(member)),
            ("If nothing is done", nudges(member)),
            ("Next", line(Instant(at=times[0]))) if times else None,
        ),
        _held_back(member, paused=paused),
        _next_three(member, times),
        buttons(Remind().button("Change the time", ask=True), RESUME if paused else PAUSE),
    )


def _next_three(member: Member, times: Sequence[dt.datetime]) -> Card | None:
    channel = CHANNEL_TIME if member.where == "channel" else None
    if not times:
        return details(channel) if channel else None
    return details("The next three times.", items(*(line(Instant(at=at)) for at in times)), channel)


def _place(member: Member) -> str:
    """Where it comes; in the channel also whether with a name."""
    if member.where == "dm":
        return PLACES["dm"] + (", and the channel may name you" if member.names else "")
    named = ", with your name" if member.names else ", without your name"
    return PLACES[member.where] + named


def moved_by_quiet(member: Member) -> str:
    """When the list comes whose time is in the quiet hours; "" for any other."""
    quiet = member.quiet
    if quiet is None or not quiet.covers(member.at):
        return ""
    return f"quiet hours ({write_quiet(quiet)}) move it to {quiet.end:%H:%M}"


def nudges(member: Member) -> str:
    """What is said when nothing is done."""
    if not member.nudge:
        return "no nudge"
    if is_known(member.zone) and nudge_rule(member) is None:
        return f"no nudge, because {member.nudge} minutes later it's tomorrow"
    return f"one nudge after {member.nudge} minutes"


def _held_back(member: Member, *, paused: bool) -> str | None:
    if not is_known(member.zone):
        return lost_zone(member.zone)
    if member.pause is not None and paused:
        end = write_date(member.pause.until) if member.pause.until else "you resume"
        return f"You have paused everything, so nothing comes before {end}."
    if member.quiet is not None and member.quiet.covers(member.at):
        return f"{moved_by_quiet(member).capitalize()}."
    return None


# in the channel


def digest(ready: int, names: Sequence[str]) -> Card:
    """How many lists are ready; `names` of those who want to be named."""
    lists = "1 list is" if ready == 1 else f"{ready} lists are"
    return card(
        f"{lists} ready for today. Press Show my list, and only you see yours.",
        line("Here today: ", *_names(names), ".") if names else None,
        buttons(SHOW),
    )


def _names(names: Sequence[str]) -> list[Part]:
    shown = [name if len(name) <= NAME else name[: NAME - 1] + "…" for name in names[:NAMED]]
    parts: list[Part] = []
    for place, name in enumerate(shown):
        parts += [", ", Person(name=name)] if place else [Person(name=name)]
    more = len(names) - len(shown)
    return [*parts, f" and {more} more"] if more else parts
