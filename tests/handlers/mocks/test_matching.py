import pickle
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pairing.matching import pair, whole_weights
from bot.pairing.policy import Candidate, LeftReason, Outcome, Policy, Reason, week_later
from bot.pairing.table import Table

ALWAYS = (1 << 864) - 1
Duo = frozenset[str]


def slot(*numbers: int) -> int:
    """Hours that are 45 minutes long each, numbered, with a gap between any two."""
    return sum(0b111 << 96 + 4 * n for n in numbers)


def duo(one: str, other: str) -> Duo:
    return frozenset((one, other))


def paired(outcome: Outcome) -> set[Duo]:
    return {frozenset(m.members) for m in outcome.pairs}


def everybody(outcome: Outcome) -> list[str]:
    matches = (*outcome.pairs, *outcome.threes)
    return sorted([m for match in matches for m in match.members] + [left.member for left in outcome.left])


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


def test_eighteen_who_are_always_free_meet_nine_others_in_nine_weeks() -> None:
    people: tuple[Candidate, ...] = tuple(Candidate(f"m{n:02}", ALWAYS) for n in range(18))
    history: dict[Duo, int] = {}
    seen: set[Duo] = set()
    for week in range(9):
        outcome = pair(people, history, seed=week)
        assert (len(outcome.pairs), outcome.threes, outcome.left) == (9, (), ())
        assert not paired(outcome) & seen
        seen |= paired(outcome)
        people, history = week_later(people, history, outcome)
    assert len(seen) == 81


def test_a_pair_meets_again_only_when_somebody_would_be_left_without_it() -> None:
    a, b = Candidate("a", slot(1)), Candidate("b", slot(1))
    c, d = Candidate("c", slot(1)), Candidate("d", slot(1))
    history = {duo("a", "b"): 30, duo("c", "d"): 30}
    assert not paired(pair([a, b, c, d], history, 0)) & set(history)
    assert paired(pair([a, b], history, 0)) == {duo("a", "b")}


def test_when_all_have_met_those_meet_who_met_longest_ago() -> None:
    people = [Candidate(name, ALWAYS) for name in "abcd"]
    history = {duo(*d): 2 for d in combinations("abcd", 2)} | {duo("a", "c"): 9, duo("b", "d"): 9}
    assert paired(pair(people, history, 0)) == {duo("a", "c"), duo("b", "d")}


def test_more_people_come_before_fewer_repeats() -> None:
    """a can meet b again or c; d can only meet c: the repeat gives all four a partner."""
    people = [
        Candidate("a", slot(1, 2), size=2),
        Candidate("b", slot(1), size=2),
        Candidate("c", slot(2, 3), size=2),
        Candidate("d", slot(3), size=2),
    ]
    assert paired(pair(people, {duo("a", "b"): 1}, 0)) == {duo("a", "b"), duo("c", "d")}


def test_among_equals_wishes_decide() -> None:
    rounds = {"a": "inference", "b": "coding_ml", "c": "inference", "d": "coding_ml"}
    people = [
        Candidate(name, ALWAYS, wants=frozenset({wish}), offers=frozenset({wish}))
        for name, wish in rounds.items()
    ]
    assert all(paired(pair(people, {}, seed)) == {duo("a", "c"), duo("b", "d")} for seed in range(20))


def test_one_who_answers_is_put_with_one_who_interviews() -> None:
    answering = [Candidate(name, ALWAYS, offers=frozenset()) for name in "ab"]
    people = answering + [Candidate(name, ALWAYS, wants=frozenset()) for name in "cd"]
    for seed in range(20):
        assert not paired(pair(people, {}, seed)) & {duo("a", "b"), duo("c", "d")}


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


