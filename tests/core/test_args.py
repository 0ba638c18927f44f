"""Args: one declaration, from which texts are read and Calls are written."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from bot.core.command import Args
from bot.core.errors import BadArguments, DeclarationError
from bot.core.kinds import Days, QuietHours, Rest, Suggest, Upload, Zone
from bot.core.values import Private
from bot.core.wall_time import Quiet


async def topics(ctx: Any, typed: str) -> list[str]:
    return [typed]


class Drill(Args, path="drill"):
    topic: Annotated[str | None, Suggest(topics)] = Field(None, max_length=20, description="What to drill")
    count: int = Field(5, ge=1, le=10, description="How many questions")
    mode: Literal["review", "new"] = Field("review", description="Which ones")


class Everything(Args, path="every.thing"):
    when: dt.date | None = Field(None, description="A day")
    at: dt.time | None = Field(None, description="A time")
    zone: Zone | None = Field(None, description="A zone")
    days: Days | None = Field(None, description="Days")
    quiet: QuietHours = Field(None, description="Quiet hours")
    worth: Decimal | None = Field(None, description="An amount")
    loud: bool = Field(False, description="On or off")
    note: Annotated[Private[str] | None, Rest()] = Field(None, description="A text")


class Review(Args, path="review"):
    text: Annotated[Private[str], Rest()] = Field(description="Your bullet")
    file: Upload | None = Field(None, description="A file")


def refused(args: type[Args], values: dict[str, str]) -> dict[str, str]:
    with pytest.raises(BadArguments) as error:
        args.of(values)
    return error.value.problems


def test_parameters_come_in_their_declared_order_with_all_that_was_declared() -> None:
    topic, count, mode = Drill.parameters()
    assert [p.name for p in (topic, count, mode)] == ["topic", "count", "mode"]
    assert (topic.about, topic.required, topic.default) == ("What to drill", False, None)
    assert topic.suggest is not None
    assert topic.suggest.source is topics
    assert (topic.kind.longest, count.kind.wire, count.kind.minimum, count.kind.maximum) == (
        *(20, "integer"),
        *(1, 10),
    )
    assert mode.kind.choices == ("review", "new")


def test_an_argument_of_a_type_that_nothing_reads_is_refused_where_it_is_declared() -> None:
    class Odd(Args, path="odd"):
        numbers: dict[str, int] = Field({}, description="?")

    with pytest.raises(DeclarationError, match=r"Odd\.numbers"):
        Odd.parameters()


def test_texts_become_typed_values_and_what_is_absent_its_default() -> None:
    assert Drill.of({"count": "3"}) == Drill(topic=None, count=3, mode="review")
    assert Everything.of({"when": "2027-03-01", "at": "8:15", "worth": "0,5", "loud": "on"}) == Everything(
        when=dt.date(2027, 3, 1), at=dt.time(8, 15), worth=Decimal("0.5"), loud=True
    )


def test_every_argument_that_cannot_be_read_is_named_with_a_sentence_of_our_own() -> None:
    problems = refused(Drill, {"topic": "x" * 21, "count": "eleven", "mode": "old"})
    assert set(problems) == {"topic", "count", "mode"}
    assert problems["topic"] == "That is 21 characters; 20 is the most I take here."
    assert problems["count"] == "'eleven' isn't a whole number from 1 to 10."
    assert "review or new" in problems["mode"]


def test_a_private_argument_arrives_wrapped_and_leaves_unwrapped_and_marked() -> None:
    args = Review.of({"text": "needle"})
    assert args.text == Private("needle")
    assert "needle" not in repr(args)
    call = args.call()
    assert call.values == {"text": "needle"}
    assert call.private == {"text"}


def test_an_upload_is_handed_over_and_never_written_into_a_call() -> None:
    upload = Upload(name="cv.pdf", data=b"%PDF")
    args = Review.of({"text": "t", "file": "ignored"}, upload)
    assert args.file == upload
    assert args.call().values == {"text": "t"}
    assert "PDF" not in repr(args)


def test_a_call_leaves_out_what_equals_its_default() -> None:
    assert Drill(count=5, mode="new").call().values == {"mode": "new"}
    assert Drill().call().path == "drill"
    assert Drill().call(ask=True).ask


def test_none_is_written_where_none_is_a_value_and_was_given() -> None:
    assert Everything(quiet=None).call().values == {"quiet": "none"}
    assert Everything().call().values == {}
    assert Everything.of({"quiet": "none"}).model_fields_set == {"quiet"}


minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))
quiets = st.tuples(minutes, minutes).filter(lambda two: two[0] != two[1])
everything = st.builds(
    Everything,
    when=st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31)),
    at=st.none() | minutes,
    zone=st.sampled_from([None, "Europe/Berlin", "Asia/Kathmandu", "America/Argentina/Buenos_Aires"]),
    days=st.none() | st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    quiet=st.none() | quiets.map(lambda two: Quiet(start=two[0], end=two[1])),
    worth=st.none() | st.decimals(-999_999, 999_999, places=3),
    loud=st.booleans(),
    note=st.none() | st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1).map(Private),
)


@given(everything)
def test_arguments_written_as_a_call_are_read_back_as_they_were(args: Everything) -> None:
    assert Everything.of(args.call().values) == args


@pytest.mark.parametrize("limit", [{"gt": 0}, {"lt": 9}, {"multiple_of": 2}])
def test_a_limit_that_has_no_words_of_ours_fails_where_it_is_declared(limit: dict[str, int]) -> None:
    class Odd(Args, path="odd"):
        count: int = Field(1, description="A number", **limit)  # type: ignore[call-overload]  # any one of three

    with pytest.raises(DeclarationError, match=next(iter(limit))):
        Odd.parameters()
