"""Dates, times of day, quiet hours and weekdays as people write them: alone, or somewhere in a sentence.

Pure: `today` and `now` come in as arguments.
"""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress

from bot.core.text import Ambiguous, all_of, echo
from bot.core.wall_time import DAY, EVERY_DAY, WEEKDAYS, WEEKENDS, YEARS, Quiet

_LONGEST = 80
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_WORDS = {
    "daily": EVERY_DAY,
    "every day": EVERY_DAY,
    "everyday": EVERY_DAY,
    "all": EVERY_DAY,
    "weekdays": WEEKDAYS,
    "weekday": WEEKDAYS,
    "weekends": WEEKENDS,
    "weekend": WEEKENDS,
}
_TIME_WORDS = {"noon": dt.time(12), "midday": dt.time(12), "midnight": dt.time(0)}
_QUIET_OFF = frozenset({"none", "off", "no", "never", "-"})

_TIME = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2})|h)? ?(?:([ap])\.?m\.?)?")
_FOUR_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})()")
_DASH = re.compile(r" ?(?:[-–—]| to ) ?")
_BETWEEN_DAYS = re.compile(r"[,;/&+ ]+(?:and )?")
_YEAR = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_FROM_TODAY = {"today": 0, "tomorrow": 1, "tmrw": 1, "the day after tomorrow": 2}
_COUNTS = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_DAY_PARTS = {
    "noon": dt.time(12),
    "lunch": dt.time(13),
    "afternoon": dt.time(15),
    "work": dt.time(18),
    "dinner": dt.time(20),
    "evening": dt.time(19),
    "tonight": dt.time(19),
}
"""When a part of the day can be met."""
_WORDS = 5
"""Words of a date in a sentence, at most."""
_LOOKED_AT = 40
"""Words of a sentence that are looked at."""
_COUNT = r"(?P<count>[0-9]{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|half an)"
_UNTIL = re.compile(r"(?:un)?til+ (?P<what>.*)")
_BACK = re.compile(r"\b(?:back|return\w*)\b")
_ONSET = re.compile(r"\b(?:from|starting|beginning|as of)(?: on)?$")
_ISO_DATE = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})[./-]([0-9]{1,2})")
_DAY_FIRST = re.compile(
    r"(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?[ -](?:of )?"
    r"(?P<month>[a-z]{3,9})\.?(?:,?[ -](?P<year>[0-9]{4}))?"
)
_MONTH_FIRST = re.compile(
    r"(?P<month>[a-z]{3,9})\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>[0-9]{4}))?"
)
_NUMBERS_ONLY = re.compile(r"([0-9]{1,4})[./ -]([0-9]{1,2})[./ -]([0-9]{1,4})")
_SPAN = re.compile(rf"(?:in |for )?{_COUNT} (?P<unit>day|week|month)s?")
_NAMED_DAY = re.compile(r"(?P<lead>next |this |on |coming )?(?P<day>[a-z]{3,10})")
_NTH = re.compile(r"the (?P<day>[0-9]{1,2})(?:st|nd|rd|th)")
_NEXT = re.compile(r"next (?P<unit>week|month)")
_HOURS = re.compile(rf"\b{_COUNT} ?(?P<unit>h|hrs?|hours?|m|mins?|minutes?)\b")
_AT = re.compile(r"\b(?:(?P<at>at|around|after|by) )?(?P<time>[0-9]{1,2}(?:[:.][0-9]{2})? ?(?:[ap]\.?m\b)?)")


