"""The small words of the vocabulary: ids, clocks, echoes, the profile, what a reply shows of itself."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.kinds import Upload
from bot.core.reply import Inbound, Said, Submitted
from bot.core.text import echo
from bot.core.values import account_id, space_id

MAIN = space_id("slack", "T1")


@given(st.text(max_size=500))
def test_what_is_said_back_is_short_printable_and_in_quotes(text: str) -> None:
    said = echo(text)
    assert said.isprintable()
    assert said[0] == said[-1] == "'"
    assert len(said) <= 42


def test_what_is_cut_is_marked_as_cut() -> None:
    assert echo("a" * 40) == "'" + "a" * 40 + "'"
    assert echo("a" * 41) == "'" + "a" * 39 + "…'"
    assert echo(" a\n\tb\x00 ") == "'a b'"


def test_what_people_typed_does_not_show_when_an_inbound_is_printed() -> None:
    for signal in (Said(text="needle"), Submitted(payload="1:g:quiz", values={"topic": "needle"})):
        inbound = Inbound(
            event="e",
            account=account_id(MAIN, "U7"),
            name="needle",
            channel=None,
            signal=signal,
            upload=Upload(name="needle", data=b"needle"),
        )
        assert "needle" not in repr(inbound)
