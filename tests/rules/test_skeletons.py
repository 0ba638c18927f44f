"""The better sentence: the member's own words, blanks where something is missing, the act asked for."""

import pytest

from bot.rules import Critic


def first_part(critic: Critic, text: str) -> str:
    return critic.critique(text).skeleton.split("; ")[0]


@pytest.mark.parametrize("mark", ["- ", "• ", "* ", "– ", "– • ", "1. ", "2) ", "(3) ", "a) "])
def test_the_mark_of_a_list_is_no_word_of_the_bullet(critic: Critic, mark: str) -> None:
    text = "Fine-tuned DistilBERT on reviews, F1 to 0.81"
    plain, marked = critic.critique(text), critic.critique(mark + text)
    assert marked.skeleton == plain.skeleton
    assert [found.rule for found in marked.findings] == [found.rule for found in plain.findings]


@pytest.mark.parametrize("mark", ["- ", "• ", "1) ", "(2) "])
def test_a_weak_opener_is_found_behind_the_mark_of_a_list(critic: Critic, mark: str) -> None:
    assert "weak_verb" in [found.rule for found in critic.critique(f"{mark}Responsible for models.").findings]


def test_a_minus_before_a_number_is_no_mark(critic: Critic) -> None:
    assert critic.critique("-22% refunds.").families == ("business",)
    assert not critic.critique("-22% refunds.").findings


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Cut p95 latency by 30%", "Cut p95 latency by 30% (from {from?}), by {what you did}"),
        ("- Cut p95 from 300 to 120 ms", "Cut p95 from 300 to 120 ms, by {what you did}"),
        (
            "Cut p95 of the API from 300 to 120 ms.",
            "Cut p95 of the API from 300 to 120 ms, by {what you did}",
        ),
        ("Improved F1 to 0.81", "Improved F1 from {from?} to 0.81, by {what you did}"),
        (
            "Halved the cost per query and wrote docs",
            "Halved the cost per query (from {from?}), by {what you did}",
        ),
        ("Latency: 300 ms", "Latency from {from?} to 300 ms, by {what you did}"),
    ],
)
def test_a_bullet_that_opens_with_its_result_keeps_it_and_is_asked_for_the_act(
    critic: Critic, text: str, part: str
) -> None:
    assert first_part(critic, text) == part


def test_who_says_how_is_not_asked_how(critic: Critic) -> None:
    text = "Reduced p95 latency of search from 300 ms to 120 ms with caching."
    assert first_part(critic, text) == text.rstrip(".")


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Built a fraud model with 0.94 AUC.", "Built a fraud model"),
        ("Led a team of 5. Cut cost 20%.", "Led a team of 5"),
        (
            "Fine-tuned Llama-2-7B, e.g. on 20k tickets. F1 0.8 to 0.9.",
            "Fine-tuned Llama-2-7B, e.g. on 20k tickets",
        ),
    ],
)
def test_an_act_ends_where_its_result_begins_not_at_a_number_or_a_full_stop_within(
    critic: Critic, text: str, act: str
) -> None:
    assert first_part(critic, text) == act


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Worked on the data loader, GPU idle time 45% to 12%.", "{what you did}: the data loader"),
        ("1) Responsible for models", "{what you did}: models"),
        ("Responsible for", "{what you did}"),
        ("Helped cut p95 by 30% with caching.", "{what you did}: cut p95 by 30% with caching (from {from?})"),
    ],
)
def test_a_weak_opener_is_not_offered_again(critic: Critic, text: str, part: str) -> None:
    assert first_part(critic, text) == part


def test_marks_of_style_are_left_out_of_the_sentence(critic: Critic) -> None:
    sentence = critic.critique("<b>Cut</b> p95 of <i>search</i> by 30%").skeleton
    assert sentence.startswith("Cut p95 of search by 30%")
