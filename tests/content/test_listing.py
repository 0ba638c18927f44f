"""What there is, as counts and as plain data; and the file that Anki imports."""

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from content.finder import load
from content.formula import as_decimal
from content.listing import HEADER, anki_notes, dump, links, preview, stats
from content.quiz import Choice, Numeric
from tests.content.test_check import tree

CONTENT = load()
ROWS = {str(row["id"]): row for row in dump("questions")}


def test_stats_count_what_stands_in_the_files(tmp_path: Path) -> None:
    counted = stats(tree(tmp_path))
    assert {part: count for part, count in counted["parts"].items() if count} == {
        **dict.fromkeys(("tasks", "questions", "claims", "note_questions"), 2),
        **dict.fromkeys(("rounds", "facts", "sources", "asks", "timeline"), 1),
    }
    assert counted["questions by kind"] == {"numeric": 1, "single": 1}
    assert counted["claims by verdict"] == {"doubtful": 1, "holds": 1}
    assert counted["task minutes"] == {"once": 10, "recurring": 0}


def test_a_dump_is_plain_data_with_the_computed_key_and_the_place(tmp_path: Path) -> None:
    first, second = dump("questions", tree(tmp_path))
    assert (first["id"], first["answer"], first["line"]) == ("choose-one", ["b"], 2)
    assert (second["value"], second["shown"]) == ("0.5", "0.50 parts")
    assert second["file"] == "content/questions/accuracy.yaml"
    with pytest.raises(KeyError):
        next(dump("secrets", tree(tmp_path)))


def test_every_dumped_question_says_what_is_right_why_and_on_what_grounds() -> None:
    assert set(ROWS) == set(CONTENT.questions)
    for row in ROWS.values():
        grounds: list[dict[str, str]] = row["grounds"]  # type: ignore[assignment] # plain data
        assert row["right"] and row["explanation"] and row["stem"] and row["round"], row["id"]
        assert [ground["ref"] for ground in grounds] == row["sources"]
        assert all(ground["text"] for ground in grounds)
        assert "{=" not in str(row["stem"]) + str(row["explanation"])
        one = CONTENT.questions[str(row["id"])]
        if isinstance(one, Numeric):
            low, high = map(float, row["accepted"])  # type: ignore[call-overload] # plain data
            assert low <= float(as_decimal(one.value)) <= high
            assert (row["unit"], row["formula"], row["tolerance"]) == (one.unit, one.formula, one.tolerance)
        if isinstance(one, Choice):
            options: list[dict[str, object]] = row["options"]  # type: ignore[assignment] # plain data
            assert [o["key"] for o in options if o["correct"]] == list(one.answer)
            assert all(o["why"] for o in options)


def test_a_dumped_template_shows_a_question_of_a_seed() -> None:
    for row in dump("templates"):
        example: dict[str, object] = row["example"]  # type: ignore[assignment] # plain data
        assert example["question"]["right"], row["id"]  # type: ignore[index] # plain data
        assert example["drawn"] and row["formula"] is not None


def test_every_fact_on_metrics_optimisation_and_decisions_is_asked_about_or_named() -> None:
    counted = stats()
    for letter, count in counted["facts to ask about"].items():
        left = [key for key in counted["facts not asked about"] if key.startswith(letter)]
        assert counted["facts asked about"][letter] + len(left) == count
    assert counted["facts not asked about"] == {}


# Anki's text format, read as its manual says: "#" lines before the first note are the header, a tab ends a field


def read_as_anki_does(lines: list[str]) -> tuple[dict[str, str], list[list[str]]]:
    """Header and rows. A field that begins with a quotation mark would be read to the next one."""
    head = dict(line[1:].split(":", 1) for line in lines if line.startswith("#"))
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert not any(field.startswith('"') for row in rows for field in row)
    return head, rows


HEAD, NOTES = read_as_anki_does(list(anki_notes(CONTENT)))


def test_the_anki_file_has_a_note_for_each_question_and_our_id_first() -> None:
    assert (HEAD["separator"], HEAD["guid column"], HEAD["notetype"]) == ("tab", "1", "Basic")
    assert list(anki_notes(CONTENT))[: len(HEADER)] == list(HEADER)
    assert [row[0] for row in NOTES] == list(CONTENT.questions)
    assert Counter(map(len, NOTES)) == {4: len(CONTENT.questions)}
    assert all("\n" not in field and field.strip() for row in NOTES for field in row)


