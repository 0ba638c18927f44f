"""Erin answers, dave interviews: 45 minutes on the clock. And erin alone, when nobody comes."""

import datetime as dt
from pathlib import Path

from bot.core.values import Call
from tests.records import unit_of
from tests.stories.sessions import KEY, brief_of, heads, mock_of, started, two
from tests.world import World, world


async def run(w: World, path: str, **values: str) -> None:
    """Work that a capability below has done when everybody has accepted."""
    from bot.core.entry import work_entry  # noqa: PLC0415

    unit = await unit_of(w)
    unit.tell(work_entry(unit.group, Call(path=path, values=values), path, now=w.now))
    await unit.commit()
    await w.time.drain()


async def test_both_hear_the_start_and_the_end_and_stages_go_to_the_interviewer_alone(w: World) -> None:
    erin, dave = await two(w)
    await mock_of(w, erin, dave)
    before = len(erin.inbox), len(dave.inbox)
    assert (await erin.say(f"/prep session.start mock={KEY}")).text.splitlines()[:2] == [
        "0:00 Introduction, 5 minutes. The clock is running: inference.",
        "erin answers, dave interviews. Stages go to dave alone.",
    ]
    await w.advance(minutes=44)
    assert heads(erin)[before[0] :] == ["Ten minutes left.", "Two minutes left."]
    assert [head.partition(" ")[0] for head in heads(dave)[before[1] :]] == [
        *("0:00", "5:00", "10:00", "16:00", "26:00", "32:00", "Ten", "37:00", "42:00", "Two")
    ]
    await w.advance(minutes=2)
    for who, other in ((erin, "dave"), (dave, "erin")):
        assert heads(who)[-1] == f"Time. Feedback for {other} takes 2 minutes."


async def test_the_question_comes_with_the_first_stage_and_hints_one_at_a_time(w: World) -> None:
    _, dave = await started(w)
    await w.advance(minutes=5)
    shown = dave.inbox[-1]
    brief = await brief_of(w)
    assert "minutes. Ask:\n" in shown.text
    assert brief.question[:60] in shown.text
    first = await dave.press("Hint 1")
    assert brief.hints[0].text in first.text
    assert brief.hints[1].text in (await dave.press("Hint 2", on=first)).text
    assert brief.follow_ups[0] in (await dave.press("Follow-ups", on=first)).text


async def test_a_pause_holds_everything_and_going_on_shifts_it(w: World) -> None:
    erin, dave = await started(w)
    await w.advance(minutes=7)
    count = len(heads(dave))
    assert (await erin.press("Pause")).text.startswith("Paused at minute 7.")
    await w.advance(minutes=20)
    assert heads(dave)[count:] == [
        "Paused at minute 7. Either of you can press Continue; after an hour it ends."
    ]
    assert (await dave.press("Continue")).text.startswith("The clock is running again from minute 7.")
    await w.advance(minutes=2)
    assert heads(dave)[-1].startswith("Paused")
    await w.advance(minutes=1)
    assert heads(dave)[-1] == "10:00 Measure and find the limit, 6 minutes."


async def test_a_pause_that_nobody_ends_is_the_end_after_an_hour(w: World) -> None:
    erin, dave = await started(w)
    await w.advance(minutes=7)
    await dave.press("Pause")
    await w.advance(minutes=61)
    assert heads(erin)[-1] == "Stopped at minute 7. Feedback for dave takes 2 minutes."


async def test_five_minutes_more_move_what_is_to_come_and_end_at_half_an_hour(w: World) -> None:
    erin, dave = await started(w)
    shown = await dave.press("Plus 5")
    assert heads(erin)[-1] == "Five more minutes: everything still to come starts later."
    for _ in range(5):
        assert "Plus 5" in shown.labels
        shown = await dave.press("Plus 5", on=shown)
    assert "Plus 5" not in shown.labels
    count = len(heads(dave))
    await w.advance(minutes=34)
    assert len(heads(dave)) == count
    await w.advance(minutes=1)
    assert heads(dave)[-1].startswith("5:00 ")


