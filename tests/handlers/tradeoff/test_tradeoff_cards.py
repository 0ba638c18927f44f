"""Every card of the bench keeps the rules of cards, says where to sit, and what is wrong with today's option."""

from fractions import Fraction

import pytest

from bot.core.card import Card, Part, Picture, Quoted, plain
from bot.core.overflow import unfold
from bot.core.text import LINE_LENGTH
from bot.core.values import Private
from bot.draw import png
from bot.rules import load_critic
from content.finder import load
from handlers.tradeoff import cards, model
from handlers.tradeoff import options as reading
from handlers.tradeoff.calls import Tradeoff
from handlers.tradeoff.case import Case, Choice, exercise, figure, money
from handlers.tradeoff.options import MOST_NAME, MOST_OPTIONS
from handlers.tradeoff.picture import picture
from tests.world import card_problems, write


def quoting(part: Part) -> str:
    """As a platform writes it that puts names in quotation marks."""
    return f'"{part.text}"' if isinstance(part, Quoted) else write(part)


def weighed(options: str, w1: str = "", w2: str = "", limit: str = "") -> model.Weighed:
    weights = {0: Fraction(w1), 1: Fraction(w2)} if w1 else {}
    return model.weigh(reading.parse(options), weights, {1: Fraction(limit)} if limit else {})


def shown(options: str, w1: str = "", w2: str = "", limit: str = "") -> tuple[Card, str]:
    """The card, and its first line."""
    card = cards.result(weighed(options, w1, w2, limit), Tradeoff(options=Private(options)).call())
    return card, plain(card, write)[0]


def named(letter: str) -> str:
    return letter * MOST_NAME


FRONT = ";".join(f"{named('abcdefgh'[n])}: {10 + n}.123% {100 + n}.456ms" for n in range(MOST_OPTIONS))
BEATEN = ";".join(f"{named('abcdefgh'[n])}: {50 - n}.123% {100 + n}.456ms" for n in range(MOST_OPTIONS))
VAST = f"{named('a')}: 0% 999999999999ms; {named('b')}: 100% 0ms; {named('c')}: 99.99% 0.000001ms"


@pytest.mark.parametrize("options", [FRONT, BEATEN, VAST], ids=["front", "beaten", "vast"])
@pytest.mark.parametrize("weights", [("", ""), ("999999999999", "0.000000000001"), ("1", "999999999999")])
@pytest.mark.parametrize("limit", ["", "105.5", "999999999999", "0.0000001"])
def test_the_longest_names_and_figures_stay_on_their_lines(
    options: str, weights: tuple[str, str], limit: str
) -> None:
    few, _ = shown(options, *weights, limit)
    assert card_problems(few) == []
    found = weighed(options, *weights, limit)
    pages = [cards.everything(found, Tradeoff(options=Private(options)).call(), page) for page in (1, 2, 3)]
    assert [card_problems(page) for page in pages] == [[], [], []]
    texts = [b for c in (few, *pages) for b in c.blocks if not isinstance(b, Picture)]
    assert max(len(line) for line in plain(Card(blocks=tuple(texts)), quoting)) <= LINE_LENGTH


@pytest.mark.parametrize(
    ("options", "weights", "limit", "first"),
    [
        ("base: 78% 120ms; A: 79% 110ms", ("400", "30"), "",
         "Take A: utility +700 against today, which it beats."),
        ("base: 78% 120ms; A: 77% 100ms", ("400", "30"), "110",
         "Take A within 110 ms: utility +200 against today, which is over the limit."),
        ("base: 78% 120ms; A: 79.5% 139ms", ("", ""), "130",
         "Only base is left within 130 ms: no weights change that."),
    ],
    ids=["today is beaten", "today is over the limit", "one is left"],
)  # fmt: skip
def test_the_first_line_says_what_to_take_and_what_is_wrong_with_today(
    options: str, weights: tuple[str, str], limit: str, first: str
) -> None:
    assert shown(options, *weights, limit)[1] == first


def test_the_paragraph_says_what_the_next_one_gains_and_gives_up_in_money() -> None:
    """D02 and D10 by hand: against B, E saves 16 ms (16 x 30 = 480) and loses 1.7 points (1.7 x 400 = 680)."""
    card, _ = shown("A: 90.0% 20ms; B: 91.2% 28ms; E: 89.5% 12ms", "400", "30")
    said = plain(card, write)
    assert said[0] == "Take B: utility +240 against today."
    assert said[1] == "E is better by 16 ms (worth 480), worse by 1.7 points (worth 680): 200 less."
    whole = plain(unfold(card), write)
    assert (
        "Break-even: a point above 282.35, or one ms of latency below 42.5." in whole
    )  # 480 / 1.7, 680 / 16
    assert any(
        "with a point worth 30% less the choice changes" in row for row in whole
    )  # 280 is below 282.35


def test_without_weights_each_step_has_its_price_and_a_dent_is_named() -> None:
    card, _ = shown("E: 89.5% 12ms; A: 90.0% 20ms; B: 91.2% 28ms")
    said = plain(unfold(card), write)
    assert "From E to A: 0.5 points for 8 ms, 16 ms a point." in said
    assert "No weights choose A: a mix of E (70.59%) and B (29.41%) is better." in said


