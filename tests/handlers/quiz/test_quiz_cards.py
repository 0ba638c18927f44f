"""Every question that ships, and the longest that could, fits the rules of a card and can be answered."""

from random import Random

import pytest

from bot.core.card import Card, plain
from content.finder import load
from content.quiz import Choice
from handlers.quiz import cards, model
from handlers.quiz.cards import Place
from handlers.quiz.model import Origin, Outcome, Question, Session
from tests.handlers.quiz.quiz_examples import multiple, numeric, single
from tests.world import card_problems, write

SHIPPED = load()
LONG = "A sentence of words that goes on and on until it is as long as any. "
FAR = Origin(title="t" * 200, url="https://example.org/" + "u" * 300)


def place(
    question: Question, outcome: Outcome | None = None, chosen: str = "", *, last: bool = False
) -> Place:
    session = model.begin([question] * 10, question.topic, "mixed", 10, Random(1))
    turn = session.turns[9].model_copy(update={"outcome": outcome, "chosen": chosen})
    return Place(_with(session, turn), 10, question, last=last)


def _with(session: Session, turn: model.Turn) -> Session:
    return session.model_copy(update={"turns": (*session.turns[:9], turn)})


def labels(card: Card) -> list[str]:
    return [b.label for b in card.buttons]


def lines(card: Card) -> list[str]:
    return plain(card, write)


@pytest.mark.parametrize("name", SHIPPED.questions)
def test_every_shipped_question_fits_one_card_and_so_does_each_answer(name: str) -> None:
    question = SHIPPED.questions[name]
    asked = cards.question(place(question))
    assert card_problems(asked) == []
    assert "More" not in labels(asked)
    assert labels(asked)[-1] == "I don't know"
    origin = model.origin(question, SHIPPED.facts, SHIPPED.sources)
    for answered in _answers(question):
        shown = cards.answer(answered, days=1, origin=origin, typed="0.123 tokens")
        assert card_problems(shown) == []
        assert "More" not in labels(shown) or question.kind == "multiple"
        assert lines(shown)[0].startswith(("Right: ", "Not right: ", "Not known yet: "))
        assert "Source: " in "\n".join(lines(shown))
        for whole in (False, True):
            assert card_problems(cards.why(answered, page=1, whole=whole)) == []


def _answers(question: Question) -> list[Place]:
    if not isinstance(question, Choice):
        return [place(question, outcome, last=True) for outcome in ("right", "wrong", "unsure")]
    keys = [o.key for o in question.options]
    outcomes: list[tuple[Outcome, str]] = [("right" if (k,) == question.answer else "wrong", k) for k in keys]
    return [place(question, outcome, chosen, last=True) for outcome, chosen in [*outcomes, ("unsure", "")]]


def test_letters_stand_in_the_text_and_on_the_buttons() -> None:
    asked = cards.question(place(single()))
    assert labels(asked) == ["A", "B", "C", "D", "I don't know"]
    assert [text[2:4] for text in lines(asked)[1:]] == ["A:", "B:", "C:", "D:"]
    assert lines(asked)[0] == "Question 10 of 10, latency. What about one?"


def test_each_button_carries_the_letter_that_it_shows() -> None:
    for button in cards.question(place(single())).buttons[:4]:
        assert button.call.values["option"] == button.label.casefold()


def test_a_wrong_answer_says_what_is_right_and_why_the_chosen_one_tempts() -> None:
    here = place(single(), "wrong", "c")
    shown = lines(cards.answer(here, days=1, origin=Origin(title="Here")))
    assert shown[0] == f"Not right: {here.letter('b')}. It is as it is."
    assert f"- {here.letter('c')}: Why c tempts." in shown
    assert "Comes back tomorrow. Source: Here" in shown
    others = " or ".join(sorted(here.letter(k) for k in "ad"))
    assert f"Why not {others}?" in labels(cards.answer(here, days=1, origin=FAR))


def test_of_several_letters_each_one_judged_wrongly_is_explained() -> None:
    here = place(multiple(right=("a", "c")), "wrong", "ab")
    shown = "\n".join(lines(cards.answer(here, days=1, origin=FAR)))
    assert "Why b tempts." in shown
    assert "Why c tempts." in shown
    assert "Why a tempts." not in shown


def test_a_number_says_the_key_what_was_written_and_the_known_mistake() -> None:
    question = numeric()
    shown = lines(
        cards.answer(place(question, "wrong"), days=1, origin=FAR, slip=question.slips[0], typed="7777")
    )
    assert shown[0].startswith("Not right: 20.0 ms.")
    assert shown[1:3] == ["You wrote 7777.", "That is the known mistake."]


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


def _explained(here: Place) -> None:
    shown = cards.answer(here, days=1, origin=FAR)
    assert card_problems(shown) == []
    assert "Comes back tomorrow." in " ".join(lines(shown))
    more = next(b.call for b in shown.buttons if b.label == "More")
    assert more.values["whole"] == "on"
    pages = [cards.why(here, page=n, whole=True) for n in range(1, 20)]
    assert all(card_problems(p) == [] for p in pages)
    assert "More" not in labels(pages[-1])


def test_words_are_never_lost_between_lines() -> None:
    text = (LONG + "Short. " + "word " * 60 + "end? Yes! ") * 3
    wrapped = cards.wrap(text)
    assert " ".join(wrapped).split() == text.split()
    assert max(map(len, wrapped)) <= 140


@pytest.mark.parametrize("mode", ["mixed", "review", "new"])
def test_nothing_to_ask_says_so_and_offers_what_there_is(mode: model.Mode) -> None:
    for topic in (None, "feature-stores"):
        empty = cards.nothing(mode, topic, upcoming=None, unseen=mode == "review")
        assert card_problems(empty) == []
        assert empty.buttons
