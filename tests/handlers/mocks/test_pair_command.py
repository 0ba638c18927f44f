"""`loopmate pair` on files, as an organizer or a judge runs it."""

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.program import build

ALWAYS = ["daily 00:00-24:00"]
Row = dict[str, Any]


def member(name: str, windows: Sequence[str] = ALWAYS, **more: Any) -> Row:
    return {"id": name, "zone": "UTC", "windows": list(windows), **more}


def run(folder: Path, data: Any, *options: str) -> Result:
    file = folder / "members.json"
    file.write_text(data if isinstance(data, str) else json.dumps(data))
    return CliRunner().invoke(build(), ["pair", str(file), *options])


def rows(folder: Path, members: Sequence[Row], *options: str, **more: Any) -> list[Row]:
    done = run(folder, {"week": "2026-W49", "members": list(members), **more}, "--format", "json", *options)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def said(folder: Path, data: Any) -> str:
    """What is said of a file that cannot be paired."""
    done = run(folder, data, "--format", "json")
    assert (done.exit_code, done.stdout) == (2, "")
    return done.stderr


def of(members: Sequence[Row], **more: Any) -> Row:
    return {"week": "2026-W49", "members": list(members), **more}


def test_a_pair_has_all_that_an_organiser_asks_for(tmp_path: Path) -> None:
    dave = {
        "id": "dave",
        "zone": "Europe/Berlin",
        "windows": ["sat 15:00-17:00"],
        "wants": [],
        "offers": ["inference"],
    }
    erin = {
        "id": "erin",
        "zone": "Asia/Kolkata",
        "windows": ["sat 19:30-20:15"],
        "wants": ["inference"],
        "offers": [],
    }
    (week,) = rows(tmp_path, [erin, dave])
    assert list(week) == ["n", "week", "pairs", "trios", "byes", "unmatched", "weight", "bound"]
    (pair,) = week["pairs"]
    # 15:00 in Berlin is 19:30 in Kolkata and 14:00 UTC on Saturday 5 December
    assert pair == {
        "members": ["dave", "erin"],
        "slot": "2026-12-05T14:00Z",
        "minutes": 45,
        "weight": pair["weight"],
        "round": "inference",
        "roles": {"erin": "candidate", "dave": "interviewer"},
        "why": "1 common time, never met, erin wants inference and dave offers it, same level",
    }
    # 10,000, a named, wanted and open round 450, both new to their parts 150, same level 200, one start 5, by day 200
    assert week["weight"] == pair["weight"] == 11_005
    assert week["bound"] >= week["weight"]


def test_the_next_weeks_take_the_earlier_ones_as_met(tmp_path: Path) -> None:
    found = rows(tmp_path, [member(f"m{n:02}") for n in range(18)], "--weeks", "9")
    assert [(row["n"], row["week"]) for row in found][::8] == [(1, "2026-W49"), (9, "2027-W04")]
    met = [tuple(p["members"]) for row in found for p in row["pairs"]]
    assert len(met) == len(set(met)) == 81


def test_history_of_the_file_counts_as_met_and_never_means_never(tmp_path: Path) -> None:
    four = [member(name) for name in "abcd"]
    history = [{"week": "2026-W47", "members": ["a", "b"]}, {"week": "2026-W48", "members": ["c", "d"]}]
    (week,) = rows(tmp_path, four, history=history)
    assert not {("a", "b"), ("c", "d")} & {tuple(p["members"]) for p in week["pairs"]}
    (alone,) = rows(tmp_path, four[:2], history=history[:1], policy={"repeat": "never"})
    assert (alone["pairs"], [u["id"] for u in alone["unmatched"]]) == ([], ["a", "b"])
    (again,) = rows(tmp_path, four[:2], history=history[:1])
    assert "last met 2 weeks ago" in again["pairs"][0]["why"]


def test_both_roles_take_ninety_minutes(tmp_path: Path) -> None:
    short, long = ["mon 18:00-19:00"], ["mon 18:00-19:30"]
    policy = {"roles": "both"}
    (none,) = rows(tmp_path, [member("a", long), member("b", short)], policy=policy)
    assert len(none["unmatched"]) == 2
    (week,) = rows(tmp_path, [member("a", long), member("b", long)], policy=policy)
    assert week["pairs"][0]["minutes"] == 90
    assert week["pairs"][0]["roles"] == {"a": "both", "b": "both"}


def test_a_bye_had_somebody_and_an_unmatched_one_had_nobody(tmp_path: Path) -> None:
    apart = [member("a", ["mon 8-9", "tue 8-9"]), member("b", ["mon 8-9"]), member("c", ["tue 8-9"])]
    alone = member("d", ["sun 3-4"])
    hidden = member("e", ["mon 8-9"], avoid=["a", "b"])
    (week,) = rows(tmp_path, [*apart, alone, hidden, member("f", [])])
    assert len(week["pairs"]) == 1
    assert {b["id"] for b in week["byes"]} < {"b", "c"}
    told = {u["id"]: u["why"] for u in week["unmatched"]}
    assert told["f"].startswith("no hours")
    assert told["d"] == told["e"], "who avoids whom can't be told from the reason"


