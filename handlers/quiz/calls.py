"""What can be asked of the quiz. A press names its question by the quiz's id and the number in it."""

from typing import Annotated, Literal

from pydantic import Field

from bot.context import Context
from bot.core.command import Args
from bot.core.kinds import Rest, Suggest, text
from bot.core.values import Private
from handlers.quiz import model

Letter = Literal["a", "b", "c", "d", "e", "f"]
Pressed = Literal[Letter, "x"]
"""A letter of the card, or UNKNOWN."""
TYPED = text(longest=60)
WRITTEN = text(longest=3_000)
UNKNOWN = "x"
"""In a letter's place: I don't know."""


async def topics(ctx: Context, typed: str) -> list[str]:
    """The topics that what was typed can mean."""
    known = model.Bank.of(ctx.content).topics()
    return (model.find_topics(typed, known) if typed.strip() else known)[:25]


class Quiz(Args, path="quiz"):
    """Resumes the open quiz, unless something else is asked for."""

    topic: Annotated[str | None, Rest(sentence=True), Suggest(topics)] = Field(
        None, max_length=60, description="What to drill, such as latency"
    )
    count: int = Field(5, ge=1, le=10, description="How many questions")
    mode: model.Mode = Field("mixed", description="Which questions; mixed is due ones and new ones")


class Single(Args, path="quiz.single"):
    """An answer to a question that belongs to no quiz: `order` holds its options' keys behind the letters."""

    question: str = Field(max_length=32)
    order: str = Field(max_length=6)
    option: Pressed


class Instead(Quiz, path="quiz.instead"):
    """Another quiz in place of an exam that is running."""


class OfQuestion(Args):
    """A question of a quiz."""

    quiz: str = Field(max_length=12)
    number: int = Field(ge=1, le=10)


class Answer(OfQuestion, path="quiz.answer"):
    """One letter, as on the card."""

    option: Letter


class Letters(OfQuestion, path="quiz.letters"):
    """All letters of a question with more than one right option."""

    letters: Annotated[Private[str], TYPED] = Field(description="All right letters, such as A, C")


class Number(OfQuestion, path="quiz.number"):
    answer: Annotated[Private[str], TYPED] = Field(description="Your number, with its unit if it has one")


class Order(OfQuestion, path="quiz.order"):
    """All letters of an order."""

    letters: Annotated[Private[str], TYPED] = Field(description="All letters in order, such as B A D C")


class Put(OfQuestion, path="quiz.put"):
    """The letter that comes next in an order."""

    option: Letter


class Restart(OfQuestion, path="quiz.restart"):
    """An order from the beginning."""


class Write(OfQuestion, path="quiz.write"):
    """An answer in sentences; it is read and not kept. What it is worth, its writer says (quiz.confirm)."""

    answer: Annotated[Private[str], WRITTEN] = Field(
        description="Your answer: decision, sum, limit, what flips it"
    )


class Confirm(OfQuestion, path="quiz.confirm"):
    """What somebody says of a written answer of their own, with the list of a good one before them."""

    complete: bool = Field(description="Whether it had what matters")


class Unknown(OfQuestion, path="quiz.unknown"):
    """I don't know."""


class Hint(OfQuestion, path="quiz.hint"):
    """The first step of the solution; a right answer then counts as Hard."""


class Page(OfQuestion, path="quiz.page"):
    """More of a question that is too long for one card."""

    page: int = Field(1, ge=1, le=20)


class Why(OfQuestion, path="quiz.why"):
    """Why the other options are wrong; `whole`: all that there is to say, with what was said before."""

    page: int = Field(1, ge=1, le=20)
    whole: bool = Field(False)


class Next(Args, path="quiz.next"):
    """The question that is open now."""


class Wrong(Args, path="quiz.wrong"):
    """This question is wrong: counted, once a member."""

    question: str = Field(max_length=32)


class Schedule(Args, path="quiz.schedule"):
    """How is this scheduled?"""


class Settings(Args, path="quiz.settings"):
    """How many new questions a mixed quiz may bring a day, and how much should still be known when one comes back."""

    new: int | None = Field(None, ge=0, le=50, description="New questions a day in mixed quizzes")
    recall: int | None = Field(None, ge=75, le=97, description="Percent still known when asked again")


class TimeUp(Args, path="quiz.time-up"):
    """An exam's time is over."""

    quiz: str = Field(max_length=12)
