"""Orders, written answers, hints, settings, an exam on a clock, voided questions: each from its first press."""

import pytest

from bot.core.reply import Chosen
from bot.core.values import Call
from bot.store import keys
from content.quiz import Ordering
from handlers.quiz import difficulty, records
from handlers.quiz.model import Learner, Session
from tests.channel import learner
from tests.records import profile, unit_of
from tests.stories.quizzes import BANK, GOOD_ANSWER, answer, finish, given, of, turn
from tests.world import Shown, Somebody, World


async def test_an_order_is_answered_by_pressing_its_letters_one_after_the_other(
    w: World, erin: Somebody
) -> None:
    shown = await given(w, erin, of("ordering"))
    asked, question = await turn(w, erin, 1)
    assert isinstance(question, Ordering)
    letters = ["ABCDE"[asked.order.index(key)] for key in question.keys]
    for letter in letters[:-1]:
        shown = await erin.press(letter, on=shown)
    assert shown.text.startswith(f"Right: {', '.join(letters)}.")
    again = await erin.send(
        Chosen(call=Call(path="quiz.put", values={"quiz": "quiz01", "number": "1", "option": "a"}))
    )
    assert "already" in again[0].text


async def test_a_slip_of_the_thumb_in_an_order_is_begun_again(w: World, erin: Somebody) -> None:
    shown = await erin.press("A", on=await given(w, erin, of("ordering")))
    assert "So far: A. What comes next?" in shown.text
    assert "A" not in shown.labels
    shown = await erin.press("Start this order again", on=shown)
    assert "So far" not in shown.text
    assert "A" in shown.labels
    assert (await learner(w, erin)).answers == {}


async def test_a_written_answer_is_held_against_a_checklist_and_kept_nowhere(
    w: World, erin: Somebody
) -> None:
    await erin.press("Write your answer", on=await given(w, erin, of("scenario"), of("scenario")))
    weak = await erin.fill(answer="It depends. I like accuracy and I like latency. Needle 4711.")
    assert weak.text.startswith("Compare yours with a good answer. You decide.")
    missed = await erin.press("I missed something", on=weak)
    assert missed.text.startswith("Not right: ")
    assert "You'll see this again tomorrow." in missed.text
    assert "4711" not in (await learner(w, erin)).model_dump_json()
    whole = await erin.press("Show a good answer", on=missed)
    assert "A good answer says:" in whole.text
    await erin.press("Write your answer", on=await erin.press("Next question", on=missed))
    good = await erin.fill(answer=GOOD_ANSWER)
    assert (await erin.press("I had what matters", on=good)).text.startswith("Right: ")


@pytest.mark.parametrize(
    ("kind", "label", "field", "answers"),
    [
        ("ordering", "Type the order", "letters", ("A B", "A A B C D", "@everyone", "Z", "x" * 59)),
        ("scenario", "Write your answer", "answer", ("yes", "   ", "x" * 3_001)),
    ],
)
async def test_what_is_no_order_or_too_short_or_too_long_is_asked_again_and_not_failed(
    w: World, erin: Somebody, kind: str, label: str, field: str, answers: tuple[str, ...]
) -> None:
    await erin.press(label, on=await given(w, erin, of(kind)))
    for typed in answers:
        await w.advance(seconds=5)
        assert (await erin.fill(**{field: typed})).form.problems[field]
        assert (await learner(w, erin)).answers == {}
    assert w.app.dispatcher.counts["bug"] == 0


async def test_generated_questions_come_with_other_numbers_each_time_and_a_hint(
    w: World, erin: Somebody
) -> None:
    stems = set()
    for _ in range(4):
        shown = await erin.say("/prep quiz count=1 mode=generated topic=decoding")
        asked, question = await turn(w, erin, 1)
        stems.add(question.stem)
        assert asked.version == BANK.templates[question.id].version
        hinted = await erin.press("Hint", on=shown)
        assert f"Hint: {question.steps[0][:30]}" in hinted.text
        assert "Hint" not in hinted.labels
        told = await answer(w, erin, 1, hinted, right=True)
        assert told.text.startswith("Right: ")
        assert "Show the steps" in told.labels
        assert (await learner(w, erin)).answers[question.id].history.endswith(":2")
        await w.advance(seconds=30)
    assert len(stems) >= 3


