"""Many texts at once: whatever a line holds, the others are judged, in their order."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.rules import Critic
from bot.rules.batch import LONGEST, Bad, Judged, is_json_lines, judge_lines, kinds, packs

KEYS = ["id", "text", "is_bullet", "families", "findings", "scores", "verdict"]
FINDING = ["rule", "severity", "span", "message", "why", "fix", "source"]
CRITIC = Critic.load()
PATIENT = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A machine that does other things too makes examples slowly; that isn't a fault of what is tested."""
BAD_OBJECTS = [
    (b"{oops", "isn't JSON at character 2"),
    (b"[1]", "isn't an object"),
    (b"[" * 100_000, "isn't JSON"),
    (b'{"text": "x"}', "'id'"),
    (b'{"id": true, "text": "x"}', "'id'"),
    (b'{"id": 1.5, "text": "x"}', "'id'"),
    (b'{"id": "1"}', "'text'"),
    (b'{"id": "1", "text": null}', "'text'"),
    (rb'{"id": "1", "text": "\ud800"}', "surrogate"),
    (b'{"id": "1", "text": "\xff"}', "isn't UTF-8"),
    (b'{"id": "1", "text": "' + b"x" * 2_001 + b'"}', "2,001 characters"),
    (b'{"id": "1", "text": "' + b"x" * LONGEST + b'"}', "bytes"),
]


def run(lines: Sequence[bytes]) -> list[Judged | Bad]:
    return list(judge_lines(CRITIC, "bullet", lines))


def test_blank_lines_are_skipped_and_a_line_break_within_a_text_ends_no_line() -> None:
    lines = [
        '{"id": "a", "text": "Cut p95\u2028from 90\\nto 40 ms"}\r\n',
        "\n",
        "  \t\n",
        '{"id": 4, "text": " F1 "}',
    ]
    found = [one.item for one in run([line.encode() for line in lines]) if isinstance(one, Judged)]
    assert [(item.line, item.id, item.text) for item in found] == [
        (1, "a", "Cut p95\u2028from 90\nto 40 ms"),
        (4, 4, " F1 "),
    ]


@pytest.mark.parametrize(
    ("name", "start", "expected"),
    [
        ("a.jsonl", b"Cut p95", True),
        ("a.txt", b'{"id": 1}', True),
        ("", b'\xef\xbb\xbf{"id": 1}', True),
        ("a.json", b"Cut p95", False),
        ("", b"[1]", False),
        ("", rb"{\rtf1 hello", False),
        ("-", b"{\n", False),
        ("-", b'{"basics": {"name": "Mira"}}\n', False),  # a JSON Resume
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


@PATIENT
@given(st.lists(st.binary(max_size=60), max_size=8))
def test_any_bytes_are_judged_or_named_in_the_order_of_their_lines(lines: list[bytes]) -> None:
    numbers = [one.line if isinstance(one, Bad) else one.item.line for one in run(lines)]
    assert numbers == [number for number, raw in enumerate(lines, 1) if raw.strip()]


@PATIENT
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=8))
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    found = run([json.dumps({"id": at, "text": text}).encode() for at, text in enumerate(texts)])
    assert [json.loads(one.json())["text"] for one in found if isinstance(one, Judged)] == texts


def test_a_pack_says_which_kinds_of_text_it_knows() -> None:
    assert "applied-ai" in packs()
    assert set(kinds(CRITIC)) == {"bullet", "project", "story", "answer"}
