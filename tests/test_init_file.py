"""`.env` is written whole and private, and what else stands in it stays as it is."""

import io
import stat
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from bot.setup import merge_dotenv, names_in, write_dotenv

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


@pytest.mark.parametrize("mode", [None, 0o644])
def test_the_file_is_its_owners_alone_whatever_it_was_before(tmp_path: Path, mode: int | None) -> None:
    file = tmp_path / ".env"
    if mode is not None:
        file.write_text("A=1\n")
        file.chmod(mode)
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