async def test_the_limit_of_new_questions_is_the_members_own(w: World, erin: Somebody) -> None:
    ended = await finish(w, erin, await erin.say("/prep quiz count=2 topic=cost"), right=True)
    plan = await erin.press("How is this scheduled?", on=ended)
    assert "90%" in plan.text
    form = await erin.press("Change limit or recall", on=plan)
    assert [a.value for a in form.form.asks] == ["10", "90"]
    assert (await erin.fill(new="51", recall="200")).form.problems.keys() == {"new", "recall"}
    saved = await erin.fill(new="2", recall="85")
    assert saved.text.startswith("Saved.\nChance that you still know it: 85%")
    full = await erin.say("/prep quiz topic=cost")
    assert "2 new questions a day is your limit." in full.text
    assert "Question 1 of 5" in (await erin.press("Ask me new ones", on=full)).text
    await w.advance(hours=24)
    assert "Question 1 of" in (await erin.say("/prep quiz topic=memory count=2")).text


async def exam_answers(w: World, person: Somebody, shown: Shown, numbers: range, *, right: bool) -> Shown:
    for number in numbers:
        assert f"Question {number} of 10" in shown.text
        shown = await answer(w, person, number, shown, right=right)
    return shown


async def test_an_exam_explains_nothing_until_its_end_and_then_shows_the_result(
    w: World, erin: Somebody
) -> None:
    shown = await erin.say("/prep quiz mode=exam")
    assert shown.text.startswith("Exam: ten questions in 20 minutes.")
    shown = await exam_answers(w, erin, shown, range(1, 3), right=True)
    assert shown.text.startswith("Saved. 19 minutes left; the result comes at the end.")
    assert "Right" not in shown.text.splitlines()[0]
    (hidden,) = await erin.send(
        Chosen(
            call=Call(
                path="quiz.why", values={"quiz": (await session(w, erin)).id, "number": "1", "whole": "on"}
            )
        )
    )
    assert "Nothing is explained before the exam's end." in hidden.text
    resumed = await erin.say("/prep quiz")
    assert "Question 3 of 10" in resumed.text
    shown = await exam_answers(w, erin, resumed, range(3, 11), right=False)
    assert shown.text.startswith("Exam: 2 of 10 right.")
    assert "Picture: Bars of how much was right: " in shown.text or "as a DM: the picture" in shown.text
    through = await erin.press("Go through the answers", on=shown)
    assert through.text.startswith("Question 1. ")
    assert "Question 2. " in (await erin.press("Answer to question 2", on=through)).text
    assert sum(t.answered for t in (await learner(w, erin)).tallies.values()) == 10
    seen = len(erin.inbox)
    await w.advance(minutes=30)
    assert len(erin.inbox) == seen


async def session(w: World, person: Somebody) -> Session:
    found = (await learner(w, person)).session
    assert found
    return found


async def test_a_running_exam_is_asked_about_before_another_quiz_ends_it(w: World, erin: Somebody) -> None:
    shown = await exam_answers(w, erin, await erin.say("/prep quiz mode=exam"), range(1, 4), right=True)
    asked = await erin.say("/prep quiz count=2 latency")
    assert asked.text.startswith("Your exam is still running: 3 of 10 answered, 19 minutes left.")
    assert "Question 4 of 10" in (await erin.press("Continue the exam", on=asked)).text
    shown = await erin.press("End the exam", on=asked)
    assert "ended at 3 of 10" in shown.text
    assert "Question 1 of 2, latency" in shown.text


