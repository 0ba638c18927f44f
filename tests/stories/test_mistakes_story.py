"""Things that people type wrong, each answered with what to do."""

from pathlib import Path

from bot.core.kinds import Upload
from tests.world import Somebody, World, in_memory

MISTAKES = {
    "toady": "Did you mean today?",
    "quizz": "Did you mean quiz?",
    "quiz zzz": "Question 1",
    "quiz count=99": "from 1 to 10",
    "done 99": "Which one is done?",
    "done zebra": "Which of these is done?",
    "pause until yesterdya": "Paused",
    "pause until 2020-01-01": "isn't in the future",
    "settings zone=Berln": "Did you mean one of these",
    "settings minutes=abc": "isn't a whole number",
    "settings date=01/03/2027": "can be read in more than one way",
    "settings 30": "Did you mean minutes=30?",
    "remind 25:00": "a time",
    "plan 99": "from 1 to 53",
    "mock hours weekdays after 7": "in the morning or in the evening?",
    "mock hours": "hours",
    "mock hours tomorrow evening": "Mocks for the week of Monday 23 November are already matched.",
    "tradeoff a: 78% 120ms": "one option alone",
    "help xyzzy": "I have no help on",
    "888": "No question is open right now.",
    "undo": "nothing to undo",
    "🍕🍕🍕": "I'm here. Whenever you're ready:",
    "3.14": "No question is open right now.",
}


async def test_each_mistake_is_answered_with_what_to_do(w: World) -> None:
    for n, (typed, said) in enumerate(MISTAKES.items()):
        erin = await w.member(f"erin{n}")
        shown = await erin.say(typed, dm=True)
        assert said in shown.text, typed
        assert "I don't know '" not in shown.text


async def test_after_the_root_word_too_plain_words_are_understood_where_no_command_is_near(
    tmp_path: Path,
) -> None:
    """In the console and on Slack, where anything can follow it."""
    async with in_memory(tmp_path) as w:
        erin = await w.member("erin")
        for typed, said in {
            "checklist": "Today, ",
            "prep today": "Today, ",
            "undo": "That isn't marked as done",
            "help me": "Press a topic",
            "stop": "Paused until you resume.",
            "qiuz": "Did you mean quiz?",
            "privacy forgte": "Did you mean privacy forget?",
            "today now": "I don't know what 'now' means",
        }.items():
            assert (await erin.say(f"/prep {typed}")).text.startswith(said), typed
        assert erin.seen[-1].labels == ["Today"]
        await erin.say("/prep privacy forget everything")
        assert (await erin.press("Yes")).text.startswith("Forget everything about you?")


async def test_a_wall_of_text_is_told_how_much_is_read(tmp_path: Path) -> None:
    """In the console, which takes any length: Discord's client takes 2,000 characters."""
    async with in_memory(tmp_path) as w:
        erin = await w.member("erin")
        assert "I read at most 20,000" in (await erin.say("x" * 20_001, dm=True)).text


async def test_a_picture_or_a_voice_message_is_told_what_is_read(w: World, erin: Somebody) -> None:
    for name in ("photo.png", "voice.ogg", "clip.mp4"):
        await w.advance(seconds=20)
        data = b"\x89PNG\r\n\x1a\n\x00\x01OggS"
        shown = await erin.say("", dm=True, upload=Upload(name=name, data=data))
        assert "I couldn't read that file." in shown.text
        assert "PDF" in shown.text
