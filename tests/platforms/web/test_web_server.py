"""Who gets to see the page, and what it answers to those who do."""

import asyncio
import errno
import os
import re
import socket
import struct
import subprocess
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.platforms.local import GENERAL, account_of
from bot.platforms.web.space import NoPort, explain, listen
from bot.terminal import Terminal
from tests.platforms.web.visits import Visit, open_visit

START = "start zone=Europe/Berlin"


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    async with open_visit() as opened:
        yield opened


async def status_of(
    visit: Visit, headers: dict[str, str], *, path: str = "/", method: str = "GET"
) -> tuple[int, str]:
    """What the server answers to somebody who has the cookie."""
    url = visit.address.origin().with_path(path)
    async with visit.browser.request(method, url, headers=headers) as answer:
        return answer.status, await answer.text()


async def test_a_wrong_secret_gets_nothing_of_the_group(visit: Visit) -> None:
    async with aiohttp.ClientSession() as stranger:
        await visit.join("alice")
        for query in ({}, {"key": "wrong"}, {"key": ""}):
            for path in ("/", "/static/page.js", "/changes", "/events"):
                async with stranger.get(visit.address.origin().with_path(path).with_query(query)) as answer:
                    assert answer.status == 403
                    assert "alice" not in await answer.text()


async def test_a_foreign_host_or_origin_gets_nothing_with_the_right_cookie(visit: Visit) -> None:
    for host in ("evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "[::1]"):
        assert await status_of(visit, {"Host": host}) == (403, "")
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        assert await status_of(visit, {"Origin": origin}) == (403, "")
        assert await status_of(visit, {"Origin": origin}, path="/say", method="POST") == (403, "")
    assert await status_of(visit, {}, path="/join", method="POST") == (403, ""), "it names no origin"
    assert await status_of(visit, {"Sec-Fetch-Site": "cross-site"}, path="/changes") == (403, "")


async def test_a_tab_that_is_closed_while_it_opens_is_no_error(
    visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    origin = visit.address.origin()
    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in visit.browser.cookie_jar)
    asked = f"GET /events HTTP/1.1\r\nHost: {origin.authority}\r\nCookie: {cookies}\r\n\r\n".encode()
    for turns in range(40):
        with socket.create_connection((str(origin.host), int(origin.port or 0))) as tab:
            tab.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closed at once
            tab.sendall(asked)
            for _ in range(turns % 8):  # the server gets as far as that
                await asyncio.sleep(0)
    assert (await visit.browser.get(origin)).status == 200
    assert caplog.records == []


async def test_every_answer_forbids_scripts_and_requests_of_other_hosts(visit: Visit) -> None:
    for path in ("/", "/static/page.js", "/nothing", "/events"):
        answer = await visit.browser.get(visit.address.origin().with_path(path))
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        answer.close()
    for path in ("/static/../server.py", "/static/page.html", "/picture/1/0", "/nothing"):
        assert (await visit.get(path, **{"as": "alice"})).status == 404


async def test_a_port_that_is_taken_gives_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with listen(port) as opened:
            assert opened.getsockname()[1] != port


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.EACCES, "You may not open port 80 on this machine. Choose one above 1023"),
        (errno.ENOBUFS, "Port 80 can't be opened: No buffer space available. Choose another with --port"),
    ],
)
def test_a_port_that_cannot_be_opened_is_explained_with_a_fix(number: int, says: str) -> None:
    assert explain(OSError(number, os.strerror(number)), "127.0.0.1", 80).startswith(says)


def test_an_address_that_this_machine_does_not_have_is_no_taken_port() -> None:
    with pytest.raises(NoPort, match=r"no address 192\.0\.2\.1 now.*--no-web"):
        listen(0, "192.0.2.1")


