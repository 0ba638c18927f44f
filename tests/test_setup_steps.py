"""The set-up as the documents describe it, followed step by step before loopback servers, and its page."""

from pathlib import Path

from tests.first_evening import PAGE, evening

DOCS = Path(__file__).parents[1] / "docs"


async def test_the_first_evening_goes_as_the_page_says(tmp_path: Path) -> None:
    page = await evening(tmp_path)
    assert page == PAGE.read_text("utf-8"), "the page is old; run: python -m tests.first_evening"


def test_the_page_follows_the_steps_that_organizers_are_told() -> None:
    told = "".join((DOCS / name).read_text("utf-8") for name in ("operators/deploy.md", "organizers.md"))
    page = PAGE.read_text("utf-8")
    for step in (
        "loopmate init",
        "loopmate doctor",
        "loopmate run",
        "/prep-admin setup",
        "/prep-admin connect",
    ):
        assert step in told
        assert step in page
