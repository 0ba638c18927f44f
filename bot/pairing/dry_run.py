"""A dry run of weekly pairings on a file, for organizers and for people who judge the policy. Nothing is kept and
nobody is told."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from bot.core.rounds import round_name
from bot.core.text import many
from bot.pairing.file import Meeting, Member, PairFile
from bot.pairing.matching import pair
from bot.pairing.policy import NEVER, Candidate, LeftReason, Match, Outcome, Part, Policy, Reason, week_later
from bot.pairing.week import block_instant, week_bitmap

_UNMATCHED = "nobody could be paired with this member this week; more hours help most"
_BYE = "there wasn't a partner for everybody this week"
_ODD = "an odd number of people could meet, and this member went without longest ago"


def weeks_of(file: PairFile, count: int, seed: int) -> Iterator[dict[str, Any]]:
    """One row of the output for each week; what comes out of one counts as met in the next."""
    members = sorted(file.members, key=lambda member: member.id)
    past = sorted(file.history or (), key=lambda meeting: meeting.week)
    people: Sequence[Candidate] = _candidates(members, past)
    met: dict[frozenset[str], int] = {}
    for meeting in past:
        ago = max((file.week - meeting.week).days // 7, 1)
        met |= dict.fromkeys(map(frozenset, combinations(sorted(set(meeting.members)), 2)), ago)
    policy = file.rules
    for n in range(count):
        monday = file.week + n * dt.timedelta(weeks=1)
        hours = (week_bitmap(m.hours, m.zone, monday) for m in members)
        this_week = [replace(c, bitmap=bitmap) for c, bitmap in zip(people, hours, strict=True)]
        outcome = pair(this_week, met, seed + n, policy, monday, bounded=True)
        yield _row(n + 1, monday, outcome, {c.id: c for c in this_week}, policy)
        people, met = week_later(this_week, met, outcome)


def _candidates(members: Sequence[Member], past: Sequence[Meeting]) -> list[Candidate]:
    done: dict[str, Counter[str]] = {m.id: Counter() for m in members}
    last: dict[str, Part] = {}
    for meeting in past:
        for who, part in meeting.roles.items():
            last[who] = part
            if part == "candidate" and meeting.round and who in done:
                done[who][meeting.round] += 1
    return [
        Candidate(
            id=m.id,
            bitmap=0,
            zone=m.zone,
            wants=m.wants,
            offers=m.offers,
            level=m.level,
            focus=m.focus,
            done=done[m.id],
            last=last.get(m.id),
            avoids=m.avoids,
            waited=m.waited,
            turns=int(m.waited < NEVER),
        )
        for m in members
    ]


def _row(
    n: int, monday: dt.date, outcome: Outcome, people: Mapping[str, Candidate], policy: Policy
) -> dict[str, Any]:
    no_hours = f"no hours that hold a meeting of {policy.minutes} minutes in this week"
    return {
        "n": n,
        "week": f"{monday:%G-W%V}",
        "pairs": [_match(m, monday, people, policy) for m in outcome.pairs],
        "trios": [_match(m, monday, people, policy) for m in outcome.threes],
        "byes": [
            {"id": one.member, "why": _ODD if one.reason is LeftReason.ODD_NUMBER else _BYE}
            for one in outcome.left
            if one.possible
        ],
        "unmatched": [
            {"id": one.member, "why": no_hours if one.reason is LeftReason.NO_HOURS else _UNMATCHED}
            for one in outcome.left
            if not one.possible
        ],
        "weight": outcome.points,
        "bound": outcome.bound,
    }


def _match(found: Match, monday: dt.date, people: Mapping[str, Candidate], policy: Policy) -> dict[str, Any]:
    parts = ("both",) * 3 if policy.roles == "both" else ("candidate", "interviewer", "observer")
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
    if Reason.SAME_ROUND in found.reasons:
        yield f"{answering.id} wants {round_name(found.round)} and {asking.id} offers it"
    if answering.level == asking.level:
        yield "same level"
    if Reason.ODD_NUMBER in found.reasons:
        yield "an odd number is in, so three meet"


def as_text(row: Mapping[str, Any]) -> Iterator[str]:
    """A week for people to read."""
    pairs, trios, byes, unmatched = (len(row[name]) for name in ("pairs", "trios", "byes", "unmatched"))
    met = f"{many(pairs, 'pair')}, {many(trios, 'trio')}"
    yield f"Week {row['n']}, {row['week']}: {met}, {byes} without a partner, {unmatched} whom nobody could meet."
    for match in (*row["pairs"], *row["trios"]):
        who = " and ".join(f"{m} ({part})" for m, part in match["roles"].items())
        yield f"  {match['slot']}, {match['minutes']} minutes, {match['round']}: {who}. {match['why']}."
    for left in (*row["byes"], *row["unmatched"]):
        yield f"  {left['id']}: {left['why']}."
    share = row["weight"] / row["bound"] if row["bound"] else 1
    yield f"  Weight {row['weight']:,}; no pairing can exceed {row['bound']:,} ({share:.2%})."
