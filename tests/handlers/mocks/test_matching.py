import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pairing.matching import pair
from bot.pairing.policy import Candidate, LeftReason, Outcome, Policy, Reason, week_later
from bot.pairing.table import Table

ALWAYS = (1 << 864) - 1
SEEDS = 200 if os.environ.get("LOOPMATE_FULL") else 40
Duo = frozenset[str]


def slot(*numbers: int) -> int:
    """Hours that are 45 minutes long each, numbered, with a gap between any two."""
    return sum(0b111 << 96 + 4 * n for n in numbers)


def duo(one: str, other: str) -> Duo:
    return frozenset((one, other))


def paired(outcome: Outcome) -> set[Duo]:
    return {frozenset(m.members) for m in outcome.pairs}


def everybody(outcome: Outcome) -> list[str]:
    return sorted(
        [m for match in outcome.matches for m in match.members] + [one.member for one in outcome.left]
    )


def crowd(size: int, chance: random.Random, slots: int = 8, each: int = 2) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            f"m{n:02}",
            slot(*chance.sample(range(slots), each)),
            wants=frozenset(chance.sample(["coding_ml", "inference", "behavioural"], 2)),
            offers=chance.choice([None, frozenset(), frozenset({"inference"})]),
            level=chance.randrange(1, 6),
            waited=chance.randrange(1, 9),
            size=chance.choice([2, 3]),
        )
        for n in range(size)
    )


def met(people: Sequence[Candidate], chance: random.Random, share: float = 0.4) -> dict[Duo, int]:
    duos = combinations([p.id for p in people], 2)
    return {duo(*d): chance.randrange(1, 20) for d in duos if chance.random() < share}


def test_reasons_and_figures_say_why_these_two() -> None:
    dave = Candidate("dave", slot(1, 2, 5), wants=frozenset(), offers=frozenset({"inference", "coding_ml"}))
    erin = Candidate("erin", slot(2, 5, 7), wants=frozenset({"inference"}), offers=frozenset())
    match = pair([erin, dave], {}, 0).pairs[0]
    assert match.members == ("erin", "dave"), "erin answers"
    assert (match.round, match.blocks, match.weeks) == ("inference", 2, None)
    assert match.reasons == (
        Reason.COMMON_HOURS,
        Reason.NEVER_MET,
        Reason.SAME_ROUND,
        Reason.ROLES_FIT,
    )
    same = [Candidate("a", ALWAYS, offers=frozenset()), Candidate("b", ALWAYS, offers=frozenset())]
    match = pair(same, {duo("a", "b"): 4, duo("a", "gone"): 1}, 0).pairs[0]
    assert (match.reasons, match.weeks) == ((Reason.COMMON_HOURS, Reason.LAST_MET, Reason.TAKE_TURNS), 4)


def test_of_the_common_blocks_one_by_day_for_both_is_taken_first() -> None:
    """Slots 2 and 5 begin at 02:00 and 05:00 UTC, 40 at 16:00 on Tuesday: 11:00 in New York, 17:00 in Berlin."""
    one = Candidate("a", slot(2, 5, 40), zone="America/New_York")
    match = pair([one, Candidate("b", slot(2, 5, 40), zone="Europe/Berlin")], {}, 0).pairs[0]
    assert (match.block_start, match.others) == (96 + 4 * 40, (96 + 8, 96 + 20))


def test_roles_alternate_and_the_round_that_is_still_open_in_the_loop_comes_first() -> None:
    people: tuple[Candidate, ...] = (Candidate("a", ALWAYS), Candidate("b", ALWAYS))
    history: dict[Duo, int] = {}
    answered, rounds = [], []
    for week in range(10):
        outcome = pair(people, history, week)
        answered.append(outcome.pairs[0].members[0])
        rounds.append(outcome.pairs[0].round)
        people, history = week_later(people, history, outcome)
    assert answered == ["a", "b"] * 5
    for first in (0, 1):
        assert len(set(rounds[first::2])) == 5, "each has been through the whole loop"


