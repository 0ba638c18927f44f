"""What Discord's client shows of a text, and what it obeys. Expected values: its formatting reference."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.platforms.discord.markdown import live, nodes, read


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (r"snake\_case and 2 \* 3 \* 4", "snake_case and 2 * 3 * 4"),
        ("Due <t:1795507200:F>, again <t:1795507200>", "Due 2026-11-24T08:00Z, again 2026-11-24T08:00Z"),
        ("<t:99999999999999999:F>", "<t:99999999999999999:F>"),
        ("**Today**, *15* __minutes__ ~~or~~ ||not||", "Today, 15 minutes or not"),
        ("[Open the room](<https://meet.example.org/a>)", "Open the room: https://meet.example.org/a"),
        ("# Big\n-# small\n> quoted\n- one\n1. two", "Big\nsmall\nquoted\n- one\n1. two"),
        (r"`a\_b` and ```py" + "\nx = 1\n```", "a\\_b and x = 1"),
        ("@\u200beveryone", "@everyone"),
        (r"\no letter is escaped", r"\no letter is escaped"),
        (r"shrug ¯\_(ツ)_/¯", r"shrug ¯\_(ツ)_/¯"),
    ],
)
def test_a_person_reads(content: str, seen: str) -> None:
    assert read(content) == seen


@pytest.mark.parametrize(
    ("content", "alive"),
    [
        ("hello <@80351110224678912>", ["<@80351110224678912>"]),
        (r"a backslash does not help \@everyone, \<@1>", ["@everyone", "<@1>"]),
        ("`@here`", ["@here", "`@here`"]),
        ("mail me@here.org", ["@here"]),
        ("</prep start:816437322781949972>", ["</prep start:816437322781949972>"]),
        ("<:mmLol:216154654256398347> <a:b1nzy:392938283556143104>", 2),
        (":tada: at 10:30:45", [":tada:"]),
        ("see https://example.org/a_b.", ["https://example.org/a_b"]),
        ("<https://example.org>", ["<https://example.org>"]),
        ("[a](https://b.example)", ["[a](https://b.example)"]),
        ("discord.gg/abc or Discord.com/invite/abc", ["discord.gg/abc", "Discord.com/invite/abc"]),
        ("**a** _b_ __c__ *d* ~~e~~ ||f|| `g`", 7),
        ("**a _b_**", ["**a _b_**", "_b_"]),
        (">>> a\nb", [">>> "]),
        ("- a\n  * b\n12. c", ["- ", "  * ", "12. "]),
        ("> - a", ["> ", "- "]),
        ("a\n```\nb\n```", ["```\nb\n```"]),
        # text and nothing else
        ("snake_case_name; 2 * 3 * 4; #5 and a#b; x > y; F1: 0.8: good", []),
        (r"\*\*a\*\* \_b\_ \`c\` \~\~d\~\~ \|\|e\|\| \# f \`\`\`a\`\`\` \<t:1:R>", []),
        (r"1\. a", []),
        (r"\[a\]\(https\://b.example\) discord\.gg/abc" + " @\u200beveryone", []),
    ],
)
def test_alive_is(content: str, alive: list[str] | int) -> None:
    found = live(content)
    assert len(found) == alive if isinstance(alive, int) else found == alive


@given(st.text(alphabet="ab1 \n\\*_~`|<>#-[]():@.!/t", max_size=60))
@example("[a](b[c](d))")
def test_no_text_breaks_the_reader_and_every_character_is_somewhere(content: str) -> None:
    assert "".join(node.raw for node in nodes(content)) == content
    live(content)
    read(content)
