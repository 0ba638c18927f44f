"""All words about mock rounds. Only the card of one's own list knows whom anybody avoids."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.card import Button, Card, File, Instant, Item, Line, buttons, card, items, line, pairs, small
from bot.core.command import Args
from bot.core.layout import Page
from bot.core.member import Member
from bot.core.rounds import round_name
from bot.core.text import short_name
from bot.core.values import Call
from bot.core.wall_time import local_date
from bot.pairing.hours import Gain, Window, write_windows
from bot.pairing.policy import Role
from handlers.mocks import calls
from handlers.mocks.model import LATE_BY, OPEN, Mock, Seat
from handlers.mocks.notice_cards import (
    JOIN,
    NO_HOURS,
    change_hours,
    hours_hint,
    next_pairing,
    overlap,
    season_buttons,
    skip_button,
    standby_button,
    week,
)
from handlers.mocks.view import HISTORY, cannot_come, list_people, person

SEASON = Button(label="My season", call=Call(path="feedback.season"))
ROW = 120
HOUR_ROWS = 3
LISTED = 5
"""Names on a card, one a line below the first."""
_ROLES: Mapping[Role, str] = {
    "candidate": "you answer",
    "interviewer": "you interview",
    "both": "either role",
}


@dataclass(frozen=True, slots=True)
class NextPairing:
    """What a member's own cards say about the next pairing."""

    run: dt.datetime
    monday: dt.date
    windows: tuple[Window, ...]
    overlap: tuple[int, int]
    paused: bool = False
    """On the day of the pairing."""
    ready: bool = False
    """On standby."""
    instead: tuple[Window, ...] = ()
    """The hours of that week, where they are not the usual ones."""
    wider: tuple[Gain, ...] = ()


# being in


def how_often(chosen: calls.Join, run: dt.datetime, monday: dt.date) -> Card:
    """Nobody is in by a bare word: it is asked how often."""
    return card(
        f"For {week(monday)} only, or every week?",
        line("The next pairing is ", Instant(at=run), ". You can skip a week, or stop, at any time."),
        buttons(
            chosen.copy_with(repeat="weekly").button("Every week", style="main"),
            chosen.copy_with(repeat="once").button("This week only"),
            *season_buttons(),
        ),
    )


def membership(seat: Seat, coming: NextPairing, before: str = "") -> Card:
    often = f"once: {week(seat.only)}" if seat.only else "every week"
    size = "pairs or threes" if seat.size == 3 else "pairs only"
    out = seat.skips and coming.monday in seat.skips
    chosen = {
        "round": seat.round,
        "role": seat.role,
        "size": f"{seat.size}",
        "repeat": "once" if seat.only else "weekly",
        "season": f"{seat.season.weeks}" if seat.season else None,
    }
    return card(
        f"{before}You're in {often}.",
        pairs(
            ("Choices", f"{round_name(seat.round)}, {_ROLES[seat.role]}, {size}"),
            ("Next pairing", line(Instant(at=coming.run), ", which you skip" if out else "")),
            ("Season", f"ends {season.last.day} {season.last:%B}, up to {season.most} partners a week")
            if (season := seat.season)
            else None,
        ),
        _overlap_line(coming),
        buttons(
            change_hours(coming.windows),
            calls.Join.model_validate(chosen).button("Change my choices", ask=True),
            skip_button(coming.monday, out=bool(out)),
            standby_button(on=coming.ready) if coming.windows else None,
            SEASON,
            calls.Leave().button("Leave the mock rounds"),
        ),
    )


def _overlap_line(coming: NextPairing) -> str:
    some, others = coming.overlap
    if not (coming.windows or coming.instead):
        return NO_HOURS
    if coming.paused:
        return "You're paused on pairing day, so I won't look for a partner. Resume, and I will."
    return overlap(some, others)


def hours(coming: NextPairing, zone: str, *, seated: bool, saved: bool) -> Card:
    if not coming.windows:
        return card(
            "You haven't given your usual hours yet. Write those of a usual week, in your own time zone.",
            "For example: mon 18:00-22:00, sat 10:00-20:00",
            _other_hours_line(coming),
            buttons(change_hours(())),
        )
    return card(
        f"Saved. Your hours in {zone} time:" if saved else f"Your hours in {zone} time:",
        *_rows(write_windows(coming.windows)),
        _other_hours_line(coming),
        _overlap_line(coming),
        None if coming.instead else hours_hint(coming.wider) or None,
        buttons(
            change_hours(coming.windows),
            None if seated else JOIN,
            calls.UsualWeek(week=coming.monday).button("As in a usual week")
            if coming.instead
            else calls.WeekHours(week=coming.monday, windows=coming.windows).button(
                "Hours for one week", ask=True
            ),
        ),
    )


