"""The recorded cases of torch's CosineAnnealingWarmRestarts."""
from math import nan

from recorder import case

PREFIX = "cwr"
ARGUMENT = "epoch"

CASES = [
    case(0.05, 100, T_0=20),
    case(0.1, 200, T_0=10, T_mult=2),
    case(0.1, 200, T_0=5, T_mult=3, eta_min=0.001),
    case(0.1, 10, T_0=1, note="T_0 1: constant"),
    case(0.01, 200, T_0=1, T_mult=2, eta_min=1e-05),
    case(0.05, 70, T_0=30, eta_min=0.05, note="eta_min == lr"),
    case(0.1, [k * 2 / 25 for k in range(1, 201)], T_0=10, T_mult=1, eta_min=0.001, note="step(epoch) with fractions, as in a per-batch loop"),
    case(0.1, [float(k) for k in range(1, 131)], T_0=1, T_mult=3,
         note="step(epoch): the restart index comes from int(log(x, T_mult)), which is one short at some exact restarts"),
]

# Arguments at the edge of what torch accepts, for `invalid.py`.
INVALID = [
    case(0.1, 6, T_0=0),
    case(0.1, 6, T_0=-1),
    case(0.1, 6, T_0=2.0),
    case(0.1, 6, T_0=3, T_mult=0),
    case(0.1, 6, T_0=3, T_mult=-1),
    case(0.1, 6, T_0=3, T_mult=2.0),
    case(0.1, 6, T_0=3, T_mult=1.5),
    case(0.1, 6, T_0=3, eta_min=nan),
    case(0.1, 6, T_0=3, eta_min="0.1"),
]
