"""The command line speaks in sentences, whatever is wrong, and leaves nothing behind."""

import asyncio
import json
import os
import pty
import re
import shutil
import signal
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.cli.common import until_told
from bot.platforms.spec import specs
from tests.desk import PATIENCE, PROGRAM, ROOT, Desk, failed

STORY = "alice: /prep help\n"
FOLDERS = {spec.name for spec in specs()}


def test_a_story_that_cannot_be_read_is_named(desk: Desk) -> None:
    assert "no.story can't be read: No such file or directory." in desk.fails("console", "no.story")
    assert "can't be read: Is a directory." in desk.fails("console", str(desk.folder))


def test_a_story_that_is_not_utf8_is_played_all_the_same(desk: Desk) -> None:
    desk.write("latin.story", "alice: Grüße\n".encode("latin-1") + STORY.encode())
    done = desk.start("console", "latin.story", LC_ALL="C")
    assert done.returncode == 0
    assert "alice > Gr" in done.stdout
    assert "bot > alice (only you)" in done.stdout


@pytest.fixture
def hearing() -> Iterator[None]:
    """The tests may run under nohup, which has their processes ignore that a terminal is closed."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGHUP, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@contextmanager
def playing(desk: Desk, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """A console that has begun a story, and waits for more of it."""
    pipe, command = subprocess.PIPE, [*PROGRAM, "console", "-", *words]
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=desk.folder, env=desk.env
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(STORY)
        process.stdin.flush()
        assert "alice > /prep help" in process.stdout.readline()
        yield process


@pytest.mark.usefixtures("hearing")
def test_a_simulation_that_is_told_to_end_leaves_no_server_and_no_folder(desk: Desk) -> None:
    with playing(desk) as process:
        (folder,) = desk.folder.glob("loopmate-*")
        server = int((folder / "redis.pid").read_text())
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 128 + signal.SIGTERM
    assert not folder.exists()
    assert not _runs(server)


@pytest.mark.parametrize("imported", ["typer.colors", "pydantic_settings.sources"])
def test_ctrl_c_while_it_starts_ends_it_without_a_trace(desk: Desk, imported: str) -> None:
    program = [PROGRAM[0], "-X", "importtime", *PROGRAM[1:], "console"]  # which tells how far it is
    with subprocess.Popen(
        program, stderr=subprocess.PIPE, text=True, cwd=desk.folder, env=desk.env
    ) as process:
        assert process.stderr is not None
        while not process.stderr.readline().endswith(f" {imported}\n"):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 128 + signal.SIGINT
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("words", "told"),
    [(["--data", "kept"], "kept is lost. Fix: start it again.\n"), ([], "--data keeps one.\n")],
)
def test_a_story_whose_built_in_server_cannot_start_again_says_so_and_what_to_do(
    desk: Desk, words: list[str], told: str
) -> None:
    with playing(desk, *words) as process:
        (pid,) = desk.folder.glob("*/redis.pid")
        os.kill(int(pid.read_text()), signal.SIGKILL)
        for part in pid.parent.glob("appendonlydir/*.incr.aof"):
            part.write_bytes(b"damage" * 100)
        _, error = process.communicate(STORY, PATIENCE)
    assert process.returncode == 1
    assert "The built-in Redis stopped, so " in error
    assert error.endswith(told)
    assert "LOOPMATE_REDIS_URL" not in error


def test_logs_of_somebody_who_types_at_a_terminal_stay_out_of_their_prompt(desk: Desk) -> None:
    data = desk.folder / "data"
    log = (
        f"from bot.cli.common import *; logs(Path({str(data)!r})); "
        "import structlog; structlog.get_logger().info('x')"
    )
    ours, theirs = pty.openpty()
    subprocess.run([sys.executable, "-c", log], stderr=theirs, check=True, cwd=desk.folder, env=desk.env)
    assert '"event": "x"' in data.with_name("loopmate-log").read_text("utf-8")
    assert stat.S_IMODE(data.with_name("loopmate-log").stat().st_mode) == 0o600
    os.write(theirs, b"nothing else")
    assert os.read(ours, 100) == b"nothing else"
    os.close(ours)
    os.close(theirs)
    redirected = subprocess.run(
        [sys.executable, "-c", log], capture_output=True, text=True, check=True, cwd=desk.folder, env=desk.env
    )
    assert '"event": "x"' in redirected.stderr


@pytest.mark.usefixtures("hearing")
async def test_who_is_told_to_end_again_breaks_off_neither_the_leaving_nor_what_comes_after_it() -> None:
    begun, left = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            os.kill(os.getpid(), signal.SIGHUP)
            for _ in range(5):  # turns of the loop, in which the signal arrives
                await asyncio.sleep(0)
            left.set()

    task = asyncio.create_task(until_told(work()))
    await begun.wait()
    os.kill(os.getpid(), signal.SIGHUP)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert left.is_set()
    assert {signal.getsignal(number) for number in (signal.SIGHUP, signal.SIGTERM)} == {signal.SIG_IGN}


def test_a_prompt_leaves_at_the_end_of_its_input_and_not_at_the_signal_beside_it(desk: Desk) -> None:
    with desk.talking("--simulate") as (process, typing):
        process.send_signal(signal.SIGHUP)
        os.write(typing, b"/prep help\n")
        assert process.stdout is not None
        assert "(only you)" in process.stdout.readline()
    assert process.returncode == 0
    assert not list(desk.folder.glob("loopmate-*"))


def _runs(process: int) -> bool:
    """Whether a process does anything still; one that ended but that nobody has asked about is gone, too."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    words = Path(f"/proc/{process}/cmdline")
    return not words.exists() or words.read_bytes() != b""


