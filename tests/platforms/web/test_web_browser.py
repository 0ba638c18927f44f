"""The page in a real browser, by keyboard alone."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.platforms.web.browser import chromium, open_page
from tests.platforms.web.visits import open_visit

pytestmark = pytest.mark.asyncio(loop_scope="module")
SETUP = "/prep-admin setup channel=#general zone=Europe/Berlin"
TRADEOFF = "tradeoff w1=400 w2=30 base: 78.0% 120ms; small: -0.3pp -12ms; big: +0.6pp +15ms"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


async def test_the_first_evening(browser: Browser) -> None:
    async with open_visit() as visit, open_page(browser, visit) as one:
        await one.page.get_by_label("Who are you?").focus()
        await one.page.keyboard.press("ControlOrMeta+A")
        await one.page.keyboard.type("alice")
        await one.page.keyboard.press("Enter")
        what_to_type = one.page.get_by_text("Type /prep start to join, or /prep-admin setup")
        await expect(what_to_type).to_be_visible()
        await one.type("alice@#general", SETUP)
        await one.press("alice@#general", "Post in #general")
        await expect(what_to_type).to_be_hidden()
        await one.page.get_by_label("Somebody else").focus()
        await one.page.keyboard.type("bob")
        await one.page.keyboard.press("Enter")
        await one.press("bob@#general", "Join")
        await one.press("bob@#general", "09:00 Berlin")
        await one.sees("bob@#general", "You're in")
        await one.sees("bob", "Paste")


async def test_a_tradeoff_shows_its_picture(browser: Browser) -> None:
    async with open_visit() as visit, open_page(browser, visit) as one:
        await visit.join("dave")
        await visit.say("dave", "start zone=Europe/Berlin")
        await one.look("dave", look="discord")
        await one.type("dave", TRADEOFF)
        picture = one.page.locator(".messages img")
        await expect(picture).to_have_attribute("alt", re.compile("^Accuracy upwards"))
        await expect(picture).to_have_js_property("complete", True)
        assert await picture.evaluate("picture => picture.naturalWidth") > 300


async def test_a_mock_from_join_to_feedback(browser: Browser) -> None:
    async with open_visit() as visit, open_page(browser, visit) as one:
        for name, role in (("dave", "interviewer"), ("erin", "candidate")):
            await visit.join(name)
            await visit.say(name, "start zone=Europe/Berlin days=wed quiet=none")
            await visit.say(name, f"mock join round=inference role={role} repeat=weekly")
        await one.look("dave", "erin")
        for name in ("dave", "erin"):
            await one.type(name, "mock hours sat 10:00-20:00")
            await one.sees(name, "sat 10:00-20:00")
        await one.move_clock("Next Sunday")
        await one.move_clock("Tomorrow 08:00")
        await one.look("dave@erin,dave", "erin@erin,dave", "dave", "erin")
        await one.press("dave@erin,dave", "Works for me")
        await one.press("erin@erin,dave", "Works for me")
        for _ in range(5):
            await one.move_clock("Tomorrow 08:00")
        await one.move_clock("+1 hour")
        await one.move_clock("+1 hour")
        await one.press("dave@erin,dave", "I'm here")
        await one.press("erin@erin,dave", "Start (45 min)")
        await one.move_clock("+1 hour")
        await one.press("erin", "Start feedback")
        await one.press("erin", "4")
        await one.press("erin", "Skip this")
        await one.press("erin", "3")
        await one.press("erin", "3")
        await one.press("erin", "Skip this")
        await one.press("erin", "Send the feedback")
        await one.sees("erin", "Sent.")


async def test_when_loopmate_has_stopped_the_page_says_so(browser: Browser) -> None:
    async with AsyncExitStack() as stack:
        visit = await stack.enter_async_context(open_visit())
        await visit.join("alice")
        async with open_page(browser, visit) as one:
            await one.look("alice")
            await stack.aclose()
            await one.type("alice", "today")
            said = re.compile("^Loopmate (doesn't answer|has stopped)")
            await expect(one.page.get_by_role("alert")).to_have_text(said)
            one.strange.clear()  # the browser's own words about the same


@pytest.mark.parametrize("width, dark", [(360, False), (1_280, True)], ids=["narrow-light", "wide-dark"])
async def test_axe_finds_no_barrier_and_a_refused_form_is_corrected(
    browser: Browser, width: int, dark: bool
) -> None:
    async with open_visit() as visit, open_page(browser, visit, width=width, dark=dark) as one:
        assert await one.barriers() == []
        await visit.join("alice")
        await visit.join("bob")
        await visit.say("alice@#general", SETUP)
        await visit.press("alice@#general", "Post in #general")
        await visit.say("alice@#general", "/prep start zone=Europe/Berlin")
        await visit.say("alice", TRADEOFF)
        await visit.say("alice", "forget")
        for look in ("slack", "discord"):
            await one.look("alice@#general", "alice", "bob", look=look)
            assert await one.barriers() == []
        await one.press("alice@#general", "Change settings")
        await one.fill("minutes", "many")
        await one.send()
        wrong = one.page.get_by_label("Minutes a day")
        await expect(wrong).to_be_focused()
        await expect(wrong).to_have_accessible_description(re.compile("^'many' isn't a whole number"))
        assert await one.barriers() == []
        await one.page.keyboard.press("Escape")
        await expect(one.page.get_by_role("button", name="Change settings").last).to_be_focused()
        await one.page.locator('[data-pane="alice"] textarea').focus()
        await one.page.keyboard.type("qui")
        await expect(one.page.get_by_role("option").first).to_be_visible()
        assert await one.barriers() == []
        await one.press("alice@#general", "Change settings")
        await one.fill("minutes", "30")
        await one.send()
        await expect(one.page.locator("dialog")).not_to_be_visible()
        await one.sees("alice@#general", "30 minutes")


async def test_5000_messages_scroll(browser: Browser) -> None:
    async with open_visit() as visit, open_page(browser, visit) as one:
        await visit.join("alice")
        for number in range(5_000):
            visit.remember("alice", f"message {number}")
        await one.look("alice")
        await expect(one.page.get_by_text("message 4999", exact=True)).to_be_in_viewport()
        await one.page.locator(".messages").focus()
        first = one.page.get_by_text("message 0", exact=True)
        for _ in range(30):
            if await first.count():
                break
            shown = await one.page.locator(".message").count()
            await one.page.keyboard.press("Home")
            await one.page.wait_for_function(
                "count => document.querySelectorAll('.message').length > count", arg=shown
            )
        await one.page.keyboard.press("Home")
        await expect(first).to_be_in_viewport()
        await one.page.keyboard.press("End")
        await expect(one.page.get_by_text("message 4999", exact=True)).to_be_in_viewport()
