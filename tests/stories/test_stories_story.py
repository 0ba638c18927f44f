"""Bob writes a project on one page and three stories, keeps what he wants kept, and tells one aloud."""

import json
from pathlib import Path

from bot.core.reply import Chosen
from bot.core.values import Call
from handlers.stories import records
from tests.records import every_file, id_of, paths_used, unit_of
from tests.world import Shown, Somebody, World

PROBLEM = "Guards ignored the camera alarms because most were false, 40 a night."
APPROACH = "Fine-tuned a small detector on 9k labeled clips from the cameras; it runs in production."
ACCURACY = "Precision rose from 0.41 to 0.86 at equal recall."
IMPACT = "False alarms fell from 40 to 9 a night, so guards look again."
SITUATION = "Guards ignored the camera alarms because most were false, 40 a night."
TASK = "My task was to make them trust the alarms again."
ACTION = "I labeled clips with the security lead, who picked 400 hard ones, and I decided to train a filter."
RESULT = "False alarms fell from 40 to 9 a night, and guards look again."


async def used(w: World, person: Somebody) -> set[str]:
    return await paths_used(w, person, records.PORTFOLIOS)


def read(shown: Shown) -> str:
    """What somebody reads; platforms put what a member typed in quotes, each in its own."""
    return shown.text.replace('"', "")


async def test_a_project_on_one_page_is_judged_and_comes_as_a_page_to_read_and_one_to_print(
    w: World, bob: Somebody
) -> None:
    assert (await bob.say("/prep project")).form.asks[0].name == "title"
    shown = await bob.fill(
        title="Alarms <b>", problem=PROBLEM, approach=f"{APPROACH} <b>", accuracy=ACCURACY, impact=IMPACT
    )
    lines = read(shown).splitlines()
    assert lines[0].startswith("Summary of Alarms <b>: ")
    assert lines[1] == "Not filled in: data, latency, throughput or memory, cost."
    assert "An interviewer will ask: Which option did you reject, and on what number?" in lines
    page, sheet = shown.files
    assert (page.name, sheet.name) == ("alarms-b.md", "alarms-b.html")
    assert f"## Problem\n\n{PROBLEM}".encode() in page.data
    assert b"<h1>Alarms &lt;b&gt;</h1>" in sheet.data
    assert b"<b>" not in sheet.data
    assert await used(w, bob) == {"project"}


async def test_nothing_is_kept_unless_keep_is_pressed_and_then_it_is_encrypted(
    tmp_path: Path, w: World, bob: Somebody
) -> None:
    await bob.say("/prep project")
    shown = await bob.fill(title="Alarms", problem=PROBLEM, approach=APPROACH)
    assert read(await bob.say("/prep story list")).startswith("You haven't kept a story yet.")
    kept = await bob.press("Keep this summary", on=shown)
    assert read(kept).startswith("Kept: Alarms. 1 project: two or three are enough.")
    assert b"Guards ignored" not in every_file(tmp_path)
    again = await bob.press("Open project 1", on=kept)
    assert read(again).startswith("Summary of Alarms: ")
    gone = await bob.press("Delete the project", on=again)
    assert read(gone).startswith("I deleted the project.")
    assert "2026-11-24T09:00Z" in read(gone)
    assert read(await bob.press("Delete the project", on=again)).startswith("That project is deleted already")


async def test_the_verdict_on_the_set_counts_projects_and_full_cycles(w: World, bob: Somebody) -> None:
    for title in ("Alarms", "Search"):
        await bob.say("/prep project")
        await bob.fill(title=title, problem=PROBLEM, approach=APPROACH, accuracy=ACCURACY, impact=IMPACT)
        shown = await bob.press("Keep this summary")
    assert "2 projects: the right number." in read(shown)
    assert "1. Alarms: problem, data, training and a live result are there" in read(shown)
    assert "Which option did you reject, and on what number?" in read(shown)


async def test_a_summary_of_the_same_name_takes_the_place_of_the_first(w: World, bob: Somebody) -> None:
    for problem in (PROBLEM, IMPACT):
        await bob.say("/prep project")
        await bob.fill(title="Alarms", problem=problem, approach=APPROACH)
        shown = await bob.press("Keep this summary")
    assert read(shown).startswith("Kept. It replaces Alarms. 1 project:")
    form = (await bob.press("Change the summary", on=await bob.press("Open project 1", on=shown))).form
    assert {ask.name: ask.value for ask in form.asks}["problem"] == IMPACT


async def test_the_rejected_option_is_asked_on_the_page_of_the_form_that_has_it(
    w: World, bob: Somebody
) -> None:
    await bob.say("/prep project")
    await bob.fill(approach=APPROACH)
    form = (await bob.press("Name the rejected option")).form
    assert "rejected" in [ask.name for ask in form.asks]
    shown = await bob.fill(rejected="A model of 8B at $3 a query: too dear")
    assert "the option you rejected" in read(shown)
    assert "Name the rejected option" not in shown.labels


