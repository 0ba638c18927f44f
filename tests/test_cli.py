"""The command line speaks in sentences, whatever is wrong, and leaves nothing behind."""

import asyncio
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import bot
from bot.cli import _skew, _until_told
from bot.settings import BadSettings, read_settings, strange_names

PROGRAM = [sys.executable, "-c", "from bot.cli import main; main()"]
ROOT = Path(bot.__file__).parent.parent
STORY = "alice: /prep help\n"


class Desk:
    """A folder from which `loopmate` is called, with a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("LOOPMATE_")}
        self.env |= {"HOME": str(folder), "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
        self.env.pop("XDG_CONFIG_HOME", None)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, *words: str, given: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PROGRAM, *words],
            input=given,
            text=True,
            capture_output=True,
            cwd=self.folder,
            env=self.env | settings,
            timeout=60,
            check=False,
        )

    def fails(self, *words: str, given: str = "", **settings: str) -> str:
        """What it says when it fails: sentences on standard error."""
        done = self.run(*words, given=given, **settings)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_story_that_cannot_be_read_is_named(desk: Desk) -> None:
    assert "no.story cannot be read: No such file or directory." in desk.fails("console", "no.story")
    assert "cannot be read: Is a directory." in desk.fails("console", str(desk.folder))


def test_a_story_that_is_not_utf8_is_played_all_the_same(desk: Desk) -> None:
    desk.write("latin.story", "alice: Grüße\n".encode("latin-1") + STORY.encode())
    done = desk.run("console", "latin.story", LC_ALL="C")
    assert done.returncode == 0
    assert "alice > Gr" in done.stdout
    assert "bot > alice (only you)" in done.stdout


def test_who_organises_must_have_a_name_that_a_story_can_spell(desk: Desk) -> None:
    assert "not 'al ice'" in desk.fails("console", "--organiser", "al ice", given=STORY)


def test_a_data_folder_that_is_named_means_its_own_server(desk: Desk) -> None:
    done = desk.run("console", "--data", "mine", given=STORY, LOOPMATE_REDIS_URL="redis://localhost:9")
    assert done.returncode == 0, done.stderr
    assert (desk.folder / "mine" / "appendonlydir").is_dir()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_simulation_that_is_told_to_end_leaves_no_server_and_no_folder(
    desk: Desk, number: signal.Signals
) -> None:
    with subprocess.Popen(
        [*PROGRAM, "console", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=desk.folder,
        env=desk.env,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(STORY)
        process.stdin.flush()
        assert "alice > /prep help" in process.stdout.readline()
        (folder,) = desk.folder.glob("loopmate-*")
        server = int((folder / "redis.pid").read_text())
        process.send_signal(number)
        assert process.wait(30) == 128 + signal.SIGTERM
    assert not folder.exists()
    assert not _runs(server)


async def test_a_closed_terminal_that_says_so_twice_does_not_break_off_the_leaving() -> None:
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

    task = asyncio.create_task(_until_told(work()))
    await begun.wait()
    os.kill(os.getpid(), signal.SIGHUP)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert left.is_set()


def test_a_prompt_leaves_at_the_end_of_its_input_and_not_at_the_signal_beside_it(desk: Desk) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, "console", "--simulate"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        text=True,
        cwd=desk.folder,
        env=desk.env,
    ) as process:
        os.close(theirs)
        assert process.stdout is not None
        assert "quit leaves." in process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        os.write(ours, b"/prep help\n")
        assert "(only you)" in process.stdout.readline()
        os.close(ours)
        assert process.wait(30) == 0
    assert not list(desk.folder.glob("loopmate-*"))


def _runs(process: int) -> bool:
    """Whether a process does anything still; one that ended but that nobody has asked about is gone, too."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    words = Path(f"/proc/{process}/cmdline")
    return not words.exists() or words.read_bytes() != b""


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LOOPMATE_COMMAND", "Prep!", "LOOPMATE_COMMAND takes a word such as prep"),
        ("LOOPMATE_WAIT_REPLICAS", "many", "LOOPMATE_WAIT_REPLICAS takes a whole number from 0 to 5"),
        ("LOOPMATE_ACCEPT_LOSSY_REDIS", "maybe", "LOOPMATE_ACCEPT_LOSSY_REDIS takes 1 or 0"),
        ("XDG_CONFIG_HOME", "~nobody-of-that-name/x", "XDG_CONFIG_HOME takes the path of a folder"),
    ],
)
def test_a_setting_that_cannot_be_used_says_what_it_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=sentence):
        read_settings()


