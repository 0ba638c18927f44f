"""A mock as a file for calendars: a neutral title, one id for all its versions, and which version is the newest.

The shapes are those of RFC 5545 (UID, SEQUENCE, STATUS) and RFC 5546 (PUBLISH and CANCEL, which need no
addresses of organiser and attendees: nothing here names anybody).
"""

import datetime as dt

import icalendar

from bot.core.card import File
from handlers.mocks.model import Mock

TITLE = "Study session"


def appointment(key: str, mock: Mock, now: dt.datetime) -> File:
    """The file of a mock as it is now; of a cancelled one, the file that takes it out again."""
    about = "takes it out of your calendar" if mock.cancelled else "for your calendar, with a neutral title"
    return File(name="study-session.ics", about=about, data=_calendar(key, mock, now).to_ical())


def taken_out(key: str, mock: Mock, now: dt.datetime) -> File | None:
    """The file that takes a mock out of the calendar of somebody who does not meet; None where none was given."""
    if not mock.filed:
        return None
    return appointment(key, mock if mock.cancelled else mock.cancel(), now)


def _calendar(key: str, mock: Mock, now: dt.datetime) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Loopmate//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if mock.cancelled else "PUBLISH")
    event = icalendar.Event()
    event.add("uid", f"{key}@loopmate")
    event.add("sequence", mock.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", mock.at.astimezone(dt.UTC))
    event.add("duration", dt.timedelta(minutes=mock.minutes))
    event.add("summary", TITLE)
    event.add("status", "CANCELLED" if mock.cancelled else "CONFIRMED")
    if mock.place:
        event.add("location", mock.place)
    calendar.add_component(event)
    return calendar
