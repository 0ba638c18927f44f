"""What people read when something went wrong, and what the log keeps: places, never words."""

import pytest
from structlog.testing import capture_logs

from bot.core.card import plain
from bot.core.command import command
from bot.core.errors import BadArguments, Refusal, log_bug
from bot.core.stock_cards import DOWN_CARD, FULL_CARD, UNWRITABLE_CARD, refusal_card
from bot.core.values import Call
from tests.core.declared import declare

NEEDLE = "raised-F1-to-0.82"
QUIZ = declare(command("Drill"), "quiz", topic="What")


def deep(text: str) -> None:
    secret = f"about {text}"
    raise RuntimeError(secret)


def test_the_log_of_a_chained_bug_has_no_word_of_its_cause() -> None:
    with pytest.raises(ValueError) as error:
        try:
            deep(NEEDLE)
        except RuntimeError as cause:
            raise ValueError(NEEDLE) from cause
    with capture_logs() as logs:
        log_bug(error.value, "Ref12345")
    assert NEEDLE not in repr(logs)


def test_a_refusal_says_why_and_offers_what_to_do_instead() -> None:
    card = refusal_card(Refusal("Not yet.", Call(path="mock.join"), "Join the pairing"), None)
    assert plain(card, str) == ["Not yet."]
    assert [(b.label, b.call.path, b.style) for b in card.buttons] == [
        ("Join the pairing", "mock.join", "main")
    ]


def test_refused_arguments_stand_one_a_line_and_lead_to_the_help_of_their_command() -> None:
    card = refusal_card(BadArguments({"a": "No a.", "b": "No b."}), QUIZ)
    assert plain(card, str) == ["No a.", "No b."]
    (button,) = card.buttons
    assert (button.label, button.call) == ("Help", Call(path="help", values={"topic": "quiz"}))


def test_many_refused_arguments_still_fit_a_card() -> None:
    card = refusal_card(BadArguments({f"a{n}": f"No {n}." for n in range(10)}), QUIZ)
    assert plain(card, str) == [f"No {n}." for n in range(6)]


def test_a_store_that_is_down_or_full_promises_only_what_is_true() -> None:
    assert "isn't done yet" in plain(DOWN_CARD, str)[0]
    assert "couldn't keep this" in plain(FULL_CARD, str)[0]
    assert "can't save anything right now" in plain(UNWRITABLE_CARD, str)[0]
    cards = (DOWN_CARD, FULL_CARD, UNWRITABLE_CARD)
    assert all("confirmed before is lost" in plain(card, str)[1] for card in cards)
