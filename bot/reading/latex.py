"""LaTeX into rows: the items of its lists, at their lines in the source. Nothing is run or included."""

import logging
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from bot.reading.bullets import FileLimits, Row, Unreadable, find_bullets

_BEGINS = re.compile(r"\\(?:documentclass|begin)\s*[\[{]")
_DEFINES = re.compile(
    r"\\(?:new|renew|provide)command\*?\s*\{?\\(\w+)\}?\s*(?:\[(\d)\])?\s*(?:\[[^]]*\])?\s*\{"
)
_CLASS_ITEMS = {"cvlistitem": 1, "cvitem": 2}
"""Macros of document classes that draw one item, with their number of arguments (moderncv)."""
_HEADINGS = ("chapter", "section", "subsection", "cvsection", "cvsubsection")
_LINKS = ("href", "texorpdfstring")
"""Macros of an address or a spelling for machines, and the words for people."""
_STYLES = frozenset(
    {
        *("emph", "mbox", "textbf", "textit", "textmd", "textnormal", "textrm", "textsc"),
        *("textsf", "textsl", "texttt", "uline", "underline"),
    }
)
"""Macros that change how their argument looks, and not what it says."""
_SPACES = {"\\": " ", "newline": " ", "hfill": "    ", "vspace": " ", "quad": " ", "qquad": " "}

_TYPED = re.compile(
    r"""(?P<math>(?<!\d)\$(?![\s\\^_])(?:\\.|[^$\\\s]|[ ](?!\$))+\$(?!\w)|\$(?=[\\^_])(?:\\.|[^$\\])+\$)
    |(?P<command>\\[a-zA-Z]+(?=\s*\{)|(?<!\S)\\[a-zA-Z]+(?=\s|$)|\\[,;%$&#_])
    |\\.|(?P<bare>[%$&#])""",
    re.VERBOSE,
)
"""What means LaTeX in a line that is typed, and signs that would mean something else in LaTeX."""
_WORD = re.compile(r"(?<![a-zA-Z])[a-zA-Z]{2,}")


class Definition(NamedTuple):
    """A macro that the document defines: how many arguments it takes, and its LaTeX."""

    arguments: int
    body: str

    @property
    def has_table(self) -> bool:
        return "{tabular" in self.body


class Piece(NamedTuple):
    """Text from the offset `at` of the source on. `begins`: an item, a heading or other text starts."""

    at: int
    text: str
    begins: str | None = None


ITEM, HEADING, OTHER = "item", "heading", ""


def is_latex(name: str, text: str) -> bool:
    """Whether a text is LaTeX: its name says so, or it begins a document or an environment."""
    return name.casefold().endswith(".tex") or _BEGINS.search(text) is not None


def rows(text: str, limits: FileLimits) -> list[Row]:
    """The lines of the document's body; those of an item are `marked` and `continued`, headings begin with "# ".

    Raises:
        Unreadable: it has too many lines.
    """
    definitions = dict(_definitions(text))
    opening = re.search(r"\\begin\s*\{document\}", text)
    start = opening.end() if opening else 0
    found = list(_Body(text, start, definitions).rows())
    if len(found) > limits.lines:
        raise Unreadable(f"It has more than {limits.lines:,} lines. Send the resume alone.")
    return found


def read_line(text: str) -> str:
    """A line of plain text, the math and commands of LaTeX that it may hold as they print: `$90$ ms` is 90 ms.
    What's between other dollars is money."""
    found = list(_TYPED.finditer(text))
    if not any(one["command"] or _is_math(one) for one in found):
        return text
    bare = text.lstrip()
    try:
        drawn = list(_Body(_TYPED.sub(_escape, bare), 0, {}).rows())
    except Exception:  # whatever the parser raises on what only looks like LaTeX
        return text
    plain = " ".join("- " * row.marked + row.text for row in drawn)
    return text[: len(text) - len(bare)] + (plain or bare)


def read_items(text: str) -> str:
    """The items of LaTeX that is typed as they print, each a line after a dash; the text itself where it has none.
    A % after a number is a percent sign, not a comment."""
    try:
        drawn = rows(re.sub(r"(?<=\d)%", r"\\%", text), FileLimits())
    except Exception:  # as above
        return text
    items = find_bullets([row for row in drawn if row.marked or row.continued], each_line=False)
    return "\n".join(f"- {one.text}" for one in items) or text


def _is_math(found: re.Match[str]) -> bool:
    """Whether it is between dollars, and no words: not "$/hour from 5$"."""
    math = found["math"]
    return bool(math) and ("\\" in math or _WORD.search(math) is None)


def _escape(found: re.Match[str]) -> str:
    money = found["math"] and not _is_math(found)
    return re.sub(r"[$%&#]", r"\\\g<0>", found[0]) if money or found["bare"] else found[0]


def _definitions(text: str) -> Iterator[tuple[str, Definition]]:
    at = 0
    while found := _DEFINES.search(text, at):
        at = _find_closing(text, found.end())
        yield found[1], Definition(int(found[2] or 0), text[found.end() : at])


