"""What people do on Discord, and what they see of it: the adapter before a loopback Discord."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.core import kinds
from bot.core.card import Ask, Chart, File, Picture, Point, card
from bot.core.reply import Answer, Chosen, Inbound, Pressed, Said, Submitted
from bot.core.values import Call
from bot.dispatcher.request import space_of_inbound
from bot.work import Pool
from tests.platforms.discord.person import Silence
from tests.platforms.door import asked, said
from tests.platforms.sides import DiscordSide


class Broken(Pool):
    """The process that draws dies each time."""

    async def __call__(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError


ZONE = Ask(name="zone", label="Your time zone", kind=kinds.ZONE)


# what comes in


async def test_a_command_arrives_with_its_options_its_place_and_who_organises(t: DiscordSide) -> None:
    olga = t.guild.person("olga", manage=True)
    shown = await olga.slash("/prep start zone=Europe/Berlin minutes=20")
    await t.guild.person("ben").slash("/prep mock hours text=later")
    await olga.slash("/prep-admin setup")
    first, second, third = t.door.inbounds
    assert first.signal == Chosen(call=Call(path="start", values={"zone": "Europe/Berlin", "minutes": "20"}))
    assert first.account == f"discord:@:{olga.id}"
    assert first.space == f"discord:{t.guild.id}"
    assert first.channel == f"discord:{t.guild.id}:{t.guild.channel('general').id}"
    assert (first.place, first.organiser, t.door.organisers) == ("ML Loop", True, [True, False, True])
    assert (shown.where, shown.lines, shown.labels) == ("caller", ["Hello"], ["Go"])
    assert second.signal == Chosen(call=Call(path="mock.hours", values={"text": "later"}))
    assert third.signal == Chosen(call=Call(path="admin.setup"))
    assert len({i.event for i in t.door.inbounds}) == 3
    assert all(i.event.startswith("discord/") for i in t.door.inbounds)


async def test_a_sticker_or_what_was_forwarded_has_no_words_and_asks_for_no_list(t: DiscordSide) -> None:
    sent = list[tuple[str, Any]]()
    t.api.state.subscribers.append(lambda name, payload: sent.append((name, payload)))
    await t.erin.dm("today")
    typed = next(payload for name, payload in sent if name == "MESSAGE_CREATE")
    t.api.state.emit("MESSAGE_CREATE", {**typed, "id": str(int(typed["id"]) + 1), "content": ""})
    await t.api.settle()
    assert [heard.signal for heard in t.door.inbounds] == [Said(text="today"), Said(text=":)")]


@pytest.mark.parametrize("kind", ["INTERACTION_CREATE", "MESSAGE_CREATE"])
async def test_what_comes_again_is_worked_on_once(t: DiscordSide, kind: str) -> None:
    sent = list[tuple[str, Any]]()
    t.api.state.subscribers.append(lambda name, payload: sent.append((name, payload)))
    await (t.erin.dm("today") if kind == "MESSAGE_CREATE" else t.erin.slash("/prep today"))
    t.api.state.emit(*next(event for event in sent if event[0] == kind))
    await t.api.settle()
    assert len(t.door.inbounds) == len(t.erin.seen) == 1


async def test_in_a_dm_there_is_no_space_and_nobody_organises_and_words_in_a_channel_are_not_read(
    t: DiscordSide,
) -> None:
    olga = t.guild.person("olga", manage=True)
    assert (await olga.slash("/prep start", channel=None)).where == "dm"
    await olga.dm("done 1")
    for inbound in t.door.inbounds:
        assert (inbound.channel, inbound.space, inbound.organiser) == (None, None, False)
        assert space_of_inbound(inbound) is None
    await olga.say("hello everybody")
    assert len(t.door.inbounds) == 2
    for gif in ("https://tenor.com/view/thumbs-up-gif-11663223", "https://klipy.com/gifs/cat-88"):
        await olga.dm(gif)
        assert t.door.inbounds[-1].signal == Said(text=":)"), "a feeling, and no job posting"


async def test_a_file_comes_along_with_a_command_and_one_too_big_is_refused_in_words(t: DiscordSide) -> None:
    assert (await t.erin.slash("/prep resume", file=("cv.pdf", b"%PDF-1"))).where == "caller"
    refused = await t.erin.slash("/prep resume", file=("cv.pdf", bytes(10_000_001)))
    assert "at most 10" in refused.text
    assert [i.upload and (i.upload.name, i.upload.data) for i in t.door.inbounds] == [("cv.pdf", b"%PDF-1")]


async def test_ones_own_message_can_be_critiqued_and_nobody_elses(t: DiscordSide) -> None:
    await t.erin.context_menu(await t.erin.say("Cut latency by half"))
    assert t.door.inbounds[0].signal == Chosen(
        call=Call(path="bullet", values={"text": "Cut latency by half"})
    )
    shown = await t.erin.context_menu(await t.guild.person("ben").say("Cut latency by half"))
    assert ("somebody else's" in shown.text, shown.where) == (True, "caller")
    assert len(t.door.inbounds) == 1


async def test_suggestions_come_while_somebody_types(t: DiscordSide) -> None:
    t.door.offers = [*(f"Zone/{n}" for n in range(30)), "x" * 101]
    offered = await t.erin.autocomplete("prep start", "zone", "ber")
    assert t.door.asked_for == [(f"discord:@:{t.erin.id}", "start", "zone", "ber", f"discord:{t.guild.id}")]
    assert offered == [f"Zone/{n}" for n in range(25)]


# the bot's name in a channel


async def test_who_names_the_bot_in_a_channel_gets_a_reply_that_pings_nobody(t: DiscordSide) -> None:
    shown = await t.erin.names("@Loopmate today")
    (heard,) = t.door.inbounds
    assert heard.signal == Said(text=f"<@{t.api.state.bot_user.id}> today")
    assert heard.channel == f"discord:{t.guild.id}:{t.guild.channel('general').id}"
    assert (heard.space, heard.place, heard.aloud) == (f"discord:{t.guild.id}", "ML Loop", True)
    assert (shown.where, shown.lines) == ("channel", ["Hello"])
    reply = t.erin.message_of(shown.ref)
    assert reply.reply_author_id == t.erin.id
    assert reply.mention_user_ids == []


async def test_a_name_within_a_sentence_and_words_without_it_are_nothing_to_answer(t: DiscordSide) -> None:
    for text in ("today", "I told @Loopmate that I'm done"):
        with pytest.raises(Silence):
            await t.erin.names(text)
    await t.erin.names("@Loopmate today")
    assert [heard.signal for heard in t.door.inbounds] == [Said(text=f"<@{t.api.state.bot_user.id}> today")]


async def test_what_is_corrected_in_a_channel_is_left_alone(t: DiscordSide) -> None:
    await t.erin.names("@Loopmate tody")
    await t.erin.correct("@Loopmate today", channel="general")
    assert len(t.door.inbounds) == 1


async def test_who_names_the_bots_role_hears_whom_to_name_but_not_each_time(t: DiscordSide) -> None:
    said = f"{t.guild.bots_role} today"
    for _ in range(2):
        shown = await t.erin.names(said)
        assert (shown.where, "picked my role" in shown.text) == ("channel", True)
        assert t.erin.message_of(shown.ref).reply_author_id == t.erin.id
    other = t.guild.handle.create_role("everybody who studies")
    for text in (said, f"<@&{other.id}> shall we meet?"):
        with pytest.raises(Silence):
            await t.erin.names(text)
    assert t.door.inbounds == []


async def test_words_after_the_bots_role_are_answered_if_discord_shows_them(t: DiscordSide) -> None:
    sent = list[tuple[str, Any]]()
    t.api.state.subscribers.append(lambda name, payload: sent.append((name, payload)))
    said = f"{t.guild.bots_role} today"
    await t.erin.names(said)
    typed = next(payload for name, payload in sent if name == "MESSAGE_CREATE")
    t.api.state.emit("MESSAGE_CREATE", {**typed, "id": str(int(typed["id"]) + 1), "content": said})
    await t.api.settle()
    assert [heard.signal for heard in t.door.inbounds] == [Said(text=said)]


async def test_where_the_bot_may_not_write_the_answer_comes_as_a_dm(t: DiscordSide) -> None:
    t.api.fail("POST", "/channels/*/messages", 403, {"code": 50013})
    assert (await t.erin.names("@Loopmate today")).where == "dm"


# what goes out


async def test_a_card_that_was_deleted_before_it_is_changed_comes_anew(t: DiscordSide) -> None:
    t.door.answer, t.door.defers = (lambda _: said("List", replace=True)), True
    await t.erin.slash("/prep start")
    t.api.fail("PATCH", "/webhooks/*/messages/@original", 404, {"code": 10008})
    with capture_logs() as logs:
        shown = await t.erin.press("Go")
    assert (shown.lines, shown.where) == (["List"], "caller")
    assert [e["event"] for e in logs] == ["card deleted"]


@pytest.mark.parametrize("defers", [False, True])
async def test_what_is_dropped_leaves_no_thinking_and_no_error(t: DiscordSide, defers: bool) -> None:
    def answer(inbound: Inbound) -> Answer | None:
        return None if isinstance(inbound.signal, Pressed) else said("First")

    t.door.answer, t.door.defers = answer, defers
    await t.erin.slash("/prep start")
    with pytest.raises(Silence):
        await t.erin.press("Go")
    t.door.answer = lambda _: None
    with pytest.raises(Silence):
        await t.erin.slash("/prep start")
    assert [s.lines for s in t.erin.seen] == [["First"]]


@pytest.mark.parametrize("pressed", [False, True])
async def test_what_another_process_has_answered_is_dropped_without_a_word(
    t: DiscordSide, pressed: bool
) -> None:
    await t.erin.slash("/prep start")
    t.door.answer = lambda _: None
    t.api.fail("POST", "/interactions/*/callback", 400, {"code": 40060})
    with capture_logs() as logs, pytest.raises(AssertionError, match="did not respond"):
        await (t.erin.press("Go") if pressed else t.erin.slash("/prep start"))
    assert logs == []
    assert len(t.erin.seen) == 1


async def test_a_form_opens_at_once_on_its_page_and_comes_back_with_it_and_its_values(t: DiscordSide) -> None:
    asks = [Ask(name=f"f{n}", label=f"Field {n}", kind=kinds.text(50)) for n in range(7)]

    def answer(inbound: Inbound) -> Answer:
        return said("Saved") if isinstance(inbound.signal, Submitted) else asked(*asks, page=2)

    t.door.answer = answer
    opened = await t.erin.slash("/prep start")
    assert (opened.title, opened.fields) == ("Start (2 of 2)", {"f5": "", "f6": ""})
    assert (await t.erin.fill(f5="x")).lines == ["Saved"]
    assert t.door.inbounds[1].signal == Submitted(payload="1:g:start", values={"f5": "x", "f6": ""}, page=2)


async def test_after_thinking_and_in_the_dm_a_form_comes_as_a_button(t: DiscordSide) -> None:
    t.door.answer, t.door.defers = (lambda _: asked(ZONE)), True
    shown = await t.erin.slash("/prep start")
    assert (shown.payloads, shown.where) == (["1:g:?start"], "caller")
    assert (await t.erin.dm("start")).payloads == ["1:g:?start"]


async def test_pictures_are_drawn_and_files_are_handed_out_with_words(t: DiscordSide) -> None:
    chart = Chart(title="t", x="x", y="y", points=(Point(x=1, y=2, label="a"),))
    body = card("Front", Picture(chart=chart, alt="One point"), File(name="a.txt", about="Yours", data=b"hi"))
    t.door.answer = lambda _: said(body)
    shown = await t.erin.slash("/prep start")
    assert [name for name, _ in shown.files] == ["chart-2.png", "a.txt"]
    assert shown.files[0][1].startswith(b"\x89PNG")
    assert shown.files[1][1] == b"hi"


async def test_a_picture_that_cannot_be_drawn_is_said_in_words(t: DiscordSide) -> None:
    chart = Chart(title="t", x="x", y="y", points=(Point(x=1, y=2, label="a"),))
    shown = said(
        card("Front", Picture(chart=chart, alt="One *point*"), File(name="a.txt", about="Yours", data=b"hi"))
    )
    t.door.answer = lambda _: shown
    t.work.pictures = Broken(lambda _: None)
    with capture_logs() as logs:
        seen = [await t.erin.slash("/prep start"), await t.erin.dm("start")]
        assert (await t.dm(t.erin, shown)).outcome == "sent"
    for one in (*seen, t.erin.inbox[-1]):
        assert (one.lines[0], "It shows: One *point*" in one.text) == ("Front", True)
        assert [name for name, _ in one.files] == ["a.txt"]
    assert [e["error"] for e in logs if e["event"] == "bug"] == ["RuntimeError"] * 3


# what comes too late


async def test_a_late_answer_goes_into_the_dm_and_with_closed_dms_it_is_lost_and_logged_by_id_alone(
    t: DiscordSide,
) -> None:
    t.door.answer = lambda _: said("Late")
    for told in (["late answer"], ["late answer", "answer lost"]):
        t.api.fail("POST", "/interactions/*/callback", 404, {"code": 10062})
        with capture_logs() as logs, pytest.raises(AssertionError, match="did not respond"):
            await t.erin.slash("/prep start")
        assert [e["event"] for e in logs] == told
        assert logs[0]["code"] == 10062
        assert not {"Late", "erin"} & set(str(logs).split("'"))
        assert [s.lines for s in t.erin.inbox] == [["Late"]]
        t.erin.close_dms()


async def test_an_answer_to_words_that_discord_does_not_take_is_lost_and_logged(t: DiscordSide) -> None:
    t.api.fail("POST", "/channels/*/messages", 403, {"code": 50007})
    with capture_logs() as logs, pytest.raises(Silence):
        await t.erin.dm("today")
    assert [(e["event"], e["code"]) for e in logs] == [("answer lost", 50007)]


async def test_a_mistake_of_ours_is_logged_without_what_was_written(t: DiscordSide) -> None:
    def mistaken(inbound: Inbound) -> Answer:
        raise ValueError(inbound.signal)

    t.door.answer = mistaken
    with capture_logs() as logs, pytest.raises(Silence):
        await t.erin.dm("my salary")
    (bug,) = (entry for entry in logs if entry["event"] == "bug")
    assert (bug["error"], bug["during"]) == ("ValueError", "on_message")
    assert "salary" not in repr(logs)
