"""Figures of the briefs, worked out from their questions on another way than the briefs' own formulas.

For each brief: the values that it shows, by how many decimals they have there.
"""

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist, pstdev

Figures = Mapping[int, Sequence[float]]

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
    "alg-b01": {0: [36, 3_000_000]},
    "alg-b02": {0: [52, 640]},
    "alg-b03": {0: [6, 240, 490]},
    "alg-b05": {0: [100, 15]},
    "alg-b09": {0: [512], 1: [5.12]},
    "alg-b10": {0: [40, 240]},
    "alg-b12": {0: [next(n for n in range(99) if 2**n >= 10**7), 160]},
    "alg-b13": {3: [1 / 3]},
    "alg-b14": {0: [next(n for n in range(99) if 2**n >= 999), 998 / 3], 1: [200 / 60]},
    "alg-b15": {2: [6 / 20], 1: [2001**2 / 1e6]},
    "alg-b16": {0: [12]},
    "alg-b17": {0: [15]},
    "alg-b18": {0: [100, 100 - 100 / 21, 2000 / 21, math.sqrt(2000 / 20 * 19 / 20)]},
    "alg-b20": {0: [35]},
    "alg-b21": {0: [49]},
}

LEARNING: Mapping[str, Figures] = {
    "ml-b01": {4: [-math.log(math.exp(2) / (math.exp(2) + math.exp(1) + 1))]},
    "ml-b02": {
        3: [
            3 + 2 * math.log(2) / math.log(3) + math.log(2) / math.log(5),
            3.5 + 2 * math.log(2, 3),
            (3 + 2 / math.log2(3) + 1 / math.log2(5)) / (3 + 2 / math.log2(3) + 0.5),
        ]
    },
    "ml-b03": {3: [0.4 * 0.10 + 0.3 * 0.10 + 0.3 * 0.03]},
    "ml-b04": {3: [10 / 19]},
    "ml-b05": {0: [2**12, 2**14]},
    "ml-b06": {2: [0.02, 0.01], 1: [0.2]},
    "ml-b07": {1: [15 * 2.5]},
    "ml-b09": {0: [80], 3: [29 / 36, 3 / 7]},
    "ml-b10": {0: [10, 12], 3: [5 / 6]},
    "ml-b13": {0: [1.5e13, 40, 400, 153.6], 1: [3.072]},
    "ml-b14": {0: [131_072], 2: [100 * 2 * 16 / 4096]},
    "ml-b15": {2: [1.25], 1: [1.5]},
    "ml-b16": {4: [math.log(10)], 0: [49, 1 + math.ceil(48_976 / 256)]},
    "ml-b17": {0: [200], 3: [spread(100, 0.92) / 100]},
    "ml-b18": {1: [600**2 / 50_000 + 600**2 / 50_000], 2: [0.51]},
    "ml-b19": {0: [98, 40_000_000]},
    "ml-b20": {1: [-0.5, -0.4]},
    "ml-b21": {3: [2 / 11], 0: [800]},
}

DESIGN: Mapping[str, Figures] = {
    "sys-b01": {0: [100 * -math.expm1(32 * math.log(0.99)), 10, 42], 1: [41.67]},
    "sys-b02": {5: [0.002 + 0.00045]},
    "sys-b03": {0: [40]},
    "sys-b04": {0: [10_000, 9_500, 1], 1: [47.5]},
    "sys-b05": {
        0: [1000 * 2000 * READ_A_PROMPT, 8, 3.2e13, 10_000, 215, 30],
        1: [50 * 2000 * READ_A_PROMPT, 10_000 / 8_500, 50 * 2000 * READ_A_PROMPT + 10_000 / 8_500],
        2: [2200 * TOKEN_8B / GB],
    },
    "sys-b06": {2: [3.072, 0.768], 0: [72, 10, 10**7 / 86_400]},
    "sys-b07": {0: [10]},
    "sys-b08": {0: [16, 80, 4]},
    "sys-b09": {1: [1.6 + 4]},
    "sys-b10": {1: [100 / 41, 100 * 0.8 / (0.8 + 9.99)]},
    "sys-b11": {0: [5_000, 2_000, 190]},
    "sys-b12": {0: [1e8 / 86_400, 3e8 / 86_400, 10]},
    "sys-b13": {2: [0.75], 0: [10, 10**7 / 12_600]},
    "sys-b14": {0: [40**2 - 40, 96_000]},
    "sys-b15": {0: [80, 40, 32]},
    "sys-b16": {0: [Z**2 * (0.001996 + 0.003984) / 4e-6, 10, Z**2 * 1495 / 600]},
    "sys-b17": {0: [100 * math.prod([0.98] * 8), 2]},
    "sys-b18": {1: [spread(300, 0.8), math.sqrt(1.5)], 0: [300, 10]},
    "sys-b19": {0: [100, 2_000, 34]},
    "sys-b20": {0: [3.6e19, 100, 100 / 0.92, 250, 2e6 / 86_400]},
    "sys-b21": {0: [100 * math.prod([0.95] * 5)], 1: [100 * 0.95**0.2]},
}

