"""Forms as Slack modals, and what comes back from them."""

from typing import Any

import pytest
from slack_sdk.models.views import View

from bot.core.call import Call
from bot.core.card import Ask, Form
from bot.core.kinds import (
    ATTACHMENT,
    DATE,
    DATE_OR_NONE,
    DAYS,
    PERSON,
    TIME,
    Kind,
    choice,
    number,
    text,
)
from bot.platforms.slack.modal import Kept, file_in, kept_in, values_in, view
from handlers.member.calls import Settings
from tests.platforms.slack.blocks import check_view

KEPT = Kept(payload="1:g:~:token", path="remind", hook="https://hooks.slack.com/commands/1", channel="C1")


ROUNDS_KIND = next(p.kind for p in Settings.parameters() if p.name == "rounds")


def asked(*asks: Ask, title: str = "Remind me", note: str = "") -> Form:
    return Form(title=title, call=Call(path="remind"), asks=asks, note=note)


def ask(name: str = "date", **more: object) -> Ask:
    given: dict[str, object] = {"name": name, "label": "The first day", "kind": DATE}
    return Ask.model_validate(given | more)


def inputs(form: Form) -> dict[str, dict[str, object]]:
    made = view(form, KEPT)
    check_view(made, "modal")
    View(**{k: v for k, v in made.items() if k != "private_metadata"}).to_dict()
    return {b["block_id"]: b for b in made["blocks"] if b["type"] == "input"}


def test_all_pages_stand_in_one_modal_with_what_is_known_in_them() -> None:
    form = asked(*(ask(f"f{n}", value=f"2027-03-0{n % 9 + 1}", required=n == 0) for n in range(15)))
    found = inputs(form)
    assert len(found) == 15
    assert found["f0"]["optional"] is False
    assert found["f1"]["optional"] is True
    assert found["f2"]["element"] == {
        "type": "datepicker",
        "action_id": "f2",
        "initial_date": "2027-03-03",
    }
    assert "hint" not in found["f2"]


def element(kind: Kind, value: str = "", *, required: bool = False) -> dict[str, Any]:
    """The element of a form's only field, valid by Slack's own models."""
    found = inputs(asked(ask("one", kind=kind, value=value, required=required)))["one"]["element"]
    assert isinstance(found, dict)
    return found


def test_a_choice_begins_with_what_is_set_and_is_a_radio_button_unless_nothing_may_be_chosen() -> None:
    where, many = choice("dm", "channel"), choice(*"abcdef")
    shown = element(where, "channel")
    assert [o["value"] for o in shown["options"]] == ["dm", "channel"]
    assert (shown["type"], shown["initial_option"]["value"]) == ("radio_buttons", "channel")
    assert element(where, required=True)["type"] == "radio_buttons"
    assert element(where)["type"] == "static_select"
    assert element(many, "c")["type"] == "static_select"


def test_each_kind_of_value_has_the_picker_that_slack_has_for_it() -> None:
    known = ROUNDS_KIND.chosen("all")
    assert element(DATE) == {"type": "datepicker", "action_id": "one"}
    assert element(TIME, "08:30") == {"type": "timepicker", "initial_time": "08:30", "action_id": "one"}
    assert element(PERSON, "<@U0123ABCD>") == {
        "type": "users_select",
        "initial_user": "U0123ABCD",
        "action_id": "one",
    }
    days = element(DAYS, "weekends")
    assert days["type"] == "multi_static_select"
    assert [o["value"] for o in days["initial_options"]] == ["sat", "sun"]
    assert [o["value"] for o in element(ROUNDS_KIND, "all")["initial_options"]] == list(known)


@pytest.mark.parametrize(
    ("kind", "typed"), [(DATE, "next Friday"), (TIME, "noon"), (PERSON, "erin"), (DAYS, "moonday")]
)
def test_what_was_typed_and_stands_in_no_picker_can_be_corrected_as_text(kind: Kind, typed: str) -> None:
    shown = element(kind, typed)
    assert (shown["type"], shown["initial_value"]) == ("plain_text_input", typed)


def test_what_was_picked_comes_back_as_one_would_type_it() -> None:
    elements: dict[str, dict[str, Any]] = {
        "date": {"type": "datepicker", "selected_date": "2027-03-01"},
        "time": {"type": "timepicker", "selected_time": None},
        "who": {"type": "users_select", "selected_user": "U0123ABCD"},
        "days": {"type": "multi_static_select", "selected_options": [{"value": "mon"}, {"value": "wed"}]},
        "rounds": {"type": "multi_static_select", "selected_options": []},
        "level": {"type": "radio_buttons", "selected_option": {"value": "mid"}},
        "channel": {"type": "conversations_select", "selected_conversation": "C0123ABCD"},
    }
    state = {"values": {name: {name: element} for name, element in elements.items()}}
    assert values_in({"state": state}, ()) == {
        "date": "2027-03-01",
        "time": "",
        "who": "<@U0123ABCD>",
        "days": "mon,wed",
        "rounds": "",
        "level": "mid",
        "channel": "C0123ABCD",
    }


