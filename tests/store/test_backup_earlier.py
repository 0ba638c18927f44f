"""A backup of each release there has been is put back by this one, which reads every record of it.

`backups/<release>.gz` is a group of three after a week: settings, a tick, a quiz, stories, hours, a mock, an avoid
list. When records or entries change their form, the release before leaves another one: run a console on a folder
with LOOPMATE_KEY as in `tests/world.py`, then `loopmate backup`.
"""

from pathlib import Path

import pytest

from bot import __version__
from bot.backup.backup import Maker, fingerprints
from bot.backup.restore import Consent, restore
from bot.doctor.installation import examine_all
from bot.store import members
from bot.store.members import Directory
from bot.store.store import Store
from tests.store.crowd import NOW
from tests.store.saving import emptied, no_pause
from tests.world import KEY, SPACE

EARLIER = sorted((Path(__file__).parent / "backups").glob("*.gz"))
ZONES = {"alice": "Europe/Berlin", "erin": "Asia/Kolkata", "dave": "Europe/Lisbon"}


@pytest.mark.parametrize("file", EARLIER, ids=lambda file: file.stem)
async def test_it_is_put_back_and_every_record_can_be_read(store: Store, file: Path) -> None:
    await emptied(store)
    mine = Maker(__version__, fingerprints([KEY]), NOW)
    restored = await restore(store, file, mine, Consent(unsigned=True), no_pause)
    assert restored.head.release == file.stem
    (found,) = await examine_all(store)
    assert found.state == "ready", found.line()
    unit = store.unit(await Directory(store).group_of(SPACE), NOW)
    people = await members.MEMBERS.all(unit)
    assert {one.name: one.zone for one in people.values()} == ZONES