def test_the_odd_one_joins_a_pair_with_a_block_for_all_three() -> None:
    people = [Candidate("a", slot(1, 2)), Candidate("b", slot(1, 2)), Candidate("c", slot(2))]
    outcome = pair(people, {duo("a", "c"): 3}, 0)
    assert (outcome.pairs, outcome.left) == ((), ())
    assert set(outcome.threes[0].members) == set("abc")
    assert outcome.threes[0].block_start == 96 + 8
    assert outcome.threes[0].weeks == 3
    assert Reason.ODD_NUMBER in outcome.threes[0].reasons


def test_the_odd_one_out_is_somebody_who_can_join_a_pair() -> None:
    """a accepts only two; were a left over, somebody would be without a partner."""
    people = [Candidate("a", ALWAYS, size=2), *(Candidate(name, ALWAYS) for name in "bcde")]
    for seed in range(30):
        outcome = pair(people, {}, seed)
        assert outcome.left == ()
        assert "a" not in outcome.threes[0].members


def test_no_two_of_three_avoid_each_other() -> None:
    people = [Candidate("a", ALWAYS, avoids=frozenset("c")), Candidate("b", ALWAYS), Candidate("c", ALWAYS)]
    outcome = pair(people, {}, 0)
    assert (outcome.threes, len(outcome.pairs)) == ((), 1)


def test_who_is_left_hears_why_from_hours_alone() -> None:
    people = [Candidate(name, slot(1), waited=ago, size=2) for name, ago in (("a", 9), ("b", 9), ("c", 1))]
    people += [Candidate("d", slot(9)), Candidate("e", 0b11 << 200)]
    reasons = {left.member: left.reason for left in pair(people, {}, 0).left}
    assert {reasons.pop("d"), reasons.pop("e")} == {LeftReason.NO_OVERLAP, LeftReason.NO_HOURS}
    assert list(reasons.values()) == [LeftReason.NOT_EVERYONE]
    assert "c" not in reasons, "c had no partner last week"
    (alone,) = pair(people[:1], {}, 0).left
    assert alone.reason is LeftReason.ALONE


def test_being_left_out_goes_round() -> None:
    """Five who accept only two: in five weeks each is left out once, and no pair repeats."""
    people: tuple[Candidate, ...] = tuple(Candidate(name, ALWAYS, size=2) for name in "abcde")
    history: dict[Duo, int] = {}
    out: list[str] = []
    for week in range(5):
        outcome = pair(people, history, seed=week)
        out += [left.member for left in outcome.left]
        people, history = week_later(people, history, outcome)
    assert sorted(out) == list("abcde")
    assert len(history) == 10


def test_the_odd_one_joins_those_who_were_not_lately_in_a_three() -> None:
    people = [
        Candidate("a", slot(1), waited=1),
        Candidate("b", slot(1), waited=1),
        Candidate("c", slot(2), waited=5),
        Candidate("d", slot(2), waited=5),
        Candidate("e", slot(1, 2)),
    ]
    for seed in range(20):
        assert set(pair(people, {}, seed).threes[0].members) == set("cde")


def test_being_left_or_one_of_three_is_a_turn() -> None:
    people = [Candidate(name, slot(1), waited=7) for name in "abc"] + [Candidate("d", 0, waited=7)]
    later, history = week_later(people, {duo("a", "b"): 4, duo("a", "d"): 4}, pair(people, {}, 0))
    assert [(p.waited, p.turns) for p in later] == [(0, 1)] * 4
    assert history == {duo("a", "b"): 1, duo("a", "c"): 1, duo("b", "c"): 1, duo("a", "d"): 5}


