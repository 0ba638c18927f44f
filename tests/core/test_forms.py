"""Forms from declarations: when they open, and what stands in them."""

import datetime as dt
from typing import Any

import pytest
from pydantic import Field

from bot.core.command import Args, Command, Opens, command
from bot.core.kinds import Days, QuietHours, Zone
from bot.core.member import Member
from bot.core.stock_cards import KEPT_NOTE, build_form
from bot.core.values import Call, MemberId, Private
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


@pytest.mark.parametrize(
    ("opens", "values", "is_open"),
    [
        ("missing", {}, True),
        ("missing", {"text": " "}, True),
        ("missing", {"kind": "star"}, True),
        ("missing", {"text": "x"}, False),
        ("bare", {}, True),
        ("bare", {"kind": "star"}, False),
        ("asked", {}, False),
    ],
)
def test_a_form_opens_by_itself_when_its_declaration_says_so(
    opens: Opens, values: dict[str, str], is_open: bool
) -> None:
    assert bullet(opens=opens).opens_form(Call(path="bullet", values=values)) is is_open


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


def test_a_refused_private_text_comes_with_the_promise_to_delete_it() -> None:
    call = Call(path="bullet", values={"text": "x"}, private=frozenset({"text"}))
    assert build_form(bullet(), call, None, {"text": "Too short."}).note == KEPT_NOTE
    assert build_form(bullet(), call, None).note == ""
    assert build_form(profile(), Call(path="profile"), None, {"zone": "No."}).note == ""


def test_a_field_that_was_emptied_comes_back_empty() -> None:
    call = Call(path="profile", values={"days": "", "minutes": "abc"})
    shown = {ask.name: ask.value for ask in build_form(profile(), call, BOB).asks}
    assert (shown["days"], shown["minutes"], shown["zone"]) == ("", "abc", "Asia/Kolkata")