def test_of_the_common_blocks_one_by_day_for_both_is_taken_first() -> None:
    """Slots 2 and 5 begin at 02:00 and 05:00 UTC, 40 at 16:00 on Tuesday: 11:00 in New York, 17:00 in Berlin."""
    one = Candidate("a", slot(2, 5, 40), zone="America/New_York")
    other = Candidate("b", slot(2, 5, 40), zone="Europe/Berlin")
    match = pair([one, other], {}, 0).pairs[0]
    assert (match.block_start, match.others) == (96 + 4 * 40, (96 + 8, 96 + 20))


def test_two_who_want_the_same_part_and_met_before_take_turns() -> None:
    people = [Candidate("a", ALWAYS, offers=frozenset()), Candidate("b", ALWAYS, offers=frozenset())]
    match = pair(people, {duo("a", "b"): 4}, 0).pairs[0]
    assert match.reasons == (Reason.COMMON_HOURS, Reason.LAST_MET, Reason.TAKE_TURNS)
    assert match.weeks == 4


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


def test_nobody_is_put_into_three_who_accepts_only_two() -> None:
    people = [Candidate("a", ALWAYS), Candidate("b", ALWAYS, size=2), Candidate("c", ALWAYS)]
    outcome = pair(people, {}, 0)
    assert (len(outcome.pairs), outcome.threes) == (1, ())
    assert [left.reason for left in outcome.left] == [LeftReason.ODD_NUMBER]


def test_the_odd_one_out_is_somebody_who_can_join_a_pair() -> None:
    """a accepts only two; were a left over, somebody would be without a partner."""
    people = [Candidate("a", ALWAYS, size=2), *(Candidate(name, ALWAYS) for name in "bcde")]
    for seed in range(30):
        outcome = pair(people, {}, seed)
        assert outcome.left == ()
        assert "a" not in outcome.threes[0].members


def test_three_need_a_block_for_all_and_no_avoidance_among_any_two() -> None:
    apart = [Candidate("a", slot(1, 2)), Candidate("b", slot(2, 3)), Candidate("c", slot(1, 3))]
    assert pair(apart, {}, 0).threes == ()
    people = [Candidate("a", ALWAYS, avoids=frozenset("c")), Candidate("b", ALWAYS), Candidate("c", ALWAYS)]
    outcome = pair(people, {}, 0)
    assert (outcome.threes, len(outcome.pairs)) == ((), 1)
    assert duo("a", "c") not in paired(outcome)


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


def test_who_is_left_hears_why_from_hours_alone() -> None:
    people = [
        Candidate("a", slot(1), size=2),
        Candidate("b", slot(1), size=2),
        Candidate("c", 0b11 << 200),
        Candidate("d", slot(9)),
        Candidate("e", slot(1), waited=1, size=2),
        Candidate("f", 0),
    ]
    outcome = pair(people, {}, 0)
    reasons = {left.member: left.reason for left in outcome.left}
    assert reasons.pop("c") == reasons.pop("f") == LeftReason.NO_HOURS
    assert reasons.pop("d") == LeftReason.NO_OVERLAP
    assert list(reasons.values()) == [LeftReason.NOT_EVERYONE]
    assert "e" not in reasons, "e had no partner last week"


def test_avoidance_works_both_ways() -> None:
    for shy in ("a", "b"):
        other = {"a": "b", "b": "a"}[shy]
        people = [
            Candidate(shy, ALWAYS, avoids=frozenset((other,))),
            Candidate(other, ALWAYS),
        ]
        outcome = pair(people, {}, 0)
        assert [(left.member, left.reason) for left in outcome.left] == [
            (m, LeftReason.NOT_EVERYONE) for m in "ab"
        ]


@pytest.mark.parametrize("first_seed", range(0, 200, 50))
def test_twin_worlds_with_and_without_an_avoidance_differ_in_the_pairing_alone(first_seed: int) -> None:
    """What anybody is told about a match or about being left can be told from hours, wishes and history."""
    differ = 0
    for seed in range(first_seed, first_seed + 50):
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
    assert differ == 50


