"""Every question that ships, and the longest that could, fits the rules of a card and can be answered."""

import datetime as dt
from random import Random

import pytest

from bot.core.card import Card, plain
from bot.core.layout import count_lines
from bot.core.overflow import unfold
from content.finder import load
from content.quiz import Choice, Numeric, Ordering, Question, Scenario
from handlers.quiz import answer_cards, cards, course, model
from handlers.quiz.cards import QuestionView
from handlers.quiz.course import Wish
from handlers.quiz.model import Learner, Mode, Origin, Outcome
from tests.handlers.quiz.quiz_examples import multiple, numeric, ordering, scenario, single
from tests.world import card_problems, write

SHIPPED = load()
NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
DAY = NOW.date()
ASKED = {
    **SHIPPED.questions,
    **{f"{n}/{seed}": t.item(seed) for n, t in SHIPPED.templates.items() for seed in range(2)},
}
"""Every written question, and two items of every template."""
OUTCOMES: tuple[Outcome, ...] = ("right", "wrong", "unsure")
LONG = "A sentence of words that goes on and on until it is as long as any. "
FAR = Origin(title="t" * 200, url="https://example.org/" + "u" * 300)


def place(
    question: Question, outcome: Outcome | None = None, chosen: str = "", *, last: bool = False
) -> QuestionView:
    session = course.begin_session([question] * 10, Wish(question.topic, "mixed", 10), NOW, Random(1))
    turn = session.turns[9].copy_with(outcome=outcome, chosen=chosen)
    return QuestionView(session.with_turn(10, turn), 10, question, last=last)


def labels(card: Card) -> list[str]:
    return [b.label for b in card.buttons]


def lines(card: Card) -> list[str]:
    return plain(card, write)


def test_every_shipped_question_fits_one_card_and_so_does_each_answer() -> None:
    for name, question in ASKED.items():
        asked = cards.question(place(question))
        assert card_problems(asked) == [], name
        assert "More" not in labels(asked), name
        assert labels(asked)[-1] == "I don't know", name
        origin = model.origin(question, SHIPPED.facts, SHIPPED.sources)
        for answered in _answers(question):
            shown = answer_cards.answer(answered, days=1, origin=origin, typed="0.123 tokens")
            assert card_problems(shown) == [], name
            assert lines(shown)[0].startswith(
                ("Right: ", "Not right: ", "The answer is ", "A good answer: ")
            ), name
            assert "Source: " in "\n".join(lines(shown)), name
            for whole in (False, True):
                assert card_problems(answer_cards.why(answered, page=1, whole=whole)) == [], name


def _answers(question: Question) -> list[QuestionView]:
    if isinstance(question, Ordering):
        chosen = {"right": question.keys, "wrong": question.keys[::-1], "unsure": ""}
        return [place(question, outcome, chosen[outcome], last=True) for outcome in OUTCOMES]
    if not isinstance(question, Choice):
        return [place(question, outcome, last=True) for outcome in OUTCOMES]
    keys = [o.key for o in question.options]
    outcomes: list[tuple[Outcome, str]] = [("right" if (k,) == question.answer else "wrong", k) for k in keys]
    return [place(question, outcome, chosen, last=True) for outcome, chosen in [*outcomes, ("unsure", "")]]


def test_letters_stand_in_the_text_and_on_the_buttons() -> None:
    asked = cards.question(place(single()))
    assert labels(asked) == ["A", "B", "C", "D", "I don't know"]
    assert [text[2:4] for text in lines(asked)[1:]] == ["A:", "B:", "C:", "D:"]
    assert [button.call.values["option"] for button in asked.buttons[:4]] == [*"abcd"]
    assert lines(asked)[0] == "Question 10 of 10, latency. What about one?"


@pytest.mark.parametrize(
    ("question", "chosen", "said", "unsaid"),
    [
        (single(), "c", ["Not right: {b}. It is as it is.", "- {c}: Why c tempts."], "- {a}: Why a tempts."),
        (
            multiple(right=("a", "c")),
            "ab",
            ["- {b}: Why b tempts.", "- {c}: Why c tempts."],
            "- {a}: Why a tempts.",
        ),
        (numeric(), "", ["You wrote 7777.", "That is the known mistake."], ""),
        (
            ordering(),
            "acbd",
            ["2 of 4 were in the right place.", "- {b}: Why 2 stands there."],
            "- {c}: Why 3 stands there.",
        ),
    ],
    ids=["a letter", "several letters", "a number", "an order"],
)
def test_a_wrong_answer_says_what_is_right_and_what_is_wrong_with_ones_own(
    question: Question, chosen: str, said: list[str], unsaid: str
) -> None:
    here = place(question, "wrong", chosen)
    slip = question.slips[0] if isinstance(question, Numeric) else None
    told = answer_cards.answer(
        here, days=1, origin=Origin(title="Here"), slip=slip, typed="7777" if slip else ""
    )
    letters = {key: here.letter(key) for key in here.turn.order}
    assert [one for one in said if one.format(**letters) not in lines(told)] == []
    assert unsaid.format(**letters) not in lines(told)
    assert "You'll see this again tomorrow. Source: Here" in lines(told)


