"""The grammar of what people type: a word or two, known keys, then text."""

from typing import Annotated, Any, SupportsIndex

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import Field

from bot.core.args import Args
from bot.core.call import Call
from bot.core.command import ANYONE, MEMBER, ORGANISER, command, message, press
from bot.core.errors import Refusal
from bot.core.kinds import Rest
from bot.core.registry import LONGEST, Registry, parse_text
from bot.core.reply import Reply, Root
from bot.core.values import Private


class Quiz(Args, path="quiz"):
    topic: str | None = Field(None, description="What to drill")
    count: int = Field(5, ge=1, le=10, description="How many questions")


class Bullet(Args, path="bullet"):
    kind: str = Field("", description="Which kind")
    text: Annotated[Private[str] | None, Rest()] = Field(None, description="The bullet")


class Join(Args, path="mock.join"):
    two_words: str = Field("", description="A name with an underscore")


class Hours(Args, path="mock.hours"):
    pass


class Today(Args, path="today"):
    pass


class PairingRun(Args, path="admin.pairing.run"):
    pass


class Setup(Args, path="admin.setup"):
    pass


class Answer(Args, path="quiz.answer"):
    option: int = Field(1)


class Reminder(Args, path="checklist.reminder"):
    pass


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


async def _nothing(ctx: Any, args: Any) -> Reply:
    raise AssertionError("parsing runs nothing")


def _run(of: type[Args]) -> Any:
    async def run(ctx: Any, args: Any) -> Reply:
        return await _nothing(ctx, args)

    run.__annotations__["args"] = of
    return run


REGISTRY = Registry(
    [
        command("Drill")(_run(Quiz)),
        command("Critique a bullet")(_run(Bullet)),
        command("Join the pairing")(_run(Join)),
        command("When you can")(_run(Hours)),
        command("The list", access=ANYONE)(_run(Today)),
        command("Set up", access=ORGANISER)(_run(Setup)),
        press()(_run(Answer)),
        message()(_run(Reminder)),
    ]
)


THREE = Registry([command("Pair now", access=ORGANISER)(_run(PairingRun))])


def read(text: str, root: Root | None = "prep") -> Call:
    return parse_text(REGISTRY, root, text, MEMBER)


def values(text: str) -> dict[str, str]:
    return dict(read(text).values)


def refused(text: str, root: Root | None = "prep") -> Refusal:
    with pytest.raises(Refusal) as error:
        read(text, root)
    return error.value


def test_known_keys_stand_before_the_text() -> None:
    assert values("bullet kind=star Cut p95 from 40 to 22 ms") == {
        "kind": "star",
        "text": "Cut p95 from 40 to 22 ms",
    }


def test_from_the_first_word_that_is_no_known_key_everything_is_text() -> None:
    assert values("bullet Raised F1 kind=star") == {"text": "Raised F1 kind=star"}


@pytest.mark.parametrize("text", ["F1=0.82 after tuning", "n=3 folds, p=0.05", "=5", "a = b"])
def test_a_key_that_no_argument_has_stays_text(text: str) -> None:
    assert values(f"bullet {text}") == {"text": text}


def test_a_key_may_be_written_as_discord_writes_it_where_nothing_takes_text() -> None:
    assert values('quiz topic:"what is p99?" count:3') == {"topic": "what is p99?", "count": "3"}
    assert values("bullet kind: a story") == {"text": "kind: a story"}


def test_double_quotes_hold_spaces_and_may_be_smart_or_escaped() -> None:
    assert values('quiz topic="what is p99?" count=3') == {"topic": "what is p99?", "count": "3"}
    assert values("quiz topic=“what is p99?” count=3") == {"topic": "what is p99?", "count": "3"}
    assert values(r'quiz topic="say \"hi\"" count=3') == {"topic": 'say "hi"', "count": "3"}


def test_an_unclosed_quote_is_text() -> None:
    assert values('bullet kind="star Cut latency') == {"kind": '"star', "text": "Cut latency"}
    assert values('bullet "Cut latency') == {"text": '"Cut latency'}