def parse_date(text: str, today: dt.date | None = None) -> dt.date:
    """A date: 2027-03-01, 1 March 2027, March 1, 2027, and 31.3.2027, where the day can't be a month.

    Given the reader's `today`, also 1 March (the next such day, `today` included), today, tomorrow, friday (the next
    one), next friday (next week's), the 5th, in 2 weeks, next month (its first day).
    """
    typed = normalize(text)
    if until := _UNTIL.fullmatch(typed):
        typed = until["what"]
    if found := _ISO_DATE.fullmatch(typed):
        return _date(text, *map(int, found.groups()))
    if found := _NUMBERS_ONLY.fullmatch(typed):
        one, two, year = map(int, found.groups())
        if year in YEARS and max(one, two) > 12:  # 15.12.2026 and 12/15/2026
            return _date(text, year, *sorted((one, two)))
        raise ValueError(f"{echo(text)} can be read in more than one way. Write the year first: 2027-03-01.")
    if today is not None and (near := _near(typed, today)) is not None:
        return near
    if today is not None and until and (month := _month(typed)):
        return _date(text, _year_of(month, 1, today), month, 1)
    return _date_in_words(text, _DAY_FIRST.fullmatch(typed) or _MONTH_FIRST.fullmatch(typed), today)


def _near(typed: str, today: dt.date) -> dt.date | None:
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
    if not 1 <= day <= 31:
        return None
    ahead = (today + n * DAY for n in range(1, 63))
    return next(date for date in ahead if date.day == day)


def find_date(text: str, today: dt.date) -> dt.date | None:
    """The first date that a sentence names, the longest where several begin at one word."""
    return next((date for _, _, date in _find_dates(text, today)), None)


def _find_dates(text: str, today: dt.date) -> Iterator[tuple[str, str, dt.date]]:
    """The dates that a sentence names: what stands before it, its own words, the date."""
    words = re.findall(r"[\w'-]+", normalize_sentence(text))[:_LOOKED_AT]
    start = 0
    while start < len(words):
        length = 1
        for count in range(min(_WORDS, len(words) - start), 0, -1):
            named = " ".join(words[start : start + count])
            with suppress(ValueError):
                yield " ".join(words[:start]), named, parse_date(named, today)
                length = count
                break
        start += length


