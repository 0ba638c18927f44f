"""`loopmate init` asks for tokens, tries them at once, and writes them down where nobody else reads them."""

import contextlib
import io
import stat
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.spec import Setup
from bot.setup import TerminalIO, Trial, Values, ask, init, merge_dotenv, names_in, write_dotenv

GOOD, OTHER = "xoxb-1-good", "xoxb-2-other"


@dataclass
class Person(TerminalIO):
    """Somebody who answers in this order; what they were told is kept."""

    secrets: list[str]
    yes: list[bool] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.told.append(text)

    def text(self, question: str) -> str:
        return self.secret(question)

    def secret(self, question: str) -> str:
        self.told.append(question)
        return self.secrets.pop(0)

    def agrees(self, question: str) -> bool:
        self.told.append(question)
        return self.yes.pop(0)

    @property
    def heard(self) -> str:
        return "\n".join(self.told)


@dataclass
class Chat:
    """A platform that knows some tokens."""

    known: tuple[str, ...] = (GOOD,)

    def tried(self, values: Values) -> Trial:
        if set(values.values()) <= {*self.known, "xapp-1"}:
            return ('Slack ready: workspace "ML Loop"',), ()
        return (), ("Slack failed: nobody knows this token. Fix: copy it again.",)


def slack(*names: str) -> Setup:
    return Setup("Slack", ("Open this link", "Copy it"), names or ("SLACK_BOT_TOKEN",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_what_was_refused_can_be_kept_all_the_same_for_a_machine_without_a_connection(
    file: Path,
) -> None:
    assert ask(Person([OTHER], yes=[True]), slack(), Chat().tried, file)
    assert file.read_text() == f"SLACK_BOT_TOKEN={OTHER}\n"


@pytest.mark.parametrize(("yes", "left"), [(False, OTHER), (True, GOOD)])
def test_a_token_is_replaced_after_a_yes_alone_and_nothing_else_is(file: Path, yes: bool, left: str) -> None:
    file.write_text(f"# mine\nSLACK_BOT_TOKEN={OTHER}\nLOOPMATE_COMMAND=loop\n")
    alice = Person([GOOD], yes=[yes])
    assert ask(alice, slack(), Chat().tried, file) is yes
    assert file.read_text() == f"# mine\nSLACK_BOT_TOKEN={left}\nLOOPMATE_COMMAND=loop\n"
    assert "SLACK_BOT_TOKEN is in .env already. Replace?" in alice.heard
    assert OTHER not in alice.heard


def test_what_somebody_wrote_into_the_file_meanwhile_is_kept(file: Path) -> None:
    chat = Chat()

    def slow(values: Values) -> Trial:
        file.write_text("LOOPMATE_COMMAND=loop\n")
        return chat.tried(values)

    assert ask(Person([GOOD]), slack(), slow, file)
    assert file.read_text() == f"LOOPMATE_COMMAND=loop\nSLACK_BOT_TOKEN={GOOD}\n"


def test_skipping_everything_writes_nothing_and_names_the_way_without_tokens(tmp_path: Path) -> None:
    alice = Person(["discord", "3", "", ""])
    with contextlib.chdir(tmp_path):
        init(alice)
    assert alice.told[1].splitlines()[2].strip().startswith("3 Discord")
    assert "Open this link" not in alice.heard
    assert alice.heard.count("That isn't a number from 1 to 3.") == 1
    assert "loopmate console" in alice.told[-1]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_which_nothing_can_be_written_is_said_before_any_token_is_typed(tmp_path: Path) -> None:
    (tmp_path / ".env").symlink_to(tmp_path / "not mounted" / "env")
    alice = Person([])
    with contextlib.chdir(tmp_path), pytest.raises(FileNotFoundError):
        init(alice)
    assert alice.told == []


# the file: written whole and private, and what else stands in it stays as it is

NEW = {"SLACK_BOT_TOKEN": "xoxb-new", "DISCORD_TOKEN": "a.b.c"}


lines = st.lists(
    st.sampled_from(
        ["", "# DISCORD_TOKEN=x", "DISCORD_TOKEN=old", "A=1", " export SLACK_BOT_TOKEN = 'q'", "B='x y'"]
    )
)


@given(lines, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_whoever_reads_the_file_finds_the_new_values_and_all_others_as_before(
    before: list[str], end: str, ended: bool
) -> None:
    text = end.join(before) + (end if ended else "")
    after = merge_dotenv(text, NEW)
    assert _values(after) == _values(text) | NEW
    kept = [line for line in text.splitlines() if "=" not in line or line.startswith(("#", "A", "B"))]
    assert [line for line in after.splitlines() if line in kept] == kept
    assert merge_dotenv(after, NEW) == after


def _values(text: str) -> dict[str, str | None]:
    return dict(dotenv_values(stream=io.StringIO(text)))


def test_names_with_a_value_are_told_from_empty_ones_and_comments() -> None:
    text = "SLACK_BOT_TOKEN=\nexport DISCORD_TOKEN = x\n# SLACK_APP_TOKEN=x\nLOOPMATE_KEY=''\n"
    assert names_in(text) == {"DISCORD_TOKEN"}


def test_a_value_that_would_need_quotes_is_refused_rather_than_written_wrong() -> None:
    with pytest.raises(ValueError, match="DISCORD_TOKEN has a character"):
        merge_dotenv("", {"DISCORD_TOKEN": "a\nB=1"})


def test_the_file_is_its_owners_alone_whatever_it_was_before(tmp_path: Path, file: Path) -> None:
    file.write_text("A=1\n")
    file.chmod(0o644)
    write_dotenv(file, "B=2\n")
    assert file.read_text() == "B=2\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_to_a_file_elsewhere_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    there, link = tmp_path / "real" / "env", tmp_path / ".env"
    there.write_text("A=1\n")
    link.symlink_to(there)
    write_dotenv(link, "B=2\n")
    assert link.is_symlink()
    assert there.read_text() == "B=2\n"


def test_a_file_that_cannot_be_replaced_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(OSError, match=r"\.env"):
        write_dotenv(tmp_path / ".env", "A=1\n")
    assert [path.name for path in tmp_path.iterdir()] == [".env"]
