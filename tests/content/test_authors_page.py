"""What the authors' page shows can be written into a file as it stands."""

import shutil
import textwrap
from pathlib import Path

import content
from content.check import check
from content.finder import load
from tests.document_parts import part_of

PAGE = Path(content.__file__).parents[1] / "docs" / "questions.md"


def block(name: str) -> str:
    said = part_of(PAGE.read_text("utf-8"), name)
    return textwrap.dedent(said).strip() + "\n"


def test_the_question_and_the_template_of_the_page_pass_the_check(tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(Path(content.__file__).parent / "facts", root / "facts")
    for name in ("claims.yaml", "sources.yaml"):
        shutil.copy(Path(content.__file__).parent / name, root / name)
    for part in ("question", "template"):
        (root / f"{part}s").mkdir()
        (root / f"{part}s" / "mine.yaml").write_text(block(part), "utf-8")
    wrong = [str(error) for error in check(root) if "mine.yaml" in error.file]
    assert wrong == []
    mine = load(root)
    assert (len(mine.questions), len(mine.templates)) == (1, 1)
    assert next(iter(mine.templates.values())).item(7).stem
