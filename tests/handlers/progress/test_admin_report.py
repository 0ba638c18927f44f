"""The organizers' report: sums of a week, and nothing where a sum would point at a person."""

import datetime as dt

from bot.core.card import plain
from bot.core.member import Counted, Member
from bot.core.values import MemberId
from handlers.admin import cards
from handlers.admin.report import Report, report
from handlers.mocks.model import Mock, State
from tests.world import card_problems, write

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
DAY = dt.timedelta(days=1)


def people(*ids: str, zone: str = "UTC") -> dict[str, Member]:
    return {i: Member(id=MemberId(i), name=f"name-{i}", zone=zone, joined=NOW) for i in ids}


def mock(*who: str, at: dt.datetime = NOW, state: State = "proposed") -> Mock:
    return Mock(week=TODAY, at=at, members=tuple(MemberId(w) for w in who), state=state)


def text(found: Report) -> str:
    return "\n".join(plain(cards.report(found), write))


def test_sums_are_shown_when_three_members_are_behind_them() -> None:
    done = {"a": [TODAY, TODAY], "b": [TODAY], "c": [TODAY - 6 * DAY]}
    found = report(people(*"abcd"), done, {}, [], [], NOW)
    assert found.tasks == Counted(total=4, members=3)
    assert found.active.shown == 3
    assert "Members: 4" in text(found)
    assert "Active members: 3" in text(found)
    assert "Tasks finished: 4" in text(found)


def test_a_sum_of_two_members_or_of_nobody_is_not_shown() -> None:
    two = report(people(*"abcd"), {"a": [TODAY] * 40, "b": [TODAY]}, {}, [], [], NOW)
    nobody = report(people(*"abcd"), {}, {}, [], [], NOW)
    assert text(two) == text(nobody)
    assert "41" not in text(two)
    assert "Active members: fewer than 3" in text(two)
    assert "Tasks finished: by fewer than 3 members" in text(two)


def test_a_week_ends_on_each_members_own_today_and_holds_seven_days_of_who_is_there() -> None:
    # at noon in London it is already tomorrow on Kiritimati (UTC+14)
    done = {"a": [TODAY + DAY, TODAY - 7 * DAY], "gone": [TODAY]}
    assert report(people("a", zone="Pacific/Kiritimati"), done, {}, [], [], NOW).tasks.total == 1
    assert report(people("a", zone="UTC"), done, {}, [], [], NOW).active.total == 0


def test_whoever_did_anything_is_active_once() -> None:
    found = report(people(*"abcd"), {"a": [TODAY]}, {"a": [TODAY], "b": [TODAY]}, [{"c": [TODAY]}], [], NOW)
    assert found.active == Counted(total=3, members=3)
    assert found.questions == Counted(total=2, members=2)


def test_mocks_count_from_a_week_ago_on_unless_they_were_cancelled_or_are_drafts() -> None:
    mocks = [
        mock("a", "b", at=NOW + 5 * DAY),
        mock("c", "d", at=NOW - 6 * DAY),
        mock("a", "c", at=NOW - 8 * DAY),
        mock("b", "d", state="cancelled"),
        mock("a", "d", state="draft"),
    ]
    assert report(people(*"abcd"), {}, {}, [], mocks, NOW).mocks == Counted(total=2, members=4)
    assert report(people(*"ab"), {}, {}, [], [mock("a", "b")], NOW).mocks.shown is None


def test_the_card_keeps_the_rules_with_the_largest_figures() -> None:
    much = Counted(total=10**9, members=10**6)
    assert not card_problems(cards.report(Report(10**6, much, 10**6, much, much, much)))


def test_the_quiet_are_counted_unless_they_or_the_others_are_few() -> None:
    def quiet(*ids: str) -> str:
        away = {
            i: m.copy_with(seen=NOW - (14 if i in ids else 13) * DAY) for i, m in people(*"abcdef").items()
        }
        return text(report(away, {}, {}, [], [], NOW))

    assert "Members: 6; 3 haven't been here for two weeks" in quiet(*"abc")
    for few in ("", "ab", "abcd", "abcdef"):
        assert "two weeks" not in quiet(*few)
