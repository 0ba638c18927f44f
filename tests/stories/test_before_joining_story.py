"""What somebody gets who hasn't joined: an answer where nothing has to be kept for it, and the invitation."""

import pytest

from tests.records import everything
from tests.world import Somebody, World

BULLET = "Fine-tuned DistilBERT on product reviews, improved F1 to 0.81"
UNKEPT = "You haven't joined, so I keep nothing of this."


async def newcomer(w: World) -> Somebody:
    await w.member("bob", "UTC")
    await w.advance(minutes=5)  # what follows bob's joining
    return w.person("erin")


async def test_a_question_a_bullet_and_a_quiz_are_answered_and_nothing_is_kept(w: World) -> None:
    erin = await newcomer(w)
    before = await everything(w)
    for typed, answer in (
        ("what is p99?", "A percentile pXX is"),
        (BULLET, "Good start: one clear result."),
    ):
        shown = await erin.say(typed, dm=True)
        assert answer in shown.text
        assert UNKEPT in shown.text
        assert shown.labels[-1] == "Join"
    weighed = await erin.say("/prep tradeoff w1=400 w2=30 base: 78.0% 120ms; small: -0.3pp -12ms")
    assert weighed.text.startswith("Take small: utility")
    assert "Kept for" not in weighed.text
    asked = await erin.say("ask me a question", dm=True)
    told = await erin.press("I don't know", on=asked)
    assert told.text.startswith("The answer is ")
    assert [one.labels[-1] for one in (asked, told)] == ["Join", "Join"]
    assert await everything(w) == before


async def test_every_button_on_such_an_answer_works(w: World) -> None:
    erin = await newcomer(w)
    for typed in ("what is p99?", BULLET, "quiz me"):
        shown = await erin.say(typed, dm=True)
        for label in shown.labels[:-1]:
            await w.advance(minutes=5)
            pressed = await erin.press(label, on=shown)
            assert "You haven't joined yet" not in pressed.text, label
            assert "wrong on my side" not in pressed.text, label
    shown = await erin.say("what is p99?", dm=True)
    assert "What time is it for you?" in (await erin.press("Join", on=shown)).text


@pytest.mark.parametrize("typed", ["today", "done 1", "find me a partner", "pause until friday", "my streak"])
async def test_what_needs_a_record_of_theirs_begins_with_joining(w: World, typed: str) -> None:
    erin = await newcomer(w)
    before = await everything(w)
    shown = await erin.say(typed, dm=True)
    assert shown.text.startswith("You haven't joined yet")
    assert shown.labels == ["Join"]
    assert await everything(w) == before


async def test_a_greeting_is_answered_with_what_this_is_and_what_is_kept_is_told(w: World) -> None:
    erin = await newcomer(w)
    assert (await erin.say("hello", dm=True)).text.startswith("Practice for interviews in 15 minutes a day.")
    told = await erin.say("do you store my resume?", dm=True)
    assert told.text.startswith("I keep nothing about you: you haven't joined.")


async def test_who_is_desperate_is_not_invited_to_anything(w: World) -> None:
    erin = await newcomer(w)
    shown = await erin.say("i want to die", dm=True)
    assert "988" in shown.text
    assert shown.labels == []
    assert UNKEPT not in shown.text
