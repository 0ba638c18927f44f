"""Trains the models from the labelled texts and writes the weights: `python -m tools.model`."""

import sys
from importlib import resources
from pathlib import Path

from bot.rules import pack as packs
from bot.rules.intents import FILE as INTENTS_FILE
from bot.rules.model import weights as files
from bot.rules.words import lexicon
from tools.model import intents, pipeline, stories
from tools.model.samples import RULES


def main() -> int:
    content = Path(str(resources.files("content")))
    pack, *longer = (
        packs.load(content / "rules" / f"{name}.yaml") for name in ("applied-ai", "star", "project")
    )
    words = [lexicon.load(content / "lexicon", one.cues) for one in (pack, *longer)]
    told = stories.train(longer[0], {"story": words[1], "project": words[2]})
    trained = pipeline.train(pack, words[0], told.part)
    data = files.to_bytes(trained.weights)
    files.FILE.write_bytes(data)
    found = pipeline.figures(trained)
    print(f"{len(trained.samples)} samples, {len(data):,} bytes; by grouped cross-validation:")
    for name, (right, extra, missed) in found["counts"].items():
        precision, recall = right / max(1, right + extra), right / max(1, right + missed)
        print(
            f"  {name:<24}{right:5} right {extra:4} extra {missed:4} missed  P {precision:.3f}  R {recall:.3f}"
        )
    right, extra, missed = (sum(found["counts"][rule][at] for rule in RULES) for at in range(3))
    print(f"  all eleven              P {right / (right + extra):.3f}  R {right / (right + missed):.3f}")
    print(f"  verdict                 {found['verdicts'] / found['texts']:.3f} of {found['texts']}")
    print(f"  possible issues         {found['unsure']}")
    for flag, agreed in told.agreed.items():
        print(f"  story: {flag:<25} {agreed:.3f}")
    wishes = intents.train(words[0])
    INTENTS_FILE.write_bytes(files.pack({"least": wishes.least}, (wishes.part,)))
    print(f"  intents: right {wishes.right:.3f}, sure {wishes.sure:.3f} from a margin of {wishes.least}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
