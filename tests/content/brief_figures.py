"""Figures of the briefs, worked out from their questions on another way than the briefs' own formulas.

For each brief: pairs of a value and the decimals with which the brief shows it.
"""

import math
from collections.abc import Mapping
from statistics import NormalDist, pstdev

Figures = tuple[tuple[float, int], ...]

KIB = 1024
GB = 10**9
H100 = 989e12 / 2
"""Operations a second that the briefs count on when prompts are read."""

TOKEN_8B = 32 * 8 * 128 * 2 * 2
"""Cache bytes of a token: layers, key heads, size of a head, key and value, two bytes each."""


def spread(items: int, share: float) -> float:
    """The standard error of a share, in points."""
    return 100 * math.sqrt(share * (1 - share) / items)


def percentile_of_exponential(mean: float, share: float) -> float:
    return -mean * math.log(1 - share)


Z = NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.8)
READ_A_PROMPT = 16e9 / H100
"""Seconds for one token of a prompt of an 8B model: two operations for each parameter."""

ALGORITHMS: Mapping[str, Figures] = {
    "alg-b01": ((36, 0), (3_000_000, 0)),
    "alg-b02": ((52, 0), (640, 0)),
    "alg-b03": ((6, 0), (240, 0), (490, 0)),
    "alg-b05": ((100, 0), (15, 0)),
    "alg-b09": ((512, 0), (5.12, 1)),
    "alg-b10": ((40, 0), (240, 0)),
    "alg-b12": ((next(n for n in range(99) if 2**n >= 10**7), 0), (160, 0)),
    "alg-b13": ((1 / 3, 3),),
    "alg-b14": ((next(n for n in range(99) if 2**n >= 999), 0), (200 / 60, 1), (998 / 3, 0)),
    "alg-b15": ((6 / 20, 2), (2001**2 / 1e6, 1)),
    "alg-b16": ((12, 0),),
    "alg-b17": ((15, 0),),
    "alg-b18": ((100, 0), (100 - 100 / 21, 0), (2000 / 21, 0), (math.sqrt(2000 / 20 * 19 / 20), 0)),
    "alg-b20": ((35, 0),),
    "alg-b21": ((49, 0),),
}

LEARNING: Mapping[str, Figures] = {
    "ml-b01": ((-math.log(math.exp(2) / (math.exp(2) + math.exp(1) + 1)), 4),),
    "ml-b02": (
        (3 + 2 * math.log(2) / math.log(3) + math.log(2) / math.log(5), 3),
        (3.5 + 2 * math.log(2, 3), 3),
        ((3 + 2 / math.log2(3) + 1 / math.log2(5)) / (3 + 2 / math.log2(3) + 0.5), 3),
    ),
    "ml-b03": ((0.4 * 0.10 + 0.3 * 0.10 + 0.3 * 0.03, 3),),
    "ml-b04": ((10 / 19, 3),),
    "ml-b05": ((2**12, 0), (2**14, 0)),
    "ml-b06": ((0.02, 2), (0.01, 2), (0.2, 1)),
    "ml-b07": ((15 * 2.5, 1),),
    "ml-b09": ((80, 0), (29 / 36, 3), (3 / 7, 3)),
    "ml-b10": (
        (10, 0),
        (12, 0),
        (5 / 6, 3),
    ),
    "ml-b13": ((1.5e13, 0), (40, 0), (3.072, 1), (400, 0), (153.6, 0)),
    "ml-b14": ((131_072, 0), (100 * 2 * 16 / 4096, 2)),
    "ml-b15": ((1.25, 2), (1.5, 1)),
    "ml-b16": ((math.log(10), 4), (49, 0), (1 + math.ceil(48_976 / 256), 0)),
    "ml-b17": ((200, 0), (spread(100, 0.92) / 100, 3)),
    "ml-b18": ((600**2 / 50_000 + 600**2 / 50_000, 1), (0.51, 2)),
    "ml-b19": ((98, 0), (40_000_000, 0)),
    "ml-b20": ((-0.5, 1), (-0.4, 1)),
    "ml-b21": ((2 / 11, 3), (800, 0)),
}