# what is set


def test_an_unknown_setting_stops_every_start_and_the_nearest_one_is_named(desk: Desk) -> None:
    for words in (["run"], ["health"], ["console"]):
        said = desk.fails(*words, given=STORY, LOOPMATE_COMAND="loop")
        assert "LOOPMATE_COMAND isn't a setting of this version. Did you mean LOOPMATE_COMMAND?" in said
        assert "Nothing was started" in said
    assert desk.run("console", given=STORY, LOOPMATE_COMMAND="prep").returncode == 0


def test_without_a_token_nothing_runs_and_the_way_to_one_is_said(desk: Desk) -> None:
    said = desk.fails("run")
    assert "No tokens are set" in said
    assert "loopmate init " in said


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN is missing."),
        ("DISCORD_TOKEN", "which belongs in SLACK_BOT_TOKEN"),
        ("DISCORD_BOT_TOKEN", "Did you mean DISCORD_TOKEN?"),
    ],
)
def test_tokens_that_are_missing_or_swapped_are_said_in_words_and_never_shown(
    desk: Desk, name: str, sentence: str
) -> None:
    said = desk.fails("run", **{name: "xoxb-needle7"})
    assert sentence in said
    assert "needle7" not in said


# how it is


def test_health_looks_at_a_bot_that_runs_and_loads_little_for_it_is_asked_every_half_minute(
    desk: Desk,
) -> None:
    said = desk.fails("health")
    assert "The bot isn't running" in said
    assert "loopmate run" in said
    assert not (desk.folder / ".local" / "share" / "loopmate").exists()
    with desk.talking() as (process, _):
        done = desk.start("health", PYTHONPROFILEIMPORTTIME="1")
        assert done.stdout.splitlines()[-1] == "Nothing is wrong."
        seen = json.loads(desk.run("health", "--format", "json").stdout)
        assert seen["ok"] is True
        assert process.poll() is None
    assert done.returncode == 0
    modules = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines()]
    ours = {module for module in modules if module.startswith(("bot.", "handlers", "content."))}
    assert "bot.health" in ours
    assert not {module for module in ours if module.startswith(("bot.app", "handlers"))}
    # of the platforms what says which settings there are, and no library of theirs
    platforms = {module for module in ours if module.startswith("bot.platforms.")}
    assert {module.rpartition(".")[2] for module in platforms} <= {"catalog", "spec", "settings", *FOLDERS}
    assert not {"slack_sdk", "slack_bolt", "discord", "aiohttp"} & set(modules)
    loaded = {module.partition(".")[0] for module in modules}
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = {re.split(r"[\[<>=,]", one)[0].removesuffix(".py").replace("-", "_") for one in declared}
    assert {"slack_bolt", "discord", "numpy", "apscheduler"} < names
    # what settings, words and the store are made of, and nothing else that is installed
    assert names & loaded <= {
        "cryptography",
        "pydantic",
        "pydantic_settings",
        "redis",
        "rich",
        "structlog",
        "typer",
    }
    assert len(modules) < 800, "about 590 when this was written"


