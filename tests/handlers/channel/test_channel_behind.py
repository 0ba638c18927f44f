"""The question of the day behind the stage: crowds, memories, corrections, and what lies in the store."""

import asyncio
from collections import Counter
from pathlib import Path

from bot.core.reply import Pressed
from handlers.channel.model import BALLOTS, PLAYERS
from tests.channel import TODAY, begun, day_of, last, learner, letters
from tests.records import every_file, unit_of
from tests.world import Somebody, World, world


async def test_a_crowd_that_answers_and_changes_at_once_is_counted_once_each(w: World) -> None:
    _, people = await begun(w, *(f"m{n}" for n in range(12)))
    day, _ = await day_of(w)
    posted = last(w, "Question of the day")
    marks = [chr(ord("A") + at) for at in range(len(day.order))]
    await asyncio.gather(*(p.send(Pressed(payload=posted.payload(marks[0]))) for p in people))
    await asyncio.gather(
        *(p.send(Pressed(payload=posted.payload(marks[n % len(marks)]))) for n, p in enumerate(people))
    )
    await w.advance(hours=24)
    assert (await day_of(w))[0].counts == Counter(day.order[n % len(marks)] for n in range(12))


async def test_an_answer_pressed_while_teams_are_drawn_is_kept(w: World) -> None:
    alice, people = await begun(w, *(f"m{n}" for n in range(12)), teams="2")
    for person in people:
        await person.say("/prep day.name on=on")
    posted, teams = last(w, "Question of the day"), await alice.say("/prep-admin quiz")
    draw = Pressed(payload=teams.payload("Draw new teams"))
    pressed = [p.send(Pressed(payload=posted.payload("A"))) for p in people]
    await asyncio.gather(*pressed[:6], alice.send(draw), *pressed[6:])
    players = (await PLAYERS.all(await unit_of(w))).values()
    assert sum(TODAY in player.given for player in players) == 12
    assert {player.team for player in players} == {1, 2}


async def test_no_answer_slips_in_between_the_closing_and_the_counting(w: World) -> None:
    _, people = await begun(w, *(f"m{n}" for n in range(8)))
    posted = last(w, "Question of the day")
    mark = "A"
    await w.advance(hours=23, minutes=59, seconds=59)
    answers = [p.send(Pressed(payload=posted.payload(mark))) for p in people]
    shown, _ = await asyncio.gather(asyncio.gather(*answers), w.advance(seconds=1))
    counted = sum("Noted" in cards[0].text for cards in shown)
    assert sum((await day_of(w))[0].counts.values()) == counted
    assert sum(TODAY in p.given for p in (await PLAYERS.all(await unit_of(w))).values()) == counted


async def test_a_reported_question_is_corrected_and_everything_is_counted_again(w: World) -> None:
    alice, (bob, erin, dave) = await begun(w, "bob", "erin", "dave")
    right, wrong = await letters(w)
    day, question = await day_of(w)
    posted = last(w, "Question of the day")
    await bob.press(wrong, on=posted)
    for person in (erin, dave):
        await person.press(right, on=posted)
    assert question.id not in (await learner(w, bob)).memories
    await w.advance(hours=24)
    again, good = await learner(w, bob), await learner(w, erin)
    assert again.memories[question.id].due < good.memories[question.id].due
    assert question.id not in (await learner(w, alice)).memories
    assert "The organizers see how many" in (await bob.press("This question is wrong")).text
    assert "before" in (await bob.press("This question is wrong")).text
    queue = await alice.say("/prep-admin bank")
    assert f"{question.id}: reported by 1 member, 67% of 3 first answers right." in queue.text
    assert "bob" not in queue.text
    await alice.press("Look at question 1")
    await alice.press("Correct this question")
    assert "letters from A to" in (await alice.fill(answer="Q")).text
    key = day.order[ord(wrong) - ord("A")]
    shown = await alice.fill(answer=key, explanation="The other one is right after all.")
    assert "counted again" in shown.text
    assert f"the right answer is {wrong}. 1 of 3 had it." in last(w, "Corrected:").text
    assert "You: 1 right of 1" in (await bob.press("The board")).text
    mine, theirs = await learner(w, bob), await learner(w, erin)
    assert mine.answers[question.id].right == 1
    assert theirs.answers[question.id].wrong == 1
    assert theirs.tallies[question.topic].right == 0
    assert f"{question.id}: reported by 0" in (await alice.say("/prep-admin bank")).text
    await alice.say(f"/prep-admin bank {question.id}")
    await alice.press("Take the correction back")
    assert "You: 0 right of 1" in (await bob.press("The board")).text
    assert (await learner(w, erin)).answers[question.id].right == 1


async def test_turning_it_off_ends_it_and_a_group_without_a_channel_is_told_what_to_do_first(
    w: World, alice: Somebody
) -> None:
    assert "no channel to post in yet" in (await alice.say("/prep-admin quiz on=on")).text
    alice, _ = await begun(w)
    count = len(w.channel)
    assert "is off" in (await alice.say("/prep-admin quiz on=off")).text
    await w.advance(hours=24 * 3)
    assert len([s for s in w.channel if "Question of the day" in s.text]) == 1
    assert count == 1


async def test_a_vote_is_encrypted_where_it_lies_and_leaves_with_its_writer(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        _, (bob,) = await begun(w, "bob", case="tue", days="mon")
        await bob.press("Vote hire")
        await bob.fill(sentence="zq-needle-of-a-vote", show="no")
        assert b"zq-needle-of-a-vote" not in every_file(tmp_path)
        assert len(await BALLOTS.all(await unit_of(w))) == 1
        await bob.say("/prep privacy forget")
        await bob.press("Forget everything now")
        assert await BALLOTS.all(await unit_of(w)) == {}
