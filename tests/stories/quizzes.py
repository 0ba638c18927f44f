"""What stories of quizzes share: a quiz of given questions, and its cards answered as a person would."""

from content.finder import load
from content.quiz import Numeric, Ordering, Question, Scenario
from handlers.quiz import records
from handlers.quiz.model import Bank, Mode, Session, Turn
from tests.channel import learner
from tests.records import id_of, unit_of
from tests.world import Shown, Somebody, World

BANK = Bank.of(load())
GOOD_ANSWER = (
    "I would not ship it: 0.6 points x $400K is +$240K of accuracy, 15 ms x $30K is -$450K of latency, so -$210K. "
    "p99 stays within the limit of 50 ms, but I assume these weights; it flips below 8 ms. Test it in a canary first."
)
"""Has all that the rules ask for."""


async def given(w: World, person: Somebody, *turns: Turn, mode: Mode = "mixed") -> Shown:
    """A quiz of these turns, open; answers its first card."""
    unit, member = await unit_of(w), await id_of(w, person)
    mine = await records.learner(unit, member)
    session = Session(id="quiz01", topic=None, mode=mode, count=len(turns), turns=turns)
    records.LEARNERS.put(unit, member, mine.copy_with(session=session))
    await unit.commit()
    return await person.say("/prep quiz")


def of(kind: str) -> Turn:
    """A turn with the first written question of a kind."""
    found = next(q for q in BANK.questions.values() if q.kind == kind)
    return Turn(question=found.id, order=found.keys[::-1])


async def turn(w: World, person: Somebody, number: int) -> tuple[Turn, Question]:
    session = (await learner(w, person)).session
    assert session
    question = BANK.asked(session.turns[number - 1])
    assert question
    return session.turns[number - 1], question


async def answer(w: World, person: Somebody, number: int, shown: Shown, *, right: bool) -> Shown:
    """Answers the question on a card as a person would: the key, or one of its wrong answers."""
    asked, question = await turn(w, person, number)
    await w.advance(seconds=20)
    if isinstance(question, Numeric):
        await person.press("Write the number", on=shown)
        return await person.fill(answer=question.shown if right else f"-1 {question.unit}")
    if isinstance(question, Scenario):
        await person.press("Write your answer", on=shown)
        return await person.fill(
            answer=GOOD_ANSWER if right else "It depends on many things, and I like both."
        )
    if isinstance(question, Ordering):
        await person.press("Type the order", on=shown)
        keys = question.keys if right else question.keys[::-1]
        return await person.fill(letters=" ".join("ABCDEF"[asked.order.index(key)] for key in keys))
    wanted = question.answer if right else question.wrong[0].key
    chosen = ", ".join("ABCDEF"[asked.order.index(key)] for key in wanted)
    if question.one:
        return await person.press(chosen, on=shown)
    await person.press("Choose letters", on=shown)
    return await person.fill(letters=chosen)


async def finish(w: World, person: Somebody, shown: Shown, *, right: bool) -> Shown:
    """Answers all that is open."""
    for number in range(1, 11):
        if f"Question {number} of" not in shown.text:
            continue
        shown = await answer(w, person, number, shown, right=right)
        if "Next question" not in shown.labels:
            return shown
        shown = await person.press("Next question", on=shown)
    raise AssertionError("the quiz never ended")