async def test_the_page_and_the_terminal_show_the_same_people_and_cards_and_each_its_own_forms(
    visit: Visit,
) -> None:
    console, space = visit.group.console, visit.space
    await visit.join("alice")
    await visit.say("alice@#general", f"/prep {START}")
    alice = account_of("alice")
    (welcome,) = (m for m in space.history.seen(alice, GENERAL) if m.payloads)
    assert {b.payload for b in console.history.buttons(alice)} >= set(welcome.payloads)
    before = space.history.version
    await console.say("alice", "today", None, direct=True)
    said, card = space.history.since(before)
    assert [(said.text, said.card), (card.text, card.card is None)] == [("today", None), ("", False)]
    spoken = [b.spoken for b in card.card.buttons if b.spoken] if card.card else []
    assert f'aria-label="{spoken[0]}">' in await visit.look("alice")
    await visit.press("alice@#general", "Change settings")
    assert console.forms.get(alice) is None
    await console.say("alice", "tradeoff", None, direct=True)
    assert "minutes" in [ask.name for ask in space.forms[alice].form.asks]


async def test_a_person_sees_neither_anothers_dm_nor_what_only_another_sees_in_a_channel(
    visit: Visit,
) -> None:
    for name in ("alice", "bob"):
        await visit.join(name)
    await visit.say("alice@#general", f"/prep {START}")
    assert "Welcome, alice" not in await visit.look("bob@#general", "bob")
    number = next(m.number for m in visit.space.history.since(0) if m.payloads)
    status, answer = await visit.post("/press", {"button": f"{number}/0"}, **{"as": "bob"})
    assert status == 409
    assert "gone" in answer["problem"]
    await visit.say("alice", "privacy export")
    (source,) = re.findall(r'href="(/file/[0-9]+/0)\?as=alice"', await visit.look("alice"))
    fetched = await visit.get(source, **{"as": "alice"})
    assert "loopmate-export.zip" in fetched.headers["Content-Disposition"]
    assert (await fetched.read()).startswith(b"PK")
    assert (await visit.get(source, **{"as": "bob"})).status == 404


async def test_names_are_checked_and_words_are_shown_as_they_were_typed(visit: Visit) -> None:
    for name in ("", "a b", "<b>", "x" * 41, "a/b"):
        status, answer = await visit.post("/join", {"name": name})
        assert status == 400
        assert answer["problem"].startswith("A name is 1 to 40 letters")
    await visit.join("alice")
    await visit.say("alice@#general", "<script>alert(1)</script> & co")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in await visit.look("alice@#general")


async def test_commands_and_values_are_completed_word_by_word(visit: Visit) -> None:
    await visit.join("alice")
    await visit.say("alice@#general", "/prep-admin setup channel=#general zone=Europe/Berlin")
    for typed, completed in (
        ("/pr", "/prep "),
        ("/prep qui", "/prep quiz "),
        ("/prep quiz cou", "/prep quiz count="),
        ("/prep start zone=Europe/Berl", "/prep start zone=Europe/Berlin"),
        ("qui", "quiz "),
    ):
        answer = await visit.get("/complete", pane="alice", text=typed)
        assert completed in [value for value, _ in await answer.json()]


async def test_a_form_that_is_refused_comes_back_with_the_problem_at_its_field(visit: Visit) -> None:
    await visit.join("alice")
    await visit.say("alice@#general", f"/prep {START}")
    opened = await visit.press("alice@#general", "Change settings")
    assert 'name="minutes"' in opened["form"]
    assert 'value="system_design" checked> system design</label>' in opened["form"]
    answer = await visit.get("/propose", **{"as": "alice", "field": "zone", "typed": "Kolk"})
    assert "Asia/Kolkata" in await answer.json()
    values = {"minutes": "many", "zone": "Europe/Berlin"}
    _, refused = await visit.post("/fill", values, **{"as": "alice"})
    assert 'aria-invalid="true"' in refused["form"]
    assert 'id="field-minutes-problem"' in refused["form"]
    _, done = await visit.post("/fill", {**values, "minutes": "30"}, **{"as": "alice"})
    assert done["form"] == ""