# what the platforms are told


def test_the_options_of_a_platforms_manifest_are_those_of_its_command(desk: Desk) -> None:
    assert desk.run("manifest", "slack", "--link").stdout.startswith("https://api.slack.com/apps?new_app=1&")


# the content


def test_a_part_of_the_content_that_is_none_is_answered_with_those_there_are(desk: Desk) -> None:
    assert "There's no part 'nope'. Choose one of these:" in desk.fails("content", "dump", "nope")
    assert desk.run("content", "dump", "claims", "--format", "json").stdout.startswith("{")
    assert desk.run("content", "dump", "questions", "--format", "anki").stdout.startswith("#separator:tab\n")


def test_an_author_sees_a_template_filled_by_a_seed(desk: Desk) -> None:
    assert "seed 2: rate " in desk.run("content", "preview", "in-flight", "--seed", "2").stdout
    assert "Nothing is called 'nope'. Use an id such as" in desk.fails("content", "preview", "nope")


def test_the_content_is_checked_with_its_rules_and_words(desk: Desk) -> None:
    for room in ("bot", "handlers", "content"):
        shutil.copytree(ROOT / room, desk.folder / room)
    desk.env["PYTHONPATH"] = str(desk.folder)
    rules = desk.folder / "content" / "rules" / "applied-ai.yaml"
    lines = rules.read_text("utf-8").splitlines()
    first = next(at for at, line in enumerate(lines, 1) if "{fact: loose_number}" in line)
    typo = "\n".join(lines).replace("{fact: loose_number}", "{fact: loose_nmber}")
    rules.write_text(f"{typo}\n", "utf-8")
    said = failed(desk.start("content", "check"))
    assert f"content/rules/applied-ai.yaml:{first}: " in said
    assert "fact loose_nmber is unknown" in said
    assert "loose_nmber" in failed(desk.start("critique", given="Improved F1 to 0.81\n"))
    (desk.folder / "content" / "lexicon" / "words.yaml").write_text("", "utf-8")
    assert failed(desk.start("content", "check")).count("words.yaml:1: is empty") == 1


def test_a_wrong_example_of_a_rule_is_named_with_its_line(desk: Desk) -> None:
    for room in ("bot", "content"):
        shutil.copytree(ROOT / room, desk.folder / room)
    desk.env["PYTHONPATH"] = str(desk.folder)
    rules = desk.folder / "content" / "rules" / "backend.yaml"
    text, good = rules.read_text("utf-8"), '- {good: "Removed two of five servers by pooling connections."}'
    line = text[: text.index(good)].count("\n") + 1
    rules.write_text(text.replace(good, '- {good: "Designed the event bus of the shop."}'), "utf-8")
    said = failed(desk.start("rules", "test", "--pack", "backend"))
    assert f"content/rules/backend.yaml:{line}: rule no_metric: speaks on its good example: " in said
    assert said.endswith("backend: 10 rules; wrong examples: 1.\n")