def _told_without_secrets(outcome: Outcome, people: Sequence[Candidate], history: dict[Duo, int]) -> None:
    by_id = {p.id: p for p in people}
    for match in outcome.pairs:
        alone = pair([by_id[m] for m in match.members], history, seed=0)
        assert alone.pairs == (match,)
    for three in outcome.threes:
        assert pair([by_id[m] for m in three.members], history, seed=0).threes == (three,)
    for left in outcome.left:
        free = by_id[left.member].bitmap
        meets = any(free & p.bitmap for p in people if p.id != left.member)
        one_of_odd = len(outcome.left) == 1 and len(people) % 2 == 1
        expected = "no_overlap" if not meets else "odd_number" if one_of_odd else "not_everyone"
        assert left.reason == expected


def test_a_closed_list_of_reasons_has_no_word_for_avoiding() -> None:
    words = {word for reason in (*Reason, *LeftReason) for word in reason.value.split("_")}
    assert not words & {"avoid", "avoids", "avoided", "block", "blocked", "asked", "excluded"}


@given(st.integers(0, 10**6), st.integers(2, 30))
@settings(max_examples=40, deadline=None)
def test_networkx_finds_no_larger_and_no_heavier_matching(seed: int, size: int) -> None:
    chance = random.Random(seed)
    people = tuple(replace(p, size=2) for p in crowd(size, chance))
    history = met(people, chance)
    table = Table(people, history, seed, Policy())
    name = [p.id for p in table.people]
    weights = {duo(name[i], name[j]): w for i, j, w in whole_weights(table, table.edges(), turns=1)}
    graph: nx.Graph[str] = nx.Graph()
    for edge, weight in weights.items():
        graph.add_edge(*sorted(edge), weight=weight)
    oracle = [frozenset(edge) for edge in nx.max_weight_matching(graph, maxcardinality=True)]
    ours = paired(pair(people, history, seed))
    assert len(ours) == len(oracle)
    assert sum(weights[e] for e in ours) == sum(weights[e] for e in oracle)


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
@settings(max_examples=60, deadline=None)
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
    for match in (*outcome.pairs, *outcome.threes):
        assert all(by_id[m].bitmap >> match.block_start & 0b111 == 0b111 for m in match.members)
    assert all(by_id[m].size == 3 for three in outcome.threes for m in three.members)
    left = [left.member for left in outcome.left]
    assert not any(by_id[a].bitmap & by_id[b].bitmap for a, b in combinations(left, 2))


def test_the_order_of_the_input_changes_nothing_and_the_seed_does() -> None:
    chance = random.Random(5)
    people = crowd(21, chance, slots=3)
    history = met(people, chance)
    first = pair(people, history, seed=7)
    for _ in range(10):
        shuffled = chance.sample(people, len(people))
        turned = dict(chance.sample(sorted(history.items(), key=str), len(history)))
        assert pair(shuffled, turned, seed=7) == first
    free = [Candidate(f"m{n}", ALWAYS) for n in range(20)]
    outcomes = [pair(free, {}, seed) for seed in range(5)]
    assert all(one != other for one, other in pairwise(outcomes))


def test_arguments_and_outcome_can_travel_to_another_process() -> None:
    people = crowd(7, random.Random(1))
    sent, history = pickle.loads(pickle.dumps((people, {duo("m00", "m01"): 1})))  # noqa: S301 - its own bytes
    outcome = pair(sent, history, 0)
    assert pickle.loads(pickle.dumps(outcome)) == outcome  # noqa: S301 - its own bytes


def test_nobody_at_all_is_an_empty_outcome_and_one_person_twice_is_refused() -> None:
    assert pair([], {}, 0) == Outcome()
    with pytest.raises(ValueError, match="'a' is there twice"):
        pair([Candidate("a", 0), Candidate("a", 0)], {}, 0)


def test_history_of_people_who_are_not_in_this_week_is_ignored() -> None:
    people = [Candidate("a", ALWAYS), Candidate("b", ALWAYS)]
    assert pair(people, {duo("a", "gone"): 1}, 0).pairs[0].weeks is None
