"""`loopmate init` as an organizer meets it: a terminal, two platforms that answer, and a file at the end."""

import stat
from pathlib import Path

from tests.desk import on_terminal
from tests.platforms.discord.loopback import TOKEN, loopback
from tests.platforms.slack.loopback import APP_TOKEN, slack
from tests.platforms.slack.oauth import CLIENT_ID, CLIENT_SECRET


def written(folder: Path) -> dict[str, str]:
    file = folder / ".env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    return dict(line.split("=", 1) for line in file.read_text().splitlines())


async def test_an_organiser_gets_both_platforms_going_and_no_token_stands_on_the_screen(
    tmp_path: Path,
) -> None:
    async with slack() as there, loopback() as api:
        token = there.team("ML Loop").token
        addresses = {"LOOPMATE_SLACK_API_URL": there.url, "LOOPMATE_DISCORD_API_URL": api.api_url}
        async with on_terminal(tmp_path, "init", **addresses) as screen:
            await screen.type("Which one? A number from 1 to 3", "1")
            steps = await screen.type("SLACK_BOT_TOKEN (it isn't shown; Enter alone skips)", APP_TOKEN)
            assert "https://api.slack.com/apps?new_app=1&manifest_json=" in steps
            assert "discord.com" not in steps
            said = await screen.type("SLACK_BOT_TOKEN (it isn't shown", token)
            assert "which belongs in SLACK_APP_TOKEN" in said
            await screen.type("SLACK_APP_TOKEN (it isn't shown", "xapp-1-A0OTHER-1-wrong")
            said = await screen.type("Save it anyway?", "n")
            assert "Slack refused the app-level token" in said
            await screen.type("SLACK_BOT_TOKEN (it isn't shown", token)
            await screen.type("SLACK_APP_TOKEN (it isn't shown", APP_TOKEN)
            said = await screen.type("Another one? A number from 1 to 3", "3")
            assert 'Slack ready: workspace "ML Loop", 14 scopes, Socket Mode' in said
            await screen.type("DISCORD_TOKEN (it isn't shown", TOKEN)
            said = await screen.type("Another one?", "")
            assert "choose the server, press Authorize:" in said
            assert "https://discord.com/oauth2/authorize?client_id=" in said
            await screen.until("Next: loopmate run")
            assert await screen.end() == 0
    assert written(tmp_path) == {
        "SLACK_BOT_TOKEN": token,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "DISCORD_TOKEN": TOKEN,
    }
    for secret in (token, APP_TOKEN, TOKEN, "xapp-1-A0OTHER-1-wrong"):
        assert secret not in screen.text


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_breaking_off_leaves_the_file_as_it_was_and_says_so(tmp_path: Path) -> None:
    async with on_terminal(tmp_path, "init") as screen:
        await screen.type("Which one?", "1")
        await screen.type("SLACK_BOT_TOKEN (it isn't shown", "\x03")
        assert await screen.end() == 130
    assert "Stopped. Nothing was saved." in screen.text
    assert "Traceback" not in screen.text
    assert names_in(tmp_path) == []


async def test_breaking_off_after_one_platform_says_that_it_is_saved(tmp_path: Path) -> None:
    async with (
        loopback() as api,
        on_terminal(tmp_path, "init", LOOPMATE_DISCORD_API_URL=api.api_url) as screen,
    ):
        await screen.type("Which one?", "3")
        await screen.type("DISCORD_TOKEN (it isn't shown", TOKEN)
        await screen.type("Another one?", "\x03")
        assert await screen.end() == 130
    assert "Stopped. What you entered before is saved in .env." in screen.text


async def test_an_app_for_many_workspaces_is_set_up_with_an_address_that_must_be_one(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    async with (
        slack() as there,
        on_terminal(tmp_path, "init", LOOPMATE_SLACK_API_URL=there.url) as screen,
    ):
        await screen.type("Which one?", "7")
        await screen.type("Which one?", "2")
        steps = await screen.type("LOOPMATE_PUBLIC_URL (Enter alone skips)", "http://bot.example")
        assert "loopmate manifest slack --link --oauth https://your.address" in steps
        said = await screen.type("LOOPMATE_PUBLIC_URL (Enter", "https://bot.invalid")
        assert "LOOPMATE_PUBLIC_URL takes an address such as https://loopmate.example.com" in said
        await screen.type("LOOPMATE_HTTP_PORT", str(unused_tcp_port))
        await screen.type("SLACK_CLIENT_ID (it isn't shown", CLIENT_ID)
        await screen.type("SLACK_CLIENT_SECRET (it isn't shown", CLIENT_SECRET)
        await screen.type("SLACK_APP_TOKEN (it isn't shown", APP_TOKEN)
        said = await screen.type("Another one?", "")
        assert "Nobody can install the app at https://bot.invalid/slack/install." in said
        assert await screen.end() == 0
    assert written(tmp_path) == {
        "LOOPMATE_PUBLIC_URL": "https://bot.invalid",
        "LOOPMATE_HTTP_PORT": str(unused_tcp_port),
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "SLACK_APP_TOKEN": APP_TOKEN,
    }
    assert CLIENT_SECRET not in screen.text