async def test_a_story_in_four_parts_is_judged_kept_and_mapped(w: World, bob: Somebody) -> None:
    assert read(await bob.say("/prep story map")).startswith("You haven't kept a story yet")
    await bob.say("/prep story new")
    shown = await bob.fill(title="Alarms", situation=SITUATION, task=TASK, action=ACTION, result=RESULT)
    words = sum(len(part.split()) for part in (SITUATION, TASK, ACTION, RESULT))
    assert f"Aloud 0:{round(words * 60 / 150):02}; aim for 1:30 to 2:30." in read(shown)
    assert "Where it fits, add a failure and what changed." in read(shown)
    await bob.press("Keep this story", on=shown)
    mapped = await bob.say("/prep story map")
    assert "2 of 5 qualities need a story." in read(mapped)
    assert "Collaboration: story 1" in read(mapped)
    assert "Ownership: story 1" in read(mapped)
    assert "A disagreement: none yet" in read(mapped)
    listed = await bob.say("/prep story list")
    assert "1. Alarms, " in read(listed)
    opened = await bob.press("Open story 1", on=listed)
    assert read(opened).startswith("Story Alarms: ")
    assert read(await bob.press("Delete the story", on=opened)).startswith("I deleted the story.")
    assert await used(w, bob) == {"story.new", "story.map"}


async def test_a_story_as_one_text_is_judged_too_and_an_empty_one_is_asked_for(
    w: World, bob: Somebody
) -> None:
    shown = await bob.say(f"/prep story new {SITUATION} {TASK} {ACTION} {RESULT}")
    assert read(shown).startswith("Story Guards ignored the camera alarms because: ")
    assert read(await bob.press("More", on=shown)).startswith("Everything to fix in your story.")
    await bob.say("/prep story new")
    assert "Write at least what you did" in (await bob.fill()).text


async def test_stories_without_a_name_are_called_by_their_first_words_and_never_replace_each_other(
    w: World, bob: Somebody
) -> None:
    for text in (f"{SITUATION} {ACTION}", f"{TASK} {ACTION}"):
        await bob.say(f"/prep story new {text}")
        await bob.press("Keep this story")
    listed = read(await bob.say("/prep story list"))
    assert "1. Guards ignored the camera alarms because, " in listed
    assert "2. My task was to make them, " in listed


async def test_what_is_in_another_language_is_kept_if_asked_and_not_judged(w: World, bob: Somebody) -> None:
    german = "Die Wachen haben den Alarm der Kamera nicht beachtet, und das war mit Kosten verbunden."
    story = await bob.say(f'/prep story new title="Alarm" {german}')
    assert read(story).startswith("Story Alarm: not in English, so I didn't judge it.")
    await bob.press("Keep this story", on=story)
    opened = await bob.press("Open story 1", on=await bob.say("/prep story list"))
    assert "I didn't judge it" in read(opened)
    project = await bob.say(f'/prep project title="Alarm" problem="{german}"')
    assert read(project).startswith("Summary of Alarm: not in English")
    assert german.encode() in project.files[0].data
    assert await used(w, bob) == set()


async def test_a_summary_or_story_that_says_too_little_does_no_task_of_the_checklist(
    w: World, bob: Somebody
) -> None:
    await bob.say("/prep project approach=Kafka")
    await bob.say("/prep story new I like my team.")
    await bob.say("/prep story map")
    assert await used(w, bob) == set()


async def test_a_rehearsal_prompts_four_times_and_asks_how_it_was(w: World, bob: Somebody) -> None:
    await bob.say(f"/prep story new {SITUATION} {ACTION}")
    first = await bob.press("Rehearse aloud, 2 min")
    assert read(first).startswith("0:00 Situation, 20 seconds")
    before = len(bob.inbox)
    await w.advance(seconds=121)
    prompts = bob.inbox[before:]
    assert [p.text.split(",")[0].split(":")[0] for p in prompts] == [
        "0",
        "0",
        "1",
        "Two minutes. How was it?\nI recorded nothing",
    ]
    assert read(await bob.press("Too long", on=prompts[-1])).startswith("Halve the situation")
    portfolio = await records.PORTFOLIOS.get_or_new(await unit_of(w), await id_of(w, bob))
    assert json.loads(portfolio.model_dump_json())["stories"] == []


async def test_a_rehearsal_that_is_stopped_says_nothing_more(w: World, bob: Somebody) -> None:
    await bob.say(f"/prep story new {SITUATION} {ACTION}")
    first = await bob.press("Rehearse aloud, 2 min")
    await w.advance(seconds=21)
    before = len(bob.inbox)
    assert read(await bob.press("Stop the clock", on=first)).startswith("Stopped.")
    await w.advance(minutes=5)
    assert len(bob.inbox) == before


async def test_more_stories_than_are_kept_are_refused_and_unknown_ones_are_named_as_deleted(
    w: World, bob: Somebody
) -> None:
    for number in range(13):
        await bob.say(f'/prep story new title="Story {number}" {ACTION}')
        shown = await bob.press("Keep this story")
        await w.advance(seconds=11)
    assert read(shown).startswith("You keep 12 stories already")
    second = await bob.press("More", on=await bob.say("/prep story list"))
    assert "5. Story 4" in read(second)
    for path in ("stories.open", "stories.drop", "stories.project", "stories.drop-project"):
        (answer,) = await bob.send(Chosen(call=Call(path=path, values={"id": "x/../<@U"})))
        assert "deleted" in read(answer)
