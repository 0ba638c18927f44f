"""Erin drills at the bus stop: one thumb, interruptions, old buttons, and words that try to be more."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from bot.core.reply import Chosen, Pressed, Submitted
from bot.core.values import Call
from bot.store import members
from content.quiz import Choice
from handlers.quiz import records
from handlers.quiz.model import Learner
from tests.channel import learner
from tests.records import id_of, unit_of
from tests.stories.quizzes import BANK, answer, finish, given, of, turn
from tests.world import Somebody, World, world


async def test_a_quiz_is_left_at_the_bus_and_goes_on_where_it_was(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        erin = await w.member("erin", zone="Asia/Kolkata")
        first = await erin.say("/prep quiz count=3")
        assert "Question 1 of 3" in first.text.splitlines()[0]
        told = await answer(w, erin, 1, first, right=True)
        assert told.text.startswith("Right: ")
        await w.advance(minutes=40)
        second = await erin.press("Next question", on=told)
        assert "Question 2 of 3" in second.text.splitlines()[0]
    async with world(tmp_path, at=w.now) as again:
        erin = again.person("erin")
        resumed = await erin.say("/prep quiz")
        assert resumed.text == second.text
        assert (await learner(again, erin)).finished == 0


async def test_a_wrong_answer_is_explained_and_comes_back_tomorrow(w: World, erin: Somebody) -> None:
    shown = await given(w, erin, of("single"))
    told = await answer(w, erin, 1, shown, right=False)
    asked, question = await turn(w, erin, 1)
    assert isinstance(question, Choice)
    assert told.text.startswith(f"Not right: {'ABCDEF'[asked.order.index(question.answer[0])]}.")
    assert question.wrong[0].why in told.text
    assert "Quiz done: 0 of 1 right, 1 back by tomorrow." in told.text
    why = await erin.press(next(b for b in told.labels if b.startswith("Why not")), on=told)
    assert all(o.why in why.text for o in question.wrong[1:])
    nothing = await erin.say("/prep quiz mode=review")
    assert "Nothing is due today" in nothing.text
    await w.advance(hours=24)
    review = await erin.say("/prep quiz mode=review")
    assert "Question 1 of 1" in review.text
    assert (await turn(w, erin, 1))[1].id == question.id


async def test_a_result_read_again_days_later_names_what_is_due_now_and_promises_no_tomorrow(
    w: World, erin: Somebody
) -> None:
    for topic in ("cost", "memory"):
        shown = await erin.say(f"/prep quiz count=1 topic={topic}")
        told = await erin.press("I don't know", on=shown)
        assert told.text.startswith("The answer is ")
    (same_day,) = await erin.send(Chosen(call=Call(path="quiz.next")))
    assert same_day.text.splitlines()[0] == "This quiz is finished: 0 of 1 right."
    assert "due" not in same_day.text
    await w.advance(days=3)
    (later,) = await erin.send(Chosen(call=Call(path="quiz.next")))
    assert "2 questions are due for review." in later.text
    assert "tomorrow" not in later.text


async def test_a_finished_topic_is_practiced_and_an_unfinished_one_is_not(w: World, erin: Somebody) -> None:
    who = await id_of(w, erin)
    shown = await erin.say("/prep quiz topic=ranking count=2")
    assert await members.uses_of(await unit_of(w), who, records.LEARNERS) == set()
    ended = await finish(w, erin, shown, right=True)
    assert "2 of 2 right." in ended.text
    done = await members.uses_of(await unit_of(w), who, records.LEARNERS)
    assert (w.now.date(), "quiz topic=ranking mode=mixed") in done
    result = await erin.send(Chosen(call=Call(path="quiz.next")))
    assert result[0].text.startswith("This quiz is finished: 2 of 2 right.")


async def test_a_second_press_changes_nothing_and_says_so(w: World, erin: Somebody) -> None:
    shown = await given(w, erin, of("single"))
    await erin.press("A", on=shown)
    before = await learner(w, erin)
    for label in ("A", "B", "I don't know"):
        told = await erin.press(label, on=shown)
        assert "answered question 1 already" in told.text
    assert await learner(w, erin) == before


async def test_two_presses_at_once_count_once(w: World, erin: Somebody) -> None:
    shown = await given(w, erin, of("single"))
    presses = [erin.send(Pressed(payload=shown.payload(letter))) for letter in "ABCABC"]
    # a second press of the same button is a double click, if it comes before the first is answered
    told = [answers[0].text for answers in await asyncio.gather(*presses) if answers]
    assert sum("already" not in text for text in told) == 1
    (tally,) = (await learner(w, erin)).tallies.values()
    assert tally.answered == 1


async def test_a_button_of_an_old_quiz_or_of_somebody_else_changes_nothing(w: World) -> None:
    erin, mallory = await w.member("erin"), await w.member("mallory")
    old = await given(w, erin, of("single"))
    told = await mallory.send(Pressed(payload=old.payload("A")))
    assert "isn't from your latest quiz" in told[0].text
    new = await erin.say("/prep quiz count=2 mode=new")
    assert new.text.startswith("Your open quiz ended at 0 of 1; the rest doesn't count.")
    before = await learner(w, erin)
    late = await erin.press("A", on=old)
    assert "isn't from your latest quiz" in late.text
    assert await learner(w, erin) == before
    assert await learner(w, mallory) == Learner()


def forged(session: str, number: int) -> Iterator[Call]:
    """Calls that no card makes."""
    spot = {"quiz": session, "number": str(number)}
    for option in ("a", "f"):
        yield Call(path="quiz.answer", values={**spot, "option": option})
    yield Call(path="quiz.letters", values={**spot, "letters": "A, B, C, D"})
    yield Call(path="quiz.number", values={**spot, "answer": "1"})
    yield Call(path="quiz.why", values={**spot, "whole": "on"})
    yield Call(path="quiz.page", values={**spot, "page": "20"})


async def test_a_forged_call_never_answers_a_question_that_is_not_open(w: World, erin: Somebody) -> None:
    await erin.say("/prep quiz count=3")
    before = await learner(w, erin)
    assert before.session
    for session, number in ((before.session.id, 2), (before.session.id, 9), ("nobody", 1), ("~:%", 1)):
        for call in forged(session, number):
            await w.advance(seconds=5)
            (told,) = await erin.send(Chosen(call=call))
            assert told.text
            assert await learner(w, erin) == before, call
    assert w.app.dispatcher.counts["bug"] == 0


async def test_an_answer_of_another_kind_is_told_so(w: World, erin: Somebody) -> None:
    await given(w, erin, of("single"))
    before = await learner(w, erin)
    assert before.session
    spot = {"quiz": before.session.id, "number": "1"}
    for path, values in (("quiz.number", {"answer": "1"}), ("quiz.letters", {"letters": "A"})):
        (told,) = await erin.send(Chosen(call=Call(path=path, values={**spot, **values})))
        assert "asks for one letter" in told.text
    (told,) = await erin.send(Chosen(call=Call(path="quiz.answer", values={**spot, "option": "f"})))
    assert "has no F" in told.text
    assert await learner(w, erin) == before


async def test_what_is_no_number_is_asked_again_and_not_failed(w: World, erin: Somebody) -> None:
    shown = await given(w, erin, of("numeric"))
    form = await erin.press("Write the number", on=shown)
    before = await learner(w, erin)
    for typed in ("", "   ", "<!channel> 5", "**5**", "\x00\x1b[31m", "9" * 5_000, "½", "1/0", "nan"):
        await w.advance(seconds=5)
        (again,) = await erin.send(Submitted(payload=form.payloads[0], values={"answer": typed}))
        assert not typed.strip() or again.form.problems["answer"]
        assert again.form.asks[0].name == "answer"
        assert await learner(w, erin) == before
    assert w.app.dispatcher.counts["bug"] == 0


async def test_what_was_typed_is_stored_nowhere(w: World, erin: Somebody) -> None:
    shown = await given(w, erin, of("numeric"))
    await erin.press("Write the number", on=shown)
    told = await erin.fill(answer="987654.25")
    assert "987654.25" in told.text
    kept = (await learner(w, erin)).model_dump_json()
    assert "987654" not in kept


async def test_a_question_called_wrong_counts_once_a_member_and_nothing_else(
    w: World, erin: Somebody, bob: Somebody
) -> None:
    topic = min(BANK.topics(), key=lambda t: len(BANK.on(t)))
    for person in (erin, bob):
        await finish(w, person, await person.say(f"/prep quiz count=10 topic={topic}"), right=False)
    question = BANK.on(topic)[0].id
    report = Chosen(call=Call(path="quiz.wrong", values={"question": question}))
    for person in (erin, bob):
        assert "Noted" in (await person.send(report))[0].text
        assert "already" in (await person.send(report))[0].text
    assert await records.count_reports(await unit_of(w)) == {question: 2}
    for unknown in ("no-such-question", "f1-from-counts", "@everyone"):
        (told,) = await bob.send(Chosen(call=Call(path="quiz.wrong", values={"question": unknown})))
        assert "haven't answered that question" in told.text
    assert await records.count_reports(await unit_of(w)) == {question: 2}


async def test_an_unknown_topic_is_named_with_ones_that_exist(w: World, erin: Somebody) -> None:
    for typed in ("nonsense", "@everyone", "<b>cost</b>", "x" * 5_000, "%s{0}", "co"):
        await w.advance(seconds=5)
        told = await erin.say(f"/prep quiz {typed}")
        assert told.form.problems["topic"]
        assert (await learner(w, erin)).session is None
    started = await erin.fill(topic="cost")
    assert "Question 1 of 5, cost" in started.text


async def test_a_topic_that_is_nearly_right_is_named_and_what_stands_behind_it_is_explained(
    w: World, erin: Somebody
) -> None:
    told = await erin.say("/prep quiz latencey count=3")
    assert "Try latency. Put what has an = first: count=3 latency." in told.form.problems["topic"]
    assert "trade-offs" in (await erin.say("/prep quiz Trade-offs")).text.splitlines()[0]


async def test_everything_known_and_nothing_due_ends_in_words(w: World, erin: Somebody) -> None:
    topic = min(BANK.topics(), key=lambda t: len(BANK.on(t)))
    assert len(BANK.on(topic)) <= 10
    shown = await erin.say(f"/prep quiz count={len(BANK.on(topic))} topic={topic}")
    await finish(w, erin, shown, right=True)
    told = await erin.say(f"/prep quiz topic={topic}")
    assert told.text.startswith(f"Nothing is due today on {topic}, and you have answered every question.")
    new = await erin.say(f"/prep quiz topic={topic} mode=new")
    assert new.text.startswith(f"You have answered every question on {topic}.")


async def test_asking_for_the_same_resumes_and_asking_for_something_else_begins_anew(
    w: World, erin: Somebody
) -> None:
    shown = await erin.say("/prep quiz count=3 topic=ranking")
    told = await answer(w, erin, 1, shown, right=False)
    second = await erin.press("Next question", on=told)
    for same in ("", "ranking", "count=3", "mode=mixed topic=RANK"):
        assert (await erin.say(f"/prep quiz {same}")).text == second.text
    before = await learner(w, erin)
    for other in ("topic=cost", "count=2", "mode=new"):
        began = await erin.say(f"/prep quiz {other}")
        assert "the rest doesn't count" in began.text.splitlines()[0]
        assert "Question 1 of" in began.text
    after = await learner(w, erin)
    assert (after.tallies, after.memories) == (before.tallies, before.memories)