def test_a_file_of_settings_that_is_not_text_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"LOOPMATE_COMMAND=\xff")
    with pytest.raises(BadSettings, match=r"\.env is not UTF-8"):
        read_settings()


def test_an_empty_setting_is_none_and_a_tilde_is_the_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOOPMATE_DATA", "")
    monkeypatch.setenv("XDG_CONFIG_HOME", "")
    assert read_settings().data == tmp_path / ".local/share/loopmate"
    assert read_settings().key_file == tmp_path / ".config/loopmate/key"
    monkeypatch.delenv("LOOPMATE_DATA")
    (tmp_path / ".env").write_text("LOOPMATE_DATA=~/here\n")
    assert read_settings().data == tmp_path / "here"


def test_a_name_that_is_no_setting_is_told_with_the_nearest_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("# LOOPMATE_NOTHING=1\nexport LOOPMATE_ZZZ = 1\nLOOPMATE_KEY=x\n")
    assert strange_names(["LOOPMATE_REDIS_ULR", "PATH", "LOOPMATE_DATA"]) == [
        "LOOPMATE_REDIS_ULR is no setting of this version. Did you mean LOOPMATE_REDIS_URL?",
        "LOOPMATE_ZZZ is no setting of this version.",
    ]


def test_the_doctor_finds_a_sound_bot_sound(desk: Desk) -> None:
    done = desk.run("doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    found = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert found["Storage"] == f"built-in, in {desk.folder}/.local/share/loopmate, answers"
    assert found["Key"] == f"{desk.folder}/.config/loopmate/key, fits"
    assert found["Settings"] == "understood"


def test_the_doctor_names_what_is_wrong_on_its_own_line(desk: Desk) -> None:
    desk.write("taken", "")
    said = desk.fails("doctor", LOOPMATE_DATA="taken", LOOPMATE_DATTA="x")
    assert "\nSettings  LOOPMATE_DATTA is no setting of this version." in said
    assert f"\nStorage   built-in, in {desk.folder}/taken: The data folder" in said
    said = desk.fails("doctor", LOOPMATE_REDIS_URL="redis://localhost:9")
    assert "\nStorage   the server of LOOPMATE_REDIS_URL: Redis does not answer." in said


def test_two_clocks_are_compared_in_words() -> None:
    assert _skew(-1.9) == "within 2 s of the server's"
    assert _skew(90.2).startswith("90 s behind the server's. Mend:")
    assert _skew(-7_200).startswith("7,200 s ahead of the server's. Mend:")


def test_a_part_of_the_content_that_is_none_is_answered_with_those_there_are(desk: Desk) -> None:
    assert "There is no part 'nope'. There is" in desk.fails("content", "dump", "nope")
    assert desk.run("content", "dump", "claims", "--format", "json").stdout.startswith("{")


def test_the_content_is_checked_with_its_rules_and_words(desk: Desk) -> None:
    for room in ("bot", "handlers", "content"):
        shutil.copytree(ROOT / room, desk.folder / room)
    desk.env["PYTHONPATH"] = str(desk.folder)
    rules = desk.folder / "content" / "rules" / "applied-ai.yaml"
    rules.write_text(rules.read_text("utf-8").replace("{fact: loose_number}", "{fact: loose_nmber}"), "utf-8")
    said = desk.fails("content", "check")
    assert "content/rules/applied-ai.yaml:14: " in said
    assert "fact loose_nmber is unknown" in said
    assert "loose_nmber" in desk.fails("critique", given="Improved F1 to 0.81\n")


def test_the_speed_of_the_rules_is_printed_as_json(desk: Desk) -> None:
    ((figures,),) = (json.loads(desk.run("bench", "critique").stdout).values(),)
    assert figures["bullets"] == 3_000
    assert figures["per_second"] == pytest.approx(figures["bullets"] / figures["seconds"], rel=0.05)
