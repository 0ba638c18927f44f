"""What can be asked of the quiz. A press names its question by the quiz's id and the number in it."""

from typing import Annotated, Literal

from pydantic import Field

from bot.context import Context
from bot.core.args import Args
from bot.core.call import Call
from bot.core.kinds import Rest, Suggest, text
from bot.core.private import Private
from handlers.quiz import model

Mode = Literal["mixed", "review", "new"]
Letter = Literal["a", "b", "c", "d", "e", "f"]
TYPED = text(longest=60)


async def topics(ctx: Context, typed: str) -> list[str]:
    """The topics that what was typed can mean."""
    questions = ctx.content.questions
    return (model.find_topics(typed, questions) if typed.strip() else model.topics(questions))[:25]


class Quiz(Args, path="quiz"):
    """Resumes the open quiz, unless something else is asked for."""

    topic: Annotated[str | None, Rest(), Suggest(topics)] = Field(
        None, max_length=60, description="What to drill, such as latency"
    )
    count: int = Field(5, ge=1, le=10, description="How many questions")
    mode: Mode = Field("mixed", description="What is due, what is new, or both")


class _Asked(Args):
    """A question of a quiz."""

    quiz: str = Field(max_length=12)
    number: int = Field(ge=1, le=10)


class Answer(_Asked, path="quiz.answer"):
    """One letter, as it stood on the card."""

    option: Letter


class Letters(_Asked, path="quiz.letters"):
    """All letters of a question with more than one right option."""

    letters: Annotated[Private[str], TYPED] = Field(description="All right letters, such as A, C")


class Number(_Asked, path="quiz.number"):
    answer: Annotated[Private[str], TYPED] = Field(description="Your number, with its unit if it has one")


class Unknown(_Asked, path="quiz.unknown"):
    """I don't know."""


class Page(_Asked, path="quiz.page"):
    """More of a question that is too long for one card."""

    page: int = Field(1, ge=1, le=20)


class Why(_Asked, path="quiz.why"):
    """Why the other options are wrong; `whole`: all that there is to say, with what was said before."""

    page: int = Field(1, ge=1, le=20)
    whole: bool = Field(False)


class Next(Args, path="quiz.next"):
    """The question that is open now."""


class Wrong(Args, path="quiz.wrong"):
    """This question is wrong: counted, once a member."""

    question: str = Field(max_length=32)


def ask_for(form: type[Letters] | type[Number], quiz: str, number: int) -> Call:
    """The Call that opens the form of a typed answer."""
    return Call(path=form.path, values={"quiz": quiz, "number": str(number)})
