"""The planted faults of `make mutants`: each still finds its place, and enough of them are planted everywhere."""

from pathlib import Path

import pytest

from tools.mutants import Mutant, Stale, listed

ROOT = Path(__file__).parents[1]


def test_every_fault_finds_its_place_and_leaves_code_that_compiles() -> None:
    for mutant in listed():
        compile(mutant.source(ROOT), mutant.file, "exec")
        assert all(is_there(test) for test in mutant.tests), mutant.name


def is_there(test: str) -> bool:
    """Whether the file, and in it the function that a test's id may name, exists."""
    path, _, name = test.partition("::")
    return (ROOT / path).exists() and (not name or f"def {name}(" in (ROOT / path).read_text("utf-8"))


def test_there_are_eighty_and_each_is_another() -> None:
    names = [mutant.name for mutant in listed()]
    assert len(set(names)) == len(names) >= 80


def test_a_fault_whose_place_is_gone_names_file_and_function(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f():\n    return 1 + 1\n")
    for at, was, words in [("g", "1", "has no g"), ("f", "2", "0 times in f"), ("f", "1", "2 times in f")]:
        with pytest.raises(Stale, match=words):
            Mutant(file="a.py", at=at, was=was, now="3", tests=("t",)).source(tmp_path)


def test_a_fault_is_planted_in_its_function_alone(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "def f():\n    return a\n\n\nclass C:\n    def f(self):\n        return a\n"
    )
    planted = Mutant(file="a.py", at="C.f", was="return  a", now="return b", tests=("t",)).source(tmp_path)
    assert planted.count("return b") == 1
    assert planted.endswith("return b\n")