async def test_a_process_that_dies_in_mid_session_is_followed_by_one_that_goes_on_at_the_right_minute(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as w:
        _, dave = await started(w)
        begun = w.now
        await w.advance(minutes=12)
        assert heads(dave)[-1].startswith("10:00 ")
    async with world(tmp_path, at=begun + dt.timedelta(minutes=18), seed=1) as w:
        dave = w.person("dave")
        await w.time.drain()
        assert [head.split()[0] for head in heads(dave)] == ["16:00"], "due meanwhile, and nothing twice"
        await w.advance(minutes=9)
        shown = dave.inbox[-1]
        assert shown.text.startswith("26:00 Risk for quality, and its test, 6 minutes.")
        assert shown.at == begun + dt.timedelta(minutes=26)
        await w.advance(minutes=18)
        assert heads(dave)[-1] == "Time. Feedback for erin takes 2 minutes."


async def test_pressed_by_both_it_starts_once_and_shows_where_it_stands(w: World) -> None:
    erin, dave = await started(w)
    assert (await dave.say(f"/prep session.start mock={KEY}")).text.startswith(
        "The clock is running: minute 0 of 45."
    )
    assert [head[:4] for head in heads(erin)].count("0:00") == 0  # erin started it, and saw it there
    await dave.press("Stop here")
    assert (await erin.say(f"/prep session.start mock={KEY}")).text.startswith("Stopped at minute 0.")


async def test_swapped_roles_have_another_question_and_a_clock_of_their_own(w: World) -> None:
    erin, dave = await started(w)
    await w.advance(minutes=46)
    shown = await dave.press("Swap roles")
    assert shown.text.splitlines()[0] == "Roles swapped: dave answers now, erin interviews."
    second = await brief_of(w, f"{KEY}.2")
    assert second != await brief_of(w)
    await erin.press("Swap roles")
    assert await brief_of(w, f"{KEY}.2") == second, "pressed by both, it's one second half"
    begun = await erin.press("Start (45 min)")
    assert begun.text.startswith("0:00 Introduction")
    assert "Swap roles" not in begun.labels
    await w.advance(minutes=5)
    assert heads(erin)[-1].startswith("5:00 ")


async def test_the_interviewer_sends_the_tests_of_a_coding_question_to_the_one_who_answers(w: World) -> None:
    erin, dave = await two(w)
    await mock_of(w, erin, dave, which="coding_ml")
    await erin.say(f"/prep session.start mock={KEY}")
    await w.advance(minutes=5)
    copy = await dave.press("Send the tests")
    brief = await brief_of(w)
    assert copy.text.startswith("erin has the tests now.")
    (sent,) = erin.inbox[-1].files
    assert (sent.name, sent.data) == (copy.files[0].name, copy.files[0].data)
    assert brief.tests in sent.data.decode()
    assert f"python {sent.name}" in erin.inbox[-1].text
    refused = await erin.say(f"/prep session.send-tests session={KEY}")
    assert refused.text.startswith("Only the interviewer reads the brief.")


async def test_whoever_practices_alone_gets_the_tests_and_other_rounds_have_none(w: World) -> None:
    erin, dave = await two(w)
    alone = await erin.say("/prep mock solo round=coding_algorithms")
    await erin.press("Start the clock", on=alone)
    await w.advance(minutes=5)
    (own,) = (await erin.press("Get the tests")).files
    assert own.name.startswith("test_alg_b")
    await mock_of(w, erin, dave)
    await erin.say(f"/prep session.start mock={KEY}")
    await w.advance(minutes=5)
    assert "Send the tests" not in dave.inbox[-1].labels
    refused = await dave.say(f"/prep session.send-tests session={KEY}")
    assert refused.text.startswith("Only coding questions come with tests.")


async def test_the_brief_comes_to_the_interviewer_alone_and_another_one_on_request(w: World) -> None:
    erin, dave = await two(w)
    await mock_of(w, erin, dave, after=3_000)
    count = len(heads(erin))
    await run(w, "session.prepare", mock=KEY)
    assert "Your interviewer's brief: " in heads(dave)[-1]
    assert len(heads(erin)) == count
    page = await dave.press("Open the brief")
    assert page.text.startswith("Read this aloud, slowly, then send it as text:")
    seen = {(await brief_of(w)).id}
    for _ in range(3):
        page = await dave.press("Give me another", on=page)
        seen.add((await brief_of(w)).id)
    assert len(seen) == 4
    refused = await erin.say(f"/prep session.open session={KEY}")
    assert refused.text.startswith("Only the interviewer reads the brief.")
    assert (await erin.say(f"/prep session.another session={KEY}")).text.startswith("The question is settled")


async def test_every_page_of_the_brief_and_of_the_guide_can_be_turned(w: World) -> None:
    erin, dave = await two(w)
    await mock_of(w, erin, dave, after=3_000)
    await run(w, "session.prepare", mock=KEY)
    shown = await dave.press("Open the brief")
    heads_of_pages = [shown.text.splitlines()[0]]
    while following := [label for label in shown.labels if label.startswith("Next: ")]:
        shown = await dave.press(following[0], on=shown)
        heads_of_pages.append(shown.text.splitlines()[0])
    assert "Hints, one at a time, in this order:" in heads_of_pages
    assert heads_of_pages[-1] == "With time left, ask:"
    shown = await dave.press("My first time: 3 minutes", on=shown)
    while following := [label for label in shown.labels if label.startswith("Next")]:
        shown = await dave.press(following[0], on=shown)
    assert shown.text.splitlines()[0].startswith("Feedback, two minutes")


async def test_alone_stages_and_hints_come_by_the_clock(w: World) -> None:
    erin = await w.member("erin", "Asia/Kolkata", days="sun", quiet="none")
    shown = await erin.say("/prep mock solo round=inference")
    assert shown.text.startswith("Practice alone, 45 minutes.\nInference")
    count = len(heads(erin))
    assert (await erin.press("Start the clock")).text.startswith("0:00 Introduction")
    await w.advance(minutes=46)
    said = heads(erin)[count:]
    assert sum(head.startswith("Hint: ") for head in said) == 3
    assert said[-1].startswith("Time. How did it go?")
    assert any("Your question:\n" in shown.text for shown in erin.inbox)


async def test_the_question_of_a_mock_is_the_one_that_is_practiced_alone(w: World) -> None:
    erin, dave = await two(w)
    await mock_of(w, erin, dave, after=10)
    await run(w, "session.prepare", mock=KEY)
    assert f'"{(await brief_of(w)).title}"' in (await erin.say(f"/prep session.alone mock={KEY}")).text


async def test_somebody_elses_mock_is_nobody_elses_business(w: World) -> None:
    await started(w)
    carol = await w.member("carol")
    for path in ("session.start", "session.alone", "feedback.give"):
        shown = await carol.say(f"/prep {path} mock={KEY}")
        assert shown.text.startswith("I can't find that session of yours."), path
    for press in ("pause", "stop", "plus", "swap", "clock", "open", "hint number=1"):
        word, _, more = press.partition(" ")
        shown = await carol.say(f"/prep session.{word} session={KEY} {more}")
        assert shown.text.startswith("I can't find that session of yours."), press


async def test_the_clock_starts_around_its_time_only(w: World) -> None:
    erin, dave = await two(w)
    await mock_of(w, erin, dave, after=16)
    assert (await erin.say(f"/prep session.start mock={KEY}")).text.startswith(
        "The clock can be started from"
    )
    await w.advance(minutes=1)
    assert (await erin.say(f"/prep session.start mock={KEY}")).text.startswith("0:00 ")
