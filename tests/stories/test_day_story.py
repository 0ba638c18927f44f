"""A group in its channel: a question a day for every zone, private until it closes; a case a week; a fixed bank."""

from handlers.channel.model import BALLOTS, DAYS, NIGHTS
from tests.channel import begun, day_of, last, learner, letters
from tests.records import unit_of
from tests.world import World


async def test_a_day_is_private_until_it_closes_and_then_told_with_a_picture(w: World) -> None:
    _, (bob, erin, dave, carol) = await begun(w, "bob", "erin", "dave", "carol")
    right, wrong = await letters(w)
    posted = last(w, "Question of the day")
    assert "Open until 2026-11-25T09:00Z" in posted.text
    assert f"Noted: {wrong}." in (await bob.press(wrong, on=posted)).text
    assert f"Changed: {right}. Before, it was {wrong}." in (await bob.press(right, on=posted)).text
    assert f"That's already your answer: {right}." in (await bob.press(right, on=posted)).text
    await erin.press(right, on=posted)
    await dave.press(wrong, on=posted)
    await carol.press("I don't know", on=posted)
    await erin.press("Put my name on the board")
    await w.advance(hours=23, minutes=59)
    assert not any("Closed" in s.text for s in w.channel)

    await w.advance(minutes=1)
    told = last(w, "Closed: the right answer is")
    assert f"Closed: the right answer is {right}." in told.text
    assert "2 of 4 had it." in told.text
    assert sorted((await day_of(w))[0].counts.values()) == [1, 1, 2]
    assert "The board: erin 1 of 1." in told.text
    assert "bob" not in told.text
    assert "closed, so this doesn't count" in (await dave.press(right, on=posted)).text
    assert sum((await day_of(w))[0].counts.values()) == 4
    assert f"You pressed {wrong}. It's {right}." in (await dave.press("My answer, all reasons")).text


async def test_a_stranger_is_asked_to_join_and_a_voided_question_takes_no_answer_and_counts_for_nobody(
    w: World,
) -> None:
    alice, (bob, erin) = await begun(w, "bob", "erin")
    right, _ = await letters(w)
    posted = last(w, "Question of the day")
    assert "You haven't joined yet" in (await w.person("zoe").press("A", on=posted)).text
    await bob.press(right, on=posted)
    await bob.press("Put my name on the board")
    _, question = await day_of(w)
    await alice.say(f"/prep-admin bank {question.id}")
    assert "out of every score" in (await alice.press("Void this question")).text
    assert "changed or taken back" in (await erin.press("A", on=posted)).text
    await w.advance(hours=24)
    assert "[A]" not in last(w, "I withdrew the question of the day from").text
    assert question.id not in (await learner(w, bob)).memories
    assert "no counted answer yet" in (await bob.press("The board")).text
    await alice.press("Count it again")
    assert "You: 1 right of 1" in (await bob.press("The board")).text


async def test_a_committee_votes_in_private_and_hears_the_sum_and_the_best_arguments(w: World) -> None:
    alice, (bob, erin, dave) = await begun(w, "bob", "erin", "dave", case="tue", days="mon")
    posted = last(w, "Committee night")
    unit = await unit_of(w)
    assert await DAYS.all(unit) == {}
    (night,) = (await NIGHTS.all(unit)).values()
    case = w.app.content.cases[night.case]
    pros = next(c for c in case.weighs if c.side == "hire")
    cons = next(c for c in case.weighs if c.side == "no_hire")
    assert "The packet" in (await bob.press("Read the packet", on=posted)).text
    for person, side, sentence, show in (
        (bob, "Vote hire", f"For me {pros.cues[0]} decides", "named"),
        (erin, "Vote no hire", f"I would say {cons.cues[0]} decides", "anonymous"),
        (dave, "Vote no hire", f"The needle zq {cons.cues[1]}", "no"),
    ):
        await person.press(side, on=posted)
        assert "Noted" in (await person.fill(sentence=sentence, show=show)).text
    await w.advance(hours=24)
    told = last(w, "Committee night is closed")
    assert "1 hire, 2 no hire" in told.text
    assert "For hire, bob: " in told.text
    assert f"For me {pros.cues[0]} decides" in told.text
    assert "For no hire, someone: " in told.text
    assert f"I would say {cons.cues[0]} decides" in told.text
    assert "needle" not in told.text
    assert "erin" not in told.text
    assert "The evidence points " in told.text
    await dave.press("Vote hire", on=posted)
    assert "so this vote doesn't count" in (await dave.fill(sentence="too late")).text
    assert len(await BALLOTS.all(await unit_of(w))) == 3
    await alice.say("/prep-admin quiz case=none")
    await w.advance(hours=24 * 7)
    assert await BALLOTS.all(await unit_of(w)) == {}
