"""Hours for mock rounds as a member writes them: windows of wall time in their zone, which come back every week."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Self, TypeVar

from pydantic import Field, model_validator

from bot.core.dates import parse_days, parse_time, write_date, write_days, write_time
from bot.core.text import Ambiguous, echo
from bot.core.values import Frozen
from bot.core.wall_time import WallTime
from bot.pairing import BLOCK_MINUTES

T = TypeVar("T")
DAY_MINUTES = 24 * 60
_LATEST_MORNING = 12 * 60
ALL_DAY = (dt.time(), dt.time())
_LONGEST_TEXT = 400
_WAKING = dt.time(6)
_EXAMPLE = "Write mon 18:00-20:30, sat 10:00-13:00."
_DASH = r" ?(?:[-–—]| to ) ?"
_TIME = r"noon|midnight|[0-9]{1,2}(?:[:.h]?[0-9]{2})? ?(?:[ap]\.?m\.?)?"
_PIECE = re.compile(rf"(?P<days>[a-z &/+–—-]*?) ?(?P<start>{_TIME}){_DASH}(?P<end>{_TIME})")
_OPEN = re.compile(
    rf"(?P<days>[a-z &/+–—-]*?) ?(?P<which>after|from|before|until|till)(?: |(?=[0-9]))(?P<at>{_TIME})"
)
_PARTS = {
    "morning": (dt.time(8), dt.time(12)),
    "afternoon": (dt.time(12), dt.time(18)),
    "evening": (dt.time(18), dt.time(22)),
}
_PART = re.compile(r"(?P<days>[a-z &/+–—-]*?) ?(?P<part>morning|afternoon|evening)s?")
_EITHER_HALF = re.compile(
    r"\b(?:after|from|before|until|till) ?(?P<hour>[6-9])(?![\d:.h]| ?[ap]\.?m)", re.IGNORECASE
)
"""An hour of the morning or of the evening: people are awake at both."""
_MINUTES = r"(?:[:.h]?[0-5][0-9])?"
_BARE_SPAN = re.compile(
    rf"(?<![\d:.])(?P<start>1[01]|[1-9])(?P<past>{_MINUTES}){_DASH}(?P<end>1[0-2]|[1-9])(?P<over>{_MINUTES})"
    r"(?![\d:.h]| ?[ap]\.?m)"
)
_DAY_OF_24 = re.compile(r"\b(?:0\d|1[3-9]|2[0-4])(?:[:.h]?00)?\b")
"""An hour as only the 24-hour clock writes it."""
_WHOLE_DAY = re.compile(r"(?P<days>[a-z &/+–—-]*?) ?(?:all day|any ?time|whole day)")
_FORMS = (_PIECE, _OPEN, _WHOLE_DAY, _PART)
_ONLY_DAYS = re.compile(r"[a-z &/+–—-]+")
_LEAD = r"(?:(?:my )?(?:mock )?hours(?: are)?(?: ?[:,]| ) ?)?"
_ONLY = r"(?:(?:in|for|only|just) )*"
_NEAR = r"(?P<near>this|next) week(?: only)?"
_WEEK_OF = r"(?:the )?week of (?P<day>[^:]+)"
_ONE_WEEK = tuple(
    re.compile(_LEAD + form, re.IGNORECASE)
    for form in (
        rf"{_ONLY}(?:{_NEAR}(?: ?[:,]| )|{_WEEK_OF}:) ?(?P<hours>.*)",
        rf"(?P<hours>.*?[^ ,]),? {_ONLY}(?:{_NEAR}|{_WEEK_OF})",
        r"(?P<hours>.*)",
    )
)
"""The week comes first, or last, or isn't named."""
_NEAR_DAY = re.compile(r"\b(?:today|tomorrow|tonight)\b", re.IGNORECASE)
_AS_USUAL = re.compile(r"(?:as )?(?:usual|always)", re.IGNORECASE)
_NO_HOURS = re.compile(r"none|no(?: hours| time)?|nothing|clear", re.IGNORECASE)
_HALF = re.compile(r"([ap])\.?m\.?$")
_FROM_NOON = re.compile(rf"(?:noon|midnight)-.+|12{_MINUTES}-(?:[1-9]{_MINUTES}|1[0-2])")
"""`noon-2` and `12-2`; not `12:00-02:00`, nor `12:00-11:00`, which the 24-hour clock writes as well."""


class Window(Frozen):
    """Hours on one weekday (0 is Monday), in whole quarter hours of wall time.

    An `end` that is not later than `start` is on the day after; 00:00 is the end of the day, and 00:00 to 00:00
    the whole day.
    """

    day: Annotated[int, Field(ge=0, le=6)]
    start: WallTime
    end: WallTime

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if problem := _problem(self.start, self.end):
            raise ValueError(f"These hours {problem}")
        return self

    @property
    def minutes(self) -> tuple[int, int]:
        """Start and end in minutes since the day's midnight; the end may be beyond 1,440."""
        return _span(self.start, self.end)


class Given(Frozen):
    """Hours as somebody wrote them. `week`: in words for which week alone, such as `next` or `7 December`; empty:
    for every week. No windows: none in that week, or (`usual`) those of a usual week again."""

    windows: tuple[Window, ...]
    week: str = ""
    usual: bool = False


