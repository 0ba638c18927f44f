"""People who brought the bot along to where none of its groups is: what they can do, and that nothing stays."""

from pathlib import Path

from bot.core.kinds import Upload
from bot.core.reply import Chosen, Inbound, Pressed, Responder
from bot.core.values import Call
from bot.dispatcher import GuestDoor
from tests.records import everything
from tests.stage import home
from tests.wires import Breakable
from tests.world import Shown, Somebody, World, world

BULLET = "Fine-tuned DistilBERT on product reviews, improved F1 to 0.81"


class Elsewhere(GuestDoor):
    """The door as it is where none of the bot's groups is: in a DM of others, or (homeless) in the bot's own."""

    kind = "guest"

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        there = {"guest": self.kind, "channel": None, "space": None, "place": "", "organiser": False}
        await super().handle(inbound.copy_with(**there), responder)


async def guest(w: World, kind: str = "guest") -> Somebody:
    gale, door = w.person("gale", on="discord"), Elsewhere(w.app.dispatcher)
    gale.door, door.kind = door, kind
    await w.time.drain()  # what a bot writes at its first look
    return gale


async def ask(gale: Somebody, path: str, **values: str) -> Shown:
    return await gale.choose(Call(path=path, values=values))


async def test_a_guest_is_quizzed_critiqued_and_answered_and_nothing_is_stored(w: World) -> None:
    await w.member("bob", "UTC")
    gale, before = await guest(w), await everything(w)
    asked = await ask(gale, "quiz")
    assert {"A", "B", "C", "I don't know"} <= set(asked.labels)
    assert (await gale.press("A")).text.startswith(("Right, it's", "Not quite: it's"))
    assert "I don't know" in (await gale.press("Another question")).labels
    assert (await gale.press("I don't know")).text.startswith("The answer is ")
    critique = await ask(gale, "bullet", text=BULLET)
    assert "0.81" in critique.text
    assert "keep" not in critique.text
    assert "Delete" not in " ".join(critique.labels)
    weighed = await ask(gale, "tradeoff", options="small: 90 %, 20 ms; large: 92 %, 45 ms", w1="400", w2="30")
    assert "small" in weighed.text
    assert "keep" not in weighed.text
    assert "A percentile pXX is" in (await ask(gale, "ask", question="what is p99?")).text
    assert await everything(w) == before


async def test_every_button_that_a_guest_sees_works_for_them(w: World) -> None:
    gale = await guest(w)
    for call in (
        Call(path="quiz"),
        Call(path="bullet", values={"text": BULLET}),
        Call(path="ask", values={"question": "latency"}),
        Call(path="tradeoff", values={"seed": "7"}),
    ):
        card = await gale.choose(call)
        for label in card.labels:
            await w.advance(minutes=5)
            shown = await gale.press(label, on=card)
            assert "study group" not in shown.text, label
            assert "wrong on my side" not in shown.text, label


async def test_a_guest_who_asks_to_be_asked_gets_a_question(w: World) -> None:
    gale = await guest(w)
    assert "I don't know" in (await ask(gale, "ask", question="me a question")).labels


async def test_a_form_opens_for_a_guest_and_what_is_wrong_in_it_is_said(w: World) -> None:
    gale, before = await guest(w), await everything(w)
    assert (await ask(gale, "ask")).form.title == "Ask the notes"
    assert "A percentile pXX is" in (await gale.fill(question="what is p99?")).text
    await ask(gale, "tradeoff")
    refused = await gale.fill(options="small: 90 %, 20 ms; large: 92 %, 45 ms", w1="400")
    assert "w2" in " ".join(refused.form.problems)
    assert all("small" not in payload for payload in refused.answer.payloads)
    assert await everything(w) == before


async def test_what_needs_a_group_says_so_and_a_forged_or_foreign_button_does_nothing(w: World) -> None:
    bob = await w.member("bob", "UTC")
    gale, before = await guest(w), await everything(w)
    for path in ("start", "today", "privacy.show", "admin.setup", "mock.join", "nonsense"):
        assert "study group" in (await ask(gale, path)).text
    theirs = (await bob.say("/prep quiz")).answer.payloads[0]
    before = await everything(w)
    for payload in (theirs, "1:guest:today", "1:guest:~token", "", "2:guest:quiz.single:x:ab:a"):
        assert (await gale.send(Pressed(payload=payload)))[0].text
    (stale,) = await gale.send(Pressed(payload="2:guest:quiz.single:x:ab:a"))
    assert stale.text.startswith("That button is from an older version of me.")
    (gone,) = await gale.send(Pressed(payload="1:guest:quiz.single:x:ab:a"))
    assert "changed or withdrawn" in gone.text
    assert await everything(w) == before


async def test_a_flood_of_a_guests_is_limited_and_a_resume_is_read_and_not_kept(w: World) -> None:
    gale, before = await guest(w), await everything(w)
    resume = Upload(name="cv.txt", data=f"Experience\n- {BULLET}\n- Cut p95 from 40 to 22 ms\n".encode())
    reviewed = await gale.choose(Call(path="bullet"), resume)
    assert "0.81" in reviewed.text or "bullet" in reviewed.text
    flood = [await gale.send(Chosen(call=Call(path="quiz"))) for _ in range(40)]
    assert (len(flood[0]), flood[-1]) == (1, [])
    assert await everything(w) == before


async def test_in_the_bots_own_dm_a_member_is_no_guest(w: World) -> None:
    erin = await w.member("erin", "UTC", on=home("discord"))
    gale = await guest(w, "homeless")
    assert "I don't know" in (await ask(gale, "quiz")).labels
    gale.account = erin.account
    assert "Question 1 of 5" in (await ask(gale, "quiz")).text


async def test_without_redis_the_bots_own_dm_says_so_and_guests_elsewhere_are_answered(
    tmp_path: Path,
) -> None:
    wire = Breakable()
    async with world(tmp_path, wrap=wire.around) as w:
        gale, homeless = await guest(w), await guest(w, "homeless")
        wire.cut = True
        (asked,) = await gale.send(Chosen(call=Call(path="quiz")))
        (told,) = await homeless.send(Chosen(call=Call(path="quiz")))
        wire.cut = False
        assert "I don't know" in asked.labels
        assert "I can't reach my memory" in told.text
