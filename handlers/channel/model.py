"""A group's days and nights: their records, and which question comes next, who leads, and who plays with whom.

The score of a day is never stored: it follows from what was pressed and the key that holds now, so that a question
that is voided or corrected afterwards is out of every score, or counted again, at once.
"""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from bot.core.member import Group
from bot.core.values import ChannelId, Frozen, Private
from bot.core.wall_time import Wall
from bot.store import members
from bot.store.repo import KEY, NOBODY, Repo
from bot.store.store import Unit
from content.mocks import Case, Consideration, Side
from content.quiz import Choice
from handlers.quiz.calls import UNKNOWN
from handlers.quiz.model import Bank, Outcome

SEASON = dt.timedelta(days=30)
"""What the board looks back on."""
KEPT = 60
"""Days of which a member's presses are kept."""
FEW = 3
"""With fewer answers than this no distribution is shown: it would show who pressed what."""
BEST = 2
"""Sentences of each side that are shown after a committee night."""
State = Literal["open", "closed", "counted"]
Show = Literal["named", "anonymous", "no"]
"""Whether a sentence may be shown."""


class Plan(Frozen):
    """When the channel gets a question; `case` is the weekday of committee night, 0 for Monday."""

    on: bool = False
    at: dt.time = dt.time(9)
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    teams: int = 0
    case: int | None = None
    dates: tuple[str, ...] = ()
    """What platforms call the dates that they show of the next committee night."""

    def rule(self, group: Group) -> Wall:
        """The days of both in one rule; which of them is due is asked on the day."""
        days = sorted({*self.days, *([self.case] if self.case is not None else [])})
        return Wall(at=self.at, zone=group.zone, days=tuple(days))


class Poll(Frozen):
    """What the group is asked in its channel, open to answers for a while and then counted."""

    opened: dt.datetime
    closes: dt.datetime
    state: State = "open"
    channels: tuple[ChannelId, ...] | None = None
    """Where it was posted; None: by an earlier version, which didn't say."""

    def takes_answers(self, now: dt.datetime) -> bool:
        return self.state == "open" and now < self.closes


class Day(Poll):
    """A question of the day. `order`: its option keys behind the letters A, B, C...; `counts`: how many pressed
    each key, `x` for I don't know, once it was counted."""

    question: str
    topic: str
    order: str
    counts: dict[str, int] = {}


class Player(Frozen):
    """What a member pressed, by day; whether their name is on the board, and in which team."""

    named: bool = False
    team: int = 0
    given: dict[str, str] = {}


class Night(Poll):
    """A committee night, and its votes once they were counted."""

    case: str
    hire: int = 0
    no_hire: int = 0


class Ballot(Frozen):
    """A member's vote of the latest night that they voted on."""

    night: str
    side: Side
    sentence: Private[str]
    show: Show = "no"


THE_PLAN = "plan"
PLANS = Repo("channel.plan", Plan, owned_by=NOBODY)
DAYS = Repo("channel.days", Day, owned_by=NOBODY)
"""By the local date on which it was opened."""
PLAYERS = Repo("channel.players", Player, owned_by=KEY)
NIGHTS = Repo("channel.nights", Night, owned_by=NOBODY)
BALLOTS = Repo("channel.ballots", Ballot, owned_by=KEY)


async def plan(unit: Unit) -> Plan:
    return await PLANS.get_or_new(unit, THE_PLAN)


async def names(unit: Unit, who: Iterable[str]) -> dict[str, str]:
    """What these members are called, of those who are still there."""
    found = await asyncio.gather(*(members.MEMBERS.get(unit, m) for m in who))
    return {m.id: m.name for m in found if m is not None}


# choosing


def next_question(pool: Sequence[Choice], days: Iterable[Day], chance: Random) -> Choice | None:
    """One that the group hasn't had yet, of the topic that waits longest; when all were asked, the oldest."""
    if not pool:
        return None
    asked: dict[str, dt.datetime] = {}
    topics: dict[str, dt.datetime] = {}
    for day in sorted(days, key=lambda d: d.opened):
        asked[day.question] = topics[day.topic] = day.opened
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    fresh = [q for q in pool if q.id not in asked]
    if not fresh:
        return min(pool, key=lambda q: (asked[q.id], q.id))
    longest = min(topics.get(q.topic, never) for q in fresh)
    waiting = sorted({q.topic for q in fresh if topics.get(q.topic, never) == longest})
    topic = chance.choice(waiting)
    return chance.choice(sorted((q for q in fresh if q.topic == topic), key=lambda q: q.id))


def next_case(pool: Mapping[str, Case], had: Iterable[str], chance: Random) -> Case | None:
    """A case that the group hasn't had yet; when all were had, the one that was had longest ago."""
    last = {name: at for at, name in enumerate(had)}
    fresh = sorted(name for name in pool if name not in last)
    if fresh:
        return pool[chance.choice(fresh)]
    return pool[min(pool, key=lambda name: last[name])] if pool else None


# a day