class Gain(Frozen):
    """An hour in somebody's own zone, and how many more of the others fit with it."""

    window: Window
    more: int


def parse_hours(text: str) -> Given:
    """Windows as of `parse_windows`, with `next week:` or `week of 7 December:` for that week alone, in which there
    may be `none`.

    Raises ValueError whose message is a sentence for the member.
    """
    return _ask_half(text, _read_hours)


def settle_near_days(text: str, today: dt.date) -> str:
    """Hours of today or tomorrow as those of that week alone: `week of 26 November 2026: thu evening`."""
    named = _NEAR_DAY.search(text)
    if named is None:
        return text
    date = today + dt.timedelta(days=named[0].casefold() == "tomorrow")
    day = f"{date:%a} evening" if named[0].casefold() == "tonight" else f"{date:%a}"
    return f"week of {write_date(date)}: {text[: named.start()]}{day}{text[named.end() :]}"


def _read_hours(text: str) -> Given:
    typed = "; ".join(" ".join(one.split()) for one in text.splitlines() if one.strip())
    found = next(filter(None, (form.fullmatch(typed) for form in _ONE_WEEK)))
    hours, named = found["hours"], found.groupdict()
    week = (named.get("near") or named.get("day") or "").lower()
    if week and _AS_USUAL.fullmatch(hours):
        return Given(windows=(), week=week, usual=True)
    if week and _NO_HOURS.fullmatch(hours):
        return Given(windows=(), week=week)
    return Given(windows=parse_windows(hours), week=week)


def write_hours(given: Given) -> str:
    """Hours as `parse_hours` reads them."""
    if not given.week:
        return write_windows(given.windows)
    near = f"{given.week} week" if given.week in ("this", "next") else f"week of {given.week}"
    return f"{near}: {write_windows(given.windows) or ('as usual' if given.usual else 'none')}"


def ask_windows(text: str) -> tuple[Window, ...]:
    """Windows of somebody who can be asked what they mean: as `parse_windows`, and raises Ambiguous as well."""
    return _ask_half(text, parse_windows)


def parse_windows(text: str, shortest: int = BLOCK_MINUTES) -> tuple[Window, ...]:
    """Windows such as `mon,wed 18-20`, `weekdays after 7pm`, `sat 10-13, 15-17`, in order and merged.

    An hour without am or pm is one of the 24-hour clock. `after 7pm` ends with the day, `before 9` begins
    at 06:00; a window across midnight ends the next morning.

    Raises ValueError whose message is a sentence for the member, with an example; also for a window of fewer than
    `shortest` minutes.
    """
    if len(text) > _LONGEST_TEXT:
        raise ValueError(f"That is more than {_LONGEST_TEXT} characters of hours. {_EXAMPLE}")
    windows: list[Window] = []
    for days, piece in _pieces(text):
        start, end = _ends(piece)
        if problem := _problem(start, end, shortest):
            raise ValueError(f"{echo(piece[0])} {problem}")
        windows += [Window(day=day, start=start, end=end) for day in days]
    if not windows:
        raise ValueError(f"No hours were given. {_EXAMPLE}")
    return _merge(windows)


def _ask_half(text: str, read: Callable[[str], T]) -> T:
    """What `read` makes of it; raises Ambiguous for an hour that can be of the morning and of the evening."""
    if found := _EITHER_HALF.search(text):
        hour, halves = found["hour"], [f"{found[0]} {half}" for half in ("am", "pm")]
    elif found := _either_span(text):
        hour, halves = found["start"] + found["past"], _halves(found)
    else:
        return read(text)
    whole = [text[: found.start()] + half + text[found.end() :] for half in halves]
    try:
        read(whole[0])
    except ValueError:
        return read(text)  # what is wrong with the text is said of it as it was typed
    choices = {f"{hour} {half}": meant for half, meant in zip(("am", "pm"), whole, strict=True)}
    later = "evening" if int(found.groupdict().get("start") or hour) > 5 else "afternoon"
    raise Ambiguous(f"Is that {hour} in the morning or in the {later}?", choices)


def _either_span(text: str) -> re.Match[str] | None:
    """Hours such as `6-9`, `10-1` and `11-1:30`, in a text that doesn't use the 24-hour clock."""
    if _DAY_OF_24.search(text):
        return None
    for span in _BARE_SPAN.finditer(text):
        start, end = int(span["start"]), int(span["end"])
        if end < start or (start < 10 and not span["past"] + span["over"]):
            return span
    return None


def _halves(span: re.Match[str]) -> list[str]:
    """`6 am-9 am` and `6 pm-9 pm`; what ends earlier than it starts goes on into the other half."""
    start, end = span["start"] + span["past"], span["end"] + span["over"]
    if end == "12":
        return [f"{start} am-noon", f"{start} pm-midnight"]
    same = int(span["end"]) > int(span["start"])
    return [f"{start} am-{end} {'am' if same else 'pm'}", f"{start} pm-{end} {'pm' if same else 'am'}"]


