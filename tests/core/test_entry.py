"""Entries and jobs: stored Calls, named for what they mean."""

import datetime as dt
import json

import pytest
from pydantic import ValidationError

from bot.core.entry import ENTRY_VERSION, Entry, Job, To, entry_id, pack, pack_job, read_entries, spell_out
from bot.core.values import Call, ChannelId, GroupId, MemberId
from bot.core.wall_time import Wall

GROUP, BOB = GroupId("g"), MemberId("bob")
CALL = Call(path="checklist.reminder")
DUE = dt.datetime(2026, 11, 24, 2, 30, tzinfo=dt.UTC)


def job(**more: object) -> Job:
    given: dict[str, object] = {
        "name": "reminder",
        "group": GROUP,
        "to": To(member=BOB),
        "call": CALL,
        "rule": Wall(at=dt.time(8), zone="Asia/Kolkata"),
    }
    return Job.model_validate(given | more)


def held(to: To | None, about: MemberId | None = None) -> Job:
    entry = Entry(id="x", group=GROUP, to=to, call=CALL, due=DUE, expires=DUE, about=about)
    return job(rule=None, held=entry, to=None)


def test_an_entrys_id_says_whom_it_is_for_and_the_local_date_that_it_means() -> None:
    assert job().entry(DUE).id == "bob/reminder/2026-11-24"
    assert entry_id(None, "pairing", "2026-W48") == "-/pairing/2026-W48"


def test_the_two_times_of_a_night_that_is_long_have_one_id_so_it_is_said_once() -> None:
    berlin = job(rule=Wall(at=dt.time(2, 30), zone="Europe/Berlin"))
    first = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert berlin.entry(first).id == berlin.entry(first + dt.timedelta(hours=1)).id


def test_a_rule_that_is_moved_to_later_on_the_same_day_means_that_day_once() -> None:
    evening = job(rule=Wall(at=dt.time(20), zone="Asia/Kolkata"))
    assert evening.entry(DUE + dt.timedelta(hours=12)).id == job().entry(DUE).id


def test_an_entry_expires_two_hours_after_its_instant_unless_the_job_says_otherwise() -> None:
    assert job().entry(DUE).expires == DUE + dt.timedelta(hours=2)
    assert job(late=60).entry(DUE).expires == DUE + dt.timedelta(minutes=1)


def test_an_entry_belongs_to_its_addressee_work_to_whom_it_is_about() -> None:
    assert job().entry(DUE).owner == BOB
    assert held(None, about=BOB).owner == BOB
    assert held(To(member=BOB)).owner == BOB
    assert held(None).owner is None
    assert job(to=To(channel=ChannelId("c"))).owner is None


def read_again(one: Job) -> Job:
    return Job.model_validate_json(spell_out(one.key, pack_job(one, {}).encode()))


WEEKDAYS = Wall(at=dt.time(6, 5), zone="America/Argentina/Buenos_Aires", days=(0, 1, 2, 3, 4))


@pytest.mark.parametrize("rule", [Wall(at=dt.time(8), zone="UTC"), WEEKDAYS])
def test_a_members_daily_job_is_a_short_line_and_is_read_as_what_it_was(rule: Wall) -> None:
    assert read_again(job(rule=rule)) == job(rule=rule)
    assert len(pack_job(job(rule=rule), {})) <= 80
    assert json.loads(pack_job(job(rule=rule), {}))["v"] > ENTRY_VERSION  # an older program leaves it alone


@pytest.mark.parametrize(
    "more",
    [
        {"to": None},
        {"to": To(channel=ChannelId("c"))},
        {"to": To(member=BOB, way="home")},
        {"call": Call(path="x", values={"a": "b"})},
        {"rule": Wall(at=dt.time(8), zone="UTC", date=dt.date(2026, 11, 24))},
        {"rule": Wall(at=dt.time(8, 0, 1), zone="UTC")},
        {"late": 60},
        {"call": Call(path='odd "path')},
    ],
)
def test_any_other_job_is_stored_with_all_that_it_says(more: dict[str, object]) -> None:
    assert read_again(job(**more)) == job(**more)


@pytest.mark.parametrize(
    "body", ['{"v":2,"j":"', '{"v":2,"j":""}', '{"v":2,"j":"a 25:00 UTC"}', '{"v":2,"j":"a b"}']
)
def test_a_damaged_line_is_no_job(body: str) -> None:
    with pytest.raises(ValidationError):
        Job.model_validate_json(spell_out(job().key, body.encode()))


@pytest.mark.parametrize("damaged", [b"", b"{", b"null", b"{}", b"{} , {}", b"]", b"\xff"])
def test_of_entries_that_are_read_together_one_that_is_damaged_spoils_no_other(damaged: bytes) -> None:
    first, last = job().entry(DUE), job(name="other").entry(DUE)
    bodies = [pack(first, {}).encode(), damaged, pack(last, {}).encode()]
    assert read_entries(bodies, {}) == [first, None, last]


def test_an_entry_of_0_1_0_that_began_a_thread_below_itself_is_still_read() -> None:
    to = To(channel=ChannelId("c"))
    stored = pack(Entry(id="x", group=GROUP, to=to, call=CALL, due=DUE, expires=DUE), {})
    with_thread = stored.replace('"channel":"c"', '"channel":"c","opens":"Question of 24 November"')
    (found,) = read_entries([with_thread.encode()], {})
    assert found is not None
    assert found.to is not None
    assert found.to.channel == "c"


def test_two_entries_in_the_place_of_one_are_none() -> None:
    body = pack(job().entry(DUE), {}).encode()
    assert read_entries([body + b"," + body, body], {})[0] is None