@pytest.mark.parametrize("options", [3, 6])
def test_the_longest_question_goes_on_behind_more_and_is_answered_at_its_end(options: int) -> None:
    texts = [
        {"key": k, "text": (f"{k}{n} " * 60)[:140].strip(), "why": (LONG * 20)[:900]}
        for n, k in enumerate("abcdef")
    ]
    question = single(options=options, stem=(LONG * 20)[:900], explanation=(LONG * 20)[:900]).model_dump()
    long = Choice.model_validate({**question, "options": texts[:options]})
    pages = [cards.question(place(long), page=1)]
    while "More" in labels(pages[-1]):
        assert labels(pages[-1]) == ["More", "I don't know"]
        pages.append(cards.question(place(long), page=int(pages[-1].buttons[0].call.values["page"])))
    assert len(pages) > 1
    assert all(card_problems(p) == [] for p in pages)
    assert labels(pages[-1]) == [*"ABCDEF"[:options], "I don't know"]
    read = " ".join(text.removeprefix("- ") for p in pages for text in lines(p))
    assert all(f"{o.text.split()[0]} " in read for o in long.options)
    assert cards.question(place(long), page=20) == pages[-1]
    _explained(place(long, "wrong", "a", last=True))


def _explained(here: QuestionView) -> None:
    shown = answer_cards.answer(here, days=1, origin=FAR)
    assert card_problems(shown) == []
    assert lines(shown)[-1] == "Quiz done: 0 of 1 right, 1 back by tomorrow."
    assert count_lines(shown) <= answer_cards.TOLD
    more = next(b.call for b in shown.buttons if b.label == "More")
    assert more.values["whole"] == "on"
    pages = [answer_cards.why(here, page=n, whole=True) for n in range(1, 20)]
    assert all(card_problems(p) == [] for p in pages)
    assert "More" not in labels(pages[-1])


def test_words_are_never_lost_between_lines() -> None:
    text = (LONG + "Short. " + "word " * 60 + "end? Yes! ") * 3
    wrapped = [str(part) for (part,) in cards.lines(text)]
    assert " ".join(wrapped).split() == text.split()
    assert max(map(len, wrapped)) <= 140


@pytest.mark.parametrize("mode", ["mixed", "review", "new", "generated", "exam"])
def test_nothing_to_ask_says_so_and_offers_what_there_is(mode: Mode) -> None:
    for topic in (None, "feature-stores"):
        for pool in ([], [single()]):
            empty = answer_cards.nothing(Wish(topic, mode), Learner(), pool)
            assert card_problems(empty) == []
            assert ("Ask me new ones" in labels(empty)) is bool(pool)


def test_a_sentence_stands_in_marks_of_its_own_below_the_question() -> None:
    claim = single(
        kind="sentence", stem="What is wrong with this sentence?", sentence="It saves 12 million QPS."
    )
    shown = lines(cards.question(place(claim)))
    assert shown[:2] == [
        "Question 10 of 10, latency. What is wrong with this sentence?",
        "“It saves 12 million QPS.”",
    ]


def test_an_order_is_pressed_by_letters_that_are_left_and_says_how_far_it_is() -> None:
    here = place(ordering())
    assert labels(cards.question(here)) == ["A", "B", "C", "D", "Type the order", "I don't know"]
    begun = QuestionView(here.session.with_turn(10, here.turn.copy_with(chosen="bd")), 10, here.question)
    left = sorted(here.letter(key) for key in "ac")
    assert labels(cards.question(begun)) == [*left, "Start this order again", "I don't know"]
    assert f"So far: {here.letter('b')}, {here.letter('d')}. What comes next?" in lines(cards.question(begun))


