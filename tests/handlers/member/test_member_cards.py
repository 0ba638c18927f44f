"""What is said about membership: settings, why a message came, what is kept."""

import datetime as dt
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from bot.app import registry, repos
from bot.core.card import plain
from bot.core.member import Member, Pause
from bot.core.values import MemberId, Private
from bot.core.wall_time import Quiet
from bot.store.members import LedgerLine, Outcome
from bot.store.repo import NOBODY
from handlers.checklist.calls import Reminder
from handlers.member import cards, model, settings_cards
from tests.world import card_problems, write

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
TODAY = NOON.date()
TO_MEMBERS = sorted(c.path for c in registry() if c.kind == "message" and not c.path.startswith("admin."))
IN_CHANNEL = ("day.asked", "day.corrected", "day.revealed", "night.asked", "night.revealed")
NO_REASON = (Reminder.path, "member.dm-closed", "member.in-channel", "checklist.digest-card", *IN_CHANNEL)
"""Its own rule says why it comes; the others go to a channel."""
LONGEST = "America/Argentina/ComodRivadavia"


def member(**more: object) -> Member:
    given: dict[str, object] = {"id": MemberId("m"), "name": "bob", "zone": "UTC", "joined": NOON}
    return Member.model_validate(given | more)


@pytest.mark.parametrize("path", [p for p in TO_MEMBERS if p not in NO_REASON])
def test_every_message_to_a_member_has_a_reason_of_its_own(path: str) -> None:
    said = "".join(write(part) for part in settings_cards.reason(path))
    assert said.startswith("You get this because ")


@pytest.mark.parametrize(
    ("outcome", "why", "said"),
    [
        ("sent", "", "sent 2026-11-24T12:00Z, DM."),
        ("skipped", "all done", "due 2026-11-24T11:00Z, left out: all done."),
        ("skipped", "paused", "due 2026-11-24T11:00Z, left out: paused."),
        ("late", "", "due 2026-11-24T11:00Z, left out, because I was down."),
        ("closed", "", "due 2026-11-24T11:00Z, couldn't be sent, because your DMs are closed to me."),
        ("failed", "", "due 2026-11-24T11:00Z, couldn't be sent."),
    ],
)
def test_what_became_of_the_last_message_is_a_sentence(outcome: Outcome, why: str, said: str) -> None:
    where = "DM" if outcome == "sent" else ""
    due = NOON - dt.timedelta(hours=1)
    last = LedgerLine(at=NOON, due=due, where=where, path=Reminder.path, outcome=outcome, why=why)
    shown = settings_cards.why(settings_cards.daily_rule(member()), last, [NOON] * 3)
    lines = plain(shown, write)
    assert lines[1] == f"Last delivery: {said}"
    assert lines[2:] == ["The next one comes 2026-11-24T12:00Z."]
    assert card_problems(shown) == []


def settings_of(who: Member) -> list[str]:
    shown = settings_cards.settings(who, first="Your settings.", today=TODAY, upcoming=[NOON] * 3)
    assert card_problems(shown) == []
    return plain(shown, write)


def test_a_date_that_has_passed_is_called_so() -> None:
    assert "Dates: interview Mon 23 November 2026 (over)" in settings_of(member(date=dt.date(2026, 11, 23)))
    assert "Dates: interview Tue 24 November 2026" in settings_of(member(date=TODAY))
    assert "Dates: no date; senior level" in settings_of(member(level="senior"))


def test_settings_say_how_long_a_pause_lasts_and_forget_it_afterwards() -> None:
    assert "Quiet hours: none; paused until you resume" in settings_of(
        member(quiet=None, pause=Pause(since=NOON))
    )
    until = Pause(since=NOON, until=dt.date(2026, 12, 1))
    assert "Quiet hours: 21:00-07:00; paused until 1 December 2026" in settings_of(member(pause=until))
    over = Pause(since=NOON - dt.timedelta(days=9), until=TODAY)
    assert "Quiet hours: 21:00-07:00" in settings_of(member(pause=over))


def test_the_longest_settings_keep_the_rules_of_cards() -> None:
    settings_of(
        member(
            zone=LONGEST,
            days=(0, 2, 4, 6),
            quiet=Quiet(start=dt.time(21), end=dt.time(7)),
            screen=dt.date(2026, 9, 23),
            onsite=dt.date(2026, 9, 30),
            decision=dt.date(2026, 11, 25),
            where="both",
            nudge=120,
            level="senior",
            minutes=240,
            pause=Pause(since=NOON, until=dt.date(2027, 9, 22)),
        )
    )


# privacy


def test_what_is_kept_is_said_in_words_with_the_answers_counted() -> None:
    tallies = {"memory": {"right": 20, "wrong": 9, "unsure": 1}, "cost": {"right": 11}}
    records: dict[str, list[dict[str, object]]] = {
        "members": [{}],
        "quiz": [{"tallies": tallies}],
        "mocks": [{}, {}, {}],
        "tradeoff": [{}],
        "stories": [{"stories": [], "projects": []}],
    }
    shown = " ".join(
        plain(cards.kept_summary(model.count_records(records), embedded=True, checkin=False), write)
    )
    assert shown.startswith(
        "I keep: your settings and when you were last here, your answers (41), your mocks (3), "
        "what you practiced when."
    )


def test_every_kind_of_record_with_a_text_that_its_owner_typed_is_named() -> None:
    with_texts = {r.name for r in repos() if r.owned_by not in ("", NOBODY) and holds_private(r.model)}
    assert {"stories", "mock-reports", "feedback"} <= with_texts
    assert with_texts - cards.NAMES.keys() == set()


def holds_private(what: Any) -> bool:
    """Whether a type has a private text in it, at any depth."""
    if (get_origin(what) or what) is Private:
        return True
    fields = what.model_fields.values() if isinstance(what, type) and issubclass(what, BaseModel) else ()
    return any(map(holds_private, (*get_args(what), *(field.annotation for field in fields))))


def test_however_much_is_kept_the_card_has_six_lines() -> None:
    everything = dict.fromkeys([*cards.NAMES, "ask-practice"], 999_999)
    for embedded in (True, False):
        assert card_problems(cards.kept_summary(everything, embedded=embedded, checkin=True)) == []
        assert all(
            name in " ".join(plain(cards.kept_summary(everything, embedded=embedded, checkin=True), write))
            for name in cards.NAMES.values()
        )
