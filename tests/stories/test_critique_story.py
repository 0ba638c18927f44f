"""Dave improves a bullet twice, and what he typed is gone when the card said so."""

from pathlib import Path

from bot.core.kinds import Upload
from bot.core.reply import Chosen, Submitted
from bot.core.values import Call
from bot.store import members
from handlers.critique import records
from tests.records import ciphertexts, every_file, id_of, paths_used, unit_of
from tests.world import Somebody, World

FIRST = "Fine-tuned DistilBERT on product reviews, improved F1 to 0.81"
SECOND = "Fine-tuned DistilBERT on product reviews, F1 0.78 to 0.81, p95 latency 22 to 28 ms"
THIRD = (
    "Fine-tuned DistilBERT on product reviews, F1 0.78 to 0.81; int8 export cut p95 from 22 to 15 ms, "
    "so it launched without more GPU nodes"
)
OTHER = "Trained a churn model for the bank, AUC 0.84"
OPENINGS = ("Good start: ", "Not there yet: ")
"""How a judged first draft's card begins, where something is open."""


async def drafts(w: World, person: Somebody) -> list[str]:
    """The texts of this member that lie in the store, expired or not."""
    member = await id_of(w, person)
    kept = (await members.KEPT.all(await unit_of(w))).values()
    calls = [Call.model_validate_json(one.call.value) for one in kept if one.member == member]
    return sorted(call.values["text"] for call in calls if "text" in call.values)


async def counts(w: World) -> dict[str, int]:
    found = await (await unit_of(w)).counts()
    return {name: n for name, n in found.items() if name.startswith("disagree/")}


async def used(w: World, person: Somebody) -> set[str]:
    return await paths_used(w, person, records.PRACTICE)


async def test_a_bullet_is_improved_twice(w: World, dave: Somebody) -> None:
    first = await dave.say(f"/prep bullet {FIRST}")
    assert first.text.startswith(
        "Good start: one clear result. Three things would make it stronger.\n"
        "1. Baseline. '0.81' compared with what?"
    )
    form = await dave.press("Try again")
    assert form.form.asks[0].value == FIRST
    second = await dave.fill(text=SECOND)
    assert second.text.startswith("Better: you added a baseline and a latency figure.\n1. Trade-off. ")
    await dave.press("Try again", on=second)
    third = await dave.fill(text=THIRD)
    assert third.text.startswith("Strong. Nothing to fix.")
    assert await drafts(w, dave) == [THIRD]
    assert await used(w, dave) == {"bullet"}


async def test_a_bare_bullet_opens_a_form_and_what_was_typed_in_it_is_judged(
    w: World, dave: Somebody
) -> None:
    assert (await dave.say("/prep bullet")).form.asks[0].name == "text"
    assert (await dave.fill(text=f"Line one\n{FIRST}")).text.startswith(OPENINGS)
    await w.advance(minutes=1)
    assert (await dave.say("/prep bullet   ")).form.asks[0].value == ""


async def test_a_typed_bullet_is_compared_with_a_draft_of_the_same_one_alone(
    w: World, dave: Somebody
) -> None:
    await dave.say(f"/prep bullet {FIRST}")
    assert (await dave.say(f"/prep bullet {SECOND}")).text.startswith("Better: ")
    assert (await dave.say(f"/prep bullet {OTHER}")).text.startswith(OPENINGS)
    assert await drafts(w, dave) == [OTHER]


async def test_after_half_an_hour_a_draft_is_not_read_any_more_and_a_minute_later_it_is_gone(
    w: World, dave: Somebody
) -> None:
    first = await dave.say(f"/prep bullet {FIRST}")
    await w.advance(minutes=29)
    assert (await dave.press("Try again", on=first)).form.asks[0].value == FIRST
    await w.advance(minutes=1)
    form = (await dave.press("Try again", on=first)).form
    assert form.asks[0].value == ""
    assert "expired" in form.note
    await w.advance(minutes=1)
    assert await drafts(w, dave) == []
    more = await dave.press("More", on=first)
    assert more.text.startswith("That draft is deleted")
    assert (await dave.press("Paste a bullet", on=more)).form.asks[0].value == ""
    assert (await dave.fill(text=SECOND)).text.startswith("Good start: clear results. Two things ")
    await w.advance(minutes=31)
    assert await drafts(w, dave) == []