def write_windows(windows: Iterable[Window]) -> str:
    """Windows as `parse_windows` reads them: `mon,wed 18:00-20:00, sat 10:00-24:00`."""
    days_of: dict[tuple[dt.time, dt.time], list[int]] = {}
    for window in sorted(windows, key=lambda w: (w.day, w.minutes)):
        days_of.setdefault((window.start, window.end), []).append(window.day)
    return ", ".join(f"{write_days(tuple(days))} {_write_span(*span)}" for span, days in days_of.items())


def _pieces(text: str) -> Iterator[tuple[tuple[int, ...], re.Match[str]]]:
    """Each span with its days: days before a comma wait for theirs, a span without days takes the last."""
    waiting: list[str] = []
    days: tuple[int, ...] = ()
    for typed in re.split(r"[,;\n]", text.lower()):
        piece = " ".join(typed.split())
        found = next(filter(None, (form.fullmatch(piece) for form in _FORMS)), None)
        if found is None:
            if piece and not _ONLY_DAYS.fullmatch(piece):
                raise ValueError(f"{echo(piece)} isn't a day with hours. {_EXAMPLE}")
            if piece:
                parse_days(piece)
                waiting.append(piece)
            continue
        if waiting or found["days"]:
            days = parse_days(",".join([*waiting, found["days"]]))
        if not days:
            raise ValueError(f"{echo(piece)} has no day. {_EXAMPLE}")
        waiting = []
        yield days, found
    if waiting:
        raise ValueError(f"{echo(waiting[-1])} has no hours. {_EXAMPLE}")


def _ends(piece: re.Match[str]) -> tuple[dt.time, dt.time]:
    """Where the hours begin and end; what is open at one end stays within the waking day."""
    found = piece.groupdict()
    if part := found.get("part"):
        return _PARTS[part]
    if at := found.get("at"):
        later = found["which"] in ("after", "from")
        return (parse_time(at), dt.time()) if later else (_WAKING, _end(at))
    if not found.get("start"):
        return ALL_DAY
    begin, end = found["start"].strip(), found["end"]
    start = _start(begin, end)
    nearest = _HALF.search(begin) or _FROM_NOON.fullmatch(f"{begin}-{end}")
    return start, _end_after(start, end) if nearest else _end(end)


def _start(typed: str, end: str) -> dt.time:
    """`6-9pm` begins at 6 pm; `10-1pm` at 10 in the morning."""
    half = _HALF.search(end)
    if half is None or _HALF.search(typed) or not typed[0].isdigit():
        return parse_time(typed)
    try:
        start = parse_time(typed + half[0])
    except ValueError:
        return parse_time(typed)
    return start if start < parse_time(end) else parse_time(typed)


def _end_after(start: dt.time, typed: str) -> dt.time:
    """`6pm-9` ends at 9 in the evening, `10am-1` at 1 in the afternoon: the half that comes first."""
    if not re.fullmatch(r"(?:1[0-2]|[1-9])(?:[:.h]?[0-9]{2})?", typed):
        return _end(typed)
    return min((parse_time(f"{typed} {half}") for half in ("am", "pm")), key=lambda end: _span(start, end)[1])


def _end(typed: str) -> dt.time:
    return dt.time() if re.fullmatch(r"24(?:[:.h]?00)?|23[:.h]?59", typed) else parse_time(typed)


def _problem(start: dt.time, end: dt.time, shortest: int = 15) -> str | None:
    first, last = _span(start, end)
    if any(at.minute % 15 or at.second or at.microsecond for at in (start, end)):
        return "aren't in quarter hours. Write 18:00, 18:15, 18:30 or 18:45."
    if start == end and start != dt.time():
        return f"begin and end at the same time. {_EXAMPLE}"
    if last > DAY_MINUTES + _LATEST_MORNING:
        return f"end before they begin. Put the earlier time first: {write_time(end)}-{write_time(start)}."
    if last - first < shortest:
        return f"are shorter than a mock round of {shortest} minutes. {_EXAMPLE}"
    return None


def _span(start: dt.time, end: dt.time) -> tuple[int, int]:
    first, last = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    return first, last if last > first else last + DAY_MINUTES


def _write_span(start: dt.time, end: dt.time) -> str:
    return f"{write_time(start)}-{write_time(end) if end != dt.time() else '24:00'}"


def _merge(windows: Iterable[Window]) -> tuple[Window, ...]:
    """In order of day and start; what touches or overlaps on one day becomes one window."""
    merged: list[Window] = []
    for window in sorted(windows, key=lambda w: (w.day, w.minutes)):
        joined = _join(merged[-1], window) if merged else None
        merged[-1 if joined else len(merged) :] = [joined or window]
    return tuple(merged)


def _join(one: Window, other: Window) -> Window | None:
    """One window for both, None where there is a gap or where the whole could not be written as one."""
    if one.day != other.day or one.minutes[1] < other.minutes[0]:
        return None
    end = max(one, other, key=lambda w: w.minutes[1])
    if end.minutes[1] - one.minutes[0] > DAY_MINUTES or _problem(one.start, end.end):
        return None
    return Window(day=one.day, start=one.start, end=end.end)
