"""A dry run of weekly pairings on a file, for organisers and for whoever judges the policy.

What comes out of one week counts as met in the next; nothing is kept and nobody is told.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from handlers.mocks.matched import Left, LeftReason, Match, Outcome, Reason, week_later
from handlers.mocks.matching import certified
from handlers.mocks.model import block_instant, week_bitmap
from handlers.mocks.policy import NEVER, Candidate, Part, Policy
from handlers.mocks.reading import Dry, Person, iso_week

PARTS = ("candidate", "interviewer", "observer")
_ODD = "an odd number of people could meet, and it was longest since this member last went without"
_LEFT = "there was not a partner for everybody this week"
_NO_HOURS = "no hours that hold a meeting of {minutes} minutes in this week"
_NOBODY = "nobody could be paired with this member this week; more hours help most"


def weeks_of(dry: Dry, count: int, seed: int) -> Iterator[dict[str, Any]]:
    """One row of the output for each week.

    Raises:
        TooMany: there are more than 5,000 members, and scipy is not installed.
    """
    people: Sequence[Candidate] = _people(dry)
    met = _met(dry)
    for n in range(count):
        monday = dry.monday + n * dt.timedelta(weeks=1)
        this_week = [
            replace(c, bitmap=week_bitmap(p.windows, p.zone, monday))
            for c, p in zip(people, sorted(dry.people, key=lambda p: p.id), strict=True)
        ]
        outcome = certified(this_week, met, seed + n, dry.policy, monday)
        yield _row(n + 1, monday, outcome, {c.id: c for c in this_week}, dry.policy)
        people, met = week_later(this_week, met, outcome)


def _people(dry: Dry) -> list[Candidate]:
    done: dict[str, Counter[str]] = {}
    last: dict[str, Part] = {}
    for meeting in sorted(dry.history, key=lambda m: m.monday):
        for who, part in meeting.parts.items():
            last[who] = part
            if part == "candidate" and meeting.round:
                done.setdefault(who, Counter())[meeting.round] += 1
    return [
        _candidate(p, done.get(p.id, Counter()), last.get(p.id))
        for p in sorted(dry.people, key=lambda p: p.id)
    ]


def _candidate(person: Person, done: Mapping[str, int], last: Part | None) -> Candidate:
    return Candidate(
        id=person.id,
        bitmap=0,
        zone=person.zone,
        wants=person.wants,
        offers=person.offers,
        level=person.level,
        focus=person.focus,
        done=done,
        last=last,
        avoids=person.avoids,
        waited=person.waited,
        turns=int(person.waited < NEVER),
    )


def _met(dry: Dry) -> dict[frozenset[str], int]:
    """Weeks since two last met, as of the first week to pair."""
    found: dict[frozenset[str], int] = {}
    for meeting in sorted(dry.history, key=lambda m: m.monday):
        ago = max((dry.monday - meeting.monday).days // 7, 1)
        found |= dict.fromkeys(map(frozenset, combinations(sorted(set(meeting.members)), 2)), ago)
    return found


def _row(
    n: int, monday: dt.date, outcome: Outcome, people: Mapping[str, Candidate], policy: Policy
) -> dict[str, Any]:
    lone = [left for left in outcome.left if not left.possible]
    return {
        "n": n,
        "week": iso_week(monday),
        "pairs": [_match(m, monday, people, policy) for m in outcome.pairs],
        "trios": [_match(m, monday, people, policy) for m in outcome.threes],
        "byes": [{"id": left.member, "why": _bye(left)} for left in outcome.left if left.possible],
        "unmatched": [{"id": left.member, "why": _unmatched(left, policy)} for left in lone],
        "weight": outcome.points,
        "bound": outcome.bound,
    }


def _match(found: Match, monday: dt.date, people: Mapping[str, Candidate], policy: Policy) -> dict[str, Any]:
    both = policy.roles == "both"
    parts = ["both", "both", "both"] if both else PARTS
    return {
        "members": sorted(found.members),
        "slot": f"{block_instant(monday, found.block_start):%Y-%m-%dT%H:%MZ}",
        "minutes": found.minutes,
        "weight": found.points,
        "round": found.round,
        "roles": dict(zip(found.members, parts, strict=False)),
        "why": ", ".join(_why(found, people)),
    }


def _why(found: Match, people: Mapping[str, Candidate]) -> Iterator[str]:
    """Reasons out of a closed list, in words; none of them looks at who avoids whom."""
    answering, asking = (people[m] for m in found.members[:2])
    yield "1 common time" if found.blocks == 1 else f"{found.blocks} common times"
    if found.weeks is None:
        yield "never met"
    else:
        yield "met last week" if found.weeks == 1 else f"last met {found.weeks} weeks ago"
    which = found.round.replace("_", " ")
    if Reason.SAME_ROUND in found.reasons:
        yield f"{answering.id} wants {which} and {asking.id} offers it"
    if answering.level == asking.level:
        yield "same level"
    if Reason.ODD_NUMBER in found.reasons:
        yield "an odd number is in, so three meet"


def _bye(left: Left) -> str:
    return _ODD if left.reason is LeftReason.ODD_NUMBER else _LEFT


def _unmatched(left: Left, policy: Policy) -> str:
    return _NO_HOURS.format(minutes=policy.minutes) if left.reason is LeftReason.NO_HOURS else _NOBODY


def as_text(row: Mapping[str, Any]) -> Iterator[str]:
    """A week for people to read."""
    pairs, trios, byes, unmatched = (len(row[name]) for name in ("pairs", "trios", "byes", "unmatched"))
    met = f"{_some(pairs, 'pair')}, {_some(trios, 'trio')}"
    yield f"Week {row['n']}, {row['week']}: {met}, {byes} without a partner, {unmatched} whom nobody could meet."
    for match in (*row["pairs"], *row["trios"]):
        who = " and ".join(f"{m} ({part})" for m, part in match["roles"].items())
        yield f"  {match['slot']}, {match['minutes']} minutes, {match['round']}: {who}. {match['why']}."
    for left in (*row["byes"], *row["unmatched"]):
        yield f"  {left['id']}: {left['why']}."
    share = row["weight"] / row["bound"] if row["bound"] else 1
    yield f"  Weight {row['weight']:,}; no pairing can exceed {row['bound']:,} ({share:.2%})."


def _some(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