async def test_forget_it_now_deletes_every_draft_at_once_and_from_the_disk_within_the_hour(
    tmp_path: Path, w: World, dave: Somebody
) -> None:
    shown = await dave.say(f"/prep bullet {FIRST}")
    refused = await dave.say(f"/prep bullet {SECOND} {'and more ' * 250}")
    assert "2,000 is the most" in refused.text
    assert len(await drafts(w, dave)) == 2
    marks = await ciphertexts(w, await id_of(w, dave))
    assert all(mark in every_file(tmp_path) for mark in marks)
    assert b"DistilBERT" not in every_file(tmp_path)
    gone = await dave.press("Forget it now", on=shown)
    assert gone.text.startswith("Deleted.")
    assert "2026-11-24T09:00Z" in gone.text
    assert await drafts(w, dave) == []
    assert (await dave.press("Forget it now", on=shown)).text.startswith("There's nothing to delete")
    assert (await dave.press("Try again", on=shown)).form.asks[0].value == ""
    await w.advance(hours=1, minutes=5)
    assert [mark for mark in marks if mark in every_file(tmp_path)] == []


async def test_a_disagreement_is_counted_once_a_draft_and_never_with_its_text(
    w: World, dave: Somebody
) -> None:
    shown = await dave.say(f"/prep bullet {FIRST}")
    assert (await dave.press("I disagree: 1", on=shown)).text.startswith("Noted: ")
    assert "already" in (await dave.press("I disagree: 1", on=shown)).text
    assert await counts(w) == {"disagree/no_baseline": 1}
    example = await dave.press("Show an example", on=shown)
    assert example.text.startswith("From the article, about choosing. BAD: Fine-tuned GPT-2")
    assert "The GOOD one still lacks: what cut the latency" in example.text
    rule = await dave.press("Show the rule", on=example)
    assert rule.text.startswith("Rule no_baseline, important: ")
    again = await dave.say(f"/prep bullet {FIRST} and more")
    assert "I disagree: no baseline" in again.labels
    assert (await dave.press("I disagree: no baseline", on=again)).text.startswith("Noted: ")
    assert await counts(w) == {"disagree/no_baseline": 2}


async def test_a_rule_that_there_is_not_is_never_counted(w: World, dave: Somebody) -> None:
    for path in ("critique.rule", "critique.disagree"):
        (shown,) = await dave.send(Chosen(call=Call(path=path, values={"rule": "x/../<@U1>"})))
        assert shown.text.startswith("There's no rule of that name")
    assert await counts(w) == {}


async def test_what_is_no_bullet_is_told_so_and_is_not_lost(w: World, dave: Somebody) -> None:
    for text in ("Hello, how are you?", "https://example.org/me", "What is a good bullet?"):
        shown = await dave.say(f"/prep bullet {text}")
        assert shown.text.startswith("This doesn't look like a resume bullet")
        assert (await dave.press("Try again", on=shown)).form.asks[0].value == text
        await w.advance(seconds=11)
    assert await used(w, dave) == set()


async def test_another_language_is_not_judged_and_what_has_no_word_neither(w: World, dave: Somebody) -> None:
    german = "Modell für die Suche mit der Gruppe trainiert, p95 von 90 auf 40 ms"
    shown = await dave.say(f"/prep bullet {german}")
    assert shown.text.startswith("This doesn't look like English, so I didn't judge it")
    assert await used(w, dave) == set()
    assert (await dave.press("Judge it anyway", on=shown)).text.startswith(OPENINGS)
    assert (await dave.say("/prep bullet 🎉🎉")).text.startswith("There's no word in this")
    assert await used(w, dave) == {"bullet"}


async def test_the_likely_question_is_practiced_aloud_and_nothing_is_kept_of_it(
    w: World, dave: Somebody
) -> None:
    asked = await dave.press("Practice the answer", on=await dave.say(f"/prep bullet {THIRD}"))
    question = '"What did quantization cost you in quality, per class?"'
    assert asked.text.startswith(f"Answer aloud now, one minute: {question}")
    assert await drafts(w, dave) == [THIRD]


