"""A group's week in its channel: a question is answered in words, and Sunday sums it up."""

from tests.channel import begun, last, letters, set_up
from tests.world import Somebody, World


async def test_sunday_says_what_the_group_did_and_names_only_who_wants_it(w: World) -> None:
    _, (bob, erin) = await begun(w, "bob", "erin")
    right, _ = await letters(w)
    posted = last(w, "Question of the day")
    for who in (bob, erin):
        await who.press(right, on=posted)
    await bob.press("I don't know", on=posted)
    await erin.say("/prep remind names=on")
    await w.advance(days=6)
    told = last(w, "This week you")
    assert told.text.splitlines()[0] == "This week you answered 2 questions."
    assert "With erin." in told.text
    assert "bob" not in told.text
    assert "Next week: the question of the day and new mock partners." in told.text


async def test_a_group_without_a_question_of_the_day_hears_of_its_week_as_well(
    w: World, alice: Somebody
) -> None:
    await set_up(alice)
    await w.advance(days=7)
    assert w.channel == []
    await alice.say("/prep quiz count=1")
    await alice.press("I don't know")
    await w.advance(days=6)
    (told,) = w.channel
    assert told.text.splitlines()[0] == "This week you answered 1 question."
    assert "Next week: new mock partners." in told.text


async def test_the_week_is_summed_up_when_the_organizer_says(w: World, alice: Somebody) -> None:
    assert "Sundays at 17:00, if there's news" in (await alice.say("/prep-admin setup")).text
    await alice.press("Use these settings")
    for named, said in (("mon 09:00", "Last week you"), ("fri 16:30", "This week you")):
        await alice.say(f'/prep-admin setup channel=#general wrapup="{named}"')
        await alice.say("/prep quiz count=1")
        await alice.press("I don't know")
        before = len(w.channel)
        await w.advance(days=7)
        (told,) = w.channel[before:]
        assert told.text.startswith(f"{said} answered 1 question.")
        assert f"{told.at:%a %H:%M}".lower() == named
    assert "Fridays at 16:30" in (await alice.say("/prep-admin setup")).text
    asked = await alice.say('/prep-admin setup channel=#general wrapup="fri 4"')
    assert asked.labels == ["4 am", "4 pm"]
    await alice.press("4 pm", on=asked)
    assert "Fridays at 16:00" in (await alice.say("/prep-admin setup")).text
    assert "Write one such as sun 18:00" in (await alice.say('/prep-admin setup wrapup="noon"')).text


async def test_a_summary_amid_the_week_says_what_of_it_is_still_to_come(w: World, alice: Somebody) -> None:
    await alice.say('/prep-admin setup channel=#general wrapup="thu 16:30"')
    off = await alice.say("/prep-admin quiz case=fri")
    assert "Once it's on, you have committee night on Fridays." in off.text
    for on in (False, True):
        await alice.say(f"/prep-admin quiz on={'on' if on else 'off'}")
        await alice.say("/prep quiz count=1")
        await alice.press("I don't know")
        await w.advance(days=3)
        told = last(w, "This week you").text
        assert ("Still to come: committee night on Friday." in told, "night" in told) == (on, on)
        await w.advance(days=4)
        assert any(s.text.startswith("Committee night: ") for s in w.channel) == on


async def test_a_week_in_which_nothing_happened_and_a_question_nobody_answered_are_silent(w: World) -> None:
    await begun(w, "bob")
    await w.advance(days=6)
    assert not [s for s in w.channel if s.text.startswith(("This week you", "Closed"))]
