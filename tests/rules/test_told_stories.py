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

DUTIES = """\
Bins were wrong. I got told to either fix it or drop it. I relearned the map.
Bins were wrong. I then also had to bring it under 2 %. I relearned the map.
Bins were wrong. I wanted a map that a picker can trust. I relearned the map.
Bins were wrong. The mandate I was given: 2 % by May. I relearned the map.
Bins were wrong. Leader gave me the mission to reduce it. I relearned the map.
Bins were wrong. My VP wanted a fix by Monday. I relearned the map.
Bins were wrong. The desk lead asked whether I could mend it. I relearned the map.
Bins were wrong. The director asked our group to settle it. I relearned the map.
Bins were wrong. Task (mine): 2 % by May. I relearned the map.
Bins were wrong. Was asked to halve that. Relearned the map.
Bins were wrong. My manager said, mend it or drop it, and fix the map. I relearned the map.
Bins were wrong. So, basically, I had to halve that. I relearned the map.
"""
NO_DUTIES = """\
Bins were wrong. I had to laugh. I relearned the map.
Bins were wrong. I quit my job in retail. I relearned the map.
Bins were wrong. Management wanted to know more. I relearned the map.
Bins were wrong. I relearned the map. Now they ask me which bin is new.
"""
LESSONS = """\
I had tuned on the test set. I split it again. Misses fell. Ever since, my test set is locked by somebody else.
I'd been choosing by the test set. I split it again. Misses fell. Now I won't open it before the end.
My first split was random. I split it again. Misses fell. I ask whoever labels the data to make the split.
I rolled back the split, which I had not checked. Misses fell. Every set I make has a date in it.
My first split was wrong. I split by the hour. Misses fell. What I do differently: before I fit, I read fifty rows.
"""
ENDED_TOO = """\
My first split was random. I split it again. New items were found by Monday, and I no longer ship on Fridays.
"""
NO_LESSONS = """\
The split was random. I split it again. Misses fell. I still think that it was a good idea.
I had tuned on the test set. I split it again. Misses fell. I own the service.
I had been charged with it. I split it again. Misses fell. I therefore refrain from more.
"""
SMALL = (
    "our bot made up rules. i had to end it. pulled 600 answers, cut them anew. these fell from 7 % to 1 %."
)
NOBODY = """\
Bins were wrong. As a data scientist I relearned the map. It is right.
Bins were wrong. I built agents with LangGraph. It is right.
Bins were wrong before the marketing push. I relearned the map. It is right.
Bins were wrong. Customers wrote to us. I relearned the map. It is right.
"""
SOMEBODY = """\
Bins were wrong. I relearned the map. Tanya who runs the yard checked 200 bins.
Bins were wrong. I relearned the map. A phonetician fed me 40 lists.
Bins were wrong. I relearned the map. Lena Maier suggested a better one.
Bins were wrong. I relearned the map. Signor Bellini has shown me which bins move.
Bins were wrong. I met Ana and Karim, two fitters. I relearned the map. Karim held the lamp.
bins were wrong. i relearned the map. lena from billing checked 200 bins.
bins were wrong. i relearned the map. tom (sre) gave me a canary rack.
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


@pytest.mark.parametrize(
    ("texts", "flag", "so"),
    [
        (DUTIES, "has_task", True),
        (NO_DUTIES, "has_task", False),
        (LESSONS, "learning_from_failure", True),
        (NO_LESSONS, "learning_from_failure", False),
        (NOBODY, "monologue", True),
        (ENDED_TOO, "has_result", True),
        (ENDED_TOO, "learning_from_failure", True),
        (SOMEBODY, "monologue", False),
        (SOMEBODY, "collaboration_specific", True),
    ],
)
def test_how_a_sentence_is_built_says_what_it_is(listener: Critic, texts: str, flag: str, so: bool) -> None:
    judged = zip(texts.splitlines(), said(listener, texts, flag), strict=True)
    assert [text for text, found in judged if found is not so] == []


def test_without_capitals_there_are_sentences(listener: Critic) -> None:
    flags = listener.critique(SMALL, "story").flags
    assert flags["has_situation"] and flags["has_task"] and flags["has_action"] and flags["result_quantified"]


@pytest.mark.parametrize("form", ["{}: ", "**{}** ", "## {}\n", "1. {} - ", "[{}] ", "({}) "])
def test_headings_come_in_many_forms(listener: Critic, form: str) -> None:
    parts = ["Bins were wrong.", "2 % by May.", "Relearned the map.", "1 % since April."]
    named = zip(("Situation", "Task", "Action", "Result"), parts, strict=True)
    flags = listener.critique("\n".join(form.format(name) + part for name, part in named), "story").flags
    assert flags["has_situation"] and flags["has_task"] and flags["has_action"] and flags["result_quantified"]