DESIGN: Mapping[str, Figures] = {
    "sys-b01": ((100 * -math.expm1(32 * math.log(0.99)), 0), (10, 0), (41.67, 1), (42, 0)),
    "sys-b02": ((0.002 + 0.00045, 5),),
    "sys-b03": ((40, 0),),
    "sys-b04": ((10_000, 0), (9_500, 0), (47.5, 1), (1, 0)),
    "sys-b05": (
        (1000 * 2000 * READ_A_PROMPT, 0),
        (50 * 2000 * READ_A_PROMPT, 1),
        (10_000 / 8_500, 1),
        (50 * 2000 * READ_A_PROMPT + 10_000 / 8_500, 1),
        (8, 0),
        (3.2e13, 0),
        (10_000, 0),
        (215, 0),
        (2200 * TOKEN_8B / GB, 2),
        (30, 0),
    ),
    "sys-b06": ((3.072, 2), (0.768, 2), (72, 0), (10, 0), (10**7 / 86_400, 0)),
    "sys-b07": ((10, 0),),
    "sys-b08": ((16, 0), (80, 0), (4, 0)),
    "sys-b09": ((1.6 + 4, 1),),
    "sys-b10": ((100 / 41, 1), (100 * 0.8 / (0.8 + 9.99), 1)),
    "sys-b11": ((5_000, 0), (2_000, 0), (190, 0)),
    "sys-b12": ((1e8 / 86_400, 0), (3e8 / 86_400, 0), (10, 0)),
    "sys-b13": ((0.75, 2), (10, 0), (10**7 / 12_600, 0)),
    "sys-b14": ((40**2 - 40, 0), (96_000, 0)),
    "sys-b15": ((80, 0), (40, 0), (32, 0)),
    "sys-b16": (
        (Z**2 * (0.001996 + 0.003984) / 4e-6, 0),
        (10, 0),
        (Z**2 * 1495 / 600, 0),
    ),
    "sys-b17": ((100 * math.prod([0.98] * 8), 0), (2, 0)),
    "sys-b18": ((spread(300, 0.8), 1), (math.sqrt(1.5), 1), (300, 0), (10, 0)),
    "sys-b19": ((100, 0), (2_000, 0), (34, 0)),
    "sys-b20": ((3.6e19, 0), (100, 0), (100 / 0.92, 0), (250, 0), (2e6 / 86_400, 0)),
    "sys-b21": ((100 * math.prod([0.95] * 5), 0), (100 * 0.95**0.2, 1)),
}

CACHE_13B = 800 * KIB * 2000
"""Bytes of a user of 2,000 tokens at 800 KiB a token."""

FULL_64 = 64 * 6000 * 128 * KIB / 2e9
"""Milliseconds for the cache of 64 sequences at 2 TB/s."""

BOOK = 120_000 * TOKEN_8B

