"""Whether typed words answer the question that is open, and the Call that gives them as its answer."""

import re
from collections.abc import Sequence

from bot.context import Context
from bot.core.command import Args
from bot.core.values import Call, Private
from content.quiz import Choice, Ordering, Question, Scenario
from handlers.quiz import answers, calls
from handlers.quiz.cards import QuestionView
from handlers.quiz.typed_answers import LONGEST, SHORTEST, Again, read_number

LETTERS = "abcdef"
_ONLY_LETTERS = re.compile(r"(?:\W*(?:and|then)?\W*\b[a-f]\b)+\W*", re.IGNORECASE)
_ONE_LETTER = re.compile(r"\b([a-f])\b", re.IGNORECASE)
_CAPITAL = re.compile(r"\b([A-F])\b(?! [a-z]+ [a-z])")
"""A letter of an option within a sentence, not the article that begins one."""
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_NUMBER = re.compile(r"[$€£]? ?-?\d[\d.,]*(?:/\d+)? ?(?:%|[a-z]+(?:/[a-z]+)?)?", re.IGNORECASE)


async def open_question(ctx: Context) -> QuestionView | None:
    """The question that waits for an answer."""
    state = await answers.load_state(ctx)
    number = answers.open_number(ctx, state)
    if state.session is None or number is None:
        return None
    return answers.view_of(ctx, state.bank, state.session, number)


def read_answer(found: QuestionView, typed: str) -> Call | None:
    """The answer that a text is by its form alone: letters, a number, or the words of one option."""
    question, bare = found.question, typed.strip()
    if _ONLY_LETTERS.fullmatch(bare):
        return _give_letters(found, _ONE_LETTER.findall(bare.casefold()))
    if isinstance(question, Choice) and (letter := _letter_of(found, bare)):
        return _give_letters(found, [letter])
    return _give_number(found, bare)


def looks_like_one(typed: str) -> bool:
    """Whether a text is letters or one number and nothing else, whatever was asked."""
    return bool(_ONLY_LETTERS.fullmatch(typed) or _NUMBER.fullmatch(typed))


def find_answer(found: QuestionView, typed: str) -> Call:
    """The answer within a sentence that is known to hold one; where none is found, the question again."""
    if isinstance(found.question, Scenario) and len(typed) >= SHORTEST:
        return _give(found, calls.Write, answer=Private(typed))
    letters = _CAPITAL.findall(typed)
    if not letters and found.question.kind in ("single", "sentence"):
        letters = _ordinals(found, typed.casefold())
    if letters and isinstance(found.question, (Choice, Ordering)):
        return _give_letters(found, [letter.casefold() for letter in letters])
    numbers = (_give_number(found, number[0]) for number in _NUMBER.finditer(typed))
    bare = (_give_number(found, number[0]) for number in re.finditer(r"\d[\d.,]*", typed))
    return next((call for call in (*numbers, *bare) if call), calls.Next().call())


def _give_letters(found: QuestionView, letters: Sequence[str]) -> Call:
    if isinstance(found.question, Ordering):
        return _give(found, calls.Order, letters=Private(" ".join(letters)))
    if found.question.kind in ("single", "sentence") and len(letters) == 1:
        return _give(found, calls.Answer, option=letters[0])
    return _give(found, calls.Letters, letters=Private(" ".join(letters)))


def _give_number(found: QuestionView, typed: str) -> Call | None:
    if found.question.kind != "numeric" or len(typed) > LONGEST:
        return None
    try:
        read_number(typed)
    except Again:
        return None
    return _give(found, calls.Number, answer=Private(typed.strip()))


def _give(found: QuestionView, way: type[Args], **given: object) -> Call:
    return way.model_validate({**found.args, **given}).call()


def _letter_of(found: QuestionView, typed: str) -> str:
    """The letter of the one option that these words are, or that has them as words of its own."""
    options = [" ".join(text.casefold().split()) for text in _option_texts(found.question, found.turn.order)]
    word = " ".join(typed.casefold().split()).strip(".!")
    same = [at for at, text in enumerate(options) if text.strip(".") == word]
    held = [
        at for at, text in enumerate(options) if re.search(rf"(?<!\w){re.escape(word)}(?![\w.,]*\w)", text)
    ]
    chosen = same or (held if len(word) > 1 else [])
    return LETTERS[chosen[0]] if len(chosen) == 1 else ""


def _option_texts(question: Question, order: str) -> list[str]:
    texts = {one.key: one.text for one in question.options} if isinstance(question, Choice) else {}
    return [texts[key] for key in order if key in texts]


def _ordinals(found: QuestionView, typed: str) -> list[str]:
    """The letters that "the second one" and "the last" name."""
    named = [LETTERS[at] for at, word in enumerate(_ORDINALS) if re.search(rf"\b{word}\b", typed)]
    if re.search(r"\blast\b", typed) and found.turn.order:
        named.append(LETTERS[len(found.turn.order) - 1])
    return named
