"""What is read of stories: who acts, told in the present or with the result first, and work that never arrived."""

import pytest

from bot.rules import Critic

ARRIVED = """\
Pickers waited for lists. I sharded the job. Lists are ready at six now. The second warehouse will be next month.
Forecasts were late. I rewrote the join. Planners now have them at seven. A second phase is not started yet.
The p95 of search was reduced from 900 ms to 210 ms. Buyers had complained. I was to help. I cached the joins.
"""
STRANDED = """\
Our bot was wrong. I wrote a test set. The demo was great and everyone clapped. Then it was never launched.
Our bot was wrong. I wrote a test set. The migration is still open and my group was moved.
Our bot was wrong. I wrote a test set. The trial is pending. All figures are kept in one place.
Our bot was wrong. I wrote a test set. The test is not done yet. The pages are scanned.
"""
PARTNERS = """\
Gates were missed. I collect photos. Irina, who leads the depot in Graz, checks every gate. Now all are found.
Bottles were rejected. I train a model. Mechanic Pavel builds a nozzle before the camera. The line runs.
Invoices piled up. I changed the rules. Lena on the finance desk crossed out the wrong fields. The pile fell.
"""


def said(listener: Critic, texts: str, flag: str) -> list[bool]:
    return [listener.critique(text, "story").flags[flag] for text in texts.splitlines()]


@pytest.mark.parametrize(("texts", "arrived"), [(ARRIVED, True), (STRANDED, False)])
def test_an_end_is_one_only_if_the_work_arrived(listener: Critic, texts: str, arrived: bool) -> None:
    assert set(said(listener, texts, "has_result")) == {arrived}


def test_a_partner_acts_in_the_present_too(listener: Critic) -> None:
    assert all(said(listener, PARTNERS, "collaboration_specific"))


def test_who_was_on_call_is_the_teller(listener: Critic) -> None:
    text = "Payments failed. I was on call, so I rolled back the release. 900 payments went through."
    assert listener.critique(text, "story").flags["monologue"]
