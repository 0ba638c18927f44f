"""Steps of a draft, when feedback opens, what is weakest, and how strict somebody is: pure."""

import datetime as dt

from bot.core.values import MemberId, Private
from content.finder import load
from content.mocks import Scale
from content.models import Round
from handlers.feedback.model import (
    Draft,
    Feedback,
    drills,
    focus,
    next_step,
    rate,
    rated_by,
    role_of,
    severity,
    trends,
)
from handlers.session.model import Session

NOW = dt.datetime(2026, 12, 5, 14, tzinfo=dt.UTC)
A, B, C = MemberId("a"), MemberId("b"), MemberId("c")
WORDS = ("clear no", "lean no", "lean yes", "clear yes")
SCALES = tuple(Scale(key=key, title=key * 3, levels=WORDS, topics=(f"{key}-topic",)) for key in ("x", "y"))
CONTENT = load()


def test_a_level_of_1_or_4_asks_for_evidence_and_a_changed_level_forgets_it() -> None:
    draft = rate(Draft(since=NOW), "x", 4)
    assert next_step(draft, SCALES).kind == "evidence"
    proven = draft.copy_with(evidence={"x": Private("said so")})
    assert next_step(proven, SCALES) == next_step(rate(Draft(since=NOW), "x", 3), SCALES)
    assert rate(proven, "x", 2).evidence == {}


def test_whoever_answers_rates_the_interviewer_and_everybody_else_the_answers() -> None:
    three = Session(people=(A, B, C), round=Round.INFERENCE)
    assert [(role_of(three, who), rated_by(three, who)) for who in three.people] == [
        ("interviewer", B),
        ("candidate", A),
        ("candidate", A),
    ]
    alone = Session(people=(A,), round=Round.INFERENCE)
    assert (role_of(alone, A), rated_by(alone, A)) == ("candidate", A)


def test_the_weakest_is_drilled_first_and_what_is_strong_is_no_focus() -> None:
    assert drills({"x": 3, "y": 2}, SCALES) == ["y-topic", "x-topic"]
    assert drills({"x": 4, "y": 0}, SCALES) == []
    assert focus({"x": 2, "y": 1}, SCALES) == {"y-topic": 1.0}
    assert focus({"x": 2, "y": 0}, SCALES) == {"x-topic": 0.67}
    assert focus({"x": 3, "y": 4}, SCALES) == {}


def given(by: MemberId, about: MemberId, level: int, day: int = 0) -> Feedback:
    return Feedback(
        session=f"s{day}",
        by=by,
        about=about,
        role="candidate",
        round=Round.INFERENCE,
        at=NOW + dt.timedelta(days=day),
        levels={"x": level, "y": 0},
    )


def test_a_trend_is_in_the_order_of_time_and_leaves_out_what_was_not_seen() -> None:
    found = trends([given(B, A, 3, 2), given(C, A, 1, 1)], {"x": "Metrics", "y": "Trade-offs"})
    assert [(one.title, one.levels, one.mean) for one in found] == [("Metrics", (1, 3), 2.0)]


def test_severity_needs_five_ratings_and_leaves_out_what_people_think_of_themselves() -> None:
    mine = [given(B, A, 2, day) for day in range(5)]
    others = [given(C, A, 4, day) for day in range(5)]
    own = [given(C, C, 1)]
    assert severity(mine[:4], [*mine, *others]) is None
    assert severity(mine, [*mine, *others, *own]) == (2.0, 3.0)
