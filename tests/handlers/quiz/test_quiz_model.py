"""The bank as it was asked, topics as people type them, and where an answer comes from."""

import pytest

from content.finder import load
from content.models import Fact, Source
from handlers.quiz import model
from handlers.quiz.model import Bank, Tally, Turn
from tests.handlers.quiz.quiz_examples import bank, numeric, ordering, scenario, single, template


def test_a_template_gives_the_same_question_for_the_turn_that_holds_its_seed() -> None:
    some = bank(template())
    turn = Turn(question="doubling", seed=77, version=1)
    assert some.asked(turn) == template().item(77)
    others = [some.asked(turn.copy_with(seed=n)) for n in range(30)]
    assert len({other.stem for other in others if other}) > 10


def test_a_template_of_another_version_does_not_stand_any_more() -> None:
    some = bank(template(version=2))
    assert some.asked(Turn(question="doubling", seed=77, version=1)) is None
    assert some.has(Turn(question="doubling", seed=77, version=2))


def test_a_question_stands_while_it_has_the_options_that_were_put_into_an_order() -> None:
    some = bank(single("x"), ordering("y"), numeric(name="z"), scenario("s"))
    turns = [
        Turn(question=name, order=order)
        for name, order in (("x", "cabd"), ("y", "dcba"), ("z", ""), ("s", ""))
    ]
    assert all(some.has(turn) for turn in turns)
    assert not some.has(Turn(question="x", order="abc"))
    assert not some.has(Turn(question="gone", order="abcd"))
    assert some.asked(Turn(question="y", order="abc")) is None


def test_voided_questions_and_templates_are_not_in_the_bank() -> None:
    content = load()
    name, kind = next(iter(content.questions)), next(iter(content.templates))
    some = Bank.of(content, {name, kind})
    assert name not in some.questions
    assert kind not in some.templates
    assert len(some.on(None)) == len(content.questions) + len(content.templates) - 2


def test_topics_are_those_of_questions_and_templates() -> None:
    assert bank(single("a", "cost"), template("b", "memory")).topics() == ["cost", "memory"]


def test_tallies_are_added_and_taken_off_and_never_fall_below_nothing() -> None:
    one, two = Tally(right=1, wrong=2), Tally(right=3, unsure=1)
    assert one.plus(two) == Tally(right=4, wrong=2, unsure=1)
    assert one.plus(two, -1) == Tally(wrong=2)


TOPICS = ["compression", "cost", "feature-stores", "latency", "memory", "ranking", "serving", "tradeoffs"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Feature  Stores", ["feature-stores"]),
        ("featurestores", ["feature-stores"]),
        ("COM", ["compression"]),
        ("co", ["compression", "cost"]),
        ("cost", ["cost"]),
        *((typed, ["tradeoffs"]) for typed in ("trade-offs", "Trade offs", "tradeoff")),
        *((typed, []) for typed in ("@everyone", "  ")),
    ],
)
def test_a_topic_is_found_by_its_beginning_however_it_is_spaced_and_ambiguity_is_shown(
    typed: str, found: list[str]
) -> None:
    assert model.find_topics(typed, TOPICS) == found


def test_a_text_that_is_no_topic_has_the_nearest_ones() -> None:
    assert model.nearest_topics("latncy", TOPICS) == ["latency"]
    assert model.nearest_topics("servin count=3", TOPICS) == ["serving"]
    assert model.nearest_topics("@@@", TOPICS) == ["compression", "cost", "feature-stores"]


def test_the_source_is_the_questions_own_or_that_of_its_fact() -> None:
    paper = Source(id="S01", title="A paper", urls=("https://example.org/p",), level="F")
    cited = Fact(id="M01", topic="latency", text="It is so.", sources=("S01",))
    derived = Fact(id="D01", topic="latency", text="It is so.", basis="derived")
    facts = {"M01": cited, "D01": derived}
    found = model.origin(single(sources=["D01", "M01"]), facts, {"S01": paper})
    assert (found.title, found.url) == ("A paper", "https://example.org/p")
    assert model.origin(single(sources=["D01"]), facts, {"S01": paper}).title == "worked out from definitions"
    assert model.origin(single(sources=["L20"]), facts, {}).title == "the article, line 20"


def test_a_topic_is_found_by_other_words_for_it_and_not_within_a_word() -> None:
    known = ["algorithms", "compression", "decoding", "memory"]
    assert model.find_topics("coding", known) == ["algorithms"]
    assert model.find_topics("quantization", known) == ["compression"]
    assert model.find_topics("interviews", [*known, "loop"]) == ["loop"], "as cards call it"
    assert model.find_topics_in("quiz me on the KV-cache please", known) == ["memory"]