def find_absence(text: str, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """From which day somebody says they're away (None: at once), and the first one on which they're back, if known:
    "next week", "from friday for two weeks", "2 to 9 december", "until monday", "on friday"."""
    found = [one for one in _find_dates(text, today) if one[2] > today]
    span = next((date - today for _, named, date in found if _SPAN.fullmatch(named)), None)
    days = [one for one in found if not _SPAN.fullmatch(one[1])]
    if not days:
        return None, today + span if span else None
    before, named, day = days[0]
    later = [date for _, said, _ in days[1:] if (date := parse_date(said, day)) > day]
    whole = _NEXT.fullmatch(named)
    if _UNTIL.match(named) or _BACK.search(before):
        return None, day
    if span or later:
        return day, day + span if span else later[0]
    if whole:
        return day, _later(day, 1, whole["unit"])
    if _ONSET.search(before):
        return day, None
    on_it = named in _FROM_TODAY or f"{before} {named}".endswith(f" on {named.removeprefix('on ')}")
    return (day, day + DAY) if on_it else (None, day)


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
        raise ValueError(f"{echo(text)} isn't a date: a year has 12 months. Write 2027-03-01.")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        reason = f"{_YEAR[month - 1].capitalize()} {year} has {last} days"
        raise ValueError(f"{echo(text)} isn't a date: {reason}. Write {year}-{month:02}-{last}.")
    return dt.date(year, month, day)


def write_date(date: dt.date) -> str:
    """`17 December 2026`."""
    return f"{date.day} {date:%B %Y}"


def write_day(date: dt.date) -> str:
    """`Thursday 17 December 2026`."""
    return f"{date:%A} {write_date(date)}"


# times of day, quiet hours and weekdays


def parse_time(text: str) -> dt.time:
    """A wall time as people write it: 7:15, 07:15, 0715, 7, 19.30, 19h30, 7pm, 7:15 p.m., noon."""
    typed = normalize(text)
    if typed in _TIME_WORDS:
        return _TIME_WORDS[typed]
    found = _FOUR_DIGITS.fullmatch(typed) or _TIME.fullmatch(typed)
    at = found and _clock(int(found[1]), int(found[2] or 0), found[3])
    if at is None:
        raise ValueError(refusal(text, "a time", "07:15 or 7:15 pm"))
    return at


def read_time(text: str) -> dt.time:
    """The same, where an hour alone may be one of the morning or of the evening.
    Raises Ambiguous: it can be both."""
    at, typed = parse_time(text), normalize(text)
    if typed.isdecimal() and len(typed) < 3 and 0 < at.hour < 12 and typed[0] != "0":
        later = "evening" if at.hour > 5 else "afternoon"
        choices = {f"{typed} {half}": f"{typed} {half}" for half in ("am", "pm")}
        raise Ambiguous(f"Is that {typed} in the morning or in the {later}?", choices)
    return at


def _clock(hour: int, minute: int, half: str | None) -> dt.time | None:
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def write_time(at: dt.time) -> str:
    """07:15, as `parse_time` reads it; seconds are left out."""
    return f"{at:%H:%M}"


def parse_quiet(text: str) -> Quiet | None:
    """Quiet hours as 21:00-07:00 (also 9pm-7am, 21 to 7), or None for "none"."""
    typed = normalize(text)
    if typed in _QUIET_OFF:
        return None
    ends = _DASH.split(typed)
    if len(ends) != 2:
        raise ValueError(refusal(text, "a span of quiet hours", "21:00-07:00, or none"))
    start, end = parse_time(ends[0]), parse_time(ends[1])
    if start == end:
        raise ValueError(f"{echo(text)} begins and ends at the same time. Write 21:00-07:00, or none.")
    return Quiet(start=start, end=end)


def write_quiet(quiet: Quiet | None) -> str:
    """21:00-07:00 or none, as `parse_quiet` reads it."""
    return "none" if quiet is None else f"{write_time(quiet.start)}-{write_time(quiet.end)}"


def parse_days(text: str) -> tuple[int, ...]:
    """Weekdays, 0 (Monday) to 6 in order: weekdays, weekends, daily, "mon,wed", "mon-fri", "sat to mon"."""
    typed = normalize(text)
    if typed in _DAY_WORDS:
        return _DAY_WORDS[typed]
    parts = [part for part in _BETWEEN_DAYS.split(_DASH.sub("-", typed)) if part]
    spans = [_span(part) for part in parts]
    if not spans or None in spans:
        raise ValueError(refusal(text, "a choice of days", "weekdays, daily, or mon,wed"))
    return tuple(sorted({day for span in spans for day in span or ()}))


def _span(part: str) -> tuple[int, ...] | None:
    if part in _DAY_WORDS:
        return _DAY_WORDS[part]
    ends = [weekday(word) for word in part.split("-")]
    first, last = ends[0], ends[-1]
    if first is None or last is None or len(ends) > 2:
        return None
    return tuple((first + n) % 7 for n in range((last - first) % 7 + 1))


def weekday(word: str) -> int | None:
    return next(
        (n for n, day in enumerate(_WEEK) if word == day + "s" or (len(word) > 1 and day.startswith(word))),
        None,
    )


def write_days(days: tuple[int, ...]) -> str:
    """daily, weekdays, weekends or mon,wed, as `parse_days` reads it."""
    ordered = tuple(sorted(set(days)))
    named = {EVERY_DAY: "daily", WEEKDAYS: "weekdays", WEEKENDS: "weekends"}
    return named.get(ordered) or ",".join(_WEEK[day][:3] for day in ordered)


def name_days(days: tuple[int, ...]) -> str:
    """daily, weekdays, weekends, or `Mon, Wed and Fri`, within a sentence."""
    written = write_days(days)
    every = written in ("daily", "weekdays", "weekends")
    return written if every else all_of(written.title().split(","))


def normalize(text: str) -> str:
    """Lower case, single blanks, full-width digits as ASCII; empty when too long to be any of these."""
    if len(text) > _LONGEST:
        return ""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def refusal(text: str, what: str, example: str) -> str:
    return (
        f"{echo(text)} isn't {what}. Write {example}."
        if text.strip()
        else f"Nothing was given. Write {example}."
    )