def test_the_words_for_a_picture_say_all_that_it_shows() -> None:
    found = picture(weighed("A: 90.0% 20ms; B: 91.2% 28ms; C: 90.8% 30ms; D: 92% 55ms", "400", "30", "40"))
    assert found is not None
    for words in (
        "B: 91.2 points and 28 ms, take it",
        "C: 90.8 points and 30 ms, beaten by B",
        "55 ms, over the limit",
    ):
        assert words in found.alt
    assert found.chart.limits == ((40.0, "limit 40 ms"),)
    assert found.chart.shaded == "right"
    assert [(s.x, s.y, round(s.rise, 6)) for s in found.chart.slopes] == [(28, 91.2, 0.075), (20, 90, 0.075)]
    assert png(found.chart)[:4] == b"\x89PNG"


def test_what_is_too_vast_is_not_drawn() -> None:
    assert picture(weighed("a: 1% 999999999999s; b: 2% 1s")) is not None
    case = reading.parse("a: 1% 1s; b: 2% 2s")
    vast = Choice("b", (Fraction(1), Fraction(10**30)))
    assert picture(model.weigh(Case(case.objectives, (case.choices[0], vast)), {}, {})) is None


def test_figures_are_short() -> None:
    assert figure(Fraction(123_456_789), signed=True) == "+123,456,789"
    assert figure(Fraction(-1_234_000_000_000_000)) == "-1.23e+15"
    assert figure(Fraction(1, 1000)) == "0.001"
    assert [money(Fraction(n)) for n in (240_000, -210_000, 999, 1_500_000)] == [
        "240K",
        "-210K",
        "999",
        "1.5M",
    ]


def test_an_exercise_is_the_same_for_the_same_number_forever() -> None:
    made = exercise(7)
    assert (
        made.options == "today: 85.9% 89ms; bigger 1: 86.9% 119ms; bigger 2: 87.3% 103ms; smaller: 85.3% 70ms"
    )
    assert (made.w1, made.w2, made.limit) == (500, 30, 115)


def test_three_hundred_exercises_can_be_read_and_weighed() -> None:
    for seed in range(300):
        made = exercise(seed)
        assert weighed(made.options, str(made.w1), str(made.w2), str(made.limit)).best


def argument(text: str, limit: str = "") -> Card:
    judged = load_critic(load().root, "tradeoff-answer").critique(text, "answer")
    call = Tradeoff(options=Private("")).call()
    return cards.argument_verdict(weighed("A: 90% 20ms; B: 91% 28ms", "400", "30", limit), judged, call)


def argued(text: str) -> list[str]:
    return plain(argument(text), write)


def test_an_argument_with_everything_is_complete_and_hears_what_it_has() -> None:
    card = argument(
        "I would not ship it: 0.6 points x $400K is +$240K of accuracy, 15 ms x $30K is -$450K of latency. "
        "p99 stays within the limit of 50 ms. I assume these weights; it flips below 8 ms. "
        "Canary first, or a cache."
    )
    said = plain(card, write)
    assert said[0] == "Complete: nothing important is missing."
    assert said[1].startswith("It has ")
    assert all(part in said[1] for part in cards.NAMED_PARTS.values())
    assert card_problems(card) == []


def test_smaller_things_are_said_and_do_not_make_an_argument_wrong() -> None:
    said = argued(
        "I would not ship it: +$240K for 0.6 points of accuracy, -$450K for 15 ms of latency, so -$210K."
    )
    assert said[0] == "Complete: nothing important is missing."
    assert "limit" in said[2]


def test_an_argument_for_an_option_over_the_limit_is_complete_but_never_called_right() -> None:
    over = "I would ship B: 1 point x $400K is +$400K of accuracy, 8 ms x $30K is -$240K of latency. Limit 25 ms."
    said = plain(argument(over, limit="25"), write)
    assert said[0].startswith("Complete: nothing important is missing.")
    assert not any("right:" in text.casefold() for text in said)
    assert any(text.startswith("The numbers say: Keep A") for text in said)


def test_a_question_ends_with_its_own_mark() -> None:
    said = argued("I would ship it: +$240K for 0.6 points of accuracy, -$120K for 4 ms. The limit is 50 ms.")
    assert "How would you check it before everybody gets it?" in said[2]
    assert "?." not in " ".join(said)


@pytest.mark.parametrize(
    "text",
    [
        "I would not ship it, latency matters more than accuracy here.",
        "I would ship it because accuracy is what users see.",
        "There are arguments for both of them, as always.",
    ],
)
def test_more_shows_each_fix_whole(text: str) -> None:
    judged = load_critic(load().root, "tradeoff-answer").critique(text, "answer")
    behind = Card(blocks=argument(text).details)
    said = " ".join(plain(behind, write))
    assert all(finding.fix in said for finding in judged.findings[:3])
    assert card_problems(behind) == []
