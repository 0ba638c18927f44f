"""Forms from declarations: when they open, and what stands in them."""

import datetime as dt
from typing import Any

import pytest
from pydantic import Field

from bot.core.args import Args
from bot.core.call import Call
from bot.core.command import KEPT_NOTE, Command, Opens, build_form, command, opens_form
from bot.core.ids import MemberId
from bot.core.kinds import Days, QuietHours, Zone
from bot.core.member import Member
from bot.core.values import Private
from tests.core.declared import handler

BOB = Member(
    id=MemberId("m1"),
    name="bob",
    zone="Asia/Kolkata",
    joined=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
    minutes=30,
    days=(0, 2),
)


class Profile(Args, path="profile"):
    zone: Zone | None = Field(None, description="Your zone")
    date: dt.date | None = Field(None, description="The day")
    minutes: int = Field(15, ge=5, le=240, description="Minutes a day")
    days: Days | None = Field(None, description="Days")
    quiet: QuietHours = Field(None, description="Quiet hours")
    level: str = Field("", description="Level")
    hidden: str = Field("", description="Not asked")


class Bullet(Args, path="bullet"):
    text: Private[str] = Field(description="Your bullet")
    kind: str = Field("plain", description="Which kind")


ASKED = ("zone", "date", "minutes", "days", "quiet", "level")


def profile(opens_when: Opens | None = None) -> Command:
    return command("Your profile", form=ASKED, opens=opens_when)(handler(Profile))


def bullet(**more: Any) -> Command:
    return command("Critique", form=("text", "kind"), **more)(handler(Bullet))


def values(*args: Any) -> dict[str, str]:
    return {ask.name: ask.value for ask in build_form(*args).asks}


@pytest.mark.parametrize("given", [{}, {"text": " "}, {"kind": "star"}])
def test_a_form_opens_when_a_required_field_is_missing(given: dict[str, str]) -> None:
    assert opens_form(bullet(), Call(path="bullet", values=given))


def test_a_form_does_not_open_when_all_is_there() -> None:
    assert not opens_form(bullet(), Call(path="bullet", values={"text": "x"}))
    assert not opens_form(profile(), Call(path="profile"))


def test_a_form_may_open_on_a_bare_call() -> None:
    assert opens_form(profile("bare"), Call(path="profile"))
    assert not opens_form(profile("bare"), Call(path="profile", values={"level": "mid"}))


def test_a_form_that_is_only_asked_for_never_opens_by_itself() -> None:
    assert not opens_form(bullet(opens="asked"), Call(path="bullet"))


def test_a_command_without_a_form_opens_none() -> None:
    assert not opens_form(command("Critique")(handler(Bullet)), Call(path="bullet"))


def test_a_field_holds_what_was_typed_else_what_the_member_has_else_the_default() -> None:
    call = Call(path="profile", values={"days": "daily"})
    assert values(profile(), call, BOB) == {
        "zone": "Asia/Kolkata",
        "date": "",
        "minutes": "30",
        "days": "daily",
        "quiet": "21:00-07:00",
        "level": "",
    }
    assert values(profile(), call, None)["minutes"] == "15"
    assert values(profile(), call, None)["zone"] == ""


def test_what_was_typed_stands_as_it_was_typed_also_when_it_is_wrong() -> None:
    call = Call(path="profile", values={"minutes": "a lot"})
    form = build_form(profile(), call, BOB, {"minutes": "'a lot' isn't a whole number."})
    (ask,) = [a for a in form.asks if a.name == "minutes"]
    assert (ask.value, ask.problem) == ("a lot", "'a lot' isn't a whole number.")
    assert form.problems == {"minutes": "'a lot' isn't a whole number."}


def test_the_forms_call_keeps_what_is_not_asked_and_does_not_ask_again() -> None:
    call = Call(path="profile", values={"hidden": "x"}, ask=True)
    form = build_form(profile(), call, BOB)
    assert form.call == Call(path="profile", values={"hidden": "x"})
    assert "hidden" not in {a.name for a in form.asks}


def test_fields_stand_in_pages_of_five_in_the_order_of_the_form() -> None:
    pages = build_form(profile(), Call(path="profile"), BOB).pages
    assert [[a.name for a in page] for page in pages] == [[*ASKED[:5]], ["level"]]


def test_a_field_says_what_it_is_and_whether_it_must_be_filled_in() -> None:
    text, kind = build_form(bullet(title="Your bullet"), Call(path="bullet"), None).asks
    assert (text.label, text.required, text.kind.name) == ("Your bullet", True, "text")
    assert (kind.label, kind.required, kind.value) == ("Which kind", False, "plain")


def test_a_refused_private_text_comes_with_the_promise_to_delete_it() -> None:
    call = Call(path="bullet", values={"text": "x"}, private=frozenset({"text"}))
    assert build_form(bullet(), call, None, {"text": "Too short."}).note == KEPT_NOTE
    assert build_form(bullet(), call, None).note == ""
    assert build_form(profile(), Call(path="profile"), None, {"zone": "No."}).note == ""


def test_a_field_that_was_emptied_comes_back_empty() -> None:
    call = Call(path="profile", values={"days": "", "minutes": "abc"})
    shown = {ask.name: ask.value for ask in build_form(profile(), call, BOB).asks}
    assert (shown["days"], shown["minutes"], shown["zone"]) == ("", "abc", "Asia/Kolkata")
