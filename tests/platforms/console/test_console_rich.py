"""The same cards on a terminal."""

import io
import re

import pytest

from bot.core.card import Quoted, card, line
from bot.platforms.console.render import PlainPage, RichPage
from bot.platforms.console.session import page_on
from bot.platforms.local import GENERAL, Location, account_of
from bot.platforms.scenes import Exhibit
from tests.platforms.console.desk import START, ask, form, with_buttons
from tests.platforms.door import said

ALICE = account_of("alice")
DM, ONLY, CHANNEL = (
    Location(account=ALICE),
    Location(account=ALICE, channel=GENERAL),
    Location(channel=GENERAL),
)


class Screen(io.StringIO):
    """A terminal of 80 columns."""

    def isatty(self) -> bool:
        return True

    @property
    def words(self) -> str:
        """What stands on it, without colours."""
        return re.sub(r"\x1b\[[0-9;]*[mK]", "", self.getvalue())


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "20")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Screen()


def test_where_a_card_is_is_said_in_words_and_colors(screen: Screen) -> None:
    page = page_on(screen)
    borders = set()
    for place, words in ((DM, "alice (DM)"), (ONLY, "alice (only you)"), (CHANNEL, "#general")):
        start = screen.tell()
        page.show(Exhibit(at=START, place=place, answer=said(with_buttons("Hello.", "Go", "Later"))))
        assert f"@2026-11-24T08:00Z bot > {words} ─" in screen.words
        borders.add(screen.getvalue()[start:].split("╭")[0])
    assert "│ Hello." in screen.words
    assert "│ [Go]  [Later]" in screen.words
    assert len(borders) == 3
    assert all("\x1b[" in border for border in borders)
    assert isinstance(page_on(io.StringIO()), PlainPage)


@pytest.mark.parametrize("text", ["[link=https://evil.example]x[/link]", ":warning:", "https://evil.example"])
def test_what_members_type_is_shown_and_never_obeyed(screen: Screen, text: str) -> None:
    RichPage(screen).show(Exhibit(at=START, place=DM, answer=said(card(line(Quoted(text=text))))))
    RichPage(screen).note(text)
    assert f'│ "{text}"' in screen.words
    assert f"\n{text}\n" in screen.words
    assert "\x1b]8" not in screen.getvalue()


@pytest.mark.parametrize("columns", [40, 200])
def test_a_card_fits_the_terminal_and_its_words_stay_whole(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = "Fine-tuned DistilBERT on product reviews, improved F1 from 0.78 to 0.81 at 22 ms p95. " * 4
    labels = ["Show an example", "I disagree: 1", "Why?", "Forget it now", "Another quiz"]
    RichPage(screen, ALICE).show(Exhibit(at=START, place=ONLY, answer=said(with_buttons(text, *labels))))
    rows = screen.words.splitlines()
    assert "bot > alice (only you) ─" in rows[0]
    assert {len(row) for row in rows} == {columns}
    inside = " ".join(row.strip("│ ") for row in rows[1:-1]).split()
    numbered = " ".join(f"{number} [{label}]" for number, label in enumerate(labels, 1))
    assert inside == [*text.split(), *numbered.split()]


def test_buttons_have_numbers_for_who_sits_at_the_prompt(screen: Screen) -> None:
    bob = Location(account=account_of("bob"))
    for place, label in ((ONLY, "Go"), (bob, "Stay")):
        RichPage(screen, ALICE).show(Exhibit(at=START, place=place, answer=said(with_buttons("Hi.", label))))
    assert "│ 1 [Go]" in screen.words
    assert "│ [Stay]" in screen.words


def test_a_form_that_is_asked_is_not_printed_as_well(screen: Screen) -> None:
    body = said(form(ask("zone", value="UTC")))
    RichPage(screen, ALICE).show(Exhibit(at=START, place=DM, answer=body))
    assert "Form: Your settings" in screen.words
    assert "zone" not in screen.words
    RichPage(screen).show(Exhibit(at=START, place=DM, answer=body))
    assert "zone = UTC (ZONE)" in screen.words


def test_a_line_of_buttons_is_broken_between_two_of_them(screen: Screen) -> None:
    labels = ["Start my 15 minutes", "Done: Write one skill beside each", "Later today", "Why?"]
    RichPage(screen, ALICE).show(Exhibit(at=START, place=DM, answer=said(with_buttons("Today.", *labels))))
    assert [line.strip("│ ") for line in screen.words.splitlines()[2:-1]] == [
        "1 [Start my 15 minutes]  2 [Done: Write one skill beside each]",
        "3 [Later today]  4 [Why?]",
    ]
