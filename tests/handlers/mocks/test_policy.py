"""The weight in words and in arrays, the bound, and the ways round what is too large to be exact."""

import datetime as dt
import random
from dataclasses import replace
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pairing import policy
from bot.pairing.matching import bound, heaviest_matching, pair
from bot.pairing.policy import FIVE, LOOP, NEVER, Candidate, Outcome, Policy, week_later
from bot.pairing.table import Table
from tests.handlers.mocks.pairing_oracles import relaxed_optimum, weight

MONDAY = dt.date(2026, 11, 30)
ALWAYS = (1 << 864) - 1
Duo = frozenset[str]


def crowd(size: int, seed: int) -> list[Candidate]:
    chance = random.Random(seed)
    rounds = list(FIVE)
    blocks = [0b11111 << (96 + 96 * day + 4 * hour) for day in range(7) for hour in (17, 19)]
    return [
        Candidate(
            f"m{n:04}",
            sum(chance.sample(blocks, chance.choice((1, 2, 2)))),
            zone=chance.choice(("UTC", "Asia/Kathmandu", "America/New_York")),
            wants=chance.choice((None, frozenset(chance.sample(rounds, 2)))),
            offers=chance.choice((None, frozenset(chance.sample(rounds, 3)))),
            level=chance.randrange(1, 6),
            last=chance.choice((None, "candidate", "interviewer")),
            done={chance.choice(rounds): chance.randrange(4)},
            focus={chance.choice(rounds): 0.5},
            waited=chance.choice((NEVER, 0, 3, 30)),
        )
        for n in range(size)
    ]


def met(people: list[Candidate], seed: int) -> dict[Duo, int]:
    chance = random.Random(seed)
    duos = combinations([p.id for p in people], 2)
    return {frozenset(d): chance.randrange(1, 30) for d in duos if chance.random() < 0.2}


def test_the_loop_counts_two_coding_rounds_and_begins_again_when_it_is_whole() -> None:
    def wishes(**done: int) -> dict[str, int]:
        return policy.wishes(Candidate("a", 0, done=done), Policy(quota=LOOP))

    assert wishes(coding=1) == {"coding": 350, "system_design": 400, "inference": 400, "behavioural": 400}
    assert wishes(coding=2)["coding"] == 300
    assert set(wishes(coding=2, system_design=1, inference=1, behavioural=1).values()) == {400}


@pytest.mark.parametrize(
    "chosen",
    [Policy(), Policy(roles="both"), Policy(roles="any", repeat="never")],
    ids=["usual", "both", "never"],
)
def test_every_pair_weighs_what_the_same_table_worked_out_for_two_says(chosen: Policy) -> None:
    people, history = crowd(40, 3), met(crowd(40, 3), 3)
    people[4] = replace(people[4], avoids=frozenset({"m0007", "m0010"}))
    people[20] = replace(people[20], avoids=frozenset({"m0002"}))
    for n in (8, 9):
        people[n] = replace(
            people[n], open=frozenset({"inference"}), wants=frozenset({"inference"}), offers=None
        )
    table = Table(people, history, 1, chosen, MONDAY)
    for i, j in combinations(range(40), 2):
        one, other = people[i], people[j]
        weeks = history.get(frozenset((one.id, other.id)))
        apart = other.id in one.avoids or one.id in other.avoids
        apart |= chosen.repeat == "never" and weeks is not None
        together = table.starts[i] & table.starts[j]
        assert table.allowed(i, j) == table.allowed(j, i) == (bool(together) and not apart)
        if table.allowed(i, j):
            assert table.points(i, j) == table.points(j, i) == weight(one, other, weeks, chosen)


def test_beyond_a_thousand_people_a_pair_weighs_what_it_weighs_among_fewer() -> None:
    people = crowd(1_001, 5)
    large, small = Table(people, {}, 1, Policy(), MONDAY), Table(people[:60], {}, 1, Policy(), MONDAY)
    for i, j in combinations(range(60), 2):
        assert large.allowed(i, j) == small.allowed(i, j)
        if small.allowed(i, j):
            assert large.points(i, j) == small.points(i, j)


