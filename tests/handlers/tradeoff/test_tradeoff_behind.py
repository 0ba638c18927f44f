"""The bench with a bot around it: files, saved cases, exercises, arguing, and what is kept of them."""

import io
import zipfile
from pathlib import Path

import pytest

from bot.core.card import Card, Picture
from bot.core.kinds import Upload
from tests.records import every_file
from tests.world import Somebody, world

OPTIONS = "base: 78.0% 120ms; zq-needle: -0.3pp -12ms; big: +0.6pp +15ms"
CSV = b"name,accuracy (%),p99 (ms),memory (GB)\nbase,90.0,20,16\nsmall,89.1,12,8\n"


async def test_a_csv_file_is_weighed_and_a_bad_one_is_told_by_line_and_column(bob: Somebody) -> None:
    shown = await bob.say("/prep tradeoff", upload=Upload(name="a.csv", data=CSV))
    assert shown.text.startswith("Best choices: base, small.")
    assert isinstance(shown.answer.body, Card)
    assert any(isinstance(b, Picture) for b in shown.answer.body.blocks)
    assert "Change" in (await bob.press("All options")).text
    bad = await bob.say("/prep tradeoff", upload=Upload(name="a.csv", data=CSV + b"big,91,x,20\n"))
    assert "Line 4, p99: 'x' isn't a number." in bad.text
    many = CSV + b"".join(b"o%d,1,2,3\n" % n for n in range(10_000))
    assert "10,002 options" in (await bob.say("/prep tradeoff", upload=Upload(name="b.csv", data=many))).text


async def test_a_saved_case_is_encrypted_exported_opened_deleted_and_forgotten(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob, erin = await w.member("bob", "UTC"), await w.member("erin", "UTC")
        shown = await bob.say(f"/prep tradeoff w1=400 w2=30 {OPTIONS}")
        for title in ("first", "second"):
            await bob.press("Save this case", on=shown)
            await bob.fill(title=title)
        assert b"zq-needle" not in every_file(tmp_path)
        listed = await bob.say("/prep tradeoff saved")
        assert "Your saved cases: 2." in listed.text
        assert "You have no saved cases" in (await erin.say("/prep tradeoff saved")).text
        assert isinstance(listed.answer.body, Card)
        stolen = listed.answer.body.buttons[0].call.values["case"]
        assert "You have no such case" in (await erin.say(f"/prep tradeoff.open case={stolen}")).text
        assert (await bob.press("Open case 1", on=listed)).text == shown.text
        assert "Deleted. Your saved cases: 1." in (await bob.press("Delete case 1", on=listed)).text
        assert "You have no such case" in (await bob.press("Delete case 1", on=listed)).text
        await bob.say("/prep privacy export")
        (file,) = bob.inbox[-1].files
        with zipfile.ZipFile(io.BytesIO(file.data)) as zipped:
            assert b"zq-needle" in zipped.read("records.json")
        await bob.say("/prep privacy forget")
        await bob.press("Forget everything now")
        await bob.say("/prep start zone=UTC")
        assert "You have no saved cases" in (await bob.say("/prep tradeoff saved")).text


async def test_a_case_is_argued_in_writing_and_what_is_missing_comes_first(bob: Somebody) -> None:
    assert "Exercise 7." in (await bob.say("/prep tradeoff seed=7")).text
    await bob.press("Argue it")
    assert "Write a sentence" in (await bob.fill(answer="yes")).text
    poor = await bob.fill(answer="I would take the bigger one, because accuracy is what users see.")
    assert poor.text.startswith("Not complete: something important is missing.")
    assert "The numbers say: Take bigger 2" in poor.text
    await bob.press("Argue again")
    good = await bob.fill(
        answer="I would ship bigger 2: 1.4 points x $500K is +$700K, 14 ms x $30K is -$420K, so +$280K a year. "
        "p99 of 103 ms stays within the limit of 115 ms, but I assume these weights; it flips below $495K a "
        "point. Test it in a canary first and watch errors as a guardrail."
    )
    assert good.text.startswith("Complete: nothing important is missing.")


async def test_the_last_exercise_leads_to_no_next_one(bob: Somebody) -> None:
    assert "Exercise 8" in (await bob.say("/prep tradeoff seed=7")).labels
    last = await bob.say("/prep tradeoff seed=999999")
    assert last.text.startswith("Exercise 999999.")
    assert last.labels == ["Argue it", "Show the answer"]


@pytest.mark.parametrize(
    "answer",
    [
        "Ich würde die größere Option nicht nehmen, weil sie über dem Limit ist und zu viel kostet.",
        "我会选择更大的那个，准确率更高。",
    ],
)
async def test_an_argument_in_another_language_is_told_so_and_not_judged(bob: Somebody, answer: str) -> None:
    await bob.say("/prep tradeoff seed=7")
    await bob.press("Argue it")
    told = await bob.fill(answer=answer)
    assert told.text.startswith("This doesn't look like English, so I didn't judge it.")
    assert "in English" in told.text.partition("\n")[2]
    assert "couldn't find" not in told.text
    await bob.press("Argue again", on=told)
    assert "in English" not in (await bob.fill(answer="I would keep today's model, it is fast enough.")).text


async def test_one_weight_alone_and_weights_for_nothing_are_told_and_nothing_is_lost(bob: Somebody) -> None:
    alone = await bob.say(f'/prep tradeoff weights="$400K a point" {OPTIONS}')
    assert "One weight alone decides nothing" in alone.text
    assert "zq-needle" in alone.text
    banana = await bob.fill(weights="$4 a banana, $5 a ms")
    assert "is none of the objectives" in banana.text
    assert "Take zq-needle" in (await bob.fill(weights="$400K a point, $30K a ms")).text
