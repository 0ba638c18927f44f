"""What can go wrong, as a tree. A message in here is written for the person who will read it.

`Refusal` and its children are answers to a member, not bugs: the dispatcher shows them. Everything else that
a handler raises is a bug and gets a reference id.
"""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog

from bot.core.values import Call


class LoopmateError(Exception):
    """Whatever this program raises on purpose."""


class DeclarationError(LoopmateError):
    """A command, record or registry is declared in a way that some platform could not show."""


class RepeatedEntry(UserWarning):
    """Two entries of one id in one unit: the second is lost."""


class Refusal(LoopmateError):
    """A request that cannot be done; says why (`more` on lines of its own), and what to do instead."""

    def __init__(
        self, text: str, next_call: Call | None = None, label: str = "", more: tuple[str, ...] = ()
    ) -> None:
        super().__init__(text)
        self.text = text
        self.more = more
        self.next_call = next_call
        self.label = label


class BadArguments(Refusal):
    """Some arguments cannot be used: field name -> our own sentence. The form is offered again, filled in."""

    def __init__(
        self,
        problems: Mapping[str, str],
        more: tuple[str, ...] = (),
        choices: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        super().__init__(" ".join(problems.values()), more=more)
        self.problems = dict(problems)
        self.choices = dict(choices or {})
        """Field name -> what its text can mean: the label of a button, and the text that it gives instead."""


@contextmanager
def blame_field(field: str, *errors: type[Exception]) -> Iterator[None]:
    """Where one of these is raised, its sentence is told at the field, and the form is offered again."""
    try:
        yield
    except errors as error:
        raise BadArguments({field: str(error)}) from None


class NotACommand(Refusal):
    """A text that spells no command: nothing of that name, or more words than its arguments take."""


class Upgrading(Refusal):
    """Only a newer version of this program can read a record, or do an entry's work; it is left alone."""

    def __init__(self) -> None:
        super().__init__("I'm being upgraded. Nothing was lost. Try again in a minute.")


class DamagedRecord(LoopmateError):
    """A record that nobody here can read; its kind and, where one was asked for, its id."""


class StoreDown(LoopmateError):
    """Redis didn't answer: whether the last commit happened is unknown until it is repeated. Its children know why,
    and say what to do (for the organizer)."""


class StoreReadOnly(StoreDown):
    """Redis answers and refuses to write; nothing was written."""


class StoreLocked(StoreDown):
    """Redis answers and doesn't let us in, or holds another store than before."""


class StoreStopped(StoreDown):
    """The built-in Redis stopped while somebody used it, and nothing tried again."""


class StoreFull(LoopmateError):
    """Redis has no memory left: commits are refused, forgetting and sending still work."""


class DiskFull(StoreFull):
    """The built-in server's disk is nearly full: as above. Says where, and what to do (for the organizer)."""


class StoreRefused(LoopmateError):
    """The server would lose data quietly, or cannot be used; says how to fix it (for the organizer)."""


class Later(LoopmateError):
    """Work that cannot be done just now, through nobody's fault; it comes back after `seconds`."""

    def __init__(self, why: str, seconds: float) -> None:
        super().__init__(why)
        self.seconds = seconds


class Conflict(LoopmateError):
    """What a handler read has changed; the dispatcher runs it again on fresh state."""


class Duplicate(LoopmateError):
    """This inbound event was already worked on."""


# what the log keeps: ids and places, never texts

log = structlog.get_logger("loopmate")


def log_bug(error: BaseException, reference: str, **ids: str) -> None:
    """Logs where a bug happened, without any message or value: they may be somebody's words."""
    log.error("bug", reference=reference, error=type(error).__name__, trace=_places(error), **ids)


def _places(error: BaseException) -> list[str]:
    from content.document import ContentError  # noqa: PLC0415 - little is loaded where nothing goes wrong

    frames = traceback.extract_tb(error.__traceback__)
    wrong = [f"{one.file}:{one.line}" for one in error.all()] if isinstance(error, ContentError) else []
    return [*(f"{'/'.join(f.filename.split('/')[-3:])}:{f.lineno} {f.name}" for f in frames), *wrong]
