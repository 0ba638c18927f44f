"""What people call their place, and the zone that is found or suggested."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.zones import MOST, UnknownZone, find_zone, suggest_zones
from tools.cities import cities_by_zone

NOW = dt.datetime(2026, 11, 25, 14, 42, tzinfo=dt.UTC)


def listed(refused: UnknownZone) -> list[str]:
    """The zones that a refusal names behind its colon."""
    _, _, names = str(refused).partition(": ")
    return names.rstrip(".").split(", ") if names else []


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("new york", "America/New_York"),
        ("Kathmandu", "Asia/Kathmandu"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("Hyderabad", "Asia/Kolkata"),
        ("St. Petersburg", "Europe/Moscow"),
        ("San Francisco", "America/Los_Angeles"),
        ("Tel-Aviv", "Asia/Jerusalem"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Zürich", "Europe/Zurich"),
        ("  Ｂｅｒｌｉｎ ", "Europe/Berlin"),
        ("Munich, Germany", "Europe/Berlin"),
        ("shanghai china", "Asia/Shanghai"),
        ("new york usa", "America/New_York"),
        ("India", "Asia/Kolkata"),
        ("Leipzig", "Europe/Berlin"),
        ("Nuremberg, Germany", "Europe/Berlin"),
        ("gmt", "GMT"),
        ("Columbus", "America/New_York"),  # far larger than its namesakes
        ("Ontario", "America/Toronto"),  # no city in California
        ("Bali", "Asia/Makassar"),
    ],
)
def test_a_place_with_one_zone_is_found(text: str, zone: str) -> None:
    assert find_zone(text) == zone


def test_every_iana_name_is_found_in_any_case_and_stays_as_it_is() -> None:
    for zone in (z for z in available_timezones() if "/" in z):
        for typed in (zone, zone.upper(), zone.lower().replace("_", " ")):
            assert find_zone(typed) == zone


def test_every_suggestion_is_a_zone_that_is_found_again() -> None:
    for text in ["", "+2", "14:42", "us", "san", "ist", "berlim"]:
        for zone in suggest_zones(text, NOW):
            assert ZoneInfo(zone).key == find_zone(zone) == zone


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("IST", {"Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"}),
        ("China", {"Asia/Shanghai", "Asia/Urumqi"}),
        ("usa", {"America/New_York", "America/Los_Angeles"}),
        ("Cambridge", {"Europe/London", "America/New_York"}),
        ("Birmingham", {"Europe/London", "America/Chicago"}),
        ("Florida", {"America/New_York", "America/Chicago"}),
    ],
)
def test_a_name_of_several_zones_is_refused_and_names_them(text: str, among: set[str]) -> None:
    with pytest.raises(UnknownZone, match="can mean more than one time zone") as refused:
        find_zone(text)
    assert among <= set(listed(refused.value))


@pytest.mark.parametrize(("text", "hours"), [("+5:30", 5.5), ("GMT-3", -3), ("+0545", 5.75), ("utc −8", -8)])
def test_an_offset_is_no_zone_but_has_places(text: str, hours: float) -> None:
    with pytest.raises(UnknownZone, match="doesn't say when clocks change") as refused:
        find_zone(text)
    assert listed(refused.value)
    for zone in listed(refused.value):
        seasons = [dt.datetime(2026, month, 1, tzinfo=ZoneInfo(zone)) for month in (1, 7)]
        assert dt.timedelta(hours=hours) in [day.utcoffset() for day in seasons]


def test_a_fixed_offset_is_taken_by_its_iana_name() -> None:
    assert find_zone("etc/gmt-2") == "Etc/GMT-2"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("berlim", "Europe/Berlin"),
        ("bangalor", "Asia/Kolkata"),
        ("Asia/Tokio", "Asia/Tokyo"),
        ("Buenos Aries", "America/Argentina/Buenos_Aires"),
        ("Nurembreg", "Europe/Berlin"),
    ],
)
def test_a_slip_of_the_pen_is_answered_with_what_was_meant(text: str, first: str) -> None:
    with pytest.raises(UnknownZone, match="Did you mean") as refused:
        find_zone(text)
    assert listed(refused.value)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        *("qqqqqq", "+99", "+14:59", "localtime", "x" * 100_000, "", "Berlin" + "!" * 90),
        *("Mordor", "Gotham", "Wakanda", "Neverland"),
    ],
)
def test_nonsense_and_places_near_nothing_are_answered_with_an_example(text: str) -> None:
    with pytest.raises(UnknownZone, match=r"Write a .*Europe/Berlin") as refused:
        find_zone(text)
    assert listed(refused.value) == []


@given(st.text(max_size=200))
def test_any_text_is_found_or_refused_in_one_short_clean_line(text: str) -> None:
    try:
        assert ZoneInfo(find_zone(text))
    except UnknownZone as refused:
        assert str(refused).isprintable()
        assert len(str(refused)) < 300
    assert len(suggest_zones(text, NOW)) <= MOST


def test_before_anything_is_typed_the_group_comes_first() -> None:
    listed = suggest_zones("", NOW, first=["Asia/Kathmandu", "Europe/Berlin", "Not/There"])
    assert listed[:2] == ["Asia/Kathmandu", "Europe/Berlin"]
    assert len(listed) == len(set(listed)) == MOST


def test_the_beginning_of_a_name_comes_before_its_middle() -> None:
    assert suggest_zones("ber", NOW)[0] == "Europe/Berlin"
    assert suggest_zones("bengal", NOW) == ["Asia/Kolkata"]
    assert suggest_zones("kong", NOW)[0] == "Asia/Hong_Kong"
    assert suggest_zones("ist", NOW)[:3] == ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"]


@pytest.mark.parametrize("text", ["20:12", "8:12 pm", "20.05"])
def test_the_time_it_is_now_names_the_zone(text: str) -> None:
    assert suggest_zones(text, NOW) == ["Asia/Kolkata", "Asia/Colombo"]


def test_an_offset_lists_where_it_holds_now() -> None:
    november = suggest_zones("+1", NOW)
    july = suggest_zones("+1", dt.datetime(2026, 7, 1, tzinfo=dt.UTC))
    assert "Europe/Berlin" in november
    assert "Europe/Berlin" not in july
    assert july[0] == "Europe/London"


# the cities


def _city(name: str, zone: str, people: int) -> dict[str, object]:
    return {"name": name, "timezone": zone, "population": people}


def test_cities_are_listed_under_their_zone_by_the_name_that_is_looked_up() -> None:
    found = [_city("Würzburg", "Europe/Berlin", 130_000), _city("St. Gallen", "Europe/Zurich", 75_000)]
    assert cities_by_zone(found) == {"Europe/Berlin": ["wurzburg"], "Europe/Zurich": ["st gallen"]}


def test_a_small_town_and_a_namesake_a_tenth_as_large_are_left_out() -> None:
    found = [
        _city("Ulm", "Europe/Berlin", 49_999),
        _city("Lima", "America/Lima", 7_737_002),
        _city("Lima", "Asia/Manila", 50_000),
        _city("York", "Europe/London", 153_717),
        _city("York", "America/New_York", 90_000),
    ]
    assert cities_by_zone(found) == {
        "America/Lima": ["lima"],
        "America/New_York": ["york"],
        "Europe/London": ["york"],
    }
