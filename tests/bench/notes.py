"""How often the right note comes first, beside SQLite's full text search: `python -m tests.bench.notes`."""

import re
import sqlite3
from collections.abc import Callable, Sequence

from content.finder import load
from handlers.ask import model
from tests.handlers.ask.test_ask_search import SETS

Find = Callable[[str], Sequence[str]]


def full_text(texts: dict[str, str]) -> Find:
    """The notes by BM25 of FTS5, words cut by Porter's rules; any word of the question may be there."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE notes USING fts5(id UNINDEXED, text, tokenize='porter')")
    database.executemany("INSERT INTO notes VALUES (?, ?)", texts.items())

    def find(question: str) -> list[str]:
        wanted = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        select = "SELECT id FROM notes WHERE notes MATCH ? ORDER BY rank LIMIT 3"
        return [key for (key,) in database.execute(select, (wanted,))]

    return find


def count(find: Find) -> str:
    """Right at once and, in brackets, among three, of each set."""
    cells = []
    for asked, _ in SETS.values():
        ranks = [(find(question), set(notes.split())) for question, notes in asked.items()]
        first, three = (sum(bool(notes & set(found[:n])) for found, notes in ranks) for n in (1, 3))
        cells.append(f"{first} ({three}) of {len(asked)}".rjust(16))
    return "".join(cells)


def main() -> None:
    content = load()
    notes = {key: model.text_of(note) for key, note in model.notes(content).items()}
    typed = {one.note: " ".join(one.questions) for one in content.note_questions.values()}
    both = {key: f"{text} {typed.get(key, '')}" for key, text in notes.items()}
    bare, known = model.index(notes), model.index_of(content)
    rows: dict[str, Find] = {
        "ask": lambda question: model.search(known, question),
        "the same without questions": lambda question: model.search(bare, question),
        "FTS5, notes and questions": full_text(both),
        "FTS5, notes": full_text(notes),
    }
    print(" " * 30 + "".join(name.rjust(16) for name in SETS))
    for name, find in rows.items():
        print(name.ljust(30) + count(find))


if __name__ == "__main__":
    main()
