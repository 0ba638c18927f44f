"""Slack and Discord, as their own rooms look at them: tokens, scopes, permissions."""

import re
from collections.abc import Sequence

from bot.app import registry
from bot.core.clock import SystemClock
from bot.core.ids import ChannelId, SpaceId
from bot.doctor.finding import Finding, State
from bot.platforms.discord import check as discord_check
from bot.platforms.discord.options import DiscordOptions
from bot.platforms.discord.sync import tree
from bot.platforms.slack import doctor as slack_doctor
from bot.platforms.slack.options import SlackOptions
from bot.settings import Settings, unfinished
from bot.store import members
from bot.store.directory import Directory
from bot.store.store import Store

SLACK = "https://slack.com/api/"
DISCORD = "https://discord.com/api/v10"
INIT = "loopmate init says where to get one and tries it"
_COSTS_LITTLE = {
    "Slack": ("Without the scope ",),
    "Discord": ('server "', "the bot is in no server yet", "the invite link ", "Public Bot ", "commands: "),
}
"""How findings begin that cost a feature each, and keep no platform from working."""
_COST_ALL = ("scope commands ", "scope chat:write ")
"""Scopes without which there is nothing left."""
Told = tuple[str, str]
"""What a platform's room found, and the mend; nothing is to be done where that is empty."""


async def slack(settings: Settings) -> list[Finding]:
    """What Slack says to the tokens; nothing is asked of it without one."""
    if lacking := unfinished(settings).get("slack"):
        found, _, mend = lacking.partition(". ")
        return [Finding(area="Slack", state="failed", found=found, mend=mend or INIT)]
    if not settings.slack_bot_token.get_secret_value():
        return [Finding(area="Slack", state="skipped", found="no token", mend=INIT)]
    return judged("Slack", await slack_doctor.check(SlackOptions.of(settings)))


async def discord(settings: Settings) -> list[Finding]:
    """What Discord says to the token; nothing is asked of it without one."""
    if not settings.discord_token.get_secret_value():
        return [Finding(area="Discord", state="skipped", found="no token", mend=INIT)]
    return judged("Discord", await discord_check.check(DiscordOptions.of(settings)))


async def discord_commands(settings: Settings) -> list[Finding]:
    """Whether Discord shows this version's commands."""
    if not settings.discord_token.get_secret_value():
        return []
    wanted = tree(registry(), settings.command)
    return judged("Discord", await discord_check.check_commands(DiscordOptions.of(settings), wanted))


async def channels(settings: Settings, store: Store) -> list[Finding]:
    """The groups' channels on Discord, whose own rules may keep the bot from posting."""
    if not settings.discord_token.get_secret_value():
        return []

    async def channel_in(space: SpaceId) -> ChannelId | None:
        group = await Directory(store).known(space)
        if group is None:
            return None
        return (await members.group(store.unit(group, SystemClock().now()))).channel_in(space)

    return judged("Discord", await discord_check.check_channels(DiscordOptions.of(settings), channel_in))


def judged(area: str, told: Sequence[Told]) -> list[Finding]:
    """One line for all that works, and one for each thing that does not."""
    ready = [found.rstrip(".") for found, mend in told if not mend]
    wrong = [_wrong(area, found, mend) for found, mend in told if mend]
    return [*([_finding(area, "ready", ", ".join(ready))] if ready else []), *wrong]


def _wrong(area: str, found: str, mend: str) -> Finding:
    little = found.startswith(_COSTS_LITTLE[area]) and not any(words in found for words in _COST_ALL)
    return _finding(area, "warning" if little else "failed", found, mend)


def _finding(area: str, state: State, found: str, mend: str = "") -> Finding:
    """The names of workspaces, servers and applications stand in double quotes; short ones are in words, too."""
    names = (name for name in re.findall(r'"(.+?)"', f"{found}\n{mend}") if len(name) > 3)
    return Finding(area=area, state=state, found=found, mend=mend, private=tuple(names))


def whose_command(settings: Settings) -> list[Finding]:
    """Two apps of a workspace may have the same command; Slack tells nobody, and calls the newest."""
    if not settings.slack_bot_token.get_secret_value():
        return []
    root = f"/{settings.command}"
    return [
        Finding(
            area="Commands",
            state="skipped",
            found=f"Slack does not tell whether another app has {root}, too: type {root} help and see who answers",
            mend="if it is another app, set LOOPMATE_COMMAND to a word of yours, and change both commands at "
            "api.slack.com/apps > your app > App Manifest to what loopmate manifest slack prints",
        )
    ]
