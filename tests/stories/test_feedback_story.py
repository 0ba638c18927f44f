"""After 45 minutes: dave on erin's answers, erin on dave's interviewing, and when each may read what."""

from handlers.feedback.model import DRAFTS, FEEDBACK
from tests.records import every_value, id_of, unit_of
from tests.stories.mock_rounds import export
from tests.stories.sessions import KEY, heads, mock_of, started, two
from tests.world import Shown, Somebody, World

SENTENCE = "She computed the floor before naming any technique"


async def over(w: World) -> tuple[Somebody, Somebody]:
    erin, dave = await started(w)
    await w.advance(minutes=46)
    return erin, dave


async def rate(who: Somebody, levels: list[str], drill: str = "", sentence: str = "") -> Shown:
    """Goes through all steps with these levels; sentences of evidence are declined unless one is given."""
    shown = await who.press("Start feedback")
    for level in levels:
        shown = await who.press(level, on=shown)
        if "Write the sentence" in shown.labels:
            if sentence:
                await who.press("Write the sentence", on=shown)
                shown = await who.fill(sentence=sentence)
            else:
                shown = await who.press("Skip this", on=shown)
    await who.press("Write the two sentences", on=shown)
    shown = await who.fill(keep="Saying the limit first", change="Ask for the percentile")
    if "No drill" in shown.labels:
        shown = await who.press(drill or "No drill", on=shown)
    return await who.press("Send the feedback", on=shown)


async def test_two_fixed_dimensions_and_three_of_the_round_are_asked_one_at_a_time(w: World) -> None:
    erin, dave = await over(w)
    assert (await erin.press("Start feedback")).text.startswith("Rate dave, 1 of 3: The question was clear.")
    shown = await dave.press("Start feedback")
    asked = []
    for level in ("3", "2", "Not seen", "2", "3"):
        asked.append(shown.text.splitlines()[0])
        assert shown.labels == ["1", "2", "3", "4", "Not seen"]
        shown = await dave.press(level, on=shown)
    assert asked == [
        "Rate erin, 1 of 5: Clarity of metrics.",
        "Rate erin, 2 of 5: Discussion of trade-offs.",
        "Rate erin, 3 of 5: Measurement.",
        "Rate erin, 4 of 5: Hardware arithmetic.",
        "Rate erin, 5 of 5: Technique choice.",
    ]
    assert shown.text.startswith("Keep one thing, change one thing")


async def test_it_is_blind_until_both_are_in_and_then_each_reads_their_own(w: World) -> None:
    erin, dave = await over(w)
    sent = await rate(dave, ["3", "2", "Not seen", "1", "3"], "Drill: roofline", SENTENCE)
    assert sent.text.startswith("Sent. I'll tell you when you can read yours.")
    refused = await erin.say(f"/prep feedback.read session={KEY}")
    assert refused.text.startswith("It opens when everybody's feedback is in")
    assert "feedback" not in str(await export(erin)).replace("feedback-drafts", "")
    last = await rate(erin, ["4", "3", "3"])
    assert last.text.startswith("Sent. Everyone's feedback is in and open now.")
    assert heads(dave)[-1] == "Feedback on your mock with erin is open."
    shown = await erin.press("Read your feedback")
    assert shown.text.startswith("dave rated this highest: Clarity of metrics.")
    assert "Discussion of trade-offs: 2 of 4\n" in shown.text
    assert "Discussion of trade-offs: One side only" in (await erin.press("More", on=shown)).text
    assert "Measurement: not seen" in shown.text
    assert "Quiz: roofline" in shown.labels
    words = await erin.press("Read the sentences", on=shown)
    assert SENTENCE in words.text
    assert "Saying the limit first" in words.text
    assert "erin rated this highest: The question was clear." in (await dave.press("Read your feedback")).text