CACHE_13B = 800 * KIB * 2000
"""Bytes of a user of 2,000 tokens at 800 KiB a token."""

FULL_64 = 64 * 6000 * 128 * KIB / 2e9
"""Milliseconds for the cache of 64 sequences at 2 TB/s."""

BOOK = 120_000 * TOKEN_8B

INFERENCE: Mapping[str, Figures] = {
    "inf-b01": {
        1: [8.03, 2 * FULL_64, FULL_64, 8.03 + FULL_64, 8.03 + FULL_64 / 2, 4],
        0: [60 - 8.03 - FULL_64],
    },
    "inf-b02": {
        0: [
            1e6 * READ_A_PROMPT,
            16e6 * READ_A_PROMPT,
            100 * 12 * (1000 + 0.02 * 15_000) * READ_A_PROMPT,
            512e3 * READ_A_PROMPT,
        ]
    },
    "inf-b03": {1: [16.06 / 3.35], 2: [16.06 / 4 * 1.04 / 3.35], 0: [7]},
    "inf-b04": {
        0: [
            800,
            48,
            48 * GB // CACHE_13B,
            2 * 48 * GB // CACHE_13B,
            2 * 61 * GB // CACHE_13B,
            5 * 48 * GB // CACHE_13B,
        ],
        2: [CACHE_13B / GB],
    },
    "inf-b05": {0: [454.5, 1000 / 0.45, 1000 / 0.2625, 11, 1000 / 0.325, 3], 1: [9.6]},
    "inf-b06": {
        2: [
            sum(0.5**n for n in range(5)),
            sum(0.8**n for n in range(5)),
            sum(0.5**n for n in range(5)) / 1.4,
            sum(0.8**n for n in range(5)) / 1.4,
            1.75 / 1.2,
        ],
        0: [320],
    },
    "inf-b07": {
        0: [25, 100],
        1: [percentile_of_exponential(1, 0.99), 50 / percentile_of_exponential(1, 0.99)],
        2: [1 - percentile_of_exponential(5, 0.99) / 50],
    },
    "inf-b08": {2: [2.5 / 1.35, 2.5 / 2.7]},
    "inf-b09": {
        0: [140, 47.86, 20, 92.03, 100 * 30 / (1 / (140 / 6700 + 320 * KIB * 20_000 / GB / 6700)), 96],
        1: [320 * KIB * 20_000 / GB, 36.4],
    },
    "inf-b10": {
        1: [
            BOOK / GB,
            120_000 * 16.06e9 / H100,
            4 * 4096 * 32 * sum(range(0, 120_001, 100)) * 100 / H100,
            (16.06 + BOOK / GB) / 3.35,
            (16.06 + 3 * BOOK / GB) / 3.35,
        ],
        0: [3],
        2: [BOOK / 50e9],
    },
    "inf-b11": {1: [10**7 / 1_080_000, 64 / 15], 0: [3.1e13, 10.24, 76.56]},
    "inf-b12": {0: [16, 32], 2: [1.25]},
    "inf-b13": {0: [25 + 0.2 * 75, 100 + 0.4 * 300, 400 - 225]},
    "inf-b14": {0: [3, 360, 21, 4, 300, 528], 1: [60 / 7, 1000 / 49]},
    "inf-b15": {0: [94, 26, 257.7, 100 * (9 / 16) ** 4, 100 * (9 / 16) ** 8, 16]},
    "inf-b16": {1: [spread(400, 0.72), 100 * math.sqrt(0.1075) / 20], 0: [5]},
    "inf-b17": {0: [21, 42, 5, 5 * 1800], 1: [17.5]},
    "inf-b18": {2: [0.35], 0: [65, 90], 1: [2.7, 0.75 * 0.7 + 0.25 * 2.7]},
    "inf-b19": {
        1: [1e5 * READ_A_PROMPT, 2000 * TOKEN_8B / 5e7, 100 * TOKEN_8B / 1e6],
        0: [math.ceil(1e5 * READ_A_PROMPT / 0.6), 2, 3, 2000 * TOKEN_8B / 1e6],
    },
    "inf-b20": {1: [12.8, 1.7, 13.6], 0: [64, 2, 5], 2: [15 * 0.1 + 15 * 0.05 + 0.2]},
    "inf-b21": {0: [160, (400 - 0.99 * 180) / 10]},
}

