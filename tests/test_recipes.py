"""The recipes for developers are followed to the letter in a copy of the project, and what they make is used."""

import json
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import PATIENCE, PROGRAM, ROOT, Desk

PAGE = ROOT / "docs" / "developers" / "recipes.md"
CONTENT_PAGE = ROOT / "docs" / "content.md"
STEP = re.compile(
    r"(?P<verb>Create|Append to) `(?:\./)?(?P<file>[^`]+)`:\n\n```\w+\n(?P<code>.*?)```"
    r"|In `(?P<inside>[^`]+)`, below the line\s`(?P<line>[^`]+)`:\n\n```\w+\n(?P<below>.*?)```"
    r"|Run:\n\n```sh\n(?P<run>.*?)```",
    re.DOTALL,
)
COPIED = (
    "bot",
    "handlers",
    "content",
    "docs",
    "tests/content",
    "tests/core",
    "tests/stories",
    "tests/desk.py",
    "tests/document_parts.py",
    "README.md",
)


class Scratch(Desk):
    """A copy of the project in which a recipe is followed."""

    def follow(self, *titles: str, page: Path = PAGE) -> None:
        """Writes what these recipes say, each step in its order, and runs what they say, each command once."""
        commands: list[str] = []
        for title in titles:
            recipe = page.read_text("utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
            steps = list(STEP.finditer(recipe))
            assert len(steps) == recipe.count("```") // 2, "a block that no step says what to do with"
            for step in steps:
                self._write(step)
                commands += (step["run"] or "").splitlines()
        for line in dict.fromkeys(commands):
            self.says(*shlex.split(line))

    def _write(self, step: re.Match[str]) -> None:
        if step["run"]:
            return
        if step["inside"]:
            file = self.folder / step["inside"]
            before, line, after = file.read_text("utf-8").partition(f"\n{step['line']}\n")
            assert line
            file.write_text(f"{before}{line}{step['below']}{after}", "utf-8")
        elif step["verb"] == "Create":
            file = self.folder / step["file"]
            assert not file.exists()
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(step["code"], "utf-8")
        else:
            with (self.folder / step["file"]).open("a", encoding="utf-8") as file_:
                file_.write(step["code"])

    def says(self, *words: str, given: str = "") -> str:
        """What a command of the recipe prints, in a process of its own; it has to succeed."""
        program = {"python": [sys.executable], "loopmate": PROGRAM}[words[0]]
        done = subprocess.run(
            [*program, *words[1:]],
            input=given,
            text=True,
            capture_output=True,
            cwd=self.folder,
            env=self.env,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    """One copy for all recipes: they get along with each other, as in the project."""
    folder = tmp_path_factory.mktemp("recipes")
    made = Scratch(folder)
    made.env["PYTHONPATH"] = str(folder)
    for name in COPIED:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target)  # with what is compiled: times of files are kept
        else:
            shutil.copy(source, target)
    return made


@pytest.fixture(scope="module")
def bank(scratch: Scratch) -> Scratch:
    """The copy after all recipes of the page on content."""
    scratch.follow("A question", "A template", "A brief", "A case", page=CONTENT_PAGE)
    return scratch


def test_a_new_command_is_one_function(scratch: Scratch) -> None:
    scratch.follow("A new command")
    steps = (
        "/prep start zone=UTC",
        "/prep roll 2",
        "/prep help roll",
        "/prep help",
        "[More]",
        "/prep roll 1",
    )
    story = "".join(f"alice: {step}\n" for step in steps)
    shown = scratch.says("loopmate", "console", given=story)
    assert re.search(r"You rolled [12]\.", shown)
    assert "/prep roll: Roll a die." in shown
    assert "Write a whole number from 2 to 100." in shown
    assert re.search(r"^ +- .*: .*\broll\b", shown, re.MULTILINE)
    manifest = json.loads(scratch.says("loopmate", "manifest", "slack"))
    assert "| roll |" in manifest["features"]["slash_commands"][0]["usage_hint"]
    assert "roll: sides\n" in (scratch.folder / "tests/core/argument_orders.txt").read_text("utf-8")
    assert "| `/prep roll` | `[sides]` | Roll a die |" in (scratch.folder / "docs/members.md").read_text(
        "utf-8"
    )


def test_a_new_rule_is_yaml_alone(scratch: Scratch) -> None:
    scratch.follow("A new rule")
    bullet = "Cut p99 from 90 to 40 ms by caching prompts.\n"
    done = scratch.start("critique", "--pack", "backend", given=bullet)
    assert done.returncode == 1
    assert "minor cache_without_hit_rate: 'caching': what share of requests does it answer?" in done.stdout


def test_a_new_question_and_a_new_template_have_keys_that_agree_with_a_second_way(bank: Scratch) -> None:
    assert "Key: 10.8 hours" in bank.says("loopmate", "content", "preview", "gpu-hours-for-speech")
    agree = (
        "from content.finder import load\n"
        "from tests.content.question_keys import KEYS\n"
        "from tests.content.template_keys import NUMBERS\n"
        "question, template = load().questions['gpu-hours-for-speech'], load().templates['calls-at-once']\n"
        "drawn, item = template.draw(7)\n"
        "again = NUMBERS['calls-at-once']({name: float(value) for name, value in drawn.items()})\n"
        "print(abs(KEYS[question.id] - float(question.value)) < 1e-9, abs(again - float(item.value)) < 1e-9)"
    )
    assert bank.says("python", "-c", agree) == "True True\n"
    assert '"calls-at-once/1"' in (bank.folder / "tests/content/template_golden.json").read_text("utf-8")


def test_a_new_brief_sends_tests_that_its_answer_passes(bank: Scratch) -> None:
    write = (
        "from pathlib import Path\n"
        "from content.mocks import name_test_file, write_test_file\n"
        "from content.finder import load\n"
        "brief = load().briefs['alg-b26']\n"
        "Path(name_test_file(brief)).write_text(write_test_file(brief))\n"
        "Path('solution.py').write_text('from tests.content.brief_solutions.algorithms_streams import gaps')"
    )
    bank.says("python", "-c", write)
    assert bank.says("python", "test_alg_b26.py").count("passed ") == 4


def test_a_new_case_is_one_of_the_season(bank: Scratch) -> None:
    assert '"id": "agent-without-evals"' in bank.says("loopmate", "content", "dump", "cases")


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def running(scratch: Scratch, port: int) -> Iterator[subprocess.Popen[str]]:
    """The bot on the platform of the recipe."""
    scratch.follow("A new platform")
    scratch.env["TELNET_PORT"] = str(port)
    with subprocess.Popen(
        [*PROGRAM, "run"], stderr=subprocess.PIPE, text=True, cwd=scratch.folder, env=scratch.env
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)


def test_a_new_platform_is_one_folder(running: "subprocess.Popen[str]", scratch: Scratch, port: int) -> None:
    assert running.stderr is not None
    assert any(f"Telnet: port {port}" in line for line in running.stderr)
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as person:
        lines = person.makefile("rw", encoding="utf-8")
        lines.write("alice: start zone=UTC\n")
        lines.flush()
        assert lines.readline().startswith("Welcome, alice!")
        lines.write("alice: help\n")
        lines.flush()
        assert any(line.startswith("Press a topic") for line in lines)
    assert "TELNET_PORT takes a port from 1 to 65535" in scratch.start("run", TELNET_PORT="many").stderr
    style = ["ruff", "check", "--config", str(ROOT / "pyproject.toml"), "bot/platforms/telnet"]
    subprocess.run([sys.executable, "-m", *style], cwd=scratch.folder, check=True, timeout=PATIENCE)
