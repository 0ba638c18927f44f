"""Many texts at once: whatever a line holds, the others are judged, in their order."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import app
from bot.rules import Critic
from bot.rules.batch import LONGEST, Bad, Judged, is_json_lines, judged, kinds, packs

KEYS = ["id", "text", "is_bullet", "families", "findings", "scores", "verdict"]
FINDING = ["rule", "severity", "span", "message", "why", "fix", "source"]
CRITIC = Critic.load()
BAD_OBJECTS = [
    (b"{oops", "is not JSON at character 2"),
    (b"[1]", "is no object"),
    (b"[" * 100_000, "is not JSON"),
    (b'{"text": "x"}', "'id'"),
    (b'{"id": true, "text": "x"}', "'id'"),
    (b'{"id": 1.5, "text": "x"}', "'id'"),
    (b'{"id": "1"}', "'text'"),
    (b'{"id": "1", "text": null}', "'text'"),
    (rb'{"id": "1", "text": "\ud800"}', "surrogate"),
    (b'{"id": "1", "text": "\xff"}', "is not UTF-8"),
    (b'{"id": "1", "text": "' + b"x" * 2_001 + b'"}', "2,001 characters"),
    (b'{"id": "1", "text": "' + b"x" * LONGEST + b'"}', "bytes"),
]


def run(lines: Sequence[bytes], name: str = "") -> list[Judged | Bad]:
    return list(judged(CRITIC, "bullet", lines, name))


def test_a_text_has_an_item_a_line_named_by_its_number_and_blank_lines_are_skipped() -> None:
    found = run([b"Cut p95 from 90 to 40 ms\r\n", b"\n", b"  \t\n", b"  improved F1 to 0.81 \n"])
    items = [one.item for one in found if isinstance(one, Judged)]
    assert [(item.id, item.text) for item in items] == [
        ("1", "Cut p95 from 90 to 40 ms"),
        ("4", "  improved F1 to 0.81 "),
    ]


def test_only_a_line_break_ends_a_line() -> None:
    (one,) = run(["Cut p95\u2028from 90\x0bto 40 ms\n".encode()])
    assert isinstance(one, Judged)
    assert one.item.text == "Cut p95\u2028from 90\x0bto 40 ms"


@pytest.mark.parametrize(
    ("name", "start", "expected"),
    [
        ("a.jsonl", b"Cut p95", True),
        ("a.txt", b'{"id": 1}', True),
        ("", b'\xef\xbb\xbf{"id": 1}', True),
        ("a.json", b"Cut p95", False),
        ("", b"[1]", False),
    ],
)
def test_json_lines_are_known_by_the_name_or_by_the_first_character(
    name: str, start: bytes, expected: bool
) -> None:
    assert is_json_lines(name, start) is expected


def test_a_row_holds_exactly_what_is_promised_and_the_id_as_it_was() -> None:
    lines = [b'{"id": 7, "text": "improved F1 to 0.81", "label": "x"}', b'{"id": "b", "text": "Hello!"}']
    first, second = [json.loads(one.json()) for one in run(lines) if isinstance(one, Judged)]
    assert list(first) == KEYS
    assert all(list(finding) == FINDING for finding in first["findings"])
    assert (first["id"], second["id"]) == (7, "b")
    no_baseline = next(f for f in first["findings"] if f["rule"] == "no_baseline")
    start, end = no_baseline["span"]
    assert first["text"][start:end] == "0.81"
    assert second == {
        "id": "b",
        "text": "Hello!",
        "is_bullet": False,
        "families": [],
        "findings": [],
        "scores": second["scores"],
        "verdict": "weak",
    }
    assert set(second["scores"]) == set(CRITIC.pack.dimensions)


@pytest.mark.parametrize(("line", "why"), BAD_OBJECTS)
def test_a_bad_line_is_named_and_the_rest_goes_on(line: bytes, why: str) -> None:
    good = b'{"id": "good", "text": "Cut p95 from 90 to 40 ms"}'
    before, bad, after = run([good, line + b"\n", good])
    assert isinstance(before, Judged)
    assert isinstance(after, Judged)
    assert isinstance(bad, Bad)
    assert str(bad).startswith("line 2: ")
    assert why in str(bad)


@given(st.lists(st.binary(max_size=60), max_size=8), st.sampled_from(["", "a.jsonl"]))
def test_any_bytes_are_judged_or_named_in_the_order_of_their_lines(lines: list[bytes], name: str) -> None:
    found = run(lines, name)
    numbers = [one.line if isinstance(one, Bad) else one.item.line for one in found]
    assert numbers == [number for number, raw in enumerate(lines, 1) if raw.strip()]
    assert all(json.loads(one.json())["text"] == one.item.text for one in found if isinstance(one, Judged))


def test_no_control_character_of_a_text_reaches_the_terminal() -> None:
    (one,) = run([b"Cut p95 \x1b[2J\x07 from 90 to 40 ms\n"])
    assert isinstance(one, Judged)
    assert {c for c in one.text() if not c.isprintable()} == {"\n"}


def test_a_pack_says_which_kinds_of_text_it_knows() -> None:
    assert "applied-ai" in packs()
    assert set(kinds(CRITIC)) == {"bullet", "project", "story", "answer"}


# the command


def loopmate(*args: str, given: bytes | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["critique", *args], input=given)
    return result.exit_code, result.stdout, result.stderr


def test_the_command_reads_standard_input_and_writes_an_object_a_line() -> None:
    code, out, err = loopmate(
        "--format", "json", given=b"Hello!\n\nCut p95 from 90 to 40 ms for every shop\n"
    )
    assert code == 0, err
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["id"] for row in rows] == ["1", "3"]
    assert err == ""


def test_the_command_names_a_bad_line_goes_on_and_exits_with_2(tmp_path: Path) -> None:
    file = tmp_path / "bullets.jsonl"
    file.write_bytes(b'{"id": "a", "text": "Hello!"}\noops\n{"id": "c", "text": "Hello!"}\n')
    code, out, err = loopmate(str(file), "--format", "json")
    assert code == 2
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["a", "c"]
    assert "line 2: is not JSON" in err


def test_json_lines_are_data_and_findings_in_them_fail_only_where_it_is_asked() -> None:
    line = b'{"id": 1, "text": "Fine-tuned DistilBERT, improved F1 to 0.81"}\n'
    assert [loopmate(*args, given=line)[0] for args in ([], ["--fail-on", "major"])] == [0, 1]


def test_as_text_it_says_what_is_open_as_a_linter_does() -> None:
    code, out, _ = loopmate("-", given=b"Fine-tuned DistilBERT, improved F1 to 0.81\n")
    assert code == 1
    assert "-:1:39: major no_baseline: '0.81' compared with what?" in out.splitlines()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["/nowhere/at/all"], "cannot be read"),
        (["--pack", "../secret"], "There is no pack"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(args: list[str], words: str) -> None:
    code, out, err = loopmate(*args, given=b"")
    assert (code, out) == (2, "")
    assert words in err


def test_a_folder_is_no_file_and_nothing_in_is_said() -> None:
    code, _, err = loopmate("/")
    assert code == 2
    assert "cannot be read" in err
    assert loopmate("--format", "json", given=b"") == (2, "", "-: It is empty.\n")


def test_a_line_of_many_bytes_is_one_bad_line_wherever_it_stands() -> None:
    huge = b'{"id": "x", "text": "' + b"y" * (2 * LONGEST) + b'"}\n'
    good = b'{"id": "a", "text": "Hello!"}\n'
    for data, at, ids in ((huge + good, 1, ["a"]), (good + huge + good, 2, ["a", "a"])):
        code, out, err = loopmate("--format", "json", given=data)
        assert (code, [json.loads(line)["id"] for line in out.splitlines()]) == (2, ids)
        assert [line.split(" has ")[0] for line in err.splitlines()] == [f"-: line {at}:"]