async def test_a_day_after_the_end_it_opens_with_what_is_there(w: World) -> None:
    erin, dave = await over(w)
    await rate(dave, ["3", "2", "3", "2", "3"])
    await w.advance(hours=23)
    assert "Feedback on your mock" not in "".join(heads(erin))
    await w.advance(hours=2)
    assert heads(erin)[-1] == "Feedback on your mock with dave is open."
    assert heads(dave)[-1] == "Nobody wrote feedback on your mock with erin within a day."
    assert "If some comes later, I'll tell you." in dave.inbox[-1].text
    assert not [head for head in heads(dave) if head.startswith("You rated")], "dave has sent it"


async def test_a_draft_is_kept_at_every_step_and_can_be_begun_again(w: World) -> None:
    _, dave = await over(w)
    shown = await dave.press("Start feedback")
    for level in ("3", "2"):
        shown = await dave.press(level, on=shown)
    assert (await dave.press("Start feedback")).text.startswith("Rate erin, 3 of 5: ")
    for level in ("2", "2", "3"):
        shown = await dave.press(level)
    shown = await dave.press("Skip this")
    shown = await dave.press("No drill", on=shown)
    first, levels = shown.text.splitlines()[:2]
    assert first == "Ready to send to erin."
    assert levels.startswith("Clarity of metrics: 3. Discussion of trade-offs: 2. Measurement: 2. ")
    assert (await dave.press("Start over", on=shown)).text.startswith("Rate erin, 1 of 5: ")


async def test_what_was_marked_and_not_sent_is_asked_after_an_hour_later_and_at_the_opening(w: World) -> None:
    erin, dave = await over(w)
    shown = await dave.press("Start feedback")
    for level in ("3", "2", "2", "3"):
        shown = await dave.press(level, on=shown)
    await w.advance(minutes=59)
    asked = "You rated erin on 4 of 5 points."
    assert asked not in heads(dave)
    await w.advance(minutes=1)
    assert dave.inbox[-1].text.splitlines()[:2] == [asked, "Send what you have?"]
    assert (await dave.press("Finish it")).text.startswith("Rate erin, 5 of 5: ")
    await w.advance(hours=23)
    assert [s.text.startswith(asked) for s in dave.inbox].count(True) == 2
    due = [s for s in dave.inbox if s.text.startswith(asked)][-1]
    assert "I don't have feedback about you either." in due.text
    assert not [s for s in dave.inbox if s.text.startswith("Nobody wrote feedback")]
    sent = await dave.press("Send what I have", on=due)
    assert sent.text.splitlines()[:2] == [
        "Sent: erin can read it now.",
        "Still missing: feedback from erin. I'll tell you when it comes.",
    ]
    assert "Read your feedback" not in sent.labels
    assert heads(erin)[-1] == "Late feedback on your mock with dave is in, and you can read it now."
    assert "Read your feedback" in erin.inbox[-1].labels
    assert "Measurement: 2 of 4" in (await erin.say(f"/prep feedback.read session={KEY}")).text
    assert (await dave.press("Finish it", on=due)).text.startswith("You've sent your feedback")


async def test_who_has_a_draft_at_the_opening_reads_what_came_from_the_same_message(w: World) -> None:
    erin, dave = await over(w)
    await rate(dave, ["3", "2", "3", "2", "3"])
    await erin.press("4", on=await erin.press("Start feedback"))
    before = len(erin.inbox)
    await w.advance(hours=25)
    asked = [s for s in erin.inbox[before:] if "eedback" in s.text and "is open now" in s.text]
    assert ["Read your feedback" in s.labels for s in asked] == [True]
    assert "Feedback on your mock with" not in "".join(heads(erin))
    sent = await erin.press("Send what I have", on=asked[0])
    assert sent.text.startswith("Sent. Everyone's feedback is in")
    assert heads(dave)[-1].startswith("Late feedback on your mock with erin is in")


