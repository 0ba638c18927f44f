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
    Step,
    StoryError,
    parse_line,
    write_fields,
)

EIGHT = AsOf(dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC))


def command(name: str, root: str | None, text: str, shown: str, *, direct: bool = False) -> Step:
    return SaysCommand(name, direct, root, text, shown)  # type: ignore[arg-type] # a table of words


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("   # indented", None),
        ("\ufeff", None),
        ('alice: /prep ask q="p99?"', command("alice", "prep", 'ask q="p99?"', '/prep ask q="p99?"')),
        ("a: /prep-admin pairing run", command("a", "admin", "pairing run", "/prep-admin pairing run")),
        ("  alice:   /PREP  ", command("alice", "prep", "", "/PREP")),
        ("alice: /prepare dinner", Speech("alice", "/prepare dinner")),
        ("alice: [ ]", Speech("alice", "[ ]")),
        ("Žofie: see /prep today", Speech("Žofie", "see /prep today")),
        ("bob (DM): done 1", command("bob", None, "done 1", "done 1", direct=True)),
        ("bob (DM): /prep-admin x", command("bob", "admin", "x", "/prep-admin x", direct=True)),
        ("bob (DM): @loopmate", command("bob", "prep", "", "@loopmate", direct=True)),
        ("alice (DM): [Start my 15 minutes]", Presses("alice", "Start my 15 minutes", 1)),
        ("alice: [Start #2]", Presses("alice", "Start", 2)),
        ("alice: [Post in #prep]", Presses("alice", "Post in #prep", 1)),
        ("@advance 90m", Advance(dt.timedelta(minutes=90))),
        ("@Advance 3D", Advance(dt.timedelta(days=3))),
        ("@as-of 2026-11-24T08:00:00Z", EIGHT),
        ("@as-of 2026-11-24T13:30+05:30", EIGHT),
    ],
)
def test_a_line_is_a_step(line: str, step: Step | None) -> None:
    assert parse_line(line) == step


def test_a_renamed_root_is_the_only_one() -> None:
    assert parse_line("alice: /study today", "study") == command("alice", "prep", "today", "/study today")
    assert parse_line("alice: /prep today", "study") == Speech("alice", "/prep today")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("al ice: hello", r"doesn't say who types it. Write NAME: text, or NAME \(DM\): text"),
        ("a@b: hello", "doesn't say who types it"),
        ("alice: {a=1; one two}", "'one two' isn't a field of a form"),
        ("@wait 3d", r"I don't know '@wait'. Write @advance 90m .* or @as-of"),
        ("@advance", r"isn't a time to wait\. Write @advance 90m"),
        ("@advance -1h", "isn't a time to wait"),
        ("@advance 1h30m", "isn't a time to wait"),
        ("@advance ٣d", "isn't a time to wait"),
        ("@as-of tomorrow", r"isn't an instant\. Write @as-of 2026-11-24T08:00Z"),
        ("@as-of 2026-11-24T08:00", "names no time zone.*@as-of 2026-11-24T08:00Z"),
        ("@as-of 0001-01-01T00:00+14:00", "from 1971 to 2998 only"),
        ("@as-of 9999-12-31T23:59-14:00", "from 1971 to 2998 only"),
    ],
)
def test_what_is_no_step_is_refused_with_one_that_works(line: str, why: str) -> None:
    with pytest.raises(StoryError, match=why):
        parse_line(line)


@pytest.mark.parametrize(
    ("inside", "values"),
    [
        ("", {}),
        ("a = one two ; b=3;", {"a": "one two", "b": "3"}),
        ('a=; b=""', {"a": "", "b": ""}),
        ('a="he said \\"no; never\\""; b=2', {"a": 'he said "no; never"', "b": "2"}),
        ('a="unclosed; b=2', {"a": '"unclosed', "b": "2"}),
        ('a=a 27" screen; b=F1=0.82', {"a": 'a 27" screen', "b": "F1=0.82"}),
        (r'a="C:\"; b=2', {"a": "C:\\", "b": "2"}),
        ("quiet-hours=none", {"quiet_hours": "none"}),
    ],
)
def test_fields_end_at_a_semicolon_and_quotes_take_everything(inside: str, values: dict[str, str]) -> None:
    line = f"alice: {{{inside}}}"
    assert parse_line(line) == Fills("alice", tuple(values.items()), line.removeprefix("alice: "))


values = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))).filter(
    lambda v: not v.endswith("\\")
)


@given(st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True), values))
def test_fields_that_are_written_are_read_back(fields: dict[str, str]) -> None:
    step = parse_line(f"alice: {write_fields(fields)}")
    assert isinstance(step, Fills)
    assert dict(step.values) == fields


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_line_is_a_step_or_a_sentence(line: str) -> None:
    try:
        parse_line(line)
    except StoryError as error:
        assert str(error).endswith((".", "_.", '".'))
