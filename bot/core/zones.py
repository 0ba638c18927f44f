"""From what people call their place to an IANA zone.

Accepted: IANA names in any case (an older name such as Asia/Calcutta stays as it is), their cities,
cities of at least 50,000 people (GeoNames), countries that have one zone, and abbreviations that mean one
zone only. An offset isn't a zone: it doesn't know daylight saving, so "+5:30" or "UTC+2" is refused with
places at that offset, also the whole hours; to have a fixed one, write its IANA name, Etc/GMT-2 (IANA
turns the sign around).
"""

import datetime as dt
import difflib
import functools
import importlib.resources
import itertools
import re
import unicodedata
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from bot.core import dates
from bot.core.text import echo
from bot.core.wall_time import DAY, local

MOST: Final = 25
"""As many suggestions as a platform's autocomplete shows."""

CITIES_FILE: Final = Path(__file__).with_name("cities.txt")
"""The cities of GeoNames by zone; tools/cities.py writes it."""
_PLACES = Path(__file__).with_name("places.txt")
"""What else people call a zone, or several."""

_FEW = 5
_WORDS = 4
"""Words of a place's name, at most."""
_NOT_A_PLACE = frozenset({"localtime", "Factory", "posixrules"})
_OFFSET = re.compile(r"(?:utc|gmt)? ?([+\-−])([0-9]{1,2})(?::?([0-9]{2}))?")
_CLOCK = re.compile(r"[0-9]{1,2}[:.][0-9]{2} ?(?:[ap]\.?m\.?)?|[0-9]{1,2} ?[ap]\.?m\.?")
_SEASONS = (dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 7, 1, tzinfo=dt.UTC))