def test_twin_worlds_with_and_without_an_avoidance_differ_in_the_pairing_alone() -> None:
    """What anybody is told about a match or about being left can be told from hours, wishes and history."""
    differ = 0
    for seed in range(SEEDS):
        chance = random.Random(seed)
        open_world = crowd(9, chance, slots=5)
        history = met(open_world, chance)
        plain = pair(open_world, history, seed)
        shy, other = sorted(plain.pairs[0].members)
        secret = [replace(p, avoids=frozenset((other,))) if p.id == shy else p for p in open_world]
        hidden = pair(secret, history, seed)
        differ += hidden != plain
        for outcome in (plain, hidden):
            _told_without_secrets(outcome, open_world, history)
    assert differ == SEEDS
    words = {word for reason in (*Reason, *LeftReason) for word in reason.value.split("_")}
    assert not words & {"avoid", "avoids", "avoided", "block", "blocked", "asked", "excluded"}


def _told_without_secrets(outcome: Outcome, people: Sequence[Candidate], history: dict[Duo, int]) -> None:
    by_id = {p.id: p for p in people}
    for match in outcome.pairs:
        assert pair([by_id[m] for m in match.members], history, seed=0).pairs == (match,)
    for three in outcome.threes:
        assert pair([by_id[m] for m in three.members], history, seed=0).threes == (three,)
    for left in outcome.left:
        free = by_id[left.member].bitmap
        meets = any(free & p.bitmap for p in people if p.id != left.member)
        one_of_odd = len(outcome.left) == 1 and len(people) % 2 == 1
        expected = "no_overlap" if not meets else "odd_number" if one_of_odd else "not_everyone"
        assert left.reason == expected


def matchings(names: Sequence[str], allowed: set[Duo]) -> Iterator[set[Duo]]:
    if len(names) < 2:
        yield set()
        return
    first, *rest = names
    yield from matchings(rest, allowed)
    for other in rest:
        if duo(first, other) in allowed:
            remaining = [n for n in rest if n != other]
            yield from ({duo(first, other), *more} for more in matchings(remaining, allowed))


@given(st.integers(0, 10**6), st.integers(2, 8))
@settings(max_examples=30, deadline=None)
def test_most_people_then_the_turn_then_the_points_as_every_matching_tried_shows(
    seed: int, size: int
) -> None:
    chance = random.Random(seed)
    people = [replace(p, size=2) for p in crowd(size, chance, slots=5)]
    history = met(people, chance)
    waited = {p.id: p.waited for p in people}
    table = Table(people, history, seed, Policy())
    allowed = {
        duo(people[i].id, people[j].id): table.points(i, j)
        for i, j in combinations(range(size), 2)
        if table.allowed(i, j)
    }

    def aims(found: set[Duo]) -> tuple[int, int, int]:
        out = set(waited) - {m for d in found for m in d}
        return len(found), sum(waited[m] for m in out), sum(allowed[d] for d in found)

    best = max(aims(found) for found in matchings(sorted(waited), set(allowed)))
    assert aims(paired(pair(people, history, seed))) == best


@given(st.integers(0, 10**6), st.integers(0, 25))
@settings(max_examples=40, deadline=None)
def test_everybody_is_in_one_place_and_every_meeting_has_a_block(seed: int, size: int) -> None:
    chance = random.Random(seed)
    people = crowd(size, chance)
    outcome = pair(people, met(people, chance), seed)
    assert everybody(outcome) == [p.id for p in people]
    by_id = {p.id: p for p in people}
    for match in outcome.matches:
        assert all(by_id[m].bitmap >> match.block_start & 0b111 == 0b111 for m in match.members)
    assert all(by_id[m].size == 3 for three in outcome.threes for m in three.members)
    left = [left.member for left in outcome.left]
    assert not any(by_id[a].bitmap & by_id[b].bitmap for a, b in combinations(left, 2))


def test_nobody_at_all_is_an_empty_outcome_and_one_person_twice_is_refused() -> None:
    assert pair([], {}, 0) == Outcome()
    with pytest.raises(ValueError, match="'a' is there twice"):
        pair([Candidate("a", 0), Candidate("a", 0)], {}, 0)