def test_a_note_asks_in_front_and_explains_every_option_behind() -> None:
    for name, front, back, tags in NOTES:
        one = CONTENT.questions[name]
        assert " ".join(one.stem.split()) in unescape(front), name
        assert one.topic in tags.split()
        if isinstance(one, Choice):
            assert all(" ".join(option.why.split()) in unescape(back) for option in one.options), name
            assert not any(one.explanation in unescape(field) for field in (front,)), name


def test_every_link_is_listed_with_its_source_and_the_day_it_was_read() -> None:
    rows = [line.split("\t") for line in links(CONTENT)]
    assert [row[0] for row in rows] == [url for one in CONTENT.sources.values() for url in one.urls]
    assert all(one in CONTENT.sources for _, one, _ in rows)
    assert {day for _, _, day in rows} == {"unchecked", "2026-11-24", "2026-11-29", "2026-11-30"}


def test_no_source_is_a_copy_or_an_aggregator() -> None:
    shunned = (
        "dokumen",
        "scribd",
        "docs.rs",
        "skills.sh",
        "torchedup",
        "mintlify",
        "abtesting",
        "deepai",
        "gwern",
    )
    assert [line for line in links(CONTENT) if any(name in line for name in shunned)] == []


def test_no_note_names_a_source_by_an_id_of_ours() -> None:
    assert not [row[0] for row in NOTES if re.search(r"Sources: .*\b[AMODTXS][0-9]{2,3}\b[,;]? ", row[2])]
    assert sum("https://" in row[2] for row in NOTES) > 0.9 * len(NOTES)


def test_right_answers_are_spread_over_the_letters() -> None:
    singles = [
        row for row in NOTES if (one := CONTENT.questions[row[0]]).kind == "single" and len(one.options) == 4
    ]
    letters = Counter(row[2].partition("<br>")[0] for row in singles)
    assert set(letters) == set("ABCD")
    assert max(letters.values()) < 0.32 * len(singles)


def test_nothing_in_a_note_is_markup_of_ours_alone() -> None:
    for row in NOTES:
        bare = "".join(row).replace("<br>", "")
        assert "<" not in bare and ">" not in bare, row[0]


@pytest.mark.parametrize("part", ["tasks", "facts", "claims", "rounds", "cases", "criteria"])
def test_every_other_part_is_dumped_with_its_place(part: str) -> None:
    for row in dump(part):
        assert str(row["file"]).startswith("content/")
        assert int(str(row["line"])) >= 1


# an author sees the whole question before members do


def test_a_template_is_shown_with_its_seed_its_values_its_key_and_its_steps() -> None:
    template = CONTENT.templates["in-flight"]
    drawn = template.draw(7)[0]
    busy = float(drawn["rate"]) * float(drawn["time"]) / 1000
    shown = preview(CONTENT, "in-flight", 7)
    assert (
        shown[0]
        == f"Template in-flight, version {template.version}, seed 7: rate {drawn['rate']}, time {drawn['time']}"
    )
    assert f"  Key: {busy:g} requests, give or take {round(busy / 100, 6):g}" in shown
    assert sum(line.startswith("Step ") for line in shown) == len(template.steps)
    assert sum(line.startswith("  Slip: ") for line in shown) == len(template.slips)


def test_a_written_question_is_shown_with_every_option_and_its_reason() -> None:
    question = CONTENT.questions["merge-percentiles"]
    shown = "\n".join(preview(CONTENT, "merge-percentiles"))
    assert "(right): 100 ms" in shown
    assert shown.count("(wrong)") == 3
    assert question.explanation in shown


@pytest.mark.parametrize("name", ["no-such", "", "@everyone", "x" * 500])
def test_an_unknown_id_is_named_with_ones_that_exist(name: str) -> None:
    with pytest.raises(KeyError, match="Use an id such as"):
        preview(CONTENT, name)


def test_every_template_and_every_question_can_be_shown() -> None:
    for name in (*CONTENT.questions, *CONTENT.templates):
        assert all(line.strip() and "{=" not in line for line in preview(CONTENT, name))
