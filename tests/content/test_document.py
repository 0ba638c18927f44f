"""YAML is read strictly: what an author did not mean is an error with its line."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from content.document import MAX_BYTES, ContentError, parse, read

REFUSED = {
    "the same key twice": ("a: 1\nb: 2\na: 3\n", 3, "'a' is in this block twice"),
    "the same key twice inside a list": ("x:\n  - a: 1\n    a: 2\n", 3, "'a' is in this block twice"),
    "an anchor": ("a: 1\nb: &here 2\n", 2, "anchor &here"),
    "an alias": ("a: 1\nb: *here\n", 2, "alias *here"),
    "a tag": ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "tag"),
    "a standard tag": ("a: !!str 1\n", 1, "tag"),
    "no as False": ("country: no\n", 1, "unquoted no reads as a switch"),
    "yes": ("a: 1\nb: yes\n", 2, "unquoted yes reads as a switch"),
    "on in a list": ("a:\n  - up\n  - on\n", 3, "unquoted on"),
    "off": ("a: off\n", 1, "unquoted off"),
    "a key that reads as a switch": ("on: 1\n", 1, "unquoted on"),
    "True with a capital": ("a: True\n", 1, "unquoted True"),
    "12:30 as 750": ("a: 1\nat: 12:30\n", 2, "unquoted 12:30 reads as a number in base 60"),
    "1:30:00": ("at: 1:30:00\n", 1, "base 60"),
    "010 as 8": ("n: 010\n", 1, "octal"),
    "0x1F": ("n: 0x1F\n", 1, "octal or hexadecimal"),
    "0o17": ("n: 0o17\n", 1, "octal"),
    "a date": ("d: 2027-03-01\n", 1, "reads as a date"),
    "a timestamp": ("d: 2027-03-01 12:00:00\n", 1, "reads as a date"),
    "1e3, a number or a text": ("n: 1e3\n", 1, "may be a number or a text"),
    "1_000": ("n: 1_000\n", 1, "may be a number or a text"),
    ".inf": ("n: .inf\n", 1, "may be a number or a text"),
    "+5": ("n: +5\n", 1, "may be a number or a text"),
    "an empty value": ("a: 1\nb:\nc: 2\n", 2, "a value is missing"),
    "null": ("a: null\n", 1, "a value is missing"),
    "a tilde": ("a: ~\n", 1, "a value is missing"),
    "a merge key": ("a: {b: 1}\nc:\n  <<: {b: 2}\n", 3, "unquoted <<"),
    "a key that is a number": ("1: a\n", 1, "key 1 isn't a word"),
    "a key that is a list": ("a: 1\n? [b]\n: 2\n", 2, "isn't a word"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "a second document"),
    "an empty file": ("", 1, "is empty"),
    "comments alone": ("# nothing\n", 1, "is empty"),
    "an open bracket": ("a: 1\nb: [1, 2\n", 3, "not readable as YAML"),
    "a tab as indent": ("a:\n\tb: 1\n", 2, "not readable as YAML"),
    "a control character": ("a: 1\nb: 'x\x07'\n", 2, "not readable as YAML"),
    "deep nesting": ("a: " + "[" * 500 + "]" * 500 + "\n", 1, "nested more than 12 levels"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_each_trap_of_yaml_is_refused_with_file_and_line(case: str) -> None:
    text, line, phrase = REFUSED[case]
    with pytest.raises(ContentError) as caught:
        parse(text, "content/x.yaml")
    first = caught.value
    assert (first.file, first.line) == ("content/x.yaml", line)
    assert phrase in first.text
    assert str(first).splitlines()[0] == f"content/x.yaml:{line}: {first.text}"


def test_all_errors_of_a_file_are_told_at_once_in_the_order_of_the_lines() -> None:
    with pytest.raises(ContentError) as caught:
        parse("a: yes\nb: 12:30\nb: &x 2\n", "f.yaml")
    assert [error.line for error in caught.value.all()] == [1, 2, 3, 3]


def test_plain_words_and_numbers_mean_what_they_look_like() -> None:
    text = "a: at 12:30\nb: 7-10\nc: 12\nd: -0.5\ne: true\nf: no one\ng: [1, two]\nh: 2:4 pattern\n"
    assert parse(text, "f").value == {
        "a": "at 12:30",
        "b": "7-10",
        "c": 12,
        "d": -0.5,
        "e": True,
        "f": "no one",
        "g": [1, "two"],
        "h": "2:4 pattern",
    }


def test_a_document_knows_the_line_of_each_node_and_else_of_the_nearest_above() -> None:
    document = parse("tasks:\n  - key: one\n    steps:\n      - text: go\n  - key: two\n", "f")
    assert document.line("tasks", 0, "steps", 0, "text") == 4
    assert document.line("tasks", 1) == 5
    assert document.line("tasks", 1, "absent") == 5
    assert document.line("tasks", 7) == 2
    assert document.line() == 1


class NoAliases(yaml.SafeDumper):
    """Writes an object out each time it's used."""

    def ignore_aliases(self, _: object) -> bool:
        return True


Plain = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcxyz", min_size=1), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abcxyz", min_size=1), Plain, min_size=1, max_size=3))
def test_what_is_written_with_quotes_is_read_back_unchanged(value: dict[str, object]) -> None:
    text = yaml.dump(value, Dumper=NoAliases, default_style='"', allow_unicode=True)
    assert parse(text, "f").value == value


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_never_anything_else(text: str) -> None:
    try:
        parse(text, "f")
    except ContentError as error:
        assert error.line >= 1


def test_a_file_that_is_too_large_missing_or_not_utf8_is_refused_by_name(tmp_path: Path) -> None:
    large, other, absent = tmp_path / "large.yaml", tmp_path / "other.yaml", tmp_path / "absent.yaml"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    other.write_bytes(b"a: 1\nb: \xff\n")
    for path, line, phrase in (
        (large, 1, "split the file"),
        (other, 2, "UTF-8"),
        (absent, 1, "No such file"),
    ):
        with pytest.raises(ContentError, match=phrase) as caught:
            read(path)
        assert (caught.value.file, caught.value.line) == (str(path), line)
