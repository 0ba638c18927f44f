"""The bot on a user's own account: in a server that has not invited it, nothing is stored, and only they see it."""

from pathlib import Path

from tests.onstage.discord import DiscordPlayer, discord_world

STRING = 3


async def test_who_brought_the_bot_along_is_answered_alone_and_no_key_is_written(tmp_path: Path) -> None:
    async with discord_world(tmp_path, {}) as w:
        bob = w.person("bob")
        assert isinstance(bob, DiscordPlayer)
        gale, store = bob.someone, w.app.store
        before = await store.pipe("DBSIZE")
        alone = {"1": str(gale.id)}
        question = {"type": STRING, "name": "question", "value": "what is p99?"}
        shown = await gale.forge_slash("prep ask", question, authorizing_integration_owners=alone)
        assert (shown.where, "p99" in shown.text) == ("caller", True)
        assert (
            "study group" in (await gale.forge_slash("prep today", authorizing_integration_owners=alone)).text
        )
        assert (
            "I don't know"
            in (await gale.forge_slash("prep quiz", authorizing_integration_owners=alone)).labels
        )
        assert await store.pipe("DBSIZE") == before


async def test_with_the_server_behind_it_the_same_command_is_the_groups(tmp_path: Path) -> None:
    async with discord_world(tmp_path, {}) as w:
        bob = w.person("bob")
        assert isinstance(bob, DiscordPlayer)
        assert w.hall.guild is not None
        both = {"0": str(w.hall.guild.id), "1": str(bob.someone.id)}
        shown = await bob.someone.forge_slash("prep quiz", authorizing_integration_owners=both)
        assert "joined" in shown.text


async def test_a_card_names_a_command_by_a_mention_that_fills_it_in(tmp_path: Path) -> None:
    async with discord_world(tmp_path, {}) as w:
        bob = await w.member("bob", "UTC")
        assert isinstance(bob, DiscordPlayer)
        found = {c["name"]: c["id"] for c in w.harness.commands}
        await bob.someone.slash("/prep help")
        sent = [m for inside in w.harness.state.messages.values() for m in inside.values()]
        assert any(f":{found['prep']}>" in str(message.components) for message in sent)


async def test_members_commands_can_be_installed_by_users_and_organizers_cannot(tmp_path: Path) -> None:
    async with discord_world(tmp_path, {}) as w:
        found = {c["name"]: c for c in w.harness.commands}
        prep, admin = found["prep"], found["prep-admin"]
        assert (prep["integration_types"], prep["contexts"]) == ([0, 1], [0, 1, 2])
        assert (admin["integration_types"], admin["contexts"]) == ([0], [0, 1])
