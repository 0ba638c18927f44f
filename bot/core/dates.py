"""Dates and times of day as people say them: alone, or somewhere in a sentence. Pure: `today` and `now` come in."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bot.core.text import echo
from bot.core.when import DAY, YEARS, normalize, parse_time, refusal, weekday

_YEAR = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_FROM_TODAY = {"today": 0, "tomorrow": 1, "tmrw": 1, "the day after tomorrow": 2}
_COUNTS = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_DAY_PARTS: Mapping[str, dt.time] = MappingProxyType(
    {
        "noon": dt.time(12),
        "lunch": dt.time(13),
        "afternoon": dt.time(15),
        "work": dt.time(18),
        "dinner": dt.time(20),
        "evening": dt.time(19),
        "tonight": dt.time(19),
    }
)
"""When a part of the day can be met."""
_WORDS = 5
"""Words of a date in a sentence, at most."""
_LOOKED_AT = 40
"""Words of a sentence that are looked at."""
_COUNT = r"(?P<count>[0-9]{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|half an)"
_UNTIL = re.compile(r"(?:un)?til+ (?P<what>.*)")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(
    r"(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?[ -](?:of )?"
    r"(?P<month>[a-z]{3,9})\.?(?:,?[ -](?P<year>[0-9]{4}))?"
)
_MONTH_FIRST = re.compile(
    r"(?P<month>[a-z]{3,9})\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>[0-9]{4}))?"
)
_NUMBERS_ONLY = re.compile(r"[0-9]{1,4}[./ -][0-9]{1,2}[./ -][0-9]{1,4}")
_SPAN = re.compile(rf"(?:in |for )?{_COUNT} (?P<unit>day|week|month)s?")
_NAMED_DAY = re.compile(r"(?P<lead>next |this |on |coming )?(?P<day>[a-z]{3,10})")
_NTH = re.compile(r"the (?P<day>[0-9]{1,2})(?:st|nd|rd|th)")
_NEXT = re.compile(r"next (?P<unit>week|month)")
_HOURS = re.compile(rf"\b{_COUNT} ?(?P<unit>h|hrs?|hours?|m|mins?|minutes?)\b")
_AT = re.compile(r"\b(?:(?P<at>at|around|after|by) )?(?P<time>[0-9]{1,2}(?:[:.][0-9]{2})? ?(?:[ap]\.?m\b)?)")


def parse_date(text: str, today: dt.date | None = None) -> dt.date:
    """A date: 2027-03-01, 1 March 2027, March 1, 2027.

    Given the reader's `today`, also 1 March (the next such day, `today` included), today, tomorrow, friday (the next
    one), next friday (next week's), the 5th, in 2 weeks, next month (its first day).
    """
    typed = normalize(text)
    if until := _UNTIL.fullmatch(typed):
        typed = until["what"]
    if found := _ISO_DATE.fullmatch(typed):
        return _date(text, *map(int, found.groups()))
    if _NUMBERS_ONLY.fullmatch(typed):
        raise ValueError(f"{echo(text)} can be read in more than one way. Write the year first: 2027-03-01.")
    if today is not None and (near := _near(typed, today)) is not None:
        return near
    if today is not None and until and (month := _month(typed)):
        return _date(text, _year_of(month, 1, today), month, 1)
    return _date_in_words(text, _DAY_FIRST.fullmatch(typed) or _MONTH_FIRST.fullmatch(typed), today)


def _near(typed: str, today: dt.date) -> dt.date | None:
    """A day that is named by its distance from today."""
    if typed in _FROM_TODAY:
        return today + _FROM_TODAY[typed] * DAY
    if found := _SPAN.fullmatch(typed):
        return _later(today, _count(found["count"]), found["unit"])
    if found := _NEXT.fullmatch(typed):
        monday = today + (7 - today.weekday()) * DAY
        return monday if found["unit"] == "week" else _later(today.replace(day=1), 1, "month")
    if found := _NTH.fullmatch(typed):
        return _next_nth(int(found["day"]), today)
    found = _NAMED_DAY.fullmatch(typed)
    return _next_weekday(found["day"], today, after=found["lead"] == "next ") if found else None


def _next_weekday(word: str, today: dt.date, *, after: bool) -> dt.date | None:
    """The next day of a name, or with `after` that of the week after this one."""
    day = weekday(word)
    if day is None:
        return None
    ahead = 7 - today.weekday() + day if after else (day - today.weekday() - 1) % 7 + 1
    return today + ahead * DAY


def _count(word: str) -> int:
    return int(word) if word.isdecimal() else max(1, _COUNTS.index("a" if word.endswith("an") else word))


def _later(start: dt.date, count: int, unit: str) -> dt.date:
    if unit != "month":
        return start + count * (7 if unit == "week" else 1) * DAY
    years, month = divmod(start.month - 1 + count, 12)
    year = start.year + years
    return dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _next_nth(day: int, today: dt.date) -> dt.date | None:
    """The next day of this number in a month, after today."""
    if not 1 <= day <= 31:
        return None
    ahead = (today + n * DAY for n in range(1, 63))
    return next(date for date in ahead if date.day == day)


def find_date(text: str, today: dt.date) -> dt.date | None:
    """The first date that a sentence names, the longest where several begin at one word."""
    words = re.findall(r"[\w'-]+", normalize_sentence(text))[:_LOOKED_AT]
    for start in range(len(words)):
        for count in range(min(_WORDS, len(words) - start), 0, -1):
            try:
                return parse_date(" ".join(words[start : start + count]), today)
            except ValueError:
                continue
    return None


def find_time(text: str, now: dt.datetime) -> dt.datetime | None:
    """The next time of day that a sentence names: "in 2 hours", "at 6", "8pm", "tonight".

    `now` is what the reader's clock shows. An hour without am or pm is the next one there is.
    """
    typed = normalize_sentence(text)
    if found := _HOURS.search(typed):
        minutes = _count(found["count"]) * (60 if found["unit"].startswith("h") else 1)
        return now + dt.timedelta(minutes=minutes // 2 if found["count"] == "half an" else minutes)
    times = [
        *_clock_times(typed),
        *(at for part, at in _DAY_PARTS.items() if re.search(rf"\b{part}\b", typed)),
    ]
    ahead = [dt.datetime.combine(now.date(), at, now.tzinfo) for at in times]
    return min((at for at in ahead if at > now), default=None)


def _clock_times(typed: str) -> Iterator[dt.time]:
    found = next(
        (one for one in _AT.finditer(typed) if one["at"] or not one["time"].strip().isdecimal()), None
    )
    if found is None:
        return
    try:
        at = parse_time(found["time"])
    except ValueError:
        return
    yield at
    if at.hour < 12 and found["time"].strip()[-1] != "m":
        yield at.replace(hour=at.hour + 12)


def normalize_sentence(text: str) -> str:
    """As `normalize`, of as much of a sentence as is looked at."""
    return " ".join(text.casefold().split()[:_LOOKED_AT])


def _date_in_words(text: str, found: re.Match[str] | None, today: dt.date | None) -> dt.date:
    month = found and _month(found["month"])
    if not found or not month:
        raise ValueError(refusal(text, "a date", "2027-03-01 or 1 March 2027"))
    day = int(found["day"])
    if found["year"]:
        return _date(text, int(found["year"]), month, day)
    if today is None:
        raise ValueError(f"{echo(text)} has no year. Write 2027-03-01.")
    return _date(text, _year_of(month, day, today), month, day)


def _month(word: str) -> int | None:
    return next((n for n, month in enumerate(_YEAR, 1) if month.startswith(word)), None)


def _year_of(month: int, day: int, today: dt.date) -> int:
    """The year of the next such day, `today` included; for a day that no year has, that of the month's next end."""
    years = range(today.year, today.year + 9)  # eight years lie between 29 Februaries around 1900 and 2100
    ahead = (
        y for y in years if 1 <= day <= calendar.monthrange(y, month)[1] and dt.date(y, month, day) >= today
    )
    last = dt.date(today.year, month, calendar.monthrange(today.year, month)[1])
    return next(ahead, today.year + (last < today))


def _date(text: str, year: int, month: int, day: int) -> dt.date:
    if year not in YEARS:
        raise ValueError(f"{echo(text)} has a year outside {YEARS[0]} to {YEARS[-1]}. Write 2027-03-01.")
    if not 1 <= month <= 12:
        raise ValueError(f"{echo(text)} is not a date: a year has 12 months. Write 2027-03-01.")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        reason = f"{_YEAR[month - 1].capitalize()} {year} has {last} days"
        raise ValueError(f"{echo(text)} is not a date: {reason}. Write {year}-{month:02}-{last}.")
    return dt.date(year, month, day)