def test_the_same_seed_gives_the_same_bytes_in_whatever_order_members_stand(tmp_path: Path) -> None:
    people = [member(f"m{n}", ["mon 18-20"] if n % 3 else ALWAYS) for n in range(15)]
    first = rows(tmp_path, people, "--weeks", "3", "--seed", "5")
    chance = random.Random(1)
    for _ in range(3):
        chance.shuffle(people)
        assert rows(tmp_path, people, "--weeks", "3", "--seed", "5") == first
    assert rows(tmp_path, people, "--weeks", "3", "--seed", "6") != first


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("{", "members.json:1: this isn't JSON"),
        ("[]", "members.json:1: The file holds one object"),
        ({"members": []}, "members.json:1: week: is missing. Write an ISO week such as 2026-W49."),
        (of([]) | {"week": "2026-W54"}, "week: '2026-W54' isn't a week of that year."),
        ({"week": "2026-W49"}, "members: is missing. Write a list of objects with id, zone and windows."),
        (of([member("bob", ["someday"])]), "members[0] (bob).windows[0]: 'someday' isn't"),
        (of([member("bob", ["mon 18:10-19:00"])]), "members[0] (bob).windows[0]: 'mon 18:10-19:00' aren't in"),
        (of([member("bob") | {"zone": "Mars/Base"}]), "members[0] (bob).zone: "),
        (of([member("bob"), member("erin"), member("bob")]), "members[2].id: 'bob' is the id of members[0] already."),
        (of([member("bob", wants=["infrence"])]), "members[0] (bob).wants: 'infrence' isn't a round. Did you mean"),
        (of([member("bob", level=6)]), "members[0] (bob).level: '6' doesn't fit. Write a whole number from 1 to 5."),
        (of([member("bob", since_bye=-1)]), "members[0] (bob).since_bye: '-1' doesn't fit. Write a whole number"),
        (of([member("bob", avoid="erin")]), "members[0] (bob).avoid: 'erin' doesn't fit. Write a list of ids."),
        (of([{"zone": "UTC"}]), "members[0].id: is missing."),
        ({"week": "2026-W49", "members": [7]}, "members[0]: '7' doesn't fit. Write a list of objects"),
        (of([], policy={"repeat": "maybe"}), "policy.repeat: 'maybe' doesn't fit. Write decay or never."),
        (of([], policy={"min_minutes": 5}), "policy.min_minutes: '5' doesn't fit. Write a whole number from 15"),
        (of([], policy={"quota": {"chess": 1}}), "policy.quota: 'chess' isn't a round."),
        (of([], history=[{"week": "2026-W50", "members": ["a", "b"]}]), "history[0].week: 2026-W50 comes after"),
        (of([], history=[{"week": "2026-W48", "members": ["a"]}]), "'['a']' doesn't fit. Write the ids of two"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_named_by_field_and_member(
    tmp_path: Path, data: Any, words: str
) -> None:
    assert words in said(tmp_path, data)


def test_a_problem_names_the_line_it_is_on_even_beside_a_character_written_as_two_halves(
    tmp_path: Path,
) -> None:
    people = [
        member("a", level=9) | {"name": "\N{GRINNING FACE}"},
        member("b") | {"zone": "Mars/Base"},
        {"zone": "UTC"},
    ]
    text = json.dumps(of(people), indent=1)
    assert "\\ud83d" in text
    lines = text.splitlines()
    wanted = [
        next(n for n, line in enumerate(lines, 1) if '"level": 9' in line),
        next(n for n, line in enumerate(lines, 1) if "Mars/Base" in line),
        len(lines)
        - 4,  # the last member, for what is missing in it: its brace, its zone, and three that close
    ]
    assert [line.split(":")[:2] for line in said(tmp_path, text).splitlines()] == [
        [str(tmp_path / "members.json"), str(n)] for n in wanted
    ]


def test_what_is_harmless_is_said_and_changes_nothing(tmp_path: Path) -> None:
    """A partner who has left, 200 entries to avoid, hours that overlap, a field that is none, a week in the past."""
    crowded = member("bob", ["mon 18-20", "mon 19-21"], avoid=[f"x{n}" for n in range(200)], avoids=["erin"])
    history = [{"week": "2020-W09", "members": ["bob", "gone"]}]
    data = of([crowded, member("erin")], history=history) | {"week": "2020-W10"}
    done = run(tmp_path, data, "--format", "json")
    assert done.exit_code == 0
    assert len(json.loads(done.stdout)["pairs"]) == 1
    assert done.stderr.splitlines() == [
        "members[0] (bob): I don't know the field 'avoids', so it changes nothing. Did you mean avoid?",
        "members[0] (bob).windows: some of these hours overlap, and count once.",
        "members[0] (bob).avoid: 200 of 200 aren't in this file and change nothing.",
        "history[0].members: 'gone' isn't in this file; the meeting counts for the others.",
    ]


def test_people_read_it_as_text(tmp_path: Path) -> None:
    done = run(tmp_path, of([member("a"), member("b"), member("c", ["mon 3-4"]), member("d", [])]))
    lines = done.stdout.splitlines()
    assert lines[0] == "Week 1, 2026-W49: 0 pairs, 1 trio, 0 without a partner, 1 whom nobody could meet."
    assert "2026-11-30T03:15Z, 45 minutes" in lines[1]
    assert lines[-1].startswith("  Weight ")


def test_a_file_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    done = CliRunner().invoke(build(), ["pair", str(tmp_path / "none.json")])
    assert done.exit_code == 2
    assert "can't be read: No such file or directory" in done.stderr
