"""All words for organizers about pairings, including those of a run: counts, and never who avoids whom."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.card import (
    Button,
    Card,
    Instant,
    Line,
    Pairs,
    Person,
    buttons,
    card,
    details,
    items,
    join_parts,
    line,
    pairs,
    quote_lines,
    small,
)
from bot.core.layout import Page
from bot.core.member import FEW, Counted
from bot.core.reply import PlatformWords
from bot.core.rounds import round_name
from bot.core.text import many
from bot.core.values import Call
from bot.pairing.policy import LeftReason
from handlers.mocks import calls
from handlers.mocks.candidates import Tally
from handlers.mocks.model import Mock, write_day
from handlers.mocks.notice_cards import week
from handlers.mocks.records import Rules, Snapshot, Written

NAMING = Call(path="admin.members")
FIGURES = calls.Figures().button("Show the figures")
SHOWN = 3
NAME = 20
_COUNTED = {
    LeftReason.NO_HOURS: "no hours",
    LeftReason.ALONE: "the only one in",
    LeftReason.NO_OVERLAP: "no hours in common",
    LeftReason.ODD_NUMBER: "odd number",
    LeftReason.NOT_EVERYONE: "not enough partners",
}


_PLACES = {
    "link": "each pair gets a link of its own",
    "shared": "all pairs share one link, so somebody else may be in it. Put {token} in it for one per pair",
    "": "in a voice channel or huddle if there is one, else where they're introduced",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts of eight weeks; the shares of zones and levels as percent."""

    planned: Counted
    held: int
    cancelled: Counted
    unmet: Counted
    unknown: Counted
    silent: Counted
    repeats: Counted
    left: Counted
    wait: str
    zones: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]


TOLD = "Everyone paired hears who and why, now or after their quiet hours."
HELD = "Nobody has been told yet. You have two hours to look, then everybody hears."
PREVIEW = "Nothing was paired, and nobody was told."


def run_report(tally: Tally, before: Snapshot, telling: str) -> Card:
    """`telling`: when people hear of it."""
    people, monday = tally.people + len(before.without), before.monday
    return card(
        f"Paired for {week(monday)}: {_matches(tally)}."
        if _matches(tally)
        else f"No pairs for {week(monday)}."
        if people
        else f"Nobody is waiting for a partner for {week(monday)}.",
        _left_out(tally, before),
        telling if people else None,
        buttons(
            calls.Preview().button("Look at the pairs") if telling == HELD and people else None,
            calls.Simulate().button("Simulate four weeks"),
        ),
    )


def _matches(tally: Tally) -> str:
    """Empty where nobody was paired."""
    threes = f", {many(tally.threes, 'group')} of three" if tally.threes else ""
    return f"{many(tally.pairs, 'pair')}{threes}" if tally.pairs + tally.threes else ""


def _left_out(tally: Tally, before: Snapshot, weeks: int = 1) -> Pairs | None:
    """Who has no partner and why, and who was not asked."""
    left, without = dict(tally.left), len(before.without) * weeks
    if without:
        left[LeftReason.NO_HOURS] = left.get(LeftReason.NO_HOURS, 0) + without
    reasons = ", ".join(f"{_COUNTED[reason]} {count}" for reason, count in sorted(left.items()))
    others = (
        (before.paired, "with a partner already"),
        (before.skipping, "out that week"),
        (before.inactive, "paused or silent for two weeks"),
    )
    asked = ", ".join(f"{count} {what}" for count, what in others if count)
    return pairs(
        ("Without a partner", f"{sum(left.values())}{f' ({reasons})' if reasons else ''}"),
        ("Not asked", asked) if asked else None,
    )


def simulation(weeks: int, tally: Tally, before: Snapshot) -> Card:
    met, has = tally.repeats or "none", "has" if tally.repeats == 1 else "have"
    return card(
        f"A dry run of {many(weeks, 'week')} from {write_day(before.monday)}, for {tally.people} people.",
        f"{_matches(tally)}, {met} of which {has} met before." if _matches(tally) else "No pairs yet.",
        _left_out(tally, before, weeks),
        small("Nobody was told, and I kept nothing."),
        buttons(
            calls.RunNow().button("Pair this week now"),
            calls.Simulate(weeks=12).button("Simulate 12 weeks") if weeks < 12 else None,
        ),
    )


def preview(monday: dt.date, drafts: Sequence[Mock], names: Mapping[str, str], *, waits: bool) -> Card:
    """The pairs that wait; nobody but organizers has seen them. `waits`: until one of these approves."""
    return card(
        f"{many(len(drafts), 'mock')} for {week(monday)}.",
        "Nobody is told until you approve. At the weekly pairing I start over."
        if waits
        else "Everybody hears two hours after the pairing, unless you take it back.",
        items(*(_row(m, names) for m in drafts[:SHOWN])),
        details("All pairs and their rounds:", items(*(_row(m, names, m.round) for m in drafts))),
        buttons(
            calls.Approve().button("Approve the pairing", style="main"),
            calls.Discard().button("Take the pairing back", style="danger"),
        ),
    )