async def test_an_exam_whose_time_is_over_says_so_and_fails_nothing_that_was_left_open(
    w: World, erin: Somebody
) -> None:
    shown = await exam_answers(w, erin, await erin.say("/prep quiz mode=exam"), range(1, 4), right=True)
    before = await learner(w, erin)
    await w.advance(minutes=20)
    told = next(s for s in reversed(erin.inbox) if "Time's up" in s.text)
    assert "Exam: 3 of 10 right. 7 left open; they count neither way" in told.text
    late = await erin.press("I don't know", on=shown)
    assert "time is over, so this answer doesn't count" in late.text
    assert (await erin.press("Show the result", on=late)).text.startswith("Time's up. Exam: 3 of 10 right.")
    assert await learner(w, erin) == before
    assert "Question 1 of 5" in (await erin.say("/prep quiz")).text


async def test_a_voided_question_is_passed_over_and_leaves_the_score(w: World, erin: Somebody) -> None:
    shown = await erin.say("/prep quiz count=3 topic=latency")
    told = await answer(w, erin, 1, shown, right=False)
    first, second = (await turn(w, erin, 1))[0].question, (await turn(w, erin, 2))[0].question
    unit = await unit_of(w)
    await records.void(unit, first)
    await records.void(unit, second)
    await unit.commit()
    third = await erin.press("Next question", on=told)
    assert "Question 3 of 3" in third.text
    ended = await answer(w, erin, 3, third, right=True)
    assert "1 of 1 right." in ended.text
    mine = await learner(w, erin)
    assert (mine.tallies["latency"].right, mine.tallies["latency"].wrong) == (1, 0)
    unit = await unit_of(w)
    await records.unvoid(unit, first)
    await unit.commit()
    assert (await learner(w, erin)).tallies["latency"].wrong == 1


async def test_authors_see_how_hard_a_question_is_and_never_a_name(w: World) -> None:
    for name in ("erin", "dave"):
        await given(w, await w.member(name), of("numeric"))
        await answer(w, w.person(name), 1, await w.person(name).say("/prep quiz"), right=name == "erin")
    assert await difficulty.report(w.app.store, w.now) == ([], [])
    bob = await w.member("bob")
    await bob.press("I don't know", on=await given(w, bob, of("numeric")))
    unit = await unit_of(w)
    quizzes = keys.rec(unit.partition, unit.group, "quiz")
    await w.app.store.pipe("HSET", quizzes, "damaged", b"cut")
    (row,), left_out = await difficulty.report(w.app.store, w.now)
    assert left_out == ["damaged"]
    await w.app.store.pipe("HDEL", quizzes, "damaged")
    assert (row["question"], row["members"]) == (of("numeric").question, 3)
    assert (row["right"], row["unsure"]) == (0.333, 0.333)
    said = difficulty.as_text(row)
    assert "33% right and 33% unsure of 3 members, 20 s, discrimination unknown" in said
    assert not any(name in said for name in ("erin", "dave", "bob"))
    await records.void(unit, of("numeric").question)
    await unit.commit()
    assert await difficulty.report(w.app.store, w.now) == ([], [])


async def test_what_went_wrong_often_is_left_in_the_profile_as_weak(w: World, erin: Somebody) -> None:
    await finish(w, erin, await erin.say("/prep quiz count=6 topic=roofline"), right=False)
    assert (await profile(w, erin)).focus["roofline"] == 1.0


async def test_a_record_of_the_version_before_is_read_as_it_was(w: World, erin: Somebody) -> None:
    await finish(w, erin, await erin.say("/prep quiz count=1 topic=cost"), right=True)
    mine, vault = await learner(w, erin), w.app.store.vault
    kept = {"memories", "tallies", "reported", "finished", "practised", "practised_on"}
    body = mine.model_dump_json(include=kept)
    stamp, read = records.LEARNERS.unpack(f"stamp\n1\n{body}".encode(), vault)
    assert stamp == "stamp"
    assert read == Learner.model_validate(mine.model_dump(include=kept))
