"""Forms as Slack modals, and what comes back from them."""

import pytest

from bot.core.card import Ask, Form
from bot.core.kinds import DATE, DATE_OR_NONE, DAYS, PERSON, TIME, Kind, choice, text
from bot.core.values import Call
from bot.platforms.slack.modal import Kept, kept_in, values_in, view
from tests.platforms.slack.blocks import check_view
from tests.platforms.slack.state import Json

KEPT = Kept(payload="1:g:~:token", path="remind", hook="https://hooks.slack.com/commands/1", channel="C1")
WHERE, MANY = choice("dm", "channel"), choice(*"abcdef")


def asked(*asks: Ask, title: str = "Remind me", note: str = "") -> Form:
    return Form(title=title, call=Call(path="remind"), asks=asks, note=note)


def ask(name: str = "date", **more: object) -> Ask:
    given: dict[str, object] = {"name": name, "label": "The first day", "kind": DATE}
    return Ask.model_validate(given | more)


def shown(form: Form) -> Json:
    """The modal, valid by Slack's own models."""
    made = view(form, KEPT)
    check_view(made, "modal")
    return made


def inputs(form: Form) -> dict[str, Json]:
    return {b["block_id"]: b for b in shown(form)["blocks"] if b["type"] == "input"}


def element(kind: Kind, value: str = "", *, required: bool = False) -> Json:
    """The element of a form's only field."""
    made: Json = inputs(asked(ask("one", kind=kind, value=value, required=required)))["one"]["element"]
    return made


def filled(long: tuple[str, ...] = (), **elements: Json) -> dict[str, str]:
    """What comes back of fields that were filled in; a double underscore stands for the box below one."""
    named = {name.replace("__", "~"): {name: element} for name, element in elements.items()}
    return values_in({"state": {"values": named}}, long)


def test_all_pages_stand_in_one_modal_with_what_is_known_in_them() -> None:
    form = asked(*(ask(f"f{n}", value=f"2027-03-0{n % 9 + 1}", required=n == 0) for n in range(15)))
    found = inputs(form)
    assert [block["optional"] for block in found.values()] == [False, *[True] * 14]
    assert found["f2"]["element"]["initial_date"] == "2027-03-03"
    assert "hint" not in found["f2"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (PERSON, "<@U0123ABCD>", {"type": "users_select", "initial_user": "U0123ABCD"}),
        (text(4_000), "", {"type": "plain_text_input", "multiline": True, "max_length": 3_000}),
        (MANY, "c", {"type": "static_select"}),
        # what was typed and stands in no picker can be corrected as text
        (DATE, "next Friday", {"type": "plain_text_input", "initial_value": "next Friday"}),
        (TIME, "noon", {"type": "plain_text_input", "initial_value": "noon"}),
        (PERSON, "erin", {"type": "plain_text_input", "initial_value": "erin"}),
        (DAYS, "moonday", {"type": "plain_text_input", "initial_value": "moonday"}),
    ],
)
def test_each_kind_of_value_has_the_picker_that_slack_has_for_it(
    kind: Kind, value: str, expected: Json
) -> None:
    made = element(kind, value)
    assert {name: made.get(name) for name in expected} == expected


def test_a_choice_is_a_radio_button_unless_nothing_may_be_chosen() -> None:
    assert element(WHERE, required=True)["type"] == "radio_buttons"
    assert element(WHERE)["type"] == "static_select"
    assert "initial_option" not in element(WHERE, "carrier pigeon")  # which is none any more


@pytest.mark.parametrize(("value", "label"), [("mon", "Days"), ("moonday", "Days: daily or mon,wed")])
def test_what_to_type_is_said_above_text_and_not_above_a_picker(value: str, label: str) -> None:
    block = inputs(asked(ask("days", kind=DAYS, value=value, label="Days: daily or mon,wed")))["days"]
    assert block["label"]["text"] == label


def test_a_date_that_can_be_taken_away_has_a_box_for_it_as_slacks_picker_cannot_be_emptied() -> None:
    screen, onsite = ask("screen", kind=DATE_OR_NONE, value="2027-03-01"), ask("onsite", kind=DATE_OR_NONE)
    assert list(inputs(asked(screen, onsite))) == ["screen", "screen~", "onsite"]
    picked = {"type": "datepicker", "selected_date": "2027-03-01"}
    for boxes, value in (([], "2027-03-01"), ([{"value": "none"}], "none")):
        box = {"type": "checkboxes", "selected_options": boxes}
        assert filled(screen=picked, screen__=box) == {"screen": value}
    assert DATE_OR_NONE.parse("none") is None


def test_a_value_longer_than_its_field_is_shown_and_one_longer_than_slack_shows_is_kept() -> None:
    long = ask("words", kind=text(4_000), value="y" * 3_500, required=True)
    made = shown(asked(ask("date", value="x" * 120), long))
    date, words = (b["element"] for b in made["blocks"] if b["type"] == "input")
    assert (len(date["initial_value"]), date["max_length"]) == (120, 120)
    assert "initial_value" not in words
    kept = kept_in(made)
    assert kept is not None
    assert kept.long == ("words",)
    assert filled(kept.long, words={"type": "plain_text_input", "value": None}) == {}
    assert filled(kept.long, words={"type": "plain_text_input", "value": "short"}) == {"words": "short"}


def test_what_is_wrong_stands_above_its_field_and_a_long_title_above_all() -> None:
    wrong = ask("date", value="soon", problem="'soon' isn't a date.")
    title = "Where you practice, and with whom, each week"
    made = shown(asked(wrong, title=title, note="Nothing is lost."))
    said = [b["text"]["text"] for b in made["blocks"] if b["type"] == "section"]
    assert said == [title, "Nothing is lost.", "The first day: 'soon' isn't a date."]
    assert len(made["title"]["text"]) == 24
    assert made["blocks"][-1]["element"]["initial_value"] == "soon"


def test_a_file_that_is_handed_over_in_the_form_is_no_value() -> None:
    assert filled(file={"type": "file_input", "files": [{"id": "F1", "name": "resume.pdf"}]}) == {}


def test_what_the_modal_carries_comes_back_and_a_modal_of_another_version_carries_nothing() -> None:
    assert kept_in(shown(asked(ask()))) == KEPT
    assert [kept_in({"private_metadata": text}) for text in ('{"p": "other"}', "")] == [None, None]
