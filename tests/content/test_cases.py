"""The cases of committee night: mixed evidence, sums that are computed, cues that tell considerations apart."""

import pytest
from pydantic import ValidationError

from content import check_mocks
from content.finder import PARTS, Placed, load, placed
from content.mocks import Case


def shipped() -> list[Placed[Case]]:
    return list(placed(load().root, PARTS["cases"]))


def changed(**more: object) -> Case:
    return Case.model_validate(shipped()[0].item.model_dump(mode="json") | more)


def moved(one: Placed[Case], item: Case) -> Placed[Case]:
    return Placed(item.id, item, one.document, one.path)


def test_what_ships_is_sound_and_enough_for_a_season() -> None:
    assert list(check_mocks.check_cases(shipped())) == []
    assert len(shipped()) >= check_mocks.CASES


def test_a_tree_without_cases_is_sound_and_one_with_a_few_is_not() -> None:
    assert list(check_mocks.check_cases([])) == []
    (error,) = check_mocks.check_cases(shipped()[:3])
    assert "there are 3 cases, at least 12 are needed" in error.text


def test_a_cue_that_two_considerations_share_is_refused() -> None:
    cases = shipped()
    weighs = [w.model_copy(update={"cues": ("same", "word")}) for w in cases[0].item.weighs]
    item = cases[0].item.model_copy(update={"weighs": tuple(weighs)})
    found = list(check_mocks.check_cases([moved(cases[0], item), *cases[1:]]))
    assert found
    assert all("stands also at consideration 1" in error.text for error in found)


def test_a_case_that_stands_there_twice_is_refused() -> None:
    cases = shipped()
    (error,) = check_mocks.check_cases(
        [*cases, moved(cases[0], cases[0].item.model_copy(update={"id": "other"}))]
    )
    assert f"is nearly the case {cases[0].key}" in error.text


FIRST = shipped()[0].item
PROS = [w.model_dump() for w in FIRST.weighs if w.side == "hire"]
ALIKE = [s.model_copy(update={"score": 3}).model_dump() for s in FIRST.scores]
TWICE = [FIRST.scores[at].model_dump() for at in (0, 0, 3)]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"sums": ["no number here"]}, "a sum has numbers"),
        ({"weighs": PROS * 2}, "not mixed"),
        ({"scores": ALIKE}, "same score"),
        ({"scores": TWICE}, "twice"),
    ],
)
def test_a_case_says_what_is_wrong_with_it(more: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        changed(**more)