# Shown first, the most asked for at the top; only an order, every zone can be found.
_WELL_KNOWN = (
    *("America/Los_Angeles", "America/New_York", "America/Chicago", "Europe/London", "Europe/Berlin"),
    *("Asia/Kolkata", "Asia/Shanghai", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney"),
    *("America/Toronto", "America/Vancouver", "America/Denver", "America/Sao_Paulo", "Europe/Paris"),
    *("Europe/Zurich", "Europe/Amsterdam", "Europe/Dublin", "Europe/Warsaw", "Europe/Lisbon"),
    *("Europe/Istanbul", "Asia/Jerusalem", "Asia/Dubai", "Asia/Karachi", "Asia/Seoul", "Asia/Hong_Kong"),
    *("Asia/Taipei", "Asia/Jakarta", "Asia/Manila", "Asia/Ho_Chi_Minh", "Asia/Dhaka", "Asia/Kathmandu"),
    *("Africa/Lagos", "Africa/Nairobi", "Africa/Cairo", "Africa/Johannesburg", "Europe/Madrid"),
    *("Europe/Rome", "Europe/Stockholm", "Europe/Kyiv", "Europe/Bucharest", "Europe/Athens"),
    *("Europe/Moscow", "America/Mexico_City", "America/Bogota", "America/Argentina/Buenos_Aires"),
    *("America/Phoenix", "America/Halifax", "Australia/Melbourne", "Australia/Perth", "Pacific/Auckland"),
)


class UnknownZone(ValueError):
    """A text that names no zone, or several; says which were perhaps meant, the likeliest first."""


def find_zone(text: str) -> str:
    """The IANA name of the zone that was meant.
    Raises UnknownZone: a sentence for the member, with what may have been meant."""
    if not text.strip():
        raise UnknownZone("Nothing was given. Write a city such as Berlin, or Europe/Berlin.")
    typed = dates.normalize(text)
    city, _, country = fold(typed).rpartition(" ")
    zones = (
        _zones_of(fold(typed))
        or _zones_of(fold(typed.partition(",")[0]))
        or tuple(zone for zone in _zones_of(city) if zone in _zones_of(country))
    )
    if len(zones) == 1:
        return zones[0]
    if zones:
        problem, near = "can mean more than one time zone. Write one of them", zones
    elif (offset := _offset(typed)) is not None:
        if not (near := _at_offset(offset, _rank_zones(), _SEASONS)):
            raise UnknownZone(
                f"No place has the offset {echo(text)}. Write a city such as Berlin, or Europe/Berlin."
            )
        problem = "doesn't say when clocks change. Pick a city there"
    elif near := _close(fold(typed)):
        problem = "isn't a place I know. Did you mean one of these"
    else:
        raise UnknownZone(
            f"{echo(text)} isn't a place I know. Write a larger city nearby, or a zone such as Europe/Berlin."
        )
    raise UnknownZone(f"{echo(text)} {problem}: {', '.join(near[:_FEW])}.")


def is_place(word: str) -> bool:
    """Whether a word in small letters names a place or a zone."""
    return bool(_zones_of(word if word.isascii() and word.isalpha() else fold(word)))


def find_zones_in(text: str) -> tuple[str, ...]:
    """The zones that the places in a sentence may mean, in its order; of names within a name the longest counts."""
    words, at, found = re.findall(r"[\w/]+", fold(text)), 0, list[str]()
    while at < len(words):
        spans = range(min(_WORDS, len(words) - at), 0, -1)
        span = next((n for n in spans if _zones_of(" ".join(words[at : at + n]))), 0)
        found += _zones_of(" ".join(words[at : at + span]))
        at += span or 1
    return tuple(dict.fromkeys(found))


def suggest_zones(text: str, now: dt.datetime, first: Iterable[str] = ()) -> list[str]:
    """IANA names for an autocomplete, 25 at most, the likeliest first.

    `text` is what was typed so far: a part of a name, city or country, an offset, or the time that it is
    at `now` (20:12); empty for the best known ones. Zones in `first` (the group's) precede their equals.
    """
    typed = dates.normalize(text)
    pool = tuple(dict.fromkeys([*(zone for zone in first if zone in _keys()), *_rank_zones()]))
    if not typed:
        return list(pool[:MOST])
    if (offset := _offset(typed)) is not None:
        return list(_at_offset(offset, pool, (now,))[:MOST])
    if _CLOCK.fullmatch(typed):
        return _where_it_is(text, pool, now)[:MOST]
    folded = fold(typed)
    matches = (_find_matches(folded, names, pool) for names in (_names(), _cities()))
    found = list(dict.fromkeys(itertools.chain(*matches)))
    return (found or list(_close(folded)))[:MOST]


def fold(name: str) -> str:
    """A name as it's looked up: no accents, and blanks for what people leave out or change.

    That is `_`, `-`, `.`, `'` and brackets.
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[_\-.'’()]", " ", bare).split())


@functools.cache
def _keys() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones() - _NOT_A_PLACE)


def _rows(table: str) -> list[list[str]]:
    """The rows of a table of the IANA database, without its comments."""
    text = importlib.resources.files("tzdata.zoneinfo").joinpath(table).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@functools.cache
def _rank_zones() -> tuple[str, ...]:
    """Every zone that the IANA database names for a country, the well-known ones first."""
    places = sorted(zone for _, _, zone, *_ in _rows("zone.tab") if zone in _keys())
    return tuple(dict.fromkeys([*(zone for zone in _WELL_KNOWN if zone in _keys()), *places]))


@functools.cache
def _names() -> dict[str, tuple[str, ...]]:
    """Folded name -> the zones it may mean; a later source overrides an earlier one.

    Etc/GMT-3 is found by its whole name only: who types GMT-3 means the opposite offset.
    """
    return {
        **_by_city(sorted(key for key in _keys() - set(_rank_zones()) if not key.startswith("Etc/"))),
        **{fold(key): (key,) for key in _keys()},
        **_by_country(),
        **_by_city(_rank_zones()),
        **{name: zones for zones, names in _read_places(_PLACES) for name in names},
    }


def _read_places(file: Path) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Zones, and the names of places that have them: a line each, a tab between."""
    for line in file.read_text("utf-8").splitlines():
        zones, is_place, names = line.partition("\t")
        if is_place:  # else a comment
            yield tuple(zones.split()), names.split(", ")


@functools.cache
def _cities() -> dict[str, tuple[str, ...]]:
    """The folded names of GeoNames' cities -> their zones, the well-known ones first."""
    known = (pair for pair in _read_places(CITIES_FILE) if pair[0][0] in _keys())  # a machine's may be older
    return _by_code((city, zone) for (zone,), cities in known for city in cities)


@functools.cache
def _cities_with(letter: str) -> tuple[str, ...]:
    return tuple(name for name in _cities() if name.startswith(letter))


def _zones_of(folded: str) -> tuple[str, ...]:
    """The zones that a name may mean, looked for among GeoNames' cities last."""
    return _names().get(folded) or _cities().get(folded, ())


def _by_city(keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    cities: dict[str, tuple[str, ...]] = {}
    for key in keys:
        city = fold(key.rpartition("/")[2])
        cities[city] = (*cities.get(city, ()), key)
    return cities


def _by_country() -> dict[str, tuple[str, ...]]:
    """Country name -> its zones; only the one of which it is the main country, when there is one such."""
    own = _by_code((code, zone) for code, _, zone, *_ in _rows("zone.tab"))
    main = _by_code((codes.partition(",")[0], zone) for codes, _, zone, *_ in _rows("zone1970.tab"))
    names = {code: fold(name) for code, name in _rows("iso3166.tab") if code in own}
    return {name: main[code] if len(main.get(code, ())) == 1 else own[code] for code, name in names.items()}


def find_country(text: str) -> str | None:
    """The two letters of a country, by these or by its name in English; None for no country."""
    named = {fold(name): code for code, name in _rows("iso3166.tab")}
    others = {"uk": "GB", "united kingdom": "GB", "great britain": "GB", "england": "GB", "usa": "US"}
    codes = {code.casefold(): code for code in named.values()}
    return {**codes, **others, **named}.get(fold(dates.normalize(text)))


def _by_code(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    zones: dict[str, list[str]] = {}
    for code, zone in pairs:
        zones.setdefault(code, []).append(zone)
    return {
        code: tuple(sorted(found, key=_rank)) if found[1:] else (found[0],) for code, found in zones.items()
    }


def _rank(zone: str) -> int:
    return _rank_zones().index(zone) if zone in _rank_zones() else len(_rank_zones())


def _offset(typed: str) -> dt.timedelta | None:
    found = _OFFSET.fullmatch(typed)
    if not found:
        return None
    size = dt.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return size if found[1] == "+" else -size


def _at_offset(offset: dt.timedelta, pool: Sequence[str], instants: Sequence[dt.datetime]) -> tuple[str, ...]:
    """The zones that have the offset at one of the instants."""
    return tuple(
        zone for zone in pool if any(local(instant, zone).utcoffset() == offset for instant in instants)
    )


def _where_it_is(text: str, pool: Sequence[str], now: dt.datetime) -> list[str]:
    """The zones where it is now, within ten minutes, the time that was typed."""
    try:
        typed = dt.datetime.combine(dt.date.min, dates.parse_time(text))
    except ValueError:
        return []
    ten_minutes = dt.timedelta(minutes=10)
    clocks = ((zone, local(now, zone).replace(tzinfo=None)) for zone in pool)
    return [
        zone for zone, clock in clocks if min((clock - typed) % DAY, (typed - clock) % DAY) <= ten_minutes
    ]


def _find_matches(folded: str, names: Mapping[str, Sequence[str]], pool: Sequence[str]) -> list[str]:
    order = {zone: n for n, zone in enumerate(pool)}
    best: dict[str, int] = {}
    for name, zones in names.items():
        if (fit := _fit(folded, name)) is not None:
            best |= {zone: min(fit, best.get(zone, fit)) for zone in zones}
    return sorted(best, key=lambda zone: (best[zone], order.get(zone, len(order)), zone))


def _fit(typed: str, name: str) -> int | None:
    """How well a name fits what was typed, 0 best; None for not at all."""
    if typed not in name:
        return None
    if name.startswith(typed):
        return 0 if name == typed else 1
    return 2 if any(word.startswith(typed) for word in re.split("[ /]", name)) else 3


def _close(folded: str) -> tuple[str, ...]:
    """The zones of names a slip of the pen away, one in four letters at most; a farther guess only misleads."""
    near = difflib.get_close_matches(folded, _names(), n=_FEW, cutoff=0.7)
    if not near:  # of 12,000 cities only those with the same first letter: all of them take too long
        near = difflib.get_close_matches(folded, _cities_with(folded[:1]), n=_FEW, cutoff=0.8)
    meant = (name for name in near if _count_edits(folded, name) <= len(folded) // 4)
    zones = dict.fromkeys(zone for name in meant for zone in _zones_of(name))
    return tuple(zone for zone in zones if not zone.startswith("Etc/"))


def _count_edits(typed: str, name: str) -> int:
    steps = difflib.SequenceMatcher(None, typed, name, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for step, i1, i2, j1, j2 in steps if step != "equal")
