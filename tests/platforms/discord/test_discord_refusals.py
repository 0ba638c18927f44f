"""What the simulated Discord refuses, and what the house forbids beside it: a bot that does it fails its test."""

from typing import Any

import discord
import pytest

from tests.platforms.discord.guild import Guild
from tests.platforms.discord.harness import discord_around
from tests.platforms.discord.sample import Sample, buttons, form, picture

Interaction = discord.Interaction[Any]


async def hello(interaction: Interaction) -> None:
    await interaction.response.send_message("hello", ephemeral=True)


async def refused(sample: Sample, text: str = "/prep start", *, then: str = "") -> str:
    """What the bot was refused with; the harness complains of it at the end as well."""
    said: list[str] = []
    inner = sample.answer

    async def answer(interaction: Interaction) -> None:
        try:
            await inner(interaction)
        except discord.HTTPException as error:
            said.append(str(error))
            await interaction.response.send_message("sorry", ephemeral=True)

    sample.answer = answer
    with pytest.raises(AssertionError) as complaint:
        async with discord_around(sample) as harness:
            erin = Guild(harness).person("erin")
            await erin.slash(text)
            if then:
                await erin.fill(zone="UTC")
    assert said, "it went through"
    assert str(complaint.value).partition(": ")[2] in said[0]
    return said[0]


async def test_a_modal_cannot_answer_a_modal() -> None:
    async def answer(interaction: Interaction) -> None:
        await interaction.response.send_modal(form("Again", "zone"))

    assert "a modal cannot answer a modal" in await refused(Sample(answer), then="fill")


async def test_a_field_cannot_hold_more_than_it_takes() -> None:
    async def answer(interaction: Interaction) -> None:
        modal = discord.ui.Modal(title="Start", custom_id="1:form")
        field = discord.ui.TextInput[discord.ui.Modal](custom_id="zone", max_length=3, default="four")
        modal.add_item(discord.ui.Label(text="zone", component=field))
        await interaction.response.send_modal(modal)

    assert "zone holds 4 characters, its field takes 3" in await refused(Sample(answer))


async def test_a_message_has_at_most_2000_characters_and_no_custom_id_twice() -> None:
    async def long(interaction: Interaction) -> None:
        await interaction.response.send_message("x" * 2_001)

    async def twice(interaction: Interaction) -> None:
        await interaction.response.send_message("twice", view=buttons("Today", "Today"))

    assert "content has 2001 characters" in await refused(Sample(long))
    assert "'1:Today' is used 2 times" in await refused(Sample(twice))


async def test_six_fields_do_not_fit_a_modal() -> None:
    async def answer(interaction: Interaction) -> None:
        modal = form("Start", "a", "b", "c", "d", "e").to_dict()
        modal["components"] += form("Start", "f").to_dict()["components"]
        adapter = discord.webhook.async_.async_context.get()
        params = discord.http.MultipartParameters({"type": 9, "data": modal}, None, None)
        ids = interaction.id, interaction.token
        await adapter.create_interaction_response(*ids, session=interaction._session, params=params)

    assert "a modal has 1 to 5 components, not 6" in await refused(Sample(answer))


async def test_a_root_command_has_at_most_8000_characters() -> None:
    def tree(length: int) -> list[dict[str, Any]]:
        leaves = [{"type": 1, "name": f"leaf{n:03}", "description": "d" * 93} for n in range(20)]
        options = [{"type": 3, "name": f"opt{n:04}", "description": "d" * 93} for n in range(20)]
        for leaf in leaves[:3]:
            leaf["options"] = options
        name = "p" * 20
        return [{"type": 1, "name": name, "description": "d" * (length - 8_020), "options": leaves}]

    # 20 leaves and 60 options of 100 characters each, and 20 for the name: 8,020 with an empty description
    shorter = tree(8_100)
    shorter[0]["options"] = shorter[0]["options"][:-1]
    async with discord_around(Sample(hello, shorter)) as harness:
        assert len(harness.commands) == 1
    with pytest.raises(discord.HTTPException, match=r"has 8,021 characters, at most 8,000"):
        async with discord_around(Sample(hello, tree(8_021))):
            raise AssertionError("it was registered")


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"allowed_mentions": discord.AllowedMentions(everyone=True)}, "lets everyone be pinged"),
        ({"allowed_mentions": discord.AllowedMentions(users=[discord.Object(5)])}, "names somebody"),
        ({"embed": discord.Embed().set_image(url="attachment://plot.png")}, "no alternative text"),
        ({"file": ("plot.png", None)}, "plot.png has no description"),
    ],
)
async def test_what_discord_takes_and_the_house_forbids_fails_at_the_end(
    sent: dict[str, Any], complaint: str
) -> None:
    async def answer(interaction: Interaction) -> None:
        more = dict(sent)
        if "file" in more:
            more["file"] = picture(*more["file"])
        await interaction.response.send_message("hello @everyone", **more)

    with pytest.raises(AssertionError, match=complaint):
        async with discord_around(Sample(answer)) as harness:
            await Guild(harness).person("erin").slash("/prep start")


async def test_who_is_pinged_on_purpose_may_be() -> None:
    async def answer(interaction: Interaction) -> None:
        only = discord.AllowedMentions(everyone=False, roles=False, users=[interaction.user])
        await interaction.response.send_message(interaction.user.mention, allowed_mentions=only)

    async with discord_around(Sample(answer)) as harness:
        erin = Guild(harness).person("erin")
        harness.state.on_purpose.add(erin.id)
        await erin.slash("/prep start")
