"""The prompt on a terminal: editing, history, completion, and pastes that stay one message."""

import contextlib
import io
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterable
from pathlib import Path
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session, get_app_or_none, run_in_terminal
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory
from prompt_toolkit.input import create_input
from prompt_toolkit.output import create_output
from prompt_toolkit.output.plain_text import PlainTextOutput
from prompt_toolkit.utils import is_dumb_terminal

from bot.platforms.console.render import clean

Propose = Callable[[str], Awaitable[Iterable[tuple[str, str]]]]


class EditedLines:
    """Asks at the prompt of a terminal. Tab proposes what `propose` answers to the text before the cursor:
    whole texts, and what each does. `commands` are what the history may keep.

    `history`: the file that keeps commands for the next time; None: nothing is kept.
    """

    def __init__(
        self, source: TextIO, out: TextIO, commands: Collection[str], propose: Propose, history: Path | None
    ) -> None:
        shown = out if out.isatty() else sys.stderr  # who redirects it still types somewhere
        output = PlainTextOutput(shown) if is_dumb_terminal() else create_output(shown)
        # the session's, not the prompt's own: on that it moves the cursor, also where the terminal can't
        with create_app_session(create_input(source), output):
            self._session: PromptSession[str] = PromptSession(
                completer=_Proposals(propose),
                complete_while_typing=False,
                history=CommandHistory(history, commands) if history else None,
            )

    async def read(self, prompt: str) -> str | None:
        """What was typed, line breaks of a paste included; None at the end of input or after Ctrl-C."""
        try:
            # who asks watches for SIGINT, also while nobody is asked
            return await self._session.prompt_async(
                clean(prompt), handle_sigint=False, set_exception_handler=False
            )
        except (EOFError, KeyboardInterrupt):
            return None


class _Proposals(Completer):
    def __init__(self, propose: Propose) -> None:
        self._propose = propose

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        return ()  # for who can't wait

    async def get_completions_async(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002
    ) -> AsyncGenerator[Completion, None]:
        text = document.text_before_cursor
        for whole, about in await self._propose(text):
            yield Completion(whole, start_position=-len(text), display_meta=about)


class CommandHistory(FileHistory):
    """All lines while the program runs; its file keeps bare commands, never what somebody wrote."""

    def __init__(self, path: Path, commands: Collection[str]) -> None:
        super().__init__(str(path))
        self._path = path
        self._commands = commands

    def store_string(self, string: str) -> None:
        if string.strip() in self._commands:
            with contextlib.suppress(OSError):  # a folder that can't be written costs the history alone
                self._path.touch(mode=0o600)
                super().store_string(string)


class TextAbovePrompt(io.StringIO):
    """A terminal on which whatever is printed while somebody types goes above their line."""

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._out = out

    def isatty(self) -> bool:
        return self._out.isatty()

    def write(self, text: str) -> int:
        def show() -> None:
            self._out.write(text)
            self._out.flush()

        if get_app_or_none() is None:
            show()
        else:
            run_in_terminal(show)
        return len(text)
