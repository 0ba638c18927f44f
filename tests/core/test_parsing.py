"""The grammar of what people type: a word or two, known keys, then text."""

import datetime as dt
from typing import Annotated, Any, SupportsIndex

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import Field

from bot.core.command import ANYONE, MEMBER, ORGANISER, Args, command, message, press
from bot.core.errors import Refusal
from bot.core.kinds import Days, Rest, Zone
from bot.core.registry import LONGEST, Registry, parse_text
from bot.core.reply import Root
from bot.core.values import Call, Private
from tests.core.declared import declare, handler


class Quiz(Args, path="quiz"):
    topic: str | None = Field(None, description="What to drill")
    count: int = Field(5, ge=1, le=10, description="How many questions")


class Bullet(Args, path="bullet"):
    kind: str = Field("", description="Which kind")
    text: Annotated[Private[str] | None, Rest()] = Field(None, description="The bullet")


class Join(Args, path="mock.join"):
    two_words: str = Field("", description="A name with an underscore")


class Off(Args, path="off"):
    zone: Zone | None = Field(None, description="Where")
    date: dt.date | None = Field(None, description="Since when")
    at: dt.time | None = Field(None, description="When")
    days: Days = Field((), description="On which days")
    minutes: int = Field(15, description="How long")
    code: str = Field("", description="A code")


class Stage(Args, path="stage"):
    date: dt.date | None = Field(None, description="Since when")
    text: Annotated[str, Rest()] = Field("", description="Which stage")


class Remind(Args, path="remind"):
    time: Annotated[dt.time | None, Rest()] = Field(None, description="When")
    days: Days = Field((), description="On which days")


class Counted(str):
    """A text that notes how many characters are copied out of it, and out of what was copied."""

    copied: list[int]

    def __getitem__(self, at: "SupportsIndex | slice") -> "Counted":
        return self._noted(super().__getitem__(at))

    def translate(self, table: Any, /) -> "Counted":
        return self._noted(super().translate(table))

    def _noted(self, text: str) -> "Counted":
        made = Counted(text)
        made.copied = self.copied
        self.copied.append(len(text))
        return made


REGISTRY = Registry(
    [
        command("Drill")(handler(Quiz)),
        command("Critique a bullet")(handler(Bullet)),
        command("Join the pairing")(handler(Join)),
        declare(command("When you can"), "mock.hours"),
        command("Be away")(handler(Off)),
        command("Where you are")(handler(Stage)),
        command("When to write")(handler(Remind)),
        declare(command("The list", access=ANYONE), "today"),
        declare(command("Set up", access=ORGANISER), "admin.setup"),
        declare(press(), "quiz.answer", option=""),
        declare(message(), "checklist.reminder"),
    ]
)


THREE = Registry([declare(command("Pair now", access=ORGANISER), "admin.pairing.run")])


def read(text: str, root: Root | None = "prep") -> Call:
    return parse_text(REGISTRY, root, text, MEMBER)


def refused(text: str, root: Root | None = "prep") -> Refusal:
    with pytest.raises(Refusal) as error:
        read(text, root)
    return error.value


@pytest.mark.parametrize(
    ("typed", "path", "values"),
    [
        ("bullet kind=star Cut p95", "bullet", {"kind": "star", "text": "Cut p95"}),
        ("bullet Raised F1 kind=star", "bullet", {"text": "Raised F1 kind=star"}),
        ("bullet F1=0.82 after tuning", "bullet", {"text": "F1=0.82 after tuning"}),
        ("bullet text=Cut latency by half", "bullet", {"text": "Cut latency by half"}),
        ("bullet kind: a story", "bullet", {"text": "kind: a story"}),
        ('quiz topic:"what is p99?" count:3', "quiz", {"topic": "what is p99?", "count": "3"}),
        ("quiz topic=“what is p99?” count=3", "quiz", {"topic": "what is p99?", "count": "3"}),
        (r'bullet kind="C:\new \"x\" \\" text', "bullet", {"kind": 'C:\\new "x" \\', "text": "text"}),
        ('bullet kind="star Cut latency', "bullet", {"kind": '"star', "text": "Cut latency"}),
        ('bullet "Cut latency by half"', "bullet", {"text": "Cut latency by half"}),
        ('bullet "Cut" and "kept"', "bullet", {"text": '"Cut" and "kept"'}),
        ("bullet one\n  two   three", "bullet", {"text": "one\n  two   three"}),
        ("QUIZ Count=3 count=4", "quiz", {"count": "4"}),
        ("Mock Join two-words=x", "mock.join", {"two_words": "x"}),
        ('quiz topic= count=""', "quiz", {"topic": "", "count": ""}),
        ("quiz.answer option=2", "quiz.answer", {"option": "2"}),
        ("quiz answer option=2", "quiz.answer", {"option": "2"}),
        ("mock", "mock.join", {}),
    ],
)
def test_known_keys_stand_before_the_text(typed: str, path: str, values: dict[str, str]) -> None:
    call = read(typed)
    assert (call.path, dict(call.values)) == (path, values)


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("off zone=New York minutes=30", {"zone": "New York", "minutes": "30"}),
        ("off minutes=30 zone=Los Angeles", {"minutes": "30", "zone": "Los Angeles"}),
        ("off zone=San Jose code=one two", {"zone": "San Jose", "code": "one two"}),
        ("off zone=New Yrk", {"zone": "New Yrk"}),
        ('off code="one" zone="New York" at=7', {"code": "one", "zone": "New York", "at": "7"}),
        ("off zone:New York at: 7:15 pm", {"zone": "New York", "at": "7:15 pm"}),
        ("off date=Dec 15 days=mon wed", {"date": "Dec 15", "days": "mon wed"}),
        ("off date=next Friday", {"date": "next Friday"}),
        ("off date=the day after tomorrow at=7", {"date": "the day after tomorrow", "at": "7"}),
        ("stage date=1 March 2027 text=onsite", {"date": "1 March 2027", "text": "onsite"}),
        ("stage date=Dec 15 first onsite", {"date": "Dec 15", "text": "first onsite"}),
        ("stage date=friday in 2 weeks", {"date": "friday", "text": "in 2 weeks"}),
        ("remind time=7:15 pm days=daily", {"time": "7:15 pm", "days": "daily"}),
        ("remind days=daily 7:15 pm", {"days": "daily", "time": "7:15 pm"}),
        ("stage date= friday", {"date": "", "text": "friday"}),
        ("stage date=Foo 15", {"date": "Foo", "text": "15"}),
    ],
)
def test_a_value_goes_on_up_to_the_next_key_or_where_text_can_follow_as_far_as_it_can_be_read(
    typed: str, values: dict[str, str]
) -> None:
    assert dict(read(typed).values) == values