def test_a_date_that_can_be_taken_away_has_a_box_for_it_as_slacks_picker_cannot_be_emptied() -> None:
    found = inputs(
        asked(ask("screen", kind=DATE_OR_NONE, value="2027-03-01"), ask("onsite", kind=DATE_OR_NONE))
    )
    assert list(found) == ["screen", "screen~", "onsite"]
    picked = {"screen": {"screen": {"type": "datepicker", "selected_date": "2027-03-01"}}}
    box = {"screen~": {"screen~": {"type": "checkboxes", "selected_options": []}}}
    checked = {"screen~": {"screen~": {"type": "checkboxes", "selected_options": [{"value": "none"}]}}}
    assert values_in({"state": {"values": picked | box}}, ()) == {"screen": "2027-03-01"}
    assert values_in({"state": {"values": picked | checked}}, ()) == {"screen": "none"}
    assert DATE_OR_NONE.parse("none") is None


def test_a_choice_that_is_none_any_more_begins_with_nothing() -> None:
    assert "initial_option" not in element(choice("dm", "channel"), "carrier pigeon")


def test_long_text_has_several_lines_and_a_number_is_text_with_our_own_words_for_what_is_wrong() -> None:
    found = inputs(asked(ask("words", kind=text(4_000)), ask("count", kind=number(1, 10), value="3")))
    words, count = found["words"]["element"], found["count"]["element"]
    assert isinstance(words, dict)
    assert isinstance(count, dict)
    assert (words["multiline"], words["max_length"]) == (True, 3_000)
    assert (count["type"], count["initial_value"]) == ("plain_text_input", "3")


def test_a_value_longer_than_its_field_is_shown_and_one_longer_than_slack_shows_is_kept() -> None:
    form = asked(
        ask("date", value="x" * 120), ask("words", kind=text(4_000), value="y" * 3_500, required=True)
    )
    made = view(form, KEPT)
    check_view(made, "modal")
    date, words = (b["element"] for b in made["blocks"] if b["type"] == "input")
    assert (len(date["initial_value"]), date["max_length"]) == (120, 120)
    assert "initial_value" not in words
    kept = kept_in(made)
    assert kept is not None
    assert kept.long == ("words",)
    state = {"date": {"date": {"type": "plain_text_input", "value": "2027-03-01"}}}
    blank = {"words": {"words": {"type": "plain_text_input", "value": None}}}
    anew = {"words": {"words": {"type": "plain_text_input", "value": "short"}}}
    assert values_in({"state": {"values": state | blank}}, kept.long) == {"date": "2027-03-01"}
    assert values_in({"state": {"values": state | anew}}, kept.long)["words"] == "short"


def test_what_is_wrong_stands_above_its_field_and_nothing_typed_is_lost() -> None:
    form = asked(ask("date", value="soon", problem="'soon' is not a date."), note="Nothing is lost.")
    said = [b["text"]["text"] for b in view(form, KEPT)["blocks"] if b["type"] == "section"]
    assert said == ["Nothing is lost.", "The first day: 'soon' is not a date."]
    assert inputs(form)["date"]["element"]["initial_value"] == "soon"  # type: ignore[index] # a dict


def test_a_long_title_is_shortened_in_the_bar_and_whole_above_the_fields() -> None:
    made = view(asked(ask(), title="Where you practice, and with whom, each week"), KEPT)
    assert len(made["title"]["text"]) == 24
    assert made["blocks"][0]["text"]["text"] == "Where you practice, and with whom, each week"


def test_a_file_is_handed_over_in_the_form_and_is_no_value() -> None:
    made = view(asked(ask("file", kind=ATTACHMENT)), KEPT)
    check_view(made, "modal")
    assert made["blocks"][0]["element"] == {"type": "file_input", "max_files": 1, "action_id": "file"}
    state = {"file": {"file": {"type": "file_input", "files": [{"id": "F1", "name": "resume.pdf"}]}}}
    assert file_in({"state": {"values": state}}) == {"id": "F1", "name": "resume.pdf"}
    assert values_in({"state": {"values": state}}, ()) == {}


def test_what_the_modal_carries_comes_back_and_a_modal_of_another_version_carries_nothing() -> None:
    made = view(asked(ask()), KEPT)
    assert kept_in(made) == KEPT
    assert kept_in({"private_metadata": '{"p": "other"}'}) is None
    assert kept_in({"private_metadata": ""}) is None


def test_a_menu_that_was_emptied_is_an_empty_value() -> None:
    state = {"where": {"where": {"type": "static_select", "selected_option": None}}}
    assert values_in({"state": {"values": state}}, ()) == {"where": ""}


def test_more_than_a_modal_carries_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"private_metadata of .* characters, 3000 at most"):
        view(asked(ask()), KEPT.model_copy(update={"hook": "h" * 3_000}))
