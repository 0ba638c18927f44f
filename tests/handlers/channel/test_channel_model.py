"""The question of the day and committee night, without a bot: what comes next, who leads, what is shown."""

import datetime as dt
from random import Random

import pytest

from bot.core.values import Private
from content.finder import load
from content.quiz import Choice
from handlers.channel import cards, model
from handlers.channel.day import list_postable
from handlers.channel.model import Ballot, Day, Player, Score
from handlers.quiz.model import Bank

NOW = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
HOURS = dt.timedelta(hours=24)
BANK = Bank.of(load())
POOL = list_postable(BANK)
Q = POOL[0]
RIGHT = Q.answer[0]
WRONG = next(option.key for option in Q.options if option.key != RIGHT)


def day(question: Choice = Q, opened: dt.datetime = NOW, **counts: int) -> Day:
    return Day(
        question=question.id,
        topic=question.topic,
        order="".join(o.key for o in question.options),
        opened=opened,
        closes=opened + HOURS,
        state="counted",
        counts=counts,
    )


def test_a_year_of_questions_repeats_none_while_some_are_left_and_gives_topics_turns() -> None:
    days: list[Day] = []
    for number in range(len(POOL)):
        chosen = model.next_question(POOL, days, Random(number))
        assert chosen is not None
        days.append(day(chosen, NOW + number * HOURS))
    asked = [d.question for d in days]
    assert len(set(asked)) == len(POOL)
    topics = len({q.topic for q in POOL})
    assert len({d.topic for d in days[:topics]}) == topics
    again = model.next_question(POOL, days, Random(1))
    assert again is not None
    assert again.id == asked[0]


def test_what_is_posted_fits_on_one_card_with_every_option() -> None:
    for question in POOL:
        rows = cards.question_rows(question, "".join(o.key for o in question.options))
        assert rows is not None and len(rows) <= 5, question.id


def test_presses_of_sixty_days_are_kept() -> None:
    player = Player()
    for number in range(100):
        player = model.with_answer(player, (NOW + number * HOURS).date().isoformat(), "a")
    assert len(player.given) == 60
    assert min(player.given) == (NOW + 40 * HOURS).date().isoformat()


def test_the_board_has_only_those_who_want_to_be_seen_and_ties_share_a_place() -> None:
    days = {"1": Q, "2": Q}
    players = {
        "anna": Player(named=True, given={"1": RIGHT, "2": WRONG}),
        "bob": Player(named=True, given={"1": RIGHT, "2": "x"}),
        "carol": Player(named=False, given={"1": RIGHT, "2": RIGHT}),
        "dave": Player(named=True, given={"1": RIGHT}),
        "erin": Player(named=True),
    }
    board = model.rank(players, days)
    assert [(s.place, s.member) for s in board] == [(1, "dave"), (2, "anna"), (2, "bob")]


def test_the_season_is_thirty_days() -> None:
    days = {"old": day(opened=NOW - 30 * HOURS), "new": day(opened=NOW - 29 * HOURS)}
    assert set(model.that_count(days, BANK, NOW)) == {"new"}


@pytest.mark.parametrize("teams", [2, 3, 6])
def test_teams_differ_by_one_member_at_most_and_hardly_in_strength(teams: int) -> None:
    chance = Random(teams)
    strengths = {f"m{n:03}": Score(chance.randint(0, 20), 20) for n in range(100)}
    dealt = model.deal_teams(strengths, teams)
    sizes = [sum(t == team for t in dealt.values()) for team in range(1, teams + 1)]
    means = [
        sum(strengths[m].right for m, t in dealt.items() if t == team) / size
        for team, size in enumerate(sizes, 1)
    ]
    assert max(sizes) - min(sizes) <= 1
    assert max(means) - min(means) < 1
    assert model.deal_teams(strengths, teams) == dealt


def test_who_comes_later_joins_the_smallest_team_and_of_equals_the_weakest() -> None:
    days = {"1": Q}
    players = [Player(named=True, team=1, given={"1": RIGHT}), Player(named=True, team=2, given={"1": WRONG})]
    assert model.smallest_team(players, days, 2) == 2
    assert model.smallest_team([*players, Player(named=True, team=2)], days, 2) == 1


def ballot(side: str, sentence: str, show: str) -> Ballot:
    return Ballot.model_validate({"night": "n", "side": side, "sentence": Private(sentence), "show": show})


def test_arguments_are_chosen_by_what_they_weigh_and_shown_as_their_writers_allowed() -> None:
    case = load().cases["small-test"]
    ballots = {
        "anna": ballot(
            "no_hire", "the sample was too few, and it was rolled out without a guardrail", "named"
        ),
        "bob": ballot("no_hire", "noise", "anonymous"),
        "carol": ballot("no_hire", "no power and no interval", "no"),
        "dave": ballot("no_hire", "I did not like the tone", "named"),
        "erin": ballot("no_hire", "underpowered noise", "named"),
        "gone": ballot("no_hire", "sample, rolled out", "named"),
        "frank": ballot("hire", "named the holiday week", "anonymous"),
    }
    found = model.best_arguments(case, ballots, {"anna", "bob", "carol", "dave", "erin", "frank"})
    assert [(a.side, a.member) for a in found] == [("hire", None), ("no_hire", "anna"), ("no_hire", None)]


def test_cases_come_once_each_before_one_comes_again() -> None:
    pool, had = load().cases, list[str]()
    for number in range(len(pool)):
        chosen = model.next_case(pool, had, Random(number))
        assert chosen is not None
        had.append(chosen.id)
    assert sorted(had) == sorted(pool)
    again = model.next_case(pool, [*had[1:], had[0]], Random(0))
    assert again is not None
    assert again.id == had[1]


def test_every_side_of_a_case_is_reached_by_the_words_of_its_own_considerations() -> None:
    for case in load().cases.values():
        for weighed in case.weighs:
            said = (f"I think {cue} decides" for cue in weighed.cues)
            assert any(weighed in model.considerations_in(case, text) for text in said), case.id