def question_of(day: Day, bank: Bank) -> Choice | None:
    """The question of a day as it was asked, if the bank still has it."""
    found = bank.questions.get(day.question)
    return found if isinstance(found, Choice) and "".join(sorted(day.order)) == found.keys else None


def outcome(question: Choice, key: str) -> Outcome:
    if key == UNKNOWN:
        return "unsure"
    return "right" if question.accepts(key) else "wrong"


def with_answer(player: Player, day: str, key: str) -> Player:
    """The record with what was pressed; days too old for any score are dropped."""
    given = player.given | {day: key}
    return player.copy_with(given={d: given[d] for d in sorted(given)[-KEPT:]})


def share(part: int, whole: int) -> int:
    """Percent, rounded half up."""
    return (200 * part + whole) // (2 * whole) if whole else 0


# the board


@dataclass(frozen=True, slots=True)
class Score:
    """How often somebody was right, of so many answers. A day that was voided is in neither."""

    right: int = 0
    answered: int = 0

    def plus(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.answered + other.answered)


Answered = Mapping[str, Choice]
"""Day -> its question, of the days that count."""


def that_count(days: Mapping[str, Day], bank: Bank, now: dt.datetime) -> dict[str, Choice]:
    """The days of the season that were counted and whose question stands."""
    found = {
        d: question_of(day, bank)
        for d, day in days.items()
        if day.state == "counted" and day.opened > now - SEASON
    }
    return {d: question for d, question in found.items() if question is not None}


def score(player: Player, days: Answered) -> Score:
    given = [(days[d], key) for d, key in player.given.items() if d in days]
    return Score(sum(outcome(question, key) == "right" for question, key in given), len(given))


@dataclass(frozen=True, slots=True)
class Standing:
    """A member on the board; who has as many right from as few answers shares a place."""

    place: int
    member: str
    score: Score


def rank(players: Mapping[str, Player], days: Answered) -> list[Standing]:
    """Those who want to be seen and have answered, most right answers first, then fewest answers."""
    scores = {m: score(p, days) for m, p in players.items() if p.named}
    ranked = sorted((m for m in scores if scores[m].answered), key=lambda m: (*_rank(scores[m]), m))
    standings: list[Standing] = []
    for n, member in enumerate(ranked, 1):
        tied = standings and _rank(standings[-1].score) == _rank(scores[member])
        standings.append(Standing(standings[-1].place if tied else n, member, scores[member]))
    return standings


def _rank(found: Score) -> tuple[int, int]:
    return -found.right, found.answered


# teams


def deal_teams(strengths: Mapping[str, Score], teams: int) -> dict[str, int]:
    """Members dealt to teams 1 to `teams` like cards, the strongest first, back and forth: sizes differ by one
    at most, and no team gets the best of every deal."""
    order = sorted(strengths, key=lambda m: (-_share(strengths[m]), m))
    dealt = [*range(1, teams + 1), *range(teams, 0, -1)]
    return {member: dealt[at % len(dealt)] for at, member in enumerate(order)}


def _share(found: Score) -> float:
    return found.right / found.answered if found.answered else 0.0


def smallest_team(players: Iterable[Player], days: Answered, teams: int) -> int:
    """The team for one more: the smallest, of equals the weakest."""
    players = list(players)
    sums = score_teams(players, days, teams)
    sizes = Counter(player.team for player in players if player.named)
    return min(sums, key=lambda team: (sizes[team], sums[team].right, team))


def score_teams(players: Iterable[Player], days: Answered, teams: int) -> dict[int, Score]:
    """Team -> the sum of its members' scores; a team's share counts, so that its size doesn't."""
    sums = {team: Score() for team in range(1, teams + 1)}
    for player in players:
        if player.named and player.team in sums:
            sums[player.team] = sums[player.team].plus(score(player, days))
    return sums


# committee night


def considerations_in(case: Case, sentence: str) -> tuple[Consideration, ...]:
    """The considerations of the case that a sentence touches, by their cues."""
    said = f" {' '.join(sentence.casefold().split())}"
    return tuple(c for c in case.weighs if any(f" {cue}" in said or f"“{cue}" in said for cue in c.cues))


@dataclass(frozen=True, slots=True)
class Argument:
    """A sentence that may be shown; `member` None: without a name."""

    side: Side
    sentence: str
    member: str | None


def best_arguments(case: Case, ballots: Mapping[str, Ballot], known: Collection[str]) -> list[Argument]:
    """At most two a side, of those whose writers let them be shown.

    Not by votes, which popularity and the hour decide, but by the case: the sentence that touches most of what a
    committee would weigh comes first, of equals the shorter one. What touches nothing of it isn't shown.
    """
    ranked: dict[Side, list[tuple[int, int, str]]] = {"hire": [], "no_hire": []}
    for member, ballot in ballots.items():
        touches = len(considerations_in(case, ballot.sentence.value))
        if touches and ballot.show != "no" and member in known:
            ranked[ballot.side].append((-touches, len(ballot.sentence.value), member))
    best = [(member, ballots[member]) for side in ranked.values() for *_, member in sorted(side)[:BEST]]
    return [Argument(b.side, b.sentence.value, m if b.show == "named" else None) for m, b in best]
