"""The grammar of console stories, sentence by sentence."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.console.story import (
    Advance,
    AsOf,
    Fills,
    Presses,
    SaysCommand,
    Speech,
    StoryError,
    parse_line,
    write_fields,
)


@pytest.mark.parametrize(
    "line", ["", "   ", "\t", "# a comment", "   # indented", "\ufeff", "\ufeff# first line"]
)
def test_blank_lines_and_comments_are_skipped(line: str) -> None:
    assert parse_line(line) is None


def test_a_command_in_the_channel_begins_with_a_root_word() -> None:
    step = parse_line('alice: /prep ask question="what is p99?"')
    assert isinstance(step, SaysCommand)
    assert (step.name, step.direct, step.root) == ("alice", False, "prep")
    assert step.text == 'ask question="what is p99?"'
    assert step.shown == '/prep ask question="what is p99?"'


def test_the_organisers_root_is_a_word_of_its_own() -> None:
    step = parse_line("alice: /prep-admin pairing run")
    assert isinstance(step, SaysCommand)
    assert (step.root, step.text) == ("admin", "pairing run")


@pytest.mark.parametrize("line", ["alice: /prep", "alice:/prep", "  alice:   /prep  ", "alice: /PREP"])
def test_a_bare_root_is_a_command_without_text(line: str) -> None:
    step = parse_line(line)
    assert isinstance(step, SaysCommand)
    assert (step.root, step.text) == ("prep", "")


def test_a_renamed_root_is_the_only_one() -> None:
    renamed = parse_line("alice: /study today", "study")
    assert isinstance(renamed, SaysCommand)
    assert renamed.root == "prep"
    assert parse_line("alice: /prep today", "study") == Speech("alice", "/prep today")


@pytest.mark.parametrize(
    "text", ["hello all", "/prepare dinner", "/other today", "prep today", "see /prep today", "[ ]"]
)
def test_other_lines_in_the_channel_are_speech(text: str) -> None:
    assert parse_line(f"alice: {text}") == Speech("alice", text)


def test_a_dm_takes_words_without_a_root() -> None:
    step = parse_line("bob (DM): done 1")
    assert isinstance(step, SaysCommand)
    assert (step.name, step.direct, step.root, step.text) == ("bob", True, None, "done 1")


def test_a_dm_takes_both_roots() -> None:
    for typed, root in (("/prep done 1", "prep"), ("/prep-admin done 1", "admin")):
        step = parse_line(f"bob (DM): {typed}")
        assert isinstance(step, SaysCommand)
        assert (step.direct, step.root, step.text) == (True, root, "done 1")


@pytest.mark.parametrize("text", ["", "Loopmate", "@loopmate"])
def test_nothing_or_the_bots_name_in_a_dm_is_a_bare_root(text: str) -> None:
    step = parse_line(f"bob (DM): {text}")
    assert isinstance(step, SaysCommand)
    assert (step.direct, step.root, step.text) == (True, "prep", "")


@pytest.mark.parametrize("name", ["alice", "bob-2", "carol_x", "7", "Žofie", "李"])
def test_names_are_letters_digits_hyphens_and_underscores(name: str) -> None:
    assert parse_line(f"{name}: hello") == Speech(name, "hello")


@pytest.mark.parametrize(
    "line", ["al ice: hello", "hello", "a.b: hello", ": hello", "(DM): hello", "a@b: hello"]
)
def test_a_line_without_a_name_is_refused_with_the_form_that_works(line: str) -> None:
    with pytest.raises(StoryError, match=r"begins with no name. Write NAME: text or NAME \(DM\): text"):
        parse_line(line)


def test_an_error_is_printed_with_the_number_of_its_line() -> None:
    assert StoryError("No such thing.").at(7) == "line 7: No such thing."


@pytest.mark.parametrize("line", ["alice: [Start my 15 minutes]", "alice (DM): [Start my 15 minutes]"])
def test_a_label_in_brackets_is_a_press(line: str) -> None:
    assert parse_line(line) == Presses("alice", "Start my 15 minutes", 1)


def test_a_number_sign_counts_from_the_newest() -> None:
    assert parse_line("alice: [Start #2]") == Presses("alice", "Start", 2)
    assert parse_line("alice: [Post in #prep]") == Presses("alice", "Post in #prep", 1)


def test_braces_fill_a_form() -> None:
    step = parse_line('alice: {a=1; b="x; y"}')
    assert isinstance(step, Fills)
    assert (step.name, dict(step.values)) == ("alice", {"a": "1", "b": "x; y"})


@pytest.mark.parametrize(
    ("inside", "values"),
    [
        ("", {}),
        ("a=1", {"a": "1"}),
        ("a=1;", {"a": "1"}),
        ("a = one two ; b=3", {"a": "one two", "b": "3"}),
        ("a=", {"a": ""}),
        ('a=""', {"a": ""}),
        ('a="he said \\"no; never\\""; b=2', {"a": 'he said "no; never"', "b": "2"}),
        ('a="two = three; {four}"', {"a": "two = three; {four}"}),
        ("a=it's 5 o'clock; b=2", {"a": "it's 5 o'clock", "b": "2"}),
        ('a="unclosed; b=2', {"a": '"unclosed', "b": "2"}),
        ('a=a 27" screen; b=2', {"a": 'a 27" screen', "b": "2"}),
        ("a=F1=0.82", {"a": "F1=0.82"}),
        (r'a="C:\"; b=2', {"a": "C:\\", "b": "2"}),
        (r"a=\alpha", {"a": r"\alpha"}),
        ("quiet-hours=none", {"quiet_hours": "none"}),
    ],
)
def test_fields_end_at_a_semicolon_and_quotes_take_everything(inside: str, values: dict[str, str]) -> None:
    step = parse_line(f"alice: {{{inside}}}")
    assert isinstance(step, Fills)
    assert dict(step.values) == values


def test_words_between_braces_that_are_no_field_are_refused() -> None:
    with pytest.raises(StoryError, match="'one two' is no field of a form"):
        parse_line("alice: {a=1; one two}")


values = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))).filter(
    lambda v: not v.endswith("\\")
)


@given(st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True), values))
def test_fields_that_are_written_are_read_back(fields: dict[str, str]) -> None:
    step = parse_line(f"alice: {write_fields(fields)}")
    assert isinstance(step, Fills)
    assert dict(step.values) == fields


@pytest.mark.parametrize(
    ("line", "minutes"),
    [("@advance 90m", 90), ("@advance 24h", 24 * 60), ("@advance 3d", 3 * 24 * 60), ("@Advance 1H", 60)],
)
def test_time_advances_by_minutes_hours_or_days(line: str, minutes: int) -> None:
    assert parse_line(line) == Advance(dt.timedelta(minutes=minutes))


@pytest.mark.parametrize("wait", ["", "90", "90s", "-1h", "1.5h", "h", "1h30m", "123456d", "٣d"])
def test_another_wait_is_refused_with_one_that_works(wait: str) -> None:
    with pytest.raises(StoryError, match=r"is not a time to wait\. Write @advance 90m"):
        parse_line(f"@advance {wait}")


@pytest.mark.parametrize(
    "written",
    ["2026-11-24T08:00Z", "2026-11-24T08:00:00Z", "2026-11-24T09:00+01:00", "2026-11-24T13:30+05:30"],
)
def test_an_instant_may_be_written_with_any_offset(written: str) -> None:
    assert parse_line(f"@as-of {written}") == AsOf(dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("tomorrow", "is not an instant"),
        ("", "is not an instant"),
        ("2026-13-01T00:00Z", "is not an instant"),
        ("2026-11-24T08:00", "names no time zone"),
        ("2026-11-24", "names no time zone"),
        ("1969-01-01T00:00Z", "from 1971 to 2998 only"),
        ("0001-01-01T00:00+14:00", "from 1971 to 2998 only"),
        ("9999-12-31T23:59-14:00", "from 1971 to 2998 only"),
    ],
)
def test_another_instant_is_refused_with_one_that_works(written: str, why: str) -> None:
    with pytest.raises(StoryError, match=f"{why}.*@as-of 2026-11-24T08:00Z"):
        parse_line(f"@as-of {written}")


def test_an_unknown_at_step_names_the_known_ones() -> None:
    with pytest.raises(StoryError, match=r"I do not know '@wait'. Write @advance 90m .* or @as-of"):
        parse_line("@wait 3d")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_line_is_a_step_or_a_sentence(line: str) -> None:
    try:
        parse_line(line)
    except StoryError as error:
        assert str(error).endswith((".", "_.", '".'))
