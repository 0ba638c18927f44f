"""Content is written in the words of the field, in American spelling, with numbers as engineers write them."""

from pathlib import Path

import pytest

import content
from content.check import check
from content.check_wording import faults


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Small lifts are dear.", "dear"),
        ("A dearer model pays.", "dearer"),
        ("That mends calibration.", "mends"),
        ("Requests shall be fast.", "shall"),
        ("A copy runs beside the old one.", "beside"),
        ("It lies above 100 ms.", "lies above"),
        ("Users who stand in both parts.", "stand in"),
        ("A test needs 20,000 people an arm.", "people an arm"),
        ("Reading a prompt takes 500 ms.", "Reading a prompt"),
        ("Two cards read in parallel.", "cards"),
        ("It writes 50 tokens a second.", "tokens a second"),
        ("The quantised model is smaller.", "quantised"),
        ("Half a per cent of clicks.", "per cent"),
        ("Latency fell by 35 % at p99.", "5 %"),
        ("It takes 1 bytes for each.", "1 bytes"),
        ("It gains 1 points.", "1 points"),
    ],
)
def test_a_word_that_we_do_not_write_is_found(text: str, found: str) -> None:
    assert [said for said, _ in faults(text)] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Customers say card numbers aloud.",
        "The model card states the length.",
        "A Blue Card takes a contract.",
        "It takes 1 byte, 1.1 points, 21 tokens or 35% of 2,001 requests.",
        "The 16 stands for twice 7.85.",
        "Quantize the weights; the behavior stays.",
        "One GPU serves 0.1 requests per second.",
    ],
)
def test_words_that_only_look_alike_are_let_through(text: str) -> None:
    assert list(faults(text)) == []


def test_a_plural_after_a_blank_that_can_be_1_is_found(tmp_path: Path) -> None:
    shipped = Path(content.__file__).parent / "templates" / "hardware.yaml"
    (tmp_path / "content" / "templates").mkdir(parents=True)
    text = shipped.read_text("utf-8").replace("(bytes per number: {bytes})", "({bytes} bytes a number)")
    (tmp_path / "content" / "templates" / "hardware.yaml").write_text(text, "utf-8")
    said = [error.text for error in check(tmp_path / "content")]
    assert "cache-a-token: says '1 bytes' where 1 is drawn: use the singular after 1" in said


def test_the_check_names_file_line_and_the_word_to_use_instead(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "facts"
    folder.mkdir(parents=True)
    (folder / "one.yaml").write_text(
        "facts:\n  - id: M01\n    topic: cost\n    basis: derived\n    text: Small lifts are dear.\n"
    )
    error = next(error for error in check(tmp_path / "content") if error.file.endswith("one.yaml"))
    assert str(error) == ("content/facts/one.yaml:5: M01: 'dear' isn't how we write: use expensive")