HOURS_CLEARED = card(
    "Your mock hours are cleared.",
    "I can't match you with a partner until you write new ones.",
    buttons(change_hours(())),
)


def _other_hours_line(coming: NextPairing) -> str | None:
    if not coming.instead:
        return None
    spans = write_windows(coming.instead).split(", ")
    more = f", and {len(spans) - 2} more" if len(spans) > 2 else ""
    instead = " instead" if coming.windows else ""
    return f"In {week(coming.monday)}{instead}: {', '.join(spans[:2])}{more}."


def week_hours(monday: dt.date, windows: tuple[Window, ...], pairing: NextPairing, zone: str) -> Card:
    coming = monday == pairing.monday
    usual = "Your usual hours apply to all other weeks."
    elsewhere = usual if pairing.windows else "I have no hours of yours for other weeks yet."
    return card(
        f"Saved for {week(monday)} alone, in {zone} time:",
        *_rows(write_windows(windows)),
        _overlap_line(pairing) if coming else elsewhere,
        hours_hint(pairing.wider) or None if coming else None,
        buttons(
            calls.WeekHours(week=monday, windows=windows).button("Change these hours", ask=True),
            calls.UsualWeek(week=monday).button("As in a usual week")
            if pairing.windows
            else change_hours(()),
        ),
    )


def _rows(text: str) -> list[str]:
    """Hours in lines of a card, the rest as a number."""
    rows: list[str] = []
    spans = text.split(", ")
    for at, span in enumerate(spans):
        if rows and len(rows[-1]) + len(span) < ROW:
            rows[-1] += f", {span}"
        elif len(rows) == HOUR_ROWS:
            rows[-1] += f", and {len(spans) - at} more"
            break
        else:
            rows.append(span)
    return rows


def skip_note(monday: dt.date, coming: tuple[str, Mock] | None, zone: str) -> Card:
    return card(
        f"You're out of the pairing for {week(monday)}.",
        line("Your mock stays, unless you can't come: ", Instant(at=coming[1].at), ".") if coming else None,
        buttons(
            calls.Unskip(week=monday).button("Undo the skip"), cannot_come(*coming, zone) if coming else None
        ),
    )


def unskip_note(monday: dt.date, run: dt.datetime) -> Card:
    return card(
        f"You're in again for {week(monday)}.",
        line("The next pairing is ", Instant(at=run), "."),
        buttons(calls.Skip(week=monday).button("Skip this week")),
    )


def too_late_to_skip(monday: dt.date) -> str:
    return f"The pairing for {week(monday)} is done. If you have a mock and can't come, say so on your list:"


def too_late_for_hours(monday: dt.date) -> str:
    return f"Mocks for {week(monday)} are already matched. Your usual hours count from the next pairing on."


def farewell(cancelled: int, files: Sequence[File]) -> Card:
    gone = "Your upcoming mock is" if cancelled == 1 else f"Your {cancelled} upcoming mocks are"
    return card(
        "You've left the mock rounds, so I won't look for a partner anymore.",
        f"{gone} canceled; your partners will hear that you can't come." if cancelled else None,
        small("I'll keep your hours for the day you come back."),
        *files,
        buttons(calls.Join().button("Join again")),
    )


# avoiding


def avoid_list(people: Sequence[Member], first: Line) -> Card:
    """One's own list, as far as a card has lines."""
    shown = people if len(people) <= LISTED else people[: LISTED - 1]
    return card(
        first,
        items(*(line(person(m)) for m in shown)),
        f"And {len(people) - len(shown)} more: name one to remove them."
        if len(shown) < len(people)
        else None,
        buttons(
            *(calls.Unavoid(member=m.id).button(f"Remove {_label(people, m)}") for m in shown),
            calls.Avoid().button("Avoid somebody", ask=True),
        ),
    )