def _row(mock: Mock, names: Mapping[str, str], which: str = "") -> Line:
    people = join_parts([_name(member, names) for member in mock.members], last=" and ")
    return line(people, ", ", Instant(at=mock.at), f", {round_name(which)}" if which else "")


def approval(count: int) -> Card:
    if not count:
        return card("Nothing is waiting for approval.", buttons(calls.Preview().button("Pair and look")))
    first = f"Approved: {many(count, 'mock')}. Everybody hears now, or after their quiet hours."
    return card(first, buttons(FIGURES))


def discard_note(count: int) -> Card:
    if not count:
        return card("There's nothing to take back.", buttons(calls.Preview().button("Pair and look")))
    return card(
        f"Taken back: {many(count, 'mock')}. Nobody was told.",
        buttons(calls.Preview().button("Pair and look again")),
    )


def rules(now: Rules, *, named: bool) -> Card:
    """`named`: whether somebody is named as an organizer, and so hears of a pairing that waits."""
    unheard = now.preview and not named
    again = "partners may meet again later" if now.repeat == "decay" else "partners never meet again"
    seen = "two hours for you to look first" if now.preview else "none, everyone hears at once"
    call = calls.RulesOf(repeat=now.repeat, preview=now.preview, place=now.place.value if now.place else None)
    return card(
        "Pairing rules:",
        pairs(("Repeats", again), ("Preview", seen), ("Where they talk", _PLACES[now.venue])),
        "No organizer is named yet to see the preview." if unheard else None,
        buttons(
            Button(label="Name an organizer", call=NAMING) if unheard else None,
            call.button("Change the rules", ask=True),
            calls.Simulate().button("Simulate four weeks"),
        ),
    )


def voice(chosen: str, without: PlatformWords | None) -> Card:
    """Where pairs talk on a platform that has voice channels, and not one `without` them."""
    if without is not None:
        talk = f"Pairs call each other {without.call or 'as they like'}."
        change = calls.RulesOf().button("Show the rules")
        return card(f"{without.title} has no voice channels.", talk, buttons(change))
    again = calls.VoiceChannel().button("Choose one", ask=True)
    if chosen:
        return card(
            "Saved: pairs talk in that voice channel.",
            "All pairs share it, so somebody else may be in it.",
            buttons(calls.VoiceChannel().button("One for each mock"), again),
        )
    return card(
        "Each mock gets a voice channel of its own, which only its people see.",
        "I need the permissions Manage Channels and Connect for that, and Create Events for a date in your calendar. "
        "Without them, people call each other where they were introduced.",
        buttons(again),
    )


def figures(found: Figure, complaints: int) -> Card:
    missed = _happened(
        (found.cancelled, "was canceled", "were canceled"),
        (found.unmet, "didn't happen", "didn't happen"),
        (found.unknown, "has no answer yet", "have no answer yet"),
        (found.silent, "had a silent member", "had silent members"),
    )
    partners = _happened(
        (found.repeats, "pair had met before", "pairs had met before"),
        (found.left, "member found no partner", "members found no partner"),
    )
    due = found.planned.shown
    return card(
        f"{found.held} of {many(due, 'mock')} took place in eight weeks ({100 * found.held // due}%)."
        if due
        else f"Fewer than {FEW} members had a mock due in the last eight weeks.",
        pairs(
            ("Other mocks", missed) if missed else None,
            ("Partners", partners) if partners else None,
            ("Longest wait for a partner", found.wait) if found.wait else None,
        ),
        small(f"Counts with fewer than {FEW} members behind them are left out."),
        details(
            "Which mocks took place, group by group:",
            pairs(("By time zone", _groups(found.zones)), ("By level", _groups(found.levels))),
        ),
        buttons(
            calls.RulesOf().button("Change the rules", ask=True),
            calls.Complaints().button(f"Read private reports ({complaints})") if complaints else None,
        ),
    )


def _happened(*counts: tuple[Counted, str, str]) -> str:
    """`4 were canceled, 2 didn't happen.`, without what isn't shown; "" for nothing at all."""
    shown = [(found.shown, one, several) for found, one, several in counts]
    said = ", ".join(f"{count} {one if count == 1 else several}" for count, one, several in shown if count)
    return f"{said}." if said else ""


def _groups(shares: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{share} ({name})" for name, share in shares[:3]) or "too few to say"


def complaints(listed: Page[Written], names: Mapping[str, str]) -> Card:
    if not listed.rows:
        return card("Nobody has written privately.", buttons(FIGURES))
    (one,), number = listed.shown, listed.number
    following = calls.Complaints(page=number + 1).button("Next report") if listed.more else None
    return card(
        line(
            "From ", _name(one.by, names), f", report {number} of {listed.total}, ", Instant(at=one.at), ":"
        ),
        *quote_lines(one.text.value, typed=True),
        buttons(following or FIGURES),
    )


def _name(member: str, names: Mapping[str, str]) -> Person:
    return Person(name=names.get(member, "someone")[:NAME])


COMPLAINT_NOTICE = card(
    "A member has written to you privately about a mock.",
    buttons(calls.Complaints().button("Read private reports")),
)
