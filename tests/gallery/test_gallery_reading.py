"""The page reads the platforms' JSON back into what a member sees, and the transcript says it in order."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pixels

from bot import draw
from bot.core.card import (
    Ask,
    Button,
    Buttons,
    Card,
    Chart,
    File,
    Form,
    Instant,
    Item,
    Items,
    Link,
    Picture,
    Point,
    Quoted,
    Text,
    line,
)
from bot.core.kinds import DATE, DAYS, choice, text
from bot.core.reply import Answer
from bot.core.values import Call, account_id, channel_id, space_id
from bot.gallery.capture import Gallery, Shot
from bot.gallery.command import NoBrowser, photograph
from bot.gallery.page import page, transcript
from bot.platforms.discord import preview as discord
from bot.platforms.local import Location
from bot.platforms.scenes import Anchor, Bullets, Exhibit, Field, Image, Para, Preview
from bot.platforms.slack import preview as slack

NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
SPACE = space_id("console", "main")
ONLY_ALICE = Location(account_id(SPACE, "alice"), channel_id(SPACE, "#general"))
TYPED = 'a *b* <b> & "c" _d_ 1. [x](y) @everyone'
CHART = Chart(title="t", x="ms", y="points", points=(Point(x=1, y=2, label="base"),))
CARD = Card(
    blocks=(
        Text(line=line("You typed ", Quoted(text=TYPED))),
        Text(line=line("It comes ", Instant(at=NOW + dt.timedelta(days=1)))),
        Items(items=(Item(line=("one",), mark="Done"), Item(line=("two",))), numbered=True),
        Items(items=(Item(line=("three",)),)),
        Link(label="The source", url="https://example.org/a"),
        Picture(chart=CHART, alt="base gains 2 points"),
        File(name="notes.txt", about="your notes", data=b"x"),
        Buttons(
            buttons=(
                Button(label="Done: one", call=Call(path="done"), spoken="Done with task one", style="main"),
                Button(label="Why?", call=Call(path="why")),
            )
        ),
    )
)
FORM = Form(
    title="Your settings",
    call=Call(path="settings"),
    asks=(
        Ask(
            name="zone",
            label="Time zone",
            kind=text(40),
            value="Nowhere",
            required=True,
            problem="No such place.",
        ),
        Ask(name="level", label="Level", kind=choice("junior", "senior"), value="senior"),
        Ask(name="days", label="Days", kind=DAYS, value="mon,wed"),
        Ask(name="day", label="Day", kind=DATE, value="2026-12-10"),
    ),
)


def shot(body: Card | Form, place: Location = ONLY_ALICE) -> Shot:
    payloads = ("p1", "p2")
    answer = Answer(body=body, zone="Asia/Kolkata", payloads=payloads)
    return Shot("card", "path", Exhibit(NOW, place, answer))


PICTURES = {"base gains 2 points": b"png"}


def test_what_was_typed_is_shown_as_it_was_typed_and_moments_in_the_readers_zone() -> None:
    # 08:00 UTC a day later is 13:30 in India, which is tomorrow there too
    for platform, moment in ((slack, "tomorrow 13:30"), (discord, "Wednesday, 25 November 2026 at 13:30")):
        scenes = platform.scenes(shot(CARD).exhibit, PICTURES)
        shown = "\n".join(n.text for n in scenes[0].nodes if isinstance(n, Para))
        assert f'You typed "{TYPED}"' in shown
        assert f"It comes {moment}" in transcript(scenes)
    drawn = page(Gallery((shot(CARD),), missing=("<i>",), pictures=PICTURES))
    assert "<b> &" not in drawn
    assert "&lt;b&gt; &amp;" in drawn
    assert "Not shown: &lt;i&gt;." in drawn
    assert '<ol start="1"><li>Done: one</li><li>two</li></ol>' in drawn


def test_discord_shows_lists_pictures_and_links_where_they_stand_and_buttons_by_their_labels() -> None:
    (scene,) = discord.scenes(shot(CARD).exhibit, PICTURES)
    assert {Bullets(("Done: one", "two"), 1), Bullets(("three",))} <= set(scene.nodes)
    assert Anchor("The source", "https://example.org/a") in scene.nodes
    assert Image("base gains 2 points", b"png") in scene.nodes
    assert scene.where == "Only you can see this"
    said = transcript((scene,))
    assert "Button: Done: one\nButton: Why?" in said
    assert "Numbered list of 2\n1. Done: one\n2. two" in said


def test_slack_takes_pictures_and_files_in_messages_of_their_own_and_says_buttons_by_their_names() -> None:
    (scene,) = slack.scenes(shot(CARD).exhibit, PICTURES)
    assert scene.apart[0] == Image("base gains 2 points", b"png")
    said = transcript((scene,))
    assert said.split("\n")[0] == "Only visible to you"
    assert "In a message of its own: Picture: base gains 2 points" in said
    assert "In a message of its own: File: notes.txt, your notes" in said
    assert "Button: Done with task one\nButton: Why?" in said


def test_a_card_in_a_dm_is_not_marked_as_private() -> None:
    direct = shot(CARD, Location(account_id(SPACE, "alice")))
    assert slack.scenes(direct.exhibit, PICTURES)[0].where == ""
    assert discord.scenes(direct.exhibit, PICTURES)[0].where == ""


def test_a_form_is_a_dialog_with_what_stands_in_its_fields() -> None:
    (scene,) = slack.scenes(shot(FORM).exhibit, {})
    assert scene.title == "Your settings"
    assert Field("Level", value="senior", options=("junior", "senior")) in scene.nodes
    said = transcript((scene,))
    assert "Menu of 7: Days, holds mon, wed" in said
    assert "Text field: Day, holds 2026-12-10" in said
    assert "Text field: Time zone, required, holds Nowhere" in said
    assert "Menu of 2: Level, holds senior" in said
    assert said.endswith("Button: Send")


def test_on_discord_a_refused_form_is_first_the_card_that_says_what_is_wrong() -> None:
    card, modal = discord.scenes(shot(FORM).exhibit, {})
    assert "No such place." in transcript((card,))
    assert "Button: Correct it" in transcript((card,))
    assert modal.title == "Your settings"


async def test_photographs_are_as_wide_as_a_phone_or_it_is_said_what_to_install(tmp_path: Path) -> None:
    drawn = page(Gallery((shot(CARD),), pictures={"base gains 2 points": draw.png(CHART)}))
    try:
        count = await photograph(drawn, tmp_path)
    except NoBrowser as lacking:
        assert "apt-get install chromium" in str(lacking) or "make .venv/dev" in str(lacking)
        return
    assert count == 3
    assert {
        Pixels.open(io.BytesIO((tmp_path / p / "card.png").read_bytes())).width
        for p in ("console", "slack", "discord")
    } == {390}


async def test_without_a_browser_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoBrowser, match="apt-get install chromium"):
        await photograph("", tmp_path)


@pytest.mark.parametrize("platform", [slack, discord], ids=["slack", "discord"])
def test_a_moment_of_any_style_is_read_back_as_words(platform: Preview) -> None:
    styles: tuple[Any, ...] = ("time", "day", "full", "relative")
    body = Card(blocks=tuple(Text(line=("It comes ", Instant(at=NOW, style=style))) for style in styles))
    shown = platform.scenes(Exhibit(NOW, ONLY_ALICE, Answer(body=body, zone="Europe/Berlin")), {})
    assert "<" not in transcript(shown)