def test_quotes_around_the_whole_text_are_taken_off_and_others_stay() -> None:
    assert values('bullet "Cut latency by half"') == {"text": "Cut latency by half"}
    assert values('bullet "Cut" and "kept"') == {"text": '"Cut" and "kept"'}
    assert values("bullet “Cut latency”") == {"text": "Cut latency"}
    assert values("bullet don't stop") == {"text": "don't stop"}


def test_the_text_keeps_its_lines_and_spaces() -> None:
    assert values("bullet one\n  two   three") == {"text": "one\n  two   three"}


def test_words_and_keys_are_read_in_any_case_and_with_a_hyphen_for_an_underscore() -> None:
    assert read("QUIZ Count=3") == Call(path="quiz", values={"count": "3"})
    assert read("Mock Join two-words=x") == Call(path="mock.join", values={"two_words": "x"})


def test_a_later_value_of_the_same_key_wins() -> None:
    assert values("quiz count=3 count=4") == {"count": "4"}


def test_an_empty_value_is_an_empty_value() -> None:
    assert values('quiz topic= count=""') == {"topic": "", "count": ""}


def test_a_call_may_be_typed_by_its_dotted_path() -> None:
    assert read("quiz.answer option=2") == Call(path="quiz.answer", values={"option": "2"})
    assert read("mock.join").path == "mock.join"


def test_the_longer_path_is_found_first() -> None:
    assert read("quiz answer option=2").path == "quiz.answer"


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


def test_a_message_cannot_be_called_by_typing_it() -> None:
    assert "I don't know" in refused("checklist.reminder").text


def test_an_unknown_word_gets_the_nearest_that_the_caller_may_use() -> None:
    near = refused("quizz count=3")
    assert (near.text, near.next_call, near.label) == (
        *("Did you mean quiz?", Call(path="quiz")),
        "Quiz",
    )
    with pytest.raises(Refusal) as stranger:
        parse_text(REGISTRY, "prep", "quizz", ANYONE)
    assert stranger.value.next_call == Call(path="help")


def test_a_word_near_to_nothing_gets_the_help() -> None:
    lost = refused("xyzzyplugh")
    assert (lost.next_call, lost.label) == (Call(path="help"), "Help")


def test_the_word_of_a_group_alone_shows_what_is_in_it() -> None:
    assert read("mock") == Call(path="help", values={"topic": "mock"})


def test_half_a_command_is_told_its_other_words() -> None:
    half = refused("mock huors")
    assert half.text == "Write one more word: mock hours or mock join."
    assert half.next_call is not None
    assert half.next_call.path in ("mock.hours", "mock.join")


def test_words_that_belong_to_no_argument_are_named_with_what_it_takes() -> None:
    lost = refused("quiz tradeoffs please")
    assert lost.text == "I don't know what 'tradeoffs please' means after 'quiz'."
    assert lost.more == ("It takes topic=, count= each with a value.",)
    assert refused("today now").more == ("It takes nothing more.",)
    assert refused("mock join now").more == ("It takes two_words= with a value.",)


def test_a_word_that_one_argument_could_take_is_offered_with_its_name() -> None:
    assert refused("quiz 3").text == "Did you mean count=3?"
    assert refused("quiz count=3 4").text == "I don't know what '4' means after 'quiz'."


def test_a_huge_text_is_refused_before_it_is_looked_at() -> None:
    assert LONGEST == 20_000
    huge = refused("bullet " + "x" * 99_993)
    assert "100,000 characters" in huge.text
    assert values("bullet " + "x" * 19_993)["text"] == "x" * 19_993


def test_an_error_says_back_little_of_what_was_typed_and_no_control_characters() -> None:
    lost = refused("\x00\x1b[31m" + "w" * 5_000)
    assert len(lost.text) < 140
    assert lost.text.isprintable()


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


def test_a_text_begun_by_its_key_loses_no_word() -> None:
    call = parse_text(REGISTRY, "prep", "bullet text=Cut latency by half", MEMBER)
    assert call.values["text"] == "Cut latency by half"


def test_a_backslash_in_quotes_stands_unless_it_hides_a_quote_or_itself() -> None:
    typed = r'bullet kind="C:\new \"x\" \\" text'
    assert parse_text(REGISTRY, "prep", typed, MEMBER).values["kind"] == 'C:\\new "x" \\'


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