INFERENCE: Mapping[str, Figures] = {
    "inf-b01": (
        (8.03, 1),
        (2 * FULL_64, 1),
        (FULL_64, 1),
        (8.03 + FULL_64, 1),
        (60 - 8.03 - FULL_64, 0),
        (8.03 + FULL_64 / 2, 1),
        (4, 1),
    ),
    "inf-b02": (
        (1e6 * READ_A_PROMPT, 0),
        (16e6 * READ_A_PROMPT, 0),
        (100 * 12 * (1000 + 0.02 * 15_000) * READ_A_PROMPT, 0),
        (512e3 * READ_A_PROMPT, 0),
    ),
    "inf-b03": ((16.06 / 3.35, 1), (16.06 / 4 * 1.04 / 3.35, 2), (7, 0)),
    "inf-b04": (
        (800, 0),
        (48, 0),
        (CACHE_13B / GB, 2),
        (48 * GB // CACHE_13B, 0),
        (2 * 48 * GB // CACHE_13B, 0),
        (2 * 61 * GB // CACHE_13B, 0),
        (5 * 48 * GB // CACHE_13B, 0),
    ),
    "inf-b05": (
        (454.5, 0),
        (1000 / 0.45, 0),
        (1000 / 0.2625, 0),
        (11, 0),
        (1000 / 0.325, 0),
        (3, 0),
        (9.6, 1),
    ),
    "inf-b06": (
        (sum(0.5**n for n in range(5)), 2),
        (sum(0.8**n for n in range(5)), 2),
        (sum(0.5**n for n in range(5)) / 1.4, 2),
        (sum(0.8**n for n in range(5)) / 1.4, 2),
        (1.75 / 1.2, 2),
        (320, 0),
    ),
    "inf-b07": (
        (25, 0),
        (100, 0),
        (percentile_of_exponential(1, 0.99), 1),
        (50 / percentile_of_exponential(1, 0.99), 1),
        (1 - percentile_of_exponential(5, 0.99) / 50, 2),
    ),
    "inf-b08": ((2.5 / 1.35, 2), (2.5 / 2.7, 2)),
    "inf-b09": (
        *((140, 0), (320 * KIB * 20_000 / GB, 1), (47.86, 0), (20, 0), (36.4, 1), (92.03, 0)),
        *((100 * 30 / (1 / (140 / 6700 + 320 * KIB * 20_000 / GB / 6700)), 0), (96, 0)),
    ),
    "inf-b10": (
        (BOOK / GB, 1),
        (3, 0),
        (120_000 * 16.06e9 / H100, 1),
        (4 * 4096 * 32 * sum(range(0, 120_001, 100)) * 100 / H100, 1),
        ((16.06 + BOOK / GB) / 3.35, 1),
        ((16.06 + 3 * BOOK / GB) / 3.35, 1),
        (BOOK / 50e9, 2),
    ),
    "inf-b11": ((10**7 / 1_080_000, 1), (3.1e13, 0), (10.24, 0), (76.56, 0), (64 / 15, 1)),
    "inf-b12": ((16, 0), (1.25, 2), (32, 0)),
    "inf-b13": ((25 + 0.2 * 75, 0), (100 + 0.4 * 300, 0), (400 - 225, 0)),
    "inf-b14": ((3, 0), (360, 0), (60 / 7, 1), (1000 / 49, 1), (21, 0), (4, 0), (300, 0), (528, 0)),
    "inf-b15": ((94, 0), (26, 0), (257.7, 0), (100 * (9 / 16) ** 4, 0), (100 * (9 / 16) ** 8, 0), (16, 0)),
    "inf-b16": ((spread(400, 0.72), 1), (5, 0), (100 * math.sqrt(0.1075) / 20, 1)),
    "inf-b17": ((21, 0), (42, 0), (17.5, 1), (5, 0), (5 * 1800, 0)),
    "inf-b18": ((0.35, 2), (65, 0), (90, 0), (2.7, 1), (0.75 * 0.7 + 0.25 * 2.7, 1)),
    "inf-b19": (
        (1e5 * READ_A_PROMPT, 1),
        (math.ceil(1e5 * READ_A_PROMPT / 0.6), 0),
        (2, 0),
        (3, 0),
        (2000 * TOKEN_8B / 1e6, 0),
        (2000 * TOKEN_8B / 5e7, 1),
        (100 * TOKEN_8B / 1e6, 1),
    ),
    "inf-b20": ((12.8, 1), (64, 0), (2, 0), (15 * 0.1 + 15 * 0.05 + 0.2, 2), (1.7, 1), (13.6, 1), (5, 0)),
    "inf-b21": ((160, 0), ((400 - 0.99 * 180) / 10, 0)),
}

STORIES: Mapping[str, Figures] = {
    "beh-b04": ((100 * 7 / 22, 0),),
    "beh-b05": ((100 - 100 * 12 / 104, 0),),
    "beh-b08": ((15, 0),),
    "beh-b13": ((1152, 0),),
    "beh-b19": ((100 * 0.92 / 1.85, 0),),
}

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


LANGUAGE: Mapping[str, Figures] = {
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

FIGURES: Mapping[str, Figures] = {**ALGORITHMS, **LEARNING, **DESIGN, **INFERENCE, **STORIES, **LANGUAGE}
