"""`loopmate critique`: a linter for texts. Exit 0: nothing found; 1: found; 2: something could not be read."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

import bot
from bot.cli.program import build
from bot.rules.batch import LONGEST
from tests.reading import papers

ROOT = Path(bot.__file__).parents[1]
OPEN = "Fine-tuned DistilBERT for reviews, improved F1 to 0.81"
DONE = "Cut p95 from 90 to 40 ms, and it now serves every shop"


def loopmate(*args: str, given: bytes | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(build(), ["critique", *args], input=given)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["/nowhere/at/all"], "/nowhere/at/all: it can't be read: No such file"),
        (["/"], "/: it can't be read: Is a directory"),
        (["--pack", "../secret"], "There's no pack"),
        (["--format", "json"], "-: It's empty. Send the file again, with its text in it."),
    ],
)
def test_what_cannot_be_done_is_said_in_words(args: list[str], words: str) -> None:
    code, out, err = loopmate(*args, given=b"")
    assert (code, out) == (2, "")
    assert words in err


def test_as_json_a_bullet_of_a_file_is_the_same_object_as_one_of_json_lines() -> None:
    _, of_file, _ = loopmate("-", "--format", "json", given=f"Hello!\n\n{OPEN}\n".encode())
    lines = [json.dumps({"id": number, "text": text}) for number, text in (("1", "Hello!"), ("3", OPEN))]
    assert loopmate("--format", "json", given="\n".join(lines).encode())[1] == of_file


def test_json_lines_are_data_and_findings_in_them_fail_only_where_it_is_asked() -> None:
    line = b'{"id": 1, "text": "Helped to fine-tune DistilBERT, F1 0.78 to 0.81"}\n'
    assert [loopmate(*args, given=line)[0] for args in ([], ["--fail-on", "minor"])] == [0, 1]


def test_a_line_of_many_bytes_is_one_bad_line_wherever_it_stands() -> None:
    huge = b'{"id": "x", "text": "' + b"y" * (2 * LONGEST) + b'"}\n'
    good = b'{"id": "a", "text": "Hello!"}\n'
    for data, at, ids in ((huge + good, 1, ["a"]), (good + huge + good, 2, ["a", "a"])):
        code, out, err = loopmate("--format", "json", given=data)
        assert (code, [json.loads(line)["id"] for line in out.splitlines()]) == (2, ids)
        assert [line.split(" has ")[0] for line in err.splitlines()] == [f"-: line {at}:"]


# files


def test_every_finding_has_its_place_in_the_file_and_a_missing_file_stops_no_other(tmp_path: Path) -> None:
    cv = tmp_path / "cv.md"
    cv.write_text(f"# Jane\n\n- {DONE}\n- Fine-tuned DistilBERT for reviews,\n  improved F1 to 0.81\n")
    code, out, err = loopmate(str(tmp_path / "none.md"), str(cv))
    assert code == 2
    assert f"{tmp_path}/none.md: it can't be read: No such file" in err
    assert f"{cv}:5:18: major no_baseline: '0.81' compared with what?" in out.splitlines()
    assert err.splitlines()[-1].startswith("2 items: ")


def test_fail_on_says_from_what_on_findings_fail_and_exit_zero_that_none_do(tmp_path: Path) -> None:
    minor = b"- Helped to cut p95 from 90 to 40 ms, F1 stayed at 0.81, so that clerks wait less\n"
    hint = b"- Cut p95 latency from 90 to 40 ms, so that every shop now answers in time\n"
    runs: list[list[str]] = [["--fail-on", "major"], [], ["--fail-on", "minor"], ["--exit-zero"]]
    assert [loopmate("-", *args, given=minor)[0] for args in runs] == [0, 1, 1, 0]
    assert [loopmate("-", *args, given=hint)[0] for args in ([], ["--fail-on", "hint"])] == [0, 1]


def test_a_story_in_a_file_is_one_item_whatever_its_lines_and_headings_part_stories(tmp_path: Path) -> None:
    one = "Situation: guards ignored alarms.\n\nTask: mine was trust.\nAction: I trained a filter.\n"
    file = tmp_path / "stories.md"
    file.write_text(f"# First\n{one}\n# Second\n{one}Result: alarms fell from 40 to 9.\n")
    _, out, _ = loopmate(str(file), "--kind", "story", "--format", "json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["id"] for row in rows] == ["2", "8"]
    assert [row["has_result"] for row in rows] == [False, True]
    assert rows[0]["text"] == one.replace("\n\n", "\n").strip()


def test_a_set_says_itself_what_it_is_and_without_a_kind_a_pack_judges_what_it_is_for() -> None:
    projects = [{"title": "Parcels", "bullets": ["Kafka, Flink, Spark, Delta Lake"]}]
    text = {"id": "t", "text": "Guards ignored alarms. My task was trust. I trained a filter."}
    given = f"{json.dumps({'id': 'p', 'projects': projects})}\n{json.dumps(text)}\n".encode()
    held, bullet = (json.loads(row) for row in loopmate("--format", "json", given=given)[1].splitlines())
    assert (held["right_count"], held["full_cycle"], held["laundry_list"]) == (False, [False], True)
    assert "families" in bullet
    for args in (("--pack", "star"), ("--pack", "project", "--kind", "story")):
        again, story = (
            json.loads(row) for row in loopmate("--format", "json", *args, given=given)[1].splitlines()
        )
        assert again == held
        assert (story["has_task"], story["has_result"], story["verdict"]) == (True, False, "weak")
    lines = loopmate("--kind", "story", given=given)[1].splitlines()
    assert "-:1:1: right count no, only lists yes" in lines
    assert "-:1:1: full cycle: Parcels no" in lines
    assert any(line.startswith("-:2:1: story ") and "action yes, result no" in line for line in lines)


@pytest.mark.parametrize("as_lines", [False, True])
def test_another_language_is_said_so_and_not_judged(as_lines: bool) -> None:
    german = "Modell für die Suche mit der Gruppe trainiert"
    rows = [f"- {german}", f"- {DONE}"]
    if as_lines:
        rows = [json.dumps({"id": at, "text": text}) for at, text in enumerate((german, DONE))]
    code, out, err = loopmate("-", "--format", "json", given="\n".join(rows).encode())
    assert "-:1: this isn't in English, so I don't judge it." in err
    first, second = map(json.loads, out.splitlines())
    assert (first["text"], first["is_bullet"], first["findings"]) == (german, False, [])
    assert (first["scores"], first["verdict"]) == (None, None)
    assert second["is_bullet"]
    assert code == 0


def test_as_json_the_better_line_is_told_where_it_is_asked_for() -> None:
    given = f"- {OPEN}\n- Hello!\n".encode()
    bullet, other = map(
        json.loads, loopmate("-", "--format", "json", "--explain", given=given)[1].splitlines()
    )
    assert bullet["advice"] in loopmate("-", "--explain", given=given)[1]
    assert "advice" not in other
    assert "advice" not in loopmate("-", "--format", "json", given=given)[1]


@pytest.mark.parametrize("kind", ["answer", "story", "project", "bullet"])
def test_what_is_not_judged_has_no_judgment_in_any_format(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "de.txt"
    file.write_text("Ich würde die Option nicht nehmen, weil sie über dem Limit ist und zu viel kostet.\n")
    assert loopmate(str(file), "--kind", kind, "--explain") == (
        0,
        "",
        f"{file}:1: this isn't in English, so I don't judge it.\nNothing was judged.\n",
    )
    row = json.loads(loopmate(str(file), "--kind", kind, "--format", "json")[1])
    assert (row["findings"], row["scores"], row["verdict"]) == ([], None, None)
    assert not any(value for name, value in row.items() if name not in ("id", "text"))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.json", b'"x"', "not a JSON Resume: I looked for work, projects or basics"),
        ("a.txt", b'[\n {"id": 1}]', "that isn't JSON Lines"),
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    code, out, err = loopmate(str(tmp_path / name))
    assert (code, out) == (2, "")
    assert words in err


# what was there before


def test_what_a_baseline_holds_is_not_said_again_wherever_its_line_has_moved(tmp_path: Path) -> None:
    baseline = tmp_path / "before.jsonl"
    baseline.write_text(loopmate("-", "--format", "json", given=f"- {OPEN}\n".encode())[1])
    moved = (
        b"# Jane\n\n- Responsible for models\n- Fine-tuned DistilBERT for reviews,\n  improved F1 to 0.81\n"
    )
    code, out, _ = loopmate("-", "--baseline", str(baseline), given=moved)
    assert code == 1
    assert {line.split(":")[1] for line in out.splitlines()} == {"3"}
    assert loopmate("-", "--baseline", str(tmp_path / "none"), given=moved)[0] == 2
    baseline.write_text("no json")
    assert "Write it again." in loopmate("-", "--baseline", str(baseline), given=moved)[2]


def test_since_an_older_file_what_is_better_worse_and_new_is_told(tmp_path: Path) -> None:
    older = tmp_path / "older.md"
    older.write_text("- Fine-tuned DistilBERT on reviews, improved F1 to 0.81\n")
    newer = b"- Fine-tuned DistilBERT on reviews, F1 0.78 to 0.81, p95 22 to 28 ms\n- Won a prize with the robot\n"
    code, out, _ = loopmate("-", "--since", str(older), "--fail-on", "hint", given=newer)
    assert code == 1
    assert "-:1:3: better: no_baseline, accuracy_only settled" in out.splitlines()
    assert any("worse, major unmitigated_regression:" in line for line in out.splitlines())
    assert "-:2:3: new since the older file" in out.splitlines()
    _, out, _ = loopmate("-", "--since", str(older), "--format", "json", given=newer)
    assert [json.loads(line)["since"]["new"] for line in out.splitlines()] == [False, True]


# for machines


def sarif(given: str, *args: str) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(loopmate(*args, "--format", "sarif", given=given.encode())[1])["runs"][0]
    return run


def prints(run: dict[str, Any]) -> list[str]:
    return [one["partialFingerprints"]["primaryLocationLineHash"] for one in run["results"]]


def test_sarif_names_each_rule_once_and_its_fingerprints_survive_a_moved_and_wrapped_line() -> None:
    before = sarif(f"- {OPEN}\n- {OPEN}\n")
    after = sarif(
        f"# Jane\n\n- {DONE}\n- Fine-tuned DistilBERT for reviews,\n  improved F1 to 0.81\n- {OPEN}\n"
    )
    assert set(prints(before)) < set(prints(after))
    assert len(set(prints(before))) == len(prints(before))
    results, rules = before["results"], before["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in results] == [one["ruleId"] for one in results]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert results[0]["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 1,
        "startColumn": 53,
        "endLine": 1,
        "endColumn": 57,
    }


def test_sarif_says_what_could_not_be_read(tmp_path: Path) -> None:
    (invocation,) = sarif("", str(tmp_path / "none.md"))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "can't be read" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_for_github_a_finding_is_a_workflow_command_that_no_text_can_break_out_of(tmp_path: Path) -> None:
    file = tmp_path / "a,b:c.md"
    file.write_text(f"- {OPEN}\n")
    _, out, _ = loopmate(str(file), "--format", "github")
    first = out.splitlines()[0]
    place = (
        f"::error file={tmp_path}/a%2Cb%3Ac.md,line=1,col=53,title=no_baseline::'0.81' compared with what?"
    )
    assert first.startswith(place)


def test_no_control_character_of_a_text_reaches_the_terminal() -> None:
    _, out, _ = loopmate("--explain", given=b"- Improved \x1b[2J\x07 F1 to 0.81\n")
    assert {c for c in out if not c.isprintable()} == {"\n"}


# around it


def test_the_shell_completes_options_packs_and_rules() -> None:
    for words, expected in (
        ("critique --fail", "--fail-on"),
        ("critique --pack back", "backend"),
        ("rules show weak_v", "weak_verb"),
    ):
        typed = f"loopmate {words}"
        env = {
            "COMP_WORDS": typed,
            "COMP_CWORD": str(typed.count(" ")),
            "_LOOPMATE_COMPLETE": "complete_bash",
        }
        result = CliRunner().invoke(build(), prog_name="loopmate", env=env)
        assert result.stdout.split() == [expected]


def test_the_hook_runs_the_command_on_resumes_alone() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert (hook["entry"], hook["language"]) == ("tools/core.py critique", "script")
    assert os.access(ROOT / "tools/core.py", os.X_OK)
    resumes = ["cv.md", "docs/Resume_2026.pdf", "cv.tex", "Resume.docx", "cv.txt", "resume.json"]
    others = ["resume/notes.txt", "README.md", "cv.py", "package.json"]
    assert [name for name in [*resumes, *others] if re.search(hook["files"], name)] == resumes


def test_the_action_runs_the_command_and_reads_no_input_as_code(tmp_path: Path) -> None:
    steps = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]
    program = tmp_path / "tools" / "core.py"  # the real one would install first
    program.parent.mkdir()
    program.write_text(f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom bot.cli import main\nmain()\n")
    (tmp_path / "cv.md").write_text(f"- {OPEN}\n")
    inputs = {"FILES": "cv.md $(touch,x)", "FAIL_ON": "major", "FORMAT": "github", "BASELINE": ""}
    here = {
        "GITHUB_ACTION_PATH": str(tmp_path),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    env = {**os.environ, **inputs, **here}
    ran = subprocess.run(
        ["bash", "-e", "-c", steps[0]["run"]],
        env=env,
        cwd=tmp_path,
        text=True,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 2
    assert ran.stdout.startswith("::error file=cv.md,line=1,col=53,title=no_baseline::")
    assert "$(touch,x): it can't be read" in ran.stderr
    assert not (tmp_path / "x").exists()


def test_a_long_file_tells_on_standard_error_how_far_it_is(tmp_path: Path) -> None:
    file = tmp_path / "cv.pdf"
    file.write_bytes(papers.pdf(*[papers.lines([f"• {OPEN}, case {n}"]) for n in range(45)]))
    _, out, err = loopmate(str(file))
    assert [line for line in err.splitlines() if line.startswith("Page ")] == [
        "Page 20 of 45.",
        "Page 40 of 45.",
    ]
    assert out.count("accuracy_only") == 45


def on_a_terminal(given: Path, **settings: str) -> bytes:
    """What the command writes on a terminal."""
    ours, theirs = pty.openpty()
    env = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    env |= {"TERM": "xterm"} | settings
    program = [sys.executable, "-c", "from bot.cli import main; main()", "critique", str(given)]
    with subprocess.Popen(program, stdout=theirs, stderr=subprocess.DEVNULL, env=env) as ran:
        ran.wait(60)
        os.close(theirs)
        said = os.read(ours, 4096)
    os.close(ours)
    return said


@pytest.mark.parametrize("name", ["NO_COLOR", "TERM"])
def test_severities_are_colored_on_a_terminal_unless_no_color_is_wanted_or_shown(
    tmp_path: Path, name: str
) -> None:
    file = tmp_path / "cv.jsonl"
    file.write_text(json.dumps({"id": 1, "text": OPEN}))
    assert b"\x1b[31mmajor\x1b[0m no_baseline" in on_a_terminal(file)
    plain = on_a_terminal(file, **{name: "dumb"})
    assert b"major no_baseline" in plain
    assert b"\x1b" not in plain


def test_standard_input_has_the_format_and_the_name_that_it_is_given() -> None:
    source = (ROOT / "tests/reading/resumes/list.tex").read_bytes()
    code, out, err = loopmate("-", "--stdin-filename", "cv/list.tex", "--fail-on", "hint", given=source)
    assert (code, err[:7]) == (1, "3 items")
    assert out.startswith("cv/list.tex:")
    code, out, _ = loopmate(
        "-", "--stdin-filename", "items.jsonl", "--format", "json", given=b'{"id": 7, "text": "Hi"}'
    )
    assert (code, json.loads(out)["id"]) == (0, 7)


def test_weights_that_cannot_be_used_are_named_with_what_to_do(tmp_path: Path) -> None:
    for package in ("bot", "content"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    weights = tmp_path / "bot" / "rules" / "model" / "weights.bin"
    data = bytearray(weights.read_bytes())
    data[-100] ^= 1
    weights.write_bytes(data)
    ran = subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", "critique", "-"],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        input=f"{OPEN}\n",
        cwd=tmp_path,
        text=True,
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    said = " ".join(ran.stderr.split())
    assert "weights.bin:1: The file is damaged: its checksum doesn't match. Restore it" in said
