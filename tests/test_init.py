"""`loopmate init` asks for tokens, tries them at once, and writes them down where nobody else reads them."""

import contextlib
import stat
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.platforms.spec import Setup
from bot.setup import Trial, Values, ask, init

GOOD, OTHER = "xoxb-1-good", "xoxb-2-other"


@dataclass
class Person:
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
    seen: list[dict[str, str]] = field(default_factory=list)

    def tried(self, values: Values) -> Trial:
        self.seen.append(dict(values))
        if set(values.values()) <= {*self.known, "xapp-1"}:
            return ('Slack ready: workspace "ML Loop"',), ()
        return (), ("Slack failed: nobody knows this token. Fix: copy it again.",)


def slack(*names: str) -> Setup:
    return Setup("Slack", ("Open this link", "Copy it"), names or ("SLACK_BOT_TOKEN",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_a_token_that_works_is_written_down_and_never_said_aloud(file: Path) -> None:
    alice = Person([GOOD, "xapp-1"])
    assert ask(alice, slack("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"), Chat().tried, file)
    assert file.read_text() == f"SLACK_BOT_TOKEN={GOOD}\nSLACK_APP_TOKEN=xapp-1\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert GOOD not in alice.heard
    assert 'workspace "ML Loop"' in alice.heard


def test_what_was_refused_can_be_kept_all_the_same_for_a_machine_without_a_connection(
    file: Path,
) -> None:
    assert ask(Person([OTHER], yes=[True]), slack(), Chat().tried, file)
    assert file.read_text() == f"SLACK_BOT_TOKEN={OTHER}\n"


def test_nothing_is_replaced_without_a_yes(file: Path) -> None:
    file.write_text(f"# mine\nSLACK_BOT_TOKEN={OTHER}\nLOOPMATE_COMMAND=loop\n")
    before = file.read_bytes()
    alice = Person([], yes=[False])
    assert not ask(alice, slack(), Chat().tried, file)
    assert file.read_bytes() == before
    assert "SLACK_BOT_TOKEN is in .env already. Replace?" in alice.heard
    assert OTHER not in alice.heard


def test_after_a_yes_the_token_alone_is_replaced(file: Path) -> None:
    file.write_text(f"# mine\nSLACK_BOT_TOKEN={OTHER}\nLOOPMATE_COMMAND=loop\n")
    assert ask(Person([GOOD], yes=[True]), slack(), Chat().tried, file)
    assert file.read_text() == f"# mine\nSLACK_BOT_TOKEN={GOOD}\nLOOPMATE_COMMAND=loop\n"


def test_what_somebody_wrote_into_the_file_meanwhile_is_kept(file: Path) -> None:
    chat = Chat()

    def slow(values: Values) -> Trial:
        file.write_text("LOOPMATE_COMMAND=loop\n")
        return chat.tried(values)

    assert ask(Person([GOOD]), slack(), slow, file)
    assert file.read_text() == f"LOOPMATE_COMMAND=loop\nSLACK_BOT_TOKEN={GOOD}\n"


def test_skipping_everything_writes_nothing_and_names_the_way_without_tokens(tmp_path: Path) -> None:
    alice = Person(["3", "", ""])
    with contextlib.chdir(tmp_path):
        init(alice)
    assert alice.told[1].splitlines()[2].strip().startswith("3 Discord")
    assert "Open this link" not in alice.heard
    assert "loopmate console" in alice.told[-1]
    assert list(tmp_path.iterdir()) == []