def _label(people: Sequence[Member], member: Member) -> str:
    """A name for a button, numbered where two have the same."""
    name = short_name(member.name)
    same = [m.id for m in people if short_name(m.name) == name]
    return name + (f" {same.index(member.id) + 1}" if len(same) > 1 else "")


def own_list(people: Sequence[Member]) -> Card:
    nobody = "You aren't avoiding anyone. Name a member, and I'll never pair you. Nobody else sees it."
    return avoid_list(people, ("I'll never pair you with:" if people else nobody,))


def avoid_note(member: Member, coming: tuple[str, Mock] | None, zone: str) -> Card:
    return card(
        line("Starting with the next pairing, I won't pair you with ", person(member), "."),
        small("Nobody is told, and nothing I say gives it away."),
        line("You still have a mock together: ", Instant(at=coming[1].at), ".") if coming else None,
        buttons(
            calls.Unavoid(member=member.id).button(f"Remove {short_name(member.name)}"),
            cannot_come(*coming, zone) if coming else None,
        ),
    )


def unavoid_note(member: Member | None, people: Sequence[Member]) -> Card:
    if member is None:
        return avoid_list(people, ("Removed: that member isn't on your list anymore.",))
    return avoid_list(people, line("Removed: I may pair you with ", person(member), " again."))


def which_one(people: Sequence[Member], verb: str, press: type[Args]) -> Card:
    """Several members have the name; a `press` on one of them does what the `verb` says."""
    shown = people[:LISTED]
    rows = (line(person(m), f", {m.zone}, joined {m.joined.day} {m.joined:%B %Y}") for m in shown)
    return card(
        "Several members have that name. Which one?",
        items(*rows, numbered=True),
        buttons(
            *(
                press.model_validate({"member": m.id}).button(f"{verb} number {n}")
                for n, m in enumerate(shown, 1)
            )
        ),
    )


def absence_note(
    mock: Mock, run: dt.datetime, file: File | None, *, seated: bool, early: bool = False
) -> Card:
    """`early`: the weekly pairing for the week of the mock is still to come, and leaves them out."""
    told = "Your partner will hear only “can't come”."
    return card(
        line("Thanks for telling me. You're out of the mock: ", Instant(at=mock.at), "."),
        "The others will meet without you." if len(mock.members) > 2 else told,
        "I won't pair you again for that week." if early else None,
        next_pairing(run) if seated else None,
        file,
        buttons(skip_button(mock.week, out=True) if early else None, HISTORY if seated else JOIN),
    )


# what was


Held = tuple[str, Mock, Sequence[Member | None]]
"""A mock of one's own and the others in it."""


def history(held: Sequence[Held], listed: Page[tuple[str, Mock]], now: dt.datetime, me: Member) -> Card:
    if not listed.rows:
        return card("No mock rounds yet. Join, and the next pairing will find you a partner.", buttons(JOIN))
    count = f"Your {listed.rows} mock rounds"
    first = f"{count}, the latest first:" if listed.rows > 1 else "Your mock round:"
    coming = {key: mock for key, mock, others in held if mock.is_expected(now) and any(others)}
    near = [key for key, mock in coming.items() if mock.at - LATE_BY <= now]
    rows = [
        Item(
            mark="Coming" if key in coming and mock.at > now else _mark(mock, now),
            line=line(Instant(at=mock.at), ", with ", list_people(others), f", {round_name(mock.round)}"),
        )
        for key, mock, others in held
    ]
    days = Counter(local_date(mock.at, me.zone) for mock in coming.values())
    return card(
        first if listed.number == 1 else f"{count}, page {listed.number}:",
        items(*rows),
        buttons(
            *(calls.Here(mock=key).button("I'm here", style="main") for key in near),
            *(calls.Late(mock=key).button("10 minutes late") for key in near),
            *(
                cannot_come(key, mock, me.zone, hour=days[local_date(mock.at, me.zone)] > 1)
                for key, mock in coming.items()
            ),
            listed.next_button(calls.History(), "More mock rounds"),
            SEASON,
            Button(label="My feedback", call=Call(path="feedback.trends")),
        ),
    )


def _mark(mock: Mock, now: dt.datetime) -> str:
    if mock.cancelled or mock.at > now:
        return "Canceled"
    if mock.state in (*OPEN, "running") and now < mock.end:
        return "Now"
    return {"met": "Met", "not_met": "Not met"}.get(mock.state, "Past")