STORIES: Mapping[str, Figures] = {
    "beh-b04": {0: [100 * 7 / 22]},
    "beh-b05": {0: [100 - 100 * 12 / 104]},
    "beh-b08": {0: [15]},
    "beh-b13": {0: [1152]},
    "beh-b19": {0: [100 * 0.92 / 1.85]},
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
    "ml-b22": {2: [6]},
    "ml-b23": {1: [math.hypot(noise(80, 400), noise(80, 400)), paired_noise(14, 26, 400)]},
    "sys-b22": {0: [15_000]},
    "sys-b23": {1: [0.6], 0: [240]},
    "sys-b24": {0: [16, 480]},
    "ml-b24": {1: [noise(80, 500, 1.96)]},
    "sys-b25": {1: [100 * math.exp(math.log(0.95) / 8)]},
    "ml-b25": {0: [sum(range(1, 21))]},
    "ml-b26": {3: [-math.log(1 / (1 + math.exp(0)))]},
    "ml-b27": {0: [400 / 40.96]},
    "inf-b22": {
        1: [THOUGHT_CACHE, 1000 * THOUGHT_STEP],
        0: [6000 * THOUGHT_STEP, 6000 * 32 / 6700, 10 / THOUGHT_STEP],
        2: [3300 * 128 * 1024 / 1e9, 8400 * 128 * 1024 / 1e9],
    },
    "inf-b23": {
        1: [
            RACK_CACHE,
            1000 * (70 + RACK_CACHE) / (2 * 3350),
            1000 * (70 + RACK_CACHE) / 8000,
            4500 / 1979,
            2250 / 1979,
        ]
    },
    "inf-b24": {2: [0.7 + 0.16, 0.06 + 0.1 + 0.16], 0: [100 - 100 * 0.32 / 0.86]},
    "ml-b28": {0: [256, 3]},
    "sys-b28": {
        0: [RUN * 1e21, 50_000 / 512, 50_000 * 60 / 512, 2 * math.sqrt(50_000 * 60 / 512), 480],
        1: [RUN * 1e21 / (512 * 0.38 * 989e12) / 3600 / 24],
    },
    "ml-b29": {0: [336]},
    "alg-b23": {0: [5.0e17, 100 - 100 * (1 - 0.8**8) ** 16, 512]},
    "ml-b30": {1: [noise(78, 220, 1.96)]},
    "ml-b31": {0: [4_096]},
    "sys-b29": {2: [1.35]},
    "inf-b25": {0: [32, 100 / 3, 100 * (34 / 50) * (2 / 3)]},
}

FIGURES: Mapping[str, Figures] = {**ALGORITHMS, **LEARNING, **DESIGN, **INFERENCE, **STORIES, **LANGUAGE}