async def test_hostile_and_huge_texts_get_words_and_nothing_is_lost(w: World, dave: Somebody) -> None:
    hostile = "<!channel> @everyone [x](http://evil.example) <b>F1</b> to 0.81 \x00\x1b[2J\u202e"
    first = await dave.say(f"/prep bullet {hostile}")
    assert first.text.startswith(OPENINGS)
    assert "\x1b" not in first.text
    assert "I read at most 20,000" in (await dave.say(f"/prep bullet {'x y ' * 25_002}")).text
    form = await dave.say("/prep bullet")
    huge = "Cut p95 from 90 to 40 ms " * 700
    (refused,) = await dave.send(Submitted(payload=form.payloads[0], values={"text": huge}))
    assert refused.form.asks[0].value == huge
    assert "17,499 characters; 2,000 is the most" in refused.form.problems["text"]
    await w.advance(seconds=11)
    assert (await dave.fill(text="F1 " * 666)).text.startswith("Not better yet: ")
    resume = "\n".join(f"- {text}" for text in 40 * (FIRST, "Responsible for machine learning models"))
    for typed in (f"/prep bullet {resume}", resume):
        await w.advance(minutes=1)
        assert (await dave.say(typed, dm=typed is resume)).text.startswith("80 bullets: ")
    await dave.say("/prep bullet")
    await w.advance(minutes=1)
    assert (await dave.fill(text=resume[: len(resume) // 2])).text.startswith("40 bullets: ")


async def test_a_resume_file_is_judged_in_memory_weakest_first_and_each_can_be_worked_on(
    tmp_path: Path, w: World, dave: Somebody
) -> None:
    strong = (
        "Distilled the ranker; p95 fell from 90 to 40 ms, nDCG stayed at 0.71, and it now serves every shop"
    )
    bullets = "\n".join(f"- {text}" for text in (strong, FIRST, "Responsible for machine learning models"))
    shown = await dave.say("/prep bullet", upload=Upload(name="cv.md", data=f"# Dave\n{bullets}".encode()))
    assert shown.text.startswith("3 bullets: 1 strong, 2 weak.")
    assert await drafts(w, dave) == sorted([FIRST, "Responsible for machine learning models"])
    assert strong.encode() not in every_file(tmp_path)
    assert f"    {strong}\n\nNothing to fix." in shown.files[0].data.decode()
    worked = await dave.press("Work on bullet 2", on=shown)
    assert worked.text.startswith("Good start: one clear result. ")
    await dave.press("Forget it now", on=worked)
    assert await drafts(w, dave) == []


async def test_a_file_sent_in_the_dm_without_a_command_is_a_resume_and_a_table_is_a_trade_off(
    w: World, dave: Somebody
) -> None:
    resume = Upload(name="cv.md", data=f"- {FIRST}\n- Responsible for machine learning models\n".encode())
    for text in ("", " ", "can you review my resume", "here you go!"):
        shown = await dave.say(text, dm=True, upload=resume)
        assert shown.text.startswith("2 bullets: ")
        await w.advance(minutes=1)
    assert (await dave.say("today", dm=True, upload=resume)).text.startswith("Today")
    table = Upload(name="Options.CSV", data=b"name,quality,cost\nA,0.9,10\nB,0.8,5\n")
    for text in ("", "which one should I take?"):
        assert "'quality' has no unit" in (await dave.say(text, dm=True, upload=table)).text
        await w.advance(minutes=1)


async def test_a_file_that_cannot_be_read_is_refused_in_words(w: World, dave: Somebody) -> None:
    shown = await dave.say("/prep bullet", upload=Upload(name="cv.pdf", data=b"%PDF-1.7 nonsense"))
    assert shown.text.startswith("I couldn't read that file. It's broken")
    assert "I read PDF, .docx, .tex, .md, .txt and JSON Resume" in shown.text


async def test_a_bullet_with_nothing_open_goes_on_as_a_project(w: World, dave: Somebody) -> None:
    form = (await dave.press("Save as project", on=await dave.say(f"/prep bullet {THIRD}"))).form
    known = {
        "approach": THIRD,
        "accuracy": "F1 0.78 to 0.81",
        "speed": "int8 export cut p95 from 22 to 15 ms",
        "impact": "it launched without more GPU nodes",
    }
    assert {"approach", "accuracy"} <= {ask.name for ask in form.asks}, "a modal shows five fields at a time"
    assert all(ask.value == known.get(ask.name, "") for ask in form.asks)


async def test_a_fourth_file_within_a_minute_waits_and_typed_bullets_do_not(
    w: World, dave: Somebody, bob: Somebody
) -> None:
    """Each file can keep a processor busy for ten seconds; whatever command it came with."""
    file = Upload(name="cv.md", data=b"- Cut p95 latency from 90 ms to 40 ms by caching embeddings\n")
    for command in ("bullet", "bullet", "tradeoff"):
        shown = await dave.say(f"/prep {command}", upload=file)
        assert "a lot at once" not in shown.text
    assert "Try again in 60 seconds" in (await dave.say("/prep bullet", upload=file)).text
    assert "a lot at once" not in (await dave.say(f"/prep bullet {FIRST}")).text
    assert "a lot at once" not in (await bob.say("/prep bullet", upload=file)).text
    await w.advance(seconds=60)
    assert "a lot at once" not in (await dave.say("/prep bullet", upload=file)).text


async def test_why_says_what_each_number_was_taken_for_and_by_which_words(w: World, dave: Somebody) -> None:
    first = await dave.say(f"/prep bullet {FIRST}")
    why = await dave.press("Why?", on=first)
    assert why.text.startswith("How I read your numbers:")
    assert "'0.81' is clearly an accuracy result that got better. It goes with 'F1'." in why.text
    await dave.say("/prep bullet Built the parser and wrote the docs for it")
    assert "no number in your bullet" in (await dave.press("Why?")).text