async def test_moving_the_clock_shows_what_fell_due_and_two_who_act_at_once_get_their_answers(
    visit: Visit,
) -> None:
    for name in ("alice", "bob"):
        await visit.join(name)
    await asyncio.gather(
        visit.say("alice", START),
        visit.group.console.say("bob", "start zone=Europe/London", None, direct=True),
        visit.post("/clock", {"to": "hour"}),
    )
    for name in ("alice", "bob"):
        assert f"Welcome, {name}" in await visit.look(name)
    _, moved = await visit.post("/clock", {"to": "morning"})
    assert "Wed 25 Nov, 08:00" in moved["due"]
    assert "alice&#39;s DM" in moved["due"]
    assert visit.group.app.clock.now().isoformat() == "2026-11-25T07:00:00+00:00"


async def test_in_real_time_nobody_moves_the_clock_and_the_empty_page_says_what_is_kept() -> None:
    async with open_visit(Terminal(page=0)) as visit:
        assert "Messages are shown while Loopmate runs and aren't saved" in await visit.look()
        await visit.join("alice")
        assert "data-clock" not in await visit.look("alice")
        url = visit.address.origin().with_path("/clock")
        async with visit.browser.post(url, data={"to": "hour"}, headers={"Origin": visit.origin}) as answer:
            assert answer.status == 404


async def test_a_press_changes_the_card_it_was_made_on_though_a_newer_one_has_the_same_button(
    visit: Visit,
) -> None:
    await visit.join("alice")
    await visit.say("alice", START)
    for _ in range(2):
        await visit.say("alice", "privacy forget scope=everything")
    older, newer = visit.space.history.seen(account_of("alice"), None)[-3::2]
    labels = [button.label for button in older.buttons]
    button = f"{older.number}/{labels.index('Keep my data')}"
    assert (await visit.post("/press", {"button": button}, **{"as": "alice"}))[0] == 200
    kept = [[b.label for b in message.buttons] for message in (older, newer)]
    assert ["Keep my data" in labels for labels in kept] == [False, True]


async def test_a_card_loses_its_buttons_when_its_flow_goes_on(visit: Visit) -> None:
    await visit.join("erin")
    await visit.say("erin", "start zone=Asia/Kolkata")
    for _ in range(2):
        await visit.say("erin", "quiz count=2")
    seen = visit.space.history.seen(account_of("erin"), None)
    questions = [m for m in seen if m.answer and m.answer.flow.startswith("quiz")]
    assert [bool(m.payloads) for m in questions] == [False, True]
    assert not (questions[0].card and questions[0].card.buttons)


async def test_a_file_is_handed_over_with_what_one_types(visit: Visit) -> None:
    await visit.join("dave")
    await visit.say("dave", START)
    form = aiohttp.FormData({"text": "bullet"})
    form.add_field("file", b"Projects\n- Fine-tuned DistilBERT, improved F1 to 0.81\n", filename="cv.txt")
    url = visit.address.origin().with_path("/say").with_query(pane="dave")
    async with visit.browser.post(url, data=form, headers={"Origin": visit.origin}) as answer:
        assert answer.status == 200
    assert "0.81" in await visit.look("dave")


async def test_what_lies_further_back_is_shown_in_portions(visit: Visit) -> None:
    await visit.join("alice")
    for number in range(600):
        visit.remember("alice", f"message {number}.")
    html = await visit.look("alice")
    assert ("message 540." in html, "message 539." in html) == (True, False)
    before = re.findall(r'data-number="(\d+)"', html)[0]
    answer = await (await visit.get("/earlier", pane="alice", before=before)).json()
    assert ("message 40." in answer["html"], "message 39." in answer["html"]) == (True, False)
    assert answer["more"] is True


def test_messages_are_drawn_as_a_platform_shows_them_without_its_library() -> None:
    program = """\
import sys
from bot.platforms.web.panes import looks
print(sorted(looks()), sorted({"discord", "slack_bolt", "slack_sdk"}.intersection(sys.modules)))"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "['discord', 'slack'] []\n"
