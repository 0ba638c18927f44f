"""The glass of a terminal: as much of one as is needed to see where things stand."""

import io
import re

_PIECE = re.compile(r"\x1b\[(?P<count>[0-9;]*)(?P<code>[A-Za-z])|\x1b(?P<short>[D78])|(?P<char>.)", re.DOTALL)


class Glass(io.StringIO):
    """Takes what is written to a terminal of `high` lines; whoever sits there may type on it, too."""

    def __init__(self, high: int) -> None:
        super().__init__()
        self.lines = [""] * high
        self.row = self.column = 0
        self._saved = (0, 0)

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        for piece in _PIECE.finditer(text):
            code = piece["code"] or piece["short"]
            if code:
                self._obey(code, int(piece["count"] or 1) if code in "ABL" else 1)
            else:
                self._put(piece["char"])
        return len(text)

    def types(self, text: str) -> None:
        """What is typed is shown by the terminal itself; the program knows nothing of it until Enter."""
        self.write(text)

    @property
    def seen(self) -> list[str]:
        """The lines from the first to the last that is not blank."""
        return "\n".join(line.rstrip() for line in self.lines).strip("\n").split("\n")

    def _put(self, char: str) -> None:
        if char == "\n":
            self.column = 0
            self._index()
        elif char == "\r":
            self.column = 0
        else:
            line = self.lines[self.row].ljust(self.column)
            self.lines[self.row] = line[: self.column] + char + line[self.column + 1 :]
            self.column += 1

    def _index(self) -> None:
        if self.row == len(self.lines) - 1:
            self.lines = [*self.lines[1:], ""]
        else:
            self.row += 1

    def _obey(self, code: str, count: int) -> None:
        match code:
            case "D":
                self._index()
            case "A":
                self.row = max(0, self.row - count)
            case "B":
                self.row = min(len(self.lines) - 1, self.row + count)
            case "L":
                high = len(self.lines)
                self.lines[self.row : self.row] = [""] * count
                del self.lines[high:]
                self.column = 0
            case "7":
                self._saved = (self.row, self.column)
            case "8":
                self.row, self.column = self._saved
            case "m":
                return
            case _:
                raise AssertionError(f"this glass does not know {code}")
