"""The recorded cases of torch's ReduceLROnPlateau."""
import random
from math import inf, nan

from recorder import case

PREFIX = "pla"
ARGUMENT = "metric"
STATE = ["num_bad_epochs", "cooldown_counter", "best"]


def flat(n, value=0.5):
    return [value] * n


def falling(n):
    return [2 * 0.97**k for k in range(n)]


def rising(n):
    return [1 - 0.97**k for k in range(n)]


def noisy(seed, n, rises=False):
    """A loss from 1.2 towards 0.2 with noise; its mirror image from 0 towards 1 where it rises."""
    gauss = random.Random(seed).gauss
    loss = [0.2 + 0.96**k + gauss(0, 0.05) for k in range(n)]
    return [1.2 - v for v in loss] if rises else loss


def replaced(metric, values):
    return [values.get(k, v) for k, v in enumerate(metric)]


CASES = [
    case(0.001, noisy(11, 60, rises=True), mode="max", factor=0.1, patience=2, note="the usual example"),
    case(0.1, flat(60), note="all defaults; flat"),
    case(0.1, falling(60), mode="min", factor=0.1, patience=2, note="always improving: never reduces"),
    case(0.1, rising(120), mode="max", factor=0.5, patience=3, note="improves ever less: the relative threshold begins to bite"),
    case(0.1, flat(40), mode="min", factor=0.5, patience=0, note="patience 0"),
    case(0.1, flat(200), mode="min", factor=0.5, patience=0, eps=0.0, note="eps 0: halves to 0.1*2^-199"),
    case(0.1, flat(30), mode="min", factor=0.1, patience=1, eps=0.0001, note="eps stops the reductions; the counters still reset"),
    case(0.1, flat(60), mode="min", factor=0.5, patience=2, cooldown=3, note="cooldown"),
    case(0.1, noisy(12, 100), mode="min", factor=0.5, patience=0, cooldown=5),
    case(0.1, flat(40), mode="min", factor=0.5, patience=1, min_lr=0.01, note="min_lr clamps"),
    case(0.1, flat(20), mode="min", factor=0.1, patience=1, min_lr=0.2, note="min_lr above lr: never changes"),
    case(0.1, noisy(13, 120), mode="min", factor=0.5, patience=2, threshold=0.05, threshold_mode="abs"),
    case(0.1, noisy(14, 120, rises=True), mode="max", factor=0.5, patience=2, threshold=0.05, threshold_mode="abs"),
    case(0.1, noisy(15, 120), mode="min", factor=0.5, patience=2, threshold=0.05, threshold_mode="rel"),
    case(0.1, noisy(16, 120, rises=True), mode="max", factor=0.5, patience=2, threshold=0.05, threshold_mode="rel", optimizer="AdamW"),
    case(0.1, replaced(falling(40), {k: nan for k in range(10, 16)}), mode="min", factor=0.1, patience=2,
         note="NaN in the middle counts as a bad epoch"),
    case(0.1, [nan] * 20, mode="max", factor=0.5, patience=1, note="NaN only: best stays -inf"),
    case(0.1, replaced(falling(40), {5: inf, 6: inf, 20: -inf}), mode="min", factor=0.5, patience=1,
         note="+inf is bad; -inf becomes best and nothing beats it"),
    case(0.1, replaced(rising(40), {8: inf}), mode="max", factor=0.5, patience=1, note="+inf in max mode becomes best"),
    case(0.1, [inf] * 12, mode="min", factor=0.5, patience=1, note="+inf first in min mode is not better than inf"),
    case(0.1, [-10 + 0.0005 * k for k in range(40)], mode="min", factor=0.5, patience=2,
         note="negative metric with rel threshold: slightly worse counts as better"),
    case(0.1, [-10 - 0.0005 * k for k in range(40)], mode="max", factor=0.5, patience=2,
         note="negative metric in max mode with rel threshold"),
    case(0.1, falling(20), mode="min", factor=0.5, patience=1, threshold=1.0,
         note="rel threshold 1.0 in min mode: inf*0 is NaN, nothing is ever better"),
    case(0.1, [1 - 0.01 * (k // 3) for k in range(60)], mode="min", factor=0.5, patience=1, threshold=0.0, note="threshold 0: strict"),
    case(0.05, [-1 + 0.003 * (k // 9) for k in range(200)], mode="max", factor=0.3, patience=4, cooldown=2, min_lr=1e-05,
         threshold=0.001, threshold_mode="abs", eps=1e-07),
]

# Arguments at the edge of what torch accepts, for `invalid.py`.
BETTER = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5]
INVALID = [
    case(0.1, flat(6, 1.0), factor=1.0, patience=1),
    case(0.1, flat(6, 1.0), factor=1.5, patience=1),
    case(0.1, flat(6, 1.0), factor=nan, patience=1),
    case(0.1, flat(6, 1.0), factor=0.0, patience=1),
    case(0.1, flat(6, 1.0), factor=-0.5, patience=1),
    case(0.1, flat(6, 1.0), factor=inf, patience=1),
    case(0.1, BETTER, patience=-1, note="reduces on every step although the metric improves"),
    case(0.1, flat(6, 1.0), patience=1.5, factor=0.5),
    case(0.1, flat(6, 1.0), patience=1, cooldown=-1, factor=0.5),
    case(0.1, BETTER, patience=1, factor=0.5, threshold=-0.1),
    case(0.1, BETTER, patience=1, factor=0.5, threshold=1.0),
    case(0.1, BETTER, patience=1, factor=0.5, threshold=2.0),
    case(0.1, BETTER, patience=1, factor=0.5, threshold=nan),
    case(0.1, BETTER, patience=1, factor=0.5, threshold=inf),
    case(0.1, flat(6, 1.0), mode="MAX"),
    case(0.1, flat(6, 1.0), mode="auto"),
    case(0.1, flat(6, 1.0), threshold_mode="relative"),
    case(0.1, flat(6, 1.0), patience=1, factor=0.5, min_lr=-1.0),
    case(0.1, flat(6, 1.0), patience=1, factor=0.5, min_lr=0.2),
    case(0.1, flat(6, 1.0), patience=1, factor=0.5, min_lr=nan),
    case(0.1, flat(6, 1.0), patience=1, factor=0.5, eps=-1.0),
    case(0.1, flat(6, 1.0), patience=1, factor=0.5, eps=nan),
    case(0.1, flat(6, 1.0), patience=1, factor=0.5, eps=inf),
]
