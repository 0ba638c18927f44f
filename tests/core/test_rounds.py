"""Each round has one name, and is found by it, by its id, and by the beginning of one of its words."""

import pytest

from bot.core.rounds import ANY, ROUND_NAMES, ROUNDS, find_round, round_name, round_title


@pytest.mark.parametrize("which", ROUNDS)
def test_a_round_is_found_by_its_id_and_its_name(which: str) -> None:
    for text in (which, which.replace("_", " "), which.upper(), round_name(which), round_title(which)):
        assert find_round(text) == which


def test_a_round_is_found_by_the_beginning_of_a_word() -> None:
    assert find_round("ml") == "coding_ml"
    assert find_round("system-design") == find_round("design") == "system_design"
    assert find_round("behav") == find_round("Behavioral") == "behavioural"
    assert find_round("any", (ANY, *ROUNDS)) == ANY


def test_what_means_two_rounds_or_none_is_refused_with_the_names_to_write() -> None:
    for text, said in (
        ("coding", "'coding' can mean more than one. Write algorithms or ML coding."),
        (
            "cooking",
            "'cooking' isn't a round. Write algorithms, ML coding, system design, inference or behavioral.",
        ),
        ("", "'' isn't a round. Write algorithms, ML coding, system design, inference or behavioral."),
    ):
        with pytest.raises(ValueError, match="Write") as refused:
            find_round(text)
        assert str(refused.value) == said


def test_names_are_written_as_engineers_write_them() -> None:
    assert [round_name(which) for which in ROUNDS] == list(ROUND_NAMES.values())
    assert round_title("coding_ml") == "ML coding"
    assert round_title("behavioural") == "Behavioral"
    assert round_name(ANY) == "any round"
