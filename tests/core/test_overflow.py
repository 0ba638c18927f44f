"""Fit: what is too long for a platform waits behind [More], and nothing is cut away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.card import (
    Block,
    Button,
    Card,
    Item,
    Items,
    Pairs,
    Part,
    Quoted,
    Text,
    buttons,
    card,
    details,
    items,
    plain,
)
from bot.core.overflow import BUTTONS, ROOM, fit, fit_body, rest_of, unfold
from bot.core.values import Call

WORDS = st.text(alphabet=st.sampled_from("ab &<*_\n😀é"), max_size=3_000)
PARTS = st.one_of(WORDS, WORDS.map(lambda t: Quoted(text=t)))
LINES = st.lists(PARTS, max_size=3).map(tuple)
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    LINES.map(lambda line: Text(line=line)),
    st.lists(LINES, min_size=1, max_size=9).map(
        lambda lines: Items(items=tuple(Item(line=line, mark="Done") for line in lines), numbered=True)
    ),
    st.lists(LINES, min_size=1, max_size=4).map(
        lambda rows: Pairs(rows=tuple(("Name", row) for row in rows))
    ),
)


GO = Button(label="Go", call=Call(path="today"))


def write(part: Part) -> str:
    assert isinstance(part, (str, Quoted))
    return part if isinstance(part, str) else part.text


def pages(whole: Card) -> list[Card]:
    """The card as it is read by somebody who presses [More] until there is no more."""
    read, rest = fit(whole)
    return [read, *(pages(rest) if rest is not None else [])]


def letters(text: str) -> str:
    """What may not be lost: all but blanks and line breaks, which a cut falls on."""
    return "".join(text.split())


@given(st.lists(BLOCKS, min_size=1, max_size=5))
def test_every_page_fits_and_together_they_say_all(blocks: list[Block]) -> None:
    whole = Card(blocks=tuple(blocks))
    shown = pages(whole)
    for page in shown:
        assert fit(page)[1] is None
    told = "".join(letters("".join(plain(p, write))) for p in shown).replace(letters("The rest of it:"), "")
    assert told == letters("".join(plain(whole, write)))


def test_a_list_goes_on_with_the_number_it_had() -> None:
    long = card("Tasks:", items(*(f"{n} " + "x" * 200 for n in range(1, 31)), numbered=True))
    second = pages(long)[1]
    first_of_it = plain(second, write)[1]
    number, _, said = first_of_it.partition(". ")
    assert said.startswith(f"{number} ")


def test_the_buttons_stay_on_the_first_card_and_one_more_shows_the_rest() -> None:
    shown = fit_body(card("x" * (ROOM + 1), buttons(GO)))
    assert isinstance(shown, Card)
    assert [b.label for b in shown.buttons] == ["Go", "More"]


MINE = (Quoted(text="mine " * 1_000),)


@pytest.mark.parametrize(
    "body",
    [Card(blocks=(Text(line=MINE),)), card("Saved.", details("You wrote:", MINE))],
    ids=["too long", "details"],
)
def test_what_somebody_typed_is_kept_as_their_own(body: Card) -> None:
    shown = fit_body(body)
    assert isinstance(shown, Card)
    call = shown.buttons[-1].call
    assert call.private == call.values.keys() == {"quoted"}
    assert "mine" not in repr(call)


def test_buttons_beyond_what_a_message_holds_come_with_the_rest() -> None:
    many = [Button(label=f"B{n}", call=Call(path="today")) for n in range(BUTTONS + 3)]
    first, rest = fit(card("Choose.", buttons(*many)))
    assert rest is not None
    assert [*first.buttons, *rest.buttons] == many
    assert len(first.buttons) == BUTTONS


def test_details_wait_behind_more_as_a_card_of_their_own() -> None:
    body = card("Saved.", details("How I count.", items("one", "two")), "Until Friday.", buttons(GO))
    shown = fit_body(body)
    assert isinstance(shown, Card)
    assert plain(shown, write) == ["Saved.", "Until Friday."]
    assert [b.label for b in shown.buttons] == ["Go", "More"]
    assert shown.buttons[-1].spoken == "More: How I count"
    rest = rest_of(shown.buttons[-1].call.values["card"])
    assert rest == card("How I count.", items("one", "two"))


def test_details_follow_what_did_not_fit_and_survive_a_change_of_the_card() -> None:
    long = card("x " * ROOM, details("Also this.")).plus(*card("Last.").blocks)
    assert long.details == card("Also this.").blocks
    assert plain(pages(long)[-1], write)[-2:] == ["Last.", "Also this."]


def test_where_nothing_is_kept_details_stand_on_the_card_before_its_buttons() -> None:
    row = buttons(GO)
    assert unfold(card("Saved.", details("How I count."), row)) == card("Saved.", "How I count.", row)