@pytest.mark.parametrize("words", [["content", "check", "--links"], ["cards", "--html"], ["cards", "--png"]])
def test_a_file_that_cannot_be_written_is_named_with_what_to_do(desk: Desk, words: list[str]) -> None:
    desk.write("file", "")
    said = desk.fails(*words, "file/below").splitlines()
    assert said[-1].startswith("file")
    assert said[-1].endswith("Choose a path in a folder of yours.")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["critique", "--kind", "poem"], "'--kind': 'poem' is not one of 'bullet'"),
        (["pair", "a.json", "--weeks", "0"], "'--weeks': it should be greater than or equal to 1"),
        (["pair", "a.json", "--seed", "x"], "'--seed': it should be a valid integer "),
    ],
)
def test_a_value_that_an_option_does_not_take_is_answered_in_words(
    desk: Desk, words: list[str], why: str
) -> None:
    assert why in desk.run(*words).stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_closed_input_is_an_empty_one(desk: Desk) -> None:
    for words in (["console"], ["doctor"], ["health"], ["init"], ["critique"], ["pair", "-"]):
        closed = ["sh", "-c", 'exec "$@" <&-', "sh", *PROGRAM, *words]
        done = subprocess.run(closed, cwd=desk.folder, env=desk.env, capture_output=True, check=False)
        assert b"Traceback" not in done.stderr


def test_a_folder_whose_name_is_not_utf8_holds_a_store_and_what_cannot_be_shown_is_spelled_out(
    desk: Desk,
) -> None:
    folder = os.fsdecode(os.fsencode(desk.folder) + b"/m\xfcller")
    for _ in range(2):
        done = desk.start("doctor", LOOPMATE_DATA=folder, XDG_CONFIG_HOME=folder, PYTHONIOENCODING="utf-8")
        assert (done.returncode, done.stderr) == (0, "")
        assert "m\\udcfcller, survives a restart" in done.stdout
    shutil.copy(desk.write("a", "zoé: hi\n"), Path(folder, os.fsdecode(b"\xe9.story")))
    done = desk.start("console", str(Path(folder, os.fsdecode(b"\xe9.story"))), PYTHONIOENCODING="ascii")
    assert (done.returncode, "zo\\xe9 > hi" in done.stdout) == (0, True)


def test_the_help_of_a_flag_names_no_value(desk: Desk) -> None:
    for words in ([], ["doctor"], ["content", "check"], ["manifest", "slack"]):
        assert "bool" not in desk.run(*words, "--help").stdout


@pytest.mark.parametrize("words", [["--help"], ["content", "stats"], ["console", "a.story"]])
def test_an_output_without_room_is_said_without_a_trace(desk: Desk, words: list[str]) -> None:
    desk.write("a.story", STORY)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=desk.env,
            cwd=desk.folder,
            check=False,
        )
    assert (done.returncode, done.stderr) == (
        1,
        "The output can't be written: No space left on device. Make room, or write it elsewhere.\n",
    )


# backup, restore and doctor --deep


def test_a_group_goes_into_a_file_and_comes_back_from_it(desk: Desk) -> None:
    assert "There is no store in" in desk.run("backup", "b.gz").stderr
    desk.run("console", "--data", "data", given="alice: /prep start zone=Europe/Berlin\n")
    here = {"LOOPMATE_DATA": str(desk.folder / "data")}
    made = desk.run("backup", "b.gz", **here)
    assert made.returncode == 0, made.stderr
    checked = desk.run("backup", "b.gz", "--check", **here)
    assert "b.gz is whole, and your key opens it." in checked.stdout, checked.stderr
    (desk.folder / "none.gz").write_bytes(b"")
    refused = desk.run("backup", "none.gz", "--check", **here)
    assert refused.stderr.startswith("none.gz isn't a Loopmate backup."), refused.stderr
    assert "groups 1, members 1" in made.stdout
    deep = desk.run("doctor", "--deep", **here)
    assert "all can be read" in deep.stdout
    refused = desk.run("restore", "b.gz", **here)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--replace" in refused.stderr
    back = desk.run("restore", "b.gz", "--replace", **here)
    assert back.returncode == 0, back.stderr
    assert "members 1" in back.stdout