async def test_who_met_without_the_clock_can_give_feedback_too(w: World) -> None:
    erin, dave = await two(w)
    await mock_of(w, erin, dave)
    early = await dave.say(f"/prep feedback.give mock={KEY}")
    assert early.text.startswith("I can't find that session of yours.")
    await w.advance(minutes=56)
    assert "That counts as a mock." in (await dave.say(f"/prep mock.met mock={KEY} answer=yes")).text
    assert (await rate(dave, ["3", "2", "3", "2", "3"])).text.startswith("Sent.")
    await w.advance(hours=24)
    assert erin.inbox[-1].text.startswith("Feedback on your mock with dave is open")


async def test_feedback_is_given_once_by_those_who_were_there_and_within_a_week(w: World) -> None:
    erin, dave = await over(w)
    await rate(dave, ["3", "2", "3", "2", "3"])
    assert (await dave.press("Start feedback")).text.startswith("You've sent your feedback on this session.")
    carol = await w.member("carol")
    shown = await carol.say(f"/prep feedback.mark session={KEY} criterion=metrics level=4")
    assert shown.text.startswith("I can't find that session of yours.")
    early = await erin.say(f"/prep feedback.send session={KEY}")
    assert early.text.startswith("Something is still open in your feedback.")
    wrong = await erin.say(f"/prep feedback.mark session={KEY} criterion=metrics level=4")
    assert wrong.text.startswith("This session isn't rated by that anymore.")
    await w.advance(days=8)
    assert (await erin.press("Start feedback")).text.startswith("That session is more than a week ago.")


async def test_what_was_weakest_goes_into_the_focus(w: World) -> None:
    erin, dave = await over(w)
    await rate(dave, ["3", "3", "3", "1", "3"])
    await rate(erin, ["3", "3", "3"])
    from bot.store import members  # noqa: PLC0415

    member = await members.MEMBERS.get(await unit_of(w), await id_of(w, erin))
    assert member is not None
    assert member.focus == dict.fromkeys(("roofline", "memory", "parallelism", "architectures"), 1.0)


async def test_sentences_are_encrypted_and_go_with_whoever_wrote_them(w: World) -> None:
    _, dave = await over(w)
    await rate(dave, ["3", "2", "3", "4", "3"], "", SENTENCE)
    unit, who = await unit_of(w), await id_of(w, dave)
    kept = await FEEDBACK.get(unit, f"{who}/{KEY}")
    assert kept is not None and kept.evidence
    assert SENTENCE.encode() not in await every_value(w)
    assert await DRAFTS.get(unit, f"{who}/{KEY}") is None
    await dave.say("/prep privacy forget")
    await dave.press("Forget everything now")
    assert await FEEDBACK.get(await unit_of(w), f"{who}/{KEY}") is None


async def test_trends_are_for_oneself_and_a_raters_severity_is_told_to_the_rater_alone(w: World) -> None:
    erin, dave = await over(w)
    assert (await erin.say("/prep feedback.trends")).text.startswith("Nobody has rated your mocks yet")
    await rate(dave, ["1", "2", "2", "2", "1"])
    assert (await erin.say("/prep feedback.trends")).text.startswith("Nobody has rated your mocks yet")
    await rate(erin, ["4", "4", "4"])
    shown = await erin.say("/prep feedback.trends")
    assert shown.text.startswith("How partners rated your mocks")
    assert "Discussion of trade-offs: 2 (mean 2.0)" in shown.text
    assert "As a rater" not in shown.text
    strict = await dave.say("/prep feedback.trends")
    assert "As a rater" in strict.text and "Only you see this." in strict.text


async def test_the_loop_shows_what_is_done_and_asks_for_what_is_missing(w: World) -> None:
    erin, dave = await over(w)
    shown = await erin.say("/prep feedback.season")
    assert shown.text.startswith("You've done 1 of 5 rounds with a partner.")
    assert "with dave" in shown.text
    assert (await dave.say("/prep feedback.season")).text.startswith("You've done 0 of 5 rounds")
    assert "algorithms, you answer" in (await erin.press("Ask for this round", on=shown)).text
