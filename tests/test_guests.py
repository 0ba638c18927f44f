"""People who brought the bot along to where none of its groups is: what they can do, and that nothing stays."""

from bot.core.card import Form
from bot.core.kinds import Upload
from bot.core.reply import Answer, Chosen, Inbound, Pressed, Responder, Signal, Submitted
from bot.core.values import EVERYWHERE, Call, account_id, space_id
from bot.dispatcher import GuestDoor
from tests.records import everything
from tests.stage import home
from tests.world import Shown, World

BULLET = "Fine-tuned DistilBERT on product reviews, improved F1 to 0.81"


class Screen(Responder):
    """Shows what is answered."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []

    async def send(self, answer: Answer) -> None:
        self.answers.append(answer)


class Guest:
    """Somebody outside of any group, at their screen."""

    def __init__(self, w: World, guest: str = "guest") -> None:
        self.w, self.guest = w, guest
        self.door = GuestDoor(w.app.dispatcher)
        self.account = account_id(space_id("discord", EVERYWHERE), "400000000000000001")
        self.seen: list[Shown] = []

    async def ask(self, path: str, upload: Upload | None = None, **values: str) -> Shown:
        return await self.send(Chosen(call=Call(path=path, values=values)), upload)

    async def press(self, label: str) -> Shown:
        return await self.send(Pressed(payload=self.seen[-1].payload(label)))

    async def fill(self, **values: str) -> Shown:
        form = self.seen[-1].answer
        assert isinstance(form.body, Form)
        return await self.send(Submitted(payload=form.payloads[0], values=values))

    async def send(self, signal: Signal, upload: Upload | None = None) -> Shown:
        responder = Screen()
        inbound = Inbound.model_validate(
            {
                "event": self.w.event(),
                "account": self.account,
                "name": "gale",
                "channel": None,
                "signal": signal,
                "upload": upload,
                "guest": self.guest,
            }
        )
        await self.door.handle(inbound, responder)
        (answer,) = responder.answers
        self.seen.append(Shown(answer, self.w.now))
        return self.seen[-1]


async def test_a_guest_is_quizzed_critiqued_and_answered_and_nothing_is_stored(w: World) -> None:
    await w.member("bob", "UTC")
    before, gale = await everything(w), Guest(w)
    asked = await gale.ask("quiz")
    assert {"A", "B", "C", "I don't know"} <= set(asked.labels)
    assert (await gale.press("A")).text.startswith(("Right, it's", "Not quite: it's"))
    assert "I don't know" in (await gale.press("Another question")).labels
    assert (await gale.press("I don't know")).text.startswith("The answer is ")
    critique = await gale.ask("bullet", text=BULLET)
    assert "0.81" in critique.text
    assert "keep" not in critique.text
    assert "Delete" not in " ".join(critique.labels)
    weighed = await gale.ask("tradeoff", options="small: 90 %, 20 ms; large: 92 %, 45 ms", w1="400", w2="30")
    assert "small" in weighed.text
    assert "keep" not in weighed.text
    assert "A percentile pXX is" in (await gale.ask("ask", question="what is p99?")).text
    assert await everything(w) == before


async def test_every_button_that_a_guest_sees_works_for_them(w: World) -> None:
    gale = Guest(w)
    for call in (
        Call(path="quiz"),
        Call(path="bullet", values={"text": BULLET}),
        Call(path="ask", values={"question": "latency"}),
        Call(path="tradeoff", values={"seed": "7"}),
    ):
        card = await gale.send(Chosen(call=call))
        for label in card.labels:
            await w.advance(minutes=5)
            gale.seen.append(card)
            shown = await gale.press(label)
            assert "study group" not in shown.text, label
            assert "wrong on my side" not in shown.text, label


async def test_a_form_opens_for_a_guest_and_what_is_wrong_in_it_is_said(w: World) -> None:
    before, gale = await everything(w), Guest(w)
    assert (await gale.ask("ask")).form.title == "Ask the notes"
    assert "A percentile pXX is" in (await gale.fill(question="what is p99?")).text
    await gale.ask("tradeoff")
    refused = await gale.fill(options="small: 90 %, 20 ms; large: 92 %, 45 ms", w1="400")
    assert "w2" in " ".join(refused.form.problems)
    assert all("small" not in payload for payload in refused.answer.payloads)
    assert await everything(w) == before


async def test_what_needs_a_group_says_so_and_a_forged_or_foreign_button_does_nothing(w: World) -> None:
    bob = await w.member("bob", "UTC")
    before, gale = await everything(w), Guest(w)
    for path in ("start", "today", "privacy.show", "admin.setup", "mock.join", "nonsense"):
        assert "study group" in (await gale.ask(path)).text
    theirs = (await bob.say("/prep quiz")).answer.payloads[0]
    before = await everything(w)
    for payload in (theirs, "1:guest:today", "1:guest:~token", "", "2:guest:quiz.single:x:ab:a"):
        assert (await gale.send(Pressed(payload=payload))).text
    stale = await gale.send(Pressed(payload="2:guest:quiz.single:x:ab:a"))
    assert stale.text.startswith("That button is from an older version of me.")
    assert "changed or withdrawn" in (await gale.send(Pressed(payload="1:guest:quiz.single:x:ab:a"))).text
    assert await everything(w) == before


async def test_a_flood_of_a_guests_is_limited_and_a_resume_is_read_and_not_kept(w: World) -> None:
    before, gale = await everything(w), Guest(w)
    resume = Upload(name="cv.txt", data=f"Experience\n- {BULLET}\n- Cut p95 from 40 to 22 ms\n".encode())
    reviewed = await gale.ask("bullet", upload=resume)
    assert "0.81" in reviewed.text or "bullet" in reviewed.text
    for _ in range(40):
        responder = Screen()
        inbound = Inbound(
            event=w.event(),
            account=gale.account,
            name="",
            channel=None,
            signal=Chosen(call=Call(path="quiz")),
            guest="guest",
        )
        await gale.door.handle(inbound, responder)
    assert responder.answers == []
    assert await everything(w) == before


async def test_in_the_bots_own_dm_a_member_is_no_guest(w: World) -> None:
    erin = await w.member("erin", "UTC", on=home("discord"))
    gale = Guest(w, "homeless")
    assert "I don't know" in (await gale.ask("quiz")).labels
    gale.account = erin.account
    assert "Question 1 of 5" in (await gale.ask("quiz")).text
