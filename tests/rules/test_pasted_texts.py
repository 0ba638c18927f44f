"""What is pasted from a page, or led in by when and where, is judged as the same sentence typed on one line."""

import pytest

from bot.rules import Critic
from bot.rules.words.tokens import normalize

SMALL = frozenset(["of", "with", "the"])


@pytest.mark.parametrize(
    "pasted",
    [
        "Cut the p95 latency of the search from\n120 to 80 ms at equal recall.",
        "Cut the latency of the search page by 30 %,\nand its cost by half.",
        "Moved the nightly ranking of the whole shop\n   to CPU: $410 → $90 a month.",
        "Cut the bill of the translation service €900 →\n€300 a month.",
        "Trained the tagger of the claims desk with\nBERT: F1 0.81 → 0.88.",
        "Shrank the index of the search service to 31\nGB; p99 120 → 80 ms.",
    ],
)
def test_a_line_that_had_no_more_room_goes_on(critic: Critic, pasted: str) -> None:
    typed = " ".join(pasted.split())
    one, other = critic.critique(pasted), critic.critique(typed)
    assert [found.rule for found in one.findings] == [found.rule for found in other.findings]
    assert (one.families, one.verdict) == (other.families, other.verdict)


@pytest.mark.parametrize(
    "text",
    [
        "Cut the p95 latency of the search by a third.\nbuilt the ranker again.",  # ended by its mark
        "Cut the p95 latency of the search by a third\n- built the ranker again",  # an item of a list
        "Cut the p95 latency of the search by a third\n2. built the ranker again",
        "Cut the p95 latency of the search by a third\n\nbuilt the ranker again",  # a paragraph
        "Cut the p95 latency of the search by a third\nBuilt the ranker again",  # a capital, and no word is open
        "Python, SQL\nranking, search",  # ended on purpose
    ],
)
def test_a_line_that_was_ended_stays_one(text: str) -> None:
    assert "\n" in normalize(text, SMALL).flat


def test_lines_of_a_story_in_small_letters_are_its_sentences() -> None:
    story = "our search was slow and nobody owned it\ni took it on and cut it to 80 ms"
    assert "\n" in normalize(story, SMALL, long=True).flat
    assert "\n" not in normalize(story, SMALL).flat


def test_every_character_keeps_its_place(critic: Critic) -> None:
    text = "Cut the p95 latency of the search from\n  120\u00a0ms   to 80 ms, plus the bill by $40k"
    assert len(normalize(text, SMALL).flat) == len(text)
    spans = [measure.span for measure in critic.read(text).measures]
    assert [text[slice(*span)] for span in spans] == ["120\u00a0ms   to 80 ms", "$40k"]


@pytest.mark.parametrize(
    "lead", ["In 2023, ", "At Acme Ltd (2019-2023), ", "Search team of six: ", "As the only engineer, "]
)
@pytest.mark.parametrize(
    "bullet",
    [
        "cut p95 of the search from 120 to 80 ms.",
        "worked on route optimisation.",
        "wrote a log reader that gets through ten years of history in 90 seconds.",
        "replaced the vendor API, which saves $2,300 a month.",
    ],
)
def test_a_bullet_begins_with_its_act(critic: Critic, lead: str, bullet: str) -> None:
    led, plain = critic.critique(lead + bullet), critic.critique(bullet[0].upper() + bullet[1:])
    assert [found.rule for found in led.findings] == [found.rule for found in plain.findings]
    assert led.families == plain.families


def test_a_lead_that_names_others_or_a_result_is_read(critic: Critic) -> None:
    for text in (
        "With Dana from the claims desk, built the triage: F1 0.81 → 0.88.",
        "In 40 shops, cut the waste of bread by 12 %.",
    ):
        assert critic.read(text).reading.tokens[0].start == 0


@pytest.mark.parametrize("joint", [" and ", " & ", " as well as ", " plus "])
def test_joints_join_alike(critic: Critic, joint: str) -> None:
    text = f"Ported the ranker to CPU: p95 9 ms, was 31{joint}merchants now see the scores in the shop."
    assert critic.critique(text).families == critic.critique(text.replace(joint, " and ")).families
    assert not {"no_outcome"} & {found.rule for found in critic.critique(text).findings}


@pytest.mark.parametrize("when", ["within six months", "in two quarters", "over 8 weeks", "in Q3 2024"])
def test_how_long_the_work_took_is_no_result(critic: Critic, when: str) -> None:
    report = critic.critique(f"Lifted recall of the fraud rules from 0.61 to 0.74 {when}.")
    assert report.families == ("accuracy",)