def test_what_is_private_is_marked() -> None:
    call = read("bullet needle")
    assert call.private == {"text"}
    assert "needle" not in repr(call)


def test_a_bare_root_opens_the_list_or_the_organisers_help() -> None:
    assert read("  ").path == "today"
    assert read("", root=None).path == "today"
    assert read("", root="admin").path == "admin.help"


def test_organisers_commands_are_found_under_their_own_root() -> None:
    assert read("setup", root="admin").path == "admin.setup"
    assert "I don't know 'setup'" in refused("setup").text


def test_an_unknown_word_gets_the_nearest_that_the_caller_may_use() -> None:
    near = refused("quizz count=3")
    assert (near.text, near.next_call, near.label) == (
        *("Did you mean quiz?", Call(path="quiz")),
        "Quiz",
    )
    with pytest.raises(Refusal) as stranger:
        parse_text(REGISTRY, "prep", "quizz", ANYONE)
    assert stranger.value.next_call == Call(path="help")


def test_half_a_command_is_told_its_other_words() -> None:
    half = refused("mock karaoke")
    assert half.text == "Write one more word: mock join or mock hours."
    assert (half.next_call, half.label) == (Call(path="mock.join"), "Mock join")
    for typed in ("mock huors sat 10-12", "moc hours"):
        assert refused(typed).next_call == Call(path="mock.hours")


def test_words_that_belong_to_no_argument_are_named_with_what_it_takes() -> None:
    lost = refused("quiz tradeoffs please")
    assert lost.text == "I don't know what 'tradeoffs please' means after 'quiz'."
    assert lost.more == ("It takes topic=, count= each with a value.",)
    assert refused("today now").more == ("It takes nothing more.",)
    assert refused("mock join now").more == ("It takes two_words= with a value.",)
    assert refused("quiz 3").text == "Did you mean count=3?"
    assert refused("checklist.reminder").text.startswith("I don't know")
    assert len(refused("\x00\x1b[31m" + "w" * 5_000).text) < 140


def test_a_huge_text_is_refused_before_it_is_looked_at() -> None:
    assert LONGEST == 20_000
    huge = refused("bullet " + "x" * 99_993)
    assert "100,000 characters" in huge.text
    assert read("bullet " + "x" * 19_993).values["text"] == "x" * 19_993


grammar = st.lists(
    st.sampled_from(
        [
            *("quiz", "bullet", "mock", "join", "today", "admin.setup", "checklist.reminder", "quiz.answer"),
            *("topic=", "count=3", 'topic="', '"', "\\", "“", "”", "=", " ", "\n", "\u200b", "\x00", "<@U1>"),
            *("@everyone", "`", "ï", "F1=0.82"),
        ]
    )
).map(" ".join)
roots: st.SearchStrategy[Root | None] = st.sampled_from(["prep", "admin", None])


@given(grammar | st.text(), roots, st.sampled_from([ANYONE, MEMBER, ORGANISER]))
@example("\u200b", "prep", ANYONE)
@example("bullet \u200b", "prep", ANYONE)
@example('quiz topic="\\', "prep", ANYONE)
def test_any_text_becomes_a_call_of_a_known_command_or_a_refusal_in_words(
    text: str, root: Root | None, access: Any
) -> None:
    try:
        call = parse_text(REGISTRY, root, text, access)
    except Refusal as refusal:
        assert refusal.text.strip()
        return
    found = REGISTRY.find(call.path)
    if found is None:
        assert not text.strip() or call.path == "help"
        return
    assert found.kind in ("command", "press")
    assert all(found.parameter(name) for name in call.values)


def test_words_of_three_parts_are_found_in_a_dm_too() -> None:
    assert parse_text(THREE, None, "admin pairing run", ORGANISER).path == "admin.pairing.run"
    assert parse_text(THREE, "admin", "pairing run", ORGANISER).path == "admin.pairing.run"


@pytest.mark.parametrize("pair", ["count=é ", 'count="é ', "count=1 "])
def test_thousands_of_pairs_cost_no_more_than_their_length(pair: str) -> None:
    copied: list[int] = []
    typed = Counted("quiz " + pair * (LONGEST // len(pair) - 3))
    typed.copied = copied
    parse_text(REGISTRY, "prep", typed, MEMBER)
    assert len(typed) < sum(copied) < 6 * len(typed), (
        "each pair reads the whole rest: a thousand times the length"
    )
