"""Figures of the briefs on language models and of the staff briefs, worked out in another way than theirs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import pstdev

Figures = tuple[tuple[float, int], ...]

RACK_CACHE = sum(160 * 1024 for _token in range(4300)) * 32 / 1e9
"""GB of KV cache of 32 sequences with prompt and answer."""
THOUGHT_CACHE = sum(128 * 1024 for _token in range(2000 + 6400 // 2)) * 60 / 1e9
"""GB of KV cache of 60 answers that are half written."""
THOUGHT_STEP = (32 + THOUGHT_CACHE) / 2 / 3350
"""Seconds of a step, half of the bytes on each GPU."""
RUN = 6 * 30 * 1.5
"""Operations of the training run, in 1e21."""


def noise(percent: int, cases: int, width: float = 1.0) -> float:
    """So many standard errors of a share, in points."""
    return width * 100 * pstdev([1] * percent + [0] * (100 - percent)) / math.sqrt(cases)


def paired_noise(won: int, lost: int, cases: int) -> float:
    """The standard error of a paired difference, in points."""
    return 100 * pstdev([1] * won + [-1] * lost + [0] * (cases - won - lost)) / math.sqrt(cases)


FIGURES: Mapping[str, Figures] = {
    "ml-b22": ((6, 2),),
    "ml-b23": ((math.hypot(noise(80, 400), noise(80, 400)), 1), (paired_noise(14, 26, 400), 1)),
    "sys-b22": ((15_000, 0),),
    "sys-b23": ((0.6, 1), (240, 0)),
    "sys-b24": ((16, 0), (480, 0)),
    "ml-b24": ((noise(80, 500, 1.96), 1),),
    "sys-b25": ((100 * math.exp(math.log(0.95) / 8), 1),),
    "ml-b25": ((sum(range(1, 21)), 0),),
    "ml-b26": ((-math.log(1 / (1 + math.exp(0))), 3),),
    "ml-b27": ((400 / 40.96, 0),),
    "inf-b22": (
        *((THOUGHT_CACHE, 1), (1000 * THOUGHT_STEP, 1), (6000 * THOUGHT_STEP, 0), (6000 * 32 / 6700, 0)),
        *((10 / THOUGHT_STEP, 0), (3300 * 128 * 1024 / 1e9, 2), (8400 * 128 * 1024 / 1e9, 2)),
    ),
    "inf-b23": (
        *((RACK_CACHE, 1), (1000 * (70 + RACK_CACHE) / (2 * 3350), 1)),
        *((1000 * (70 + RACK_CACHE) / 8000, 1), (4500 / 1979, 1), (2250 / 1979, 1)),
    ),
    "inf-b24": ((0.7 + 0.16, 2), (0.06 + 0.1 + 0.16, 2), (100 - 100 * 0.32 / 0.86, 0)),
    "ml-b28": ((256, 0), (3, 0)),
    "sys-b28": (
        *((RUN * 1e21, 0), (RUN * 1e21 / (512 * 0.38 * 989e12) / 3600 / 24, 1), (50_000 / 512, 0)),
        *((50_000 * 60 / 512, 0), (2 * math.sqrt(50_000 * 60 / 512), 0), (480, 0)),
    ),
    "ml-b29": ((336, 0),),
    "alg-b23": ((5.0e17, 0), (100 - 100 * (1 - 0.8**8) ** 16, 0), (512, 0)),
    "ml-b30": ((noise(78, 220, 1.96), 1),),
    "ml-b31": ((4_096, 0),),
    "sys-b29": ((1.35, 2),),
    "inf-b25": ((32, 0), (100 / 3, 0), (100 * (34 / 50) * (2 / 3), 0)),
}
