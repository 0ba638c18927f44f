"""The first evening of an organizer, step by step as the documents say it, before loopback servers of both platforms.

`python -m tests.first_evening` writes the page anew; a test walks through it again and compares.
"""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from tests.desk import PATIENCE, Desk, on_terminal, running
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.loopback import TOKEN, Loopback, loopback
from tests.platforms.discord.person import Person
from tests.platforms.slack.loopback import APP_TOKEN
from tests.platforms.slack.loopback import Loopback as SlackServer
from tests.platforms.slack.loopback import slack as slack_server
from tests.platforms.slack.member import Member
from tests.platforms.slack.workspace import Workspace
from tests.seen import Seen

PAGE = Path(__file__).parent.parent / "docs" / "operators" / "first-evening.md"
SHOWN = 14
"""Lines of a manifest that the page shows."""
HEAD = """\
# The first evening

What an organizer sees, from nothing to a group on two platforms: each step of [deploy.md](deploy.md) and
[organizers.md](../organizers.md), and what it prints. `python -m tests.first_evening` makes this page by following
the steps against servers that behave like Slack's and Discord's; a test compares it with what the program prints.
Times, codes, and ids are shown as `hh:mm`, `CODE`, and `ID`.
"""
_SAME: tuple[tuple[str, str], ...] = (
    (r"\x1b\[[0-9;?]*[A-Za-z]", ""),
    (r"http://127\.0\.0\.1:\d+", "http://server"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z", "(time)"),
    (r"\[\d\d:\d\d ", "[hh:mm "),
    (r"\b(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{4}-[A-Z0-9]{2}\b", "CODE"),
    (r"/\S+/(?=valkey-server;)", ".venv/"),
    (r"right to \d+ s", "right to 1 s"),
    (r"\b\d{15,20}\b", "ID"),
    (r"manifest_json=\S+", "manifest_json=..."),
)


class Page:
    """The page as it grows. What differs from evening to evening is written the same each time."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self.parts = [HEAD]

    def step(self, title: str, about: str = "") -> None:
        self.parts.append(f"\n## {title}\n" + (f"\n{about}\n" if about else ""))

    def block(self, command: str, said: str) -> None:
        lines = [line.rstrip() for line in self._same(said).strip("\n").splitlines()]
        shown = "\n".join(f"    {line}".rstrip() for line in [self._same(command), *lines])
        self.parts.append(f"\n{shown}\n")

    def add_card(self, who: str, did: str, seen: Seen) -> None:
        place = {"caller": "only you", "dm": "DM", "channel": "channel"}.get(seen.where, seen.where)
        text = "\n".join(line for line in seen.text.splitlines() if line.strip())
        self.block(f"{who}> {did}", f"bot ({place}):\n{text}")

    def _same(self, text: str) -> str:
        text = text.replace(self._folder, "~").replace("\r", "")
        for pattern, same in _SAME:
            text = re.sub(pattern, same, text)
        return text

    @property
    def text(self) -> str:
        return "".join(self.parts)


class Evening:
    """One organizer's folder, both servers, and the page."""

    def __init__(self, folder: Path, slack: SlackServer, discord: Loopback) -> None:
        self.folder, self.slack, self.discord = folder, slack, discord
        self.space = Workspace(slack, slack.sockets)
        self.page = Page(folder)
        self.settings = {
            "LOOPMATE_SLACK_API_URL": slack.url,
            "LOOPMATE_DISCORD_API_URL": discord.api_url,
            "LOOPMATE_DISCORD_GATEWAY_URL": discord.gateway.url,
            "XDG_DATA_HOME": "",
            "TERM": "dumb",
            "COLUMNS": "110",
        }

    async def run(self) -> str:
        await self._manifest()
        await self._init()
        await self._doctor()
        async with self._running():
            await self._on_slack()
            await self._on_discord()
        return self.page.text

    # the command line

    async def _loopmate(self, *words: str) -> str:
        done = await asyncio.to_thread(Desk(self.folder).run, *words, **self.settings)
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        return said

    async def _manifest(self) -> None:
        self.page.step("What Slack wants to know", "The link that `init` prints contains the same.")
        lines = (await self._loopmate("manifest", "slack")).splitlines()
        self.page.block("$ loopmate manifest slack", "\n".join([*lines[:SHOWN], f"... {len(lines)} lines"]))

    async def _init(self) -> None:
        self.page.step("Tokens", "What you type as a token isn't shown.")
        async with on_terminal(self.folder, "init", **self.settings) as screen:
            await screen.type("Which one?", "1")
            await screen.type("SLACK_BOT_TOKEN (it isn't shown", self.space.team.token)
            await screen.type("SLACK_APP_TOKEN (it isn't shown", APP_TOKEN)
            await screen.type("Another one?", "3")
            await screen.type("DISCORD_TOKEN (it isn't shown", TOKEN)
            await screen.type("Another one?", "")
            assert await screen.end() == 0, screen.text
        self.page.block("$ loopmate init", screen.text)
        self.guild = Guild(self.discord, "Study hall")  # the invite link was opened

    async def _doctor(self) -> None:
        self.page.step("Whether everything works")
        self.page.block("$ loopmate doctor", await self._loopmate("doctor"))

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        """The bot runs while the block does."""
        self.page.step("The bot runs")
        async with running(self.folder, "run", **self.settings) as bot:
            await bot.until("Slack: workspace", "Discord: ")  # which of them is first is chance
            await bot.until("\n")
            lines = [line for line in bot.text.splitlines() if not line.startswith("{")]
            lines.sort(key=lambda line: line.startswith(("Slack:", "Discord:")))
            self.page.block("$ loopmate run", "\n".join(lines))  # the log has a page of its own
            yield
            assert await bot.stop() == 0, bot.text
        for word in ("Traceback", self.space.team.token, APP_TOKEN, TOKEN):
            assert word not in bot.text

    # the group

    async def _on_slack(self) -> None:
        alice, bob = self.space.person("alice", admin=True), self.space.person("bob")
        self.page.step("On Slack: where the bot posts, and who joins")
        await self._slack(alice, "/prep-admin setup", "I'd post", lambda: alice.slash("/prep-admin setup"))
        await self._slack(alice, "[Use these settings]", "Saved", lambda: alice.press("Use these settings"))
        post = partial(alice.press, "Post in this channel")
        await self._slack(alice, "[Post in this channel]", "Preparing", post, "channel")
        await self._slack(bob, "[Join]", "What time is it", lambda: bob.press("Join"))
        zone = next(b for b in bob.seen[-1].labels if b != "Another time zone")
        await self._slack(bob, f"[{zone}]", "You're in", lambda: bob.press(zone))
        self.page.add_card("bob", "(a minute later)", await bob.sees("Let's get a quick win", "dm"))

    async def _slack(
        self, who: Member, did: str, words: str, act: Callable[[], object], where: str | None = None
    ) -> None:
        acted = act()
        if asyncio.iscoroutine(acted):
            await acted
        seen = await who.sees(words, where)  # type: ignore[arg-type] # one of the places by its name
        self.page.add_card(who.user.name, did, seen)

    async def _on_discord(self) -> None:
        alice = next(Member(self.space, u) for u in self.space.team.users.values() if u.name == "alice")
        ada, erin = self.guild.person("ada", manage=True), self.guild.person("erin")
        self.page.step("On Discord: the same group")
        await self._slack(
            alice, "/prep-admin connect", "connect code", lambda: alice.slash("/prep-admin connect")
        )
        code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{2}\b", alice.seen[-1].text)
        assert code, alice.seen[-1].text
        self._note(
            ada, f"/prep-admin connect code:{code[0]}", await ada.slash(f"/prep-admin connect code={code[0]}")
        )
        self.page.add_card("alice", "(a moment later)", await alice.sees("Your code was used", "channel"))
        self._note(ada, "/prep-admin setup", await ada.slash("/prep-admin setup"))
        self._note(ada, "[Use these settings]", await ada.press("Use these settings"))
        self._note(ada, "[Post in this channel]", await ada.press("Post in this channel"))
        await self.discord.changes.until(lambda: any("Join" in s.labels for s in erin.seen), PATIENCE)
        asked = await erin.press("Join")
        self._note(erin, "[Join]", asked)
        zone = next(b for b in asked.labels if b != "Another time zone")
        self._note(erin, f"[{zone}]", await erin.press(zone))
        await self.discord.changes.until(lambda: erin.inbox, PATIENCE)
        self._note(erin, "(a minute later)", erin.inbox[-1])

    def _note(self, who: Person, did: str, seen: Seen) -> None:
        self.page.add_card(who.name, did, seen)


async def evening(folder: Path) -> str:
    """The page."""
    async with slack_server() as slack, loopback() as discord:
        return await Evening(folder, slack, discord).run()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(asyncio.run(evening(Path(folder))), "utf-8")


if __name__ == "__main__":
    main()