def _find_closing(text: str, at: int) -> int:
    """Where the brace that was opened before `at` is closed, or the end of the text."""
    depth = 1
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, at):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return found.start()
    return len(text)


class _Body:
    """A document from the offset `start` on: its source's lines, and what its macros draw."""

    def __init__(self, text: str, start: int, definitions: dict[str, Definition]) -> None:
        from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415 - only who sends LaTeX waits for it
        from pylatexenc.latexwalker import LatexWalker, get_default_latex_context_db  # noqa: PLC0415 - as above
        from pylatexenc.macrospec import MacroSpec  # noqa: PLC0415 - as above

        logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # it would quote what a member typed
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self._start = start
        self._definitions = definitions
        self._items = _item_macros(definitions)
        self._plain = LatexNodes2Text(math_mode="text", strict_latex_spaces="macros")
        arguments = {**dict.fromkeys(_LINKS, 2), **dict.fromkeys(_STYLES, 1), **_CLASS_ITEMS}
        arguments |= {name: one.arguments for name, one in definitions.items()}
        known = get_default_latex_context_db()
        macros = [MacroSpec(name, "{" * count) for name, count in arguments.items()]
        known.add_context_category("resume", macros=macros, prepend=True)
        self._nodes = LatexWalker(text[start:], latex_context=known).get_latex_nodes()[0]

    def rows(self) -> Iterator[Row]:
        block: list[Piece] = []
        for piece in (*self._pieces(self._nodes), Piece(0, "", OTHER)):
            if piece.begins is not None:
                yield from self._block(block)
                block = []
            block.append(piece)

    def _block(self, block: Sequence[Piece]) -> Iterator[Row]:
        """One item, heading or stretch of other text: a row for each line of the source that it stands on."""
        lines: dict[int, tuple[int, str]] = {}
        for piece in block:
            at = self._start + piece.at
            for part in piece.text.splitlines(keepends=True):
                line = bisect_right(self._lines, at)
                column, before = lines.get(line, (at - self._lines[line - 1] + 1, ""))
                lines[line] = (column, before + part)
                at += len(part)
        item = begun = bool(block) and block[0].begins == ITEM
        for line, (column, text) in sorted(lines.items()):
            if bare := text.strip():
                shown = f"# {bare}" if block[0].begins == HEADING else bare
                indent = len(text) - len(text.lstrip())
                yield Row(
                    text=shown, line=line, column=column + indent, marked=begun, continued=item and not begun
                )
                begun = False

    def _pieces(self, nodes: Sequence[Any]) -> Iterator[Piece]:
        for node in nodes:
            if node is None or type(node).__name__ == "LatexCommentNode":
                continue
            if hasattr(node, "environmentname"):
                yield Piece(node.pos, "", OTHER)
                yield from self._pieces(node.nodelist)
                yield Piece(node.pos + node.len, "", OTHER)
            elif type(node).__name__ == "LatexGroupNode":
                yield from self._pieces(node.nodelist)
            elif hasattr(node, "macroname"):
                yield from self._macro(node)
            else:
                yield Piece(node.pos, self._plain.node_to_text(node))

    def _macro(self, node: Any) -> Iterator[Piece]:
        name, given = node.macroname, [one for one in (node.nodeargd.argnlist or ()) if one is not None]
        end = node.pos + node.len
        if name == "item":
            label = self._plain.nodelist_to_text(given).strip()
            yield Piece(node.pos, f"{label} " if any(map(str.isalnum, label)) else "", ITEM)
        elif name in _HEADINGS:
            yield Piece(node.pos, self._plain.nodelist_to_text(given[-1:]), HEADING)
            yield Piece(end, "", OTHER)
        elif name in self._items:
            yield Piece(node.pos, "", ITEM)
            for n, one in enumerate(given):
                yield Piece(one.pos, ": " if n else "")
                yield from self._pieces([one])
            yield Piece(end, "", OTHER)
        elif name in self._definitions and self._definitions[name].has_table:
            yield Piece(node.pos, "", OTHER)
            yield from self._pieces(given)
            yield Piece(end, "", OTHER)
        elif name in _STYLES or name in self._definitions:
            yield from self._pieces(given)
        elif name in _LINKS:
            yield from self._pieces(given[1:])
        else:
            yield Piece(node.pos, _SPACES.get(name) or self._plain.node_to_text(node))


def _item_macros(definitions: dict[str, Definition]) -> frozenset[str]:
    """The macros that draw one item: a class has them so, or their definition does, itself or by another of them, and
    lays out no table (that would be the heading of an entry)."""
    users: dict[str, list[str]] = {}
    for name, one in definitions.items():
        if one.arguments and not one.has_table:
            for inner in re.findall(r"\\([A-Za-z]+)", one.body):
                users.setdefault(inner, []).append(name)
    found = set(_CLASS_ITEMS)
    waiting = ["item", *_CLASS_ITEMS]
    while waiting:
        new = set(users.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return frozenset(found)
