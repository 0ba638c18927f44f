"""What `init` asks for on each platform, where it comes from, and how it is tried."""

import asyncio
from functools import partial

from pydantic import SecretStr

from bot.doctor import platforms
from bot.doctor.finding import Finding
from bot.settings import Settings
from bot.setup import papers
from bot.setup.asking import Tried, Values, Wanted


def slack(settings: Settings) -> Wanted:
    """Socket Mode: two tokens, no public address."""
    link = papers.slack_link(settings.command, history=True, url="")
    return Wanted(
        title="Slack",
        clicks=(
            f"Open this link, choose your workspace, press Next and Create:\n{link}",
            "On the left: Install App > Install to your workspace > Allow. Copy the Bot User OAuth Token (xoxb-...).",
            "On the left: Basic Information > App-Level Tokens > Generate Token and Scopes. Any name, Add Scope "
            "connections:write, Generate. Copy the token (xapp-...).",
        ),
        names=("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
        tried=partial(_slack_tried, settings),
    )


def discord(settings: Settings) -> Wanted:
    """One token; the link that invites the bot comes once it is known."""
    return Wanted(
        title="Discord",
        clicks=(
            "Open https://discord.com/developers/applications > New Application. Any name; it is what members see.",
            "On the left: Installation > Install Link > None > Save Changes. Then Bot > Public Bot: off > Save. "
            "Now only you can add the bot to a server.",
            "Still on Bot: Reset Token. Copy it. Leave the three Privileged Gateway Intents off.",
        ),
        names=("DISCORD_TOKEN",),
        tried=partial(_discord_tried, settings),
    )


def _slack_tried(settings: Settings, values: Values) -> Tried:
    return _told(asyncio.run(platforms.slack(_with(settings, values))))


def _discord_tried(settings: Settings, values: Values) -> Tried:
    told = _told(asyncio.run(platforms.discord(_with(settings, values))))
    if told.wrong:
        return told
    lines = asyncio.run(papers.discord(_with(settings, values), apply=False))
    invite = "To bring it to a server, open this link, choose the server, press Authorise:"
    return Tried(found=(*told.found, invite, *lines))


def _with(settings: Settings, values: Values) -> Settings:
    """The settings as they would be with these values."""
    return settings.model_copy(update={name.lower(): SecretStr(value) for name, value in values.items()})


def _told(findings: list[Finding]) -> Tried:
    """What works, and what does not: a warning is told, and does not hold anybody up."""
    return Tried(
        found=tuple(_words(one) for one in findings if one.state != "failed"),
        wrong=tuple(_words(one) for one in findings if one.state == "failed"),
    )


def _words(one: Finding) -> str:
    return " ".join(one.line().split())
