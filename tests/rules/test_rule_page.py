"""The rule on the authors' page works as it is printed there, in the pack and with the phrases that are named."""

import re
import shutil
import textwrap
from pathlib import Path

from bot.rules import Critic, pack_tools
from tests import document_parts
from tests.rules.conftest import CONTENT


def test_the_rule_of_the_page_works_as_it_is_printed_there(tmp_path: Path) -> None:
    text = (document_parts.ROOT / "docs" / "rules.md").read_text("utf-8")
    rule = textwrap.dedent(document_parts.part_of(text, "rule"))
    cues = [re.search(rf"`({name}: \[[^`]*)`", text) for name in ("caching", "hit_rate")]
    root = tmp_path / "content"
    shutil.copytree(CONTENT / "lexicon", root / "lexicon")
    pack = (CONTENT / "rules" / "backend.yaml").read_text("utf-8")
    added = "".join(f"  {found[1]}\n" for found in cues if found)
    (root / "rules").mkdir()
    (root / "rules" / "backend.yaml").write_text(
        pack.replace("cues:\n", f"cues:\n{added}", 1) + textwrap.indent(rule, "  ") + "\n", "utf-8"
    )
    critic = Critic.load(root, pack="backend")
    assert "cache_without_hit_rate" in {one.rule.id for one in critic.rules}
    assert [str(wrong) for wrong in pack_tools.examples(critic)] == []