@given(st.integers(0, 10**6), st.integers(2, 24))
@settings(max_examples=15, deadline=None)
def test_no_pairing_weighs_more_than_the_linear_program_and_that_no_more_than_the_bound(
    seed: int, size: int
) -> None:
    people, history = crowd(size, seed), met(crowd(size, seed), seed)
    outcome = pair(people, history, seed, Policy(), MONDAY, bounded=True)
    table = Table(people, history, seed, Policy(), MONDAY)
    graph: nx.Graph[int] = nx.Graph()
    for i, j, w in table.edges():
        graph.add_edge(i, j, weight=w)
    best = sum(table.points(i, j) for i, j in nx.max_weight_matching(graph))
    assert max(best, outcome.points) <= relaxed_optimum(table) + 1
    assert outcome.bound == pytest.approx(relaxed_optimum(table), abs=1)


def test_beyond_five_hundred_people_the_bound_is_a_little_above_the_linear_program() -> None:
    table = Table(crowd(520, 1), {}, 1, Policy(), MONDAY)
    best = relaxed_optimum(table)
    assert best - 1 <= bound(table) <= 1.005 * best


def test_a_group_of_three_weighs_what_the_linear_program_says_of_a_triangle() -> None:
    table = Table([Candidate(name, ALWAYS) for name in "abc"], {}, 1, Policy(), MONDAY)
    assert table.worth((0, 1, 2)) == pytest.approx(relaxed_optimum(table), abs=1)


def test_beyond_a_thousand_the_best_of_each_give_nearly_the_optimum_and_nobody_is_left_who_had_someone() -> (
    None
):
    outcome = pair(crowd(1_010, 1), {}, 1, Policy(), MONDAY, bounded=True)
    assert not any(left.possible for left in outcome.left)
    assert outcome.points >= 0.998 * outcome.bound


def played(people: list[Candidate], weeks: int, chosen: Policy | None = None) -> list[Outcome]:
    """That many weeks, each counting as met in the next."""
    now: tuple[Candidate, ...] = tuple(people)
    history: dict[Duo, int] = {}
    found = []
    for week in range(weeks):
        found.append(pair(now, history, week, chosen))
        now, history = week_later(now, history, found[-1])
    return found


def test_of_seventeen_one_group_of_three_a_week_and_nobody_in_it_twice_before_all_were_once() -> None:
    count = dict.fromkeys((f"m{n:02}" for n in range(17)), 0)
    for outcome in played([Candidate(m, ALWAYS) for m in count], 17):
        assert (len(outcome.pairs), len(outcome.threes), outcome.left) == (7, 1, ())
        least = min(count.values())
        again = [m for m in outcome.threes[0].members if count[m] > least]
        for member in outcome.threes[0].members:
            count[member] += 1
        assert not again or min(count.values()) > least, "only with the last of those whose turn it was"
    assert set(count.values()) == {3}  # 17 weeks of three seats


def test_among_equals_who_answered_less_often_answers() -> None:
    busy = Candidate("a", ALWAYS, done=dict.fromkeys(FIVE, 1))
    table = Table([busy, Candidate("b", ALWAYS)], {}, 0, Policy())
    points = table.better_way(0, 1)[0]
    assert table.better_way(0, 1) == (points, False)
    assert table.better_way(1, 0) == (points, True)


def test_most_pairs_come_before_most_points() -> None:
    assert heaviest_matching(4, [(0, 1, 1), (1, 2, 10), (2, 3, 1)]) == [(0, 1), (2, 3)]


def test_whoever_went_without_more_often_comes_before_whoever_went_without_lately() -> None:
    often = Candidate("a", ALWAYS, turns=2, waited=30)
    table = Table([often, Candidate("b", ALWAYS, turns=1, waited=1)], {}, 0, Policy())
    assert table.turn(0) > table.turn(1)