def test_a_written_answer_is_held_against_the_list_of_a_good_one_and_its_writer_decides() -> None:
    here = place(scenario())
    found = here.question
    assert isinstance(found, Scenario)
    told = answer_cards.checklist(here, found.points, "I would not ship it, 15 ms are too much.")
    assert card_problems(told) == []
    shown = lines(told)
    assert any("Found: a decision on the 15 ms: " in text and "15 ms are too much" in text for text in shown)
    assert any("Not found: the sum." in text for text in shown)
    assert labels(told) == ["I had what matters", "I missed something"]
    after = answer_cards.answer(place(scenario(), "wrong"), days=1, origin=FAR)
    assert "Show a good answer" in labels(after)
    whole = " ".join(lines(answer_cards.why(place(scenario(), "wrong"), page=1, whole=True)))
    assert "A good answer says: a decision on the 15 ms; the sum." in whole
    assert "A thin answer: I would ship it." in whole


def test_the_list_of_every_scenario_fits_a_card() -> None:
    for one in (one for one in SHIPPED.questions.values() if isinstance(one, Scenario)):
        for text in (one.explanation, one.weak, "word " * 500):
            assert card_problems(answer_cards.checklist(place(one), one.points, text)) == [], one.id


def test_an_exam_shows_its_result_by_family_in_a_picture_with_the_same_counts() -> None:
    outcomes = ["right", "wrong", None, "right"]
    questions = [single("a", "cost"), single("b", "cost"), single("c", "loop"), single("d", "latency")]
    session = course.begin_session(questions, Wish(mode="exam"), NOW, Random(0))
    turns = tuple(t.copy_with(outcome=o) for t, o in zip(session.turns, outcomes, strict=True))
    some = model.Bank({q.id: q for q in questions}, {})
    session = session.copy_with(turns=turns)
    told = answer_cards.result(session, some, late=True)
    assert card_problems(told) == []
    shown = lines(told)
    assert shown[0].startswith("Time's up. Exam: 2 of 4 right. 1 left open")
    picture = model.exam_picture(model.exam_parts(session, some))
    assert [(p.x, p.label) for p in picture.chart.points] == [
        (50, "cost: 1 of 2"),
        (100, "efficiency: 1 of 1"),
        (0, "interviews: 0 of 1"),
    ]
    assert picture.alt.endswith(": cost 1 of 2; efficiency 1 of 1; interviews 0 of 1.")


def test_after_an_exam_each_answer_leads_to_the_next_one() -> None:
    questions = [single("a"), single("b")]
    session = course.begin_session(questions, Wish(mode="exam"), NOW, Random(0))
    first = answer_cards.why(QuestionView(session, 1, questions[0], last=True, over=True), page=1, whole=True)
    last = answer_cards.why(QuestionView(session, 2, questions[1], last=True, over=True), page=1, whole=True)
    assert lines(first)[0].startswith("Question 1. What about a? The right answer: ")
    assert labels(first)[0] == "Answer to question 2"
    assert labels(last)[0] == "Another quiz"


@pytest.mark.parametrize("minutes", [0, 1, 19])
def test_an_exam_says_how_much_time_is_left(minutes: int) -> None:
    said = answer_cards.exam_note(minutes)
    assert ("less than a minute" in said.casefold()) is (minutes == 0)
    assert ("1 minute " in said) is (minutes == 1)


def test_the_schedule_says_this_members_own_figures_and_the_rules_behind_more() -> None:
    mine = Learner(recall=85, new_a_day=3, new_on=DAY, new_count=2)
    told = answer_cards.schedule(mine, DAY)
    assert card_problems(told) == []
    shown = "\n".join(lines(told))
    assert "85%" in shown
    assert "New per day: 3 at most in mixed quizzes; 2 so far today" in shown
    assert "published weights" in "\n".join(lines(unfold(told)))
    assert told.buttons[-1].call.values == {"new": "3", "recall": "85"}
    own = answer_cards.schedule(mine.copy_with(weights=(0.2,) * 21), DAY, saved=True)
    assert card_problems(own) == []
    assert lines(own)[0] == "Saved."


def test_a_day_without_room_for_new_ones_says_the_limit_and_ways_around_it() -> None:
    told = answer_cards.nothing(Wish("cost"), Learner(new_a_day=1), [single(topic="cost")])
    assert card_problems(told) == []
    assert lines(told)[0] == "Nothing is due today on cost, and 1 new question a day is your limit."
    assert labels(told)[:2] == ["Ask me new ones", "Drill generated ones"]
