"""Anki itself reads our file: imported, corrected and imported again, it has no new note. Run by hand, for Anki and
what it needs take 64 MB: in an environment of its own, `pip install anki`, then

    loopmate content dump questions --format anki > questions.txt
    python tests/content/anki_oracle.py questions.txt
"""

import sys
import tempfile
from pathlib import Path

from anki.collection import Collection, ImportCsvRequest


def taken(col: Collection, text: str, folder: Path) -> tuple[int, int]:
    """How many notes an import of the file adds, and how many it changes."""
    path = folder / "questions.txt"
    path.write_text(text, encoding="utf-8")
    metadata = col.get_csv_metadata(path=str(path), delimiter=None)
    log = col.import_csv(ImportCsvRequest(path=str(path), metadata=metadata)).log
    return len(log.new), len(log.updated)


def corrected(text: str) -> str:
    """Each tenth question with another front and another back."""
    head, lines = text.splitlines()[:5], text.splitlines()[5:]
    for at in range(9, len(lines), 10):
        name, front, back, tags = lines[at].split("\t")
        lines[at] = "\t".join((name, f"Corrected: {front}", f"Corrected: {back}", tags))
    return "\n".join([*head, *lines]) + "\n"


def main(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    asked = sum(not line.startswith("#") for line in text.splitlines())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        col = Collection(str(folder / "collection.anki2"))
        first, again, changed = (taken(col, each, folder) for each in (text, text, corrected(text)))
        fronts = [col.get_note(note).fields[0] for note in col.find_notes("")]
        marked = sum(front.startswith("Corrected: ") for front in fronts)
        col.close()
    assert first == (asked, 0), first
    assert again[0] == 0, again
    assert changed[0] == 0 and changed[1] == asked // 10, changed
    assert (len(fronts), marked) == (asked, changed[1]), (len(fronts), marked)
    sys.stdout.write(
        f"{asked} notes; a second import added 0; a corrected one changed {marked} and added 0\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
