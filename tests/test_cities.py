"""The list of cities, written from GeoNames' records."""

from tools.cities import cities_by_zone


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
