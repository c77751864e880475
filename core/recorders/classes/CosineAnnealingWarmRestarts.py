"""The recorded cases of torch's CosineAnnealingWarmRestarts.

None calls `step(epoch)`, which takes fractions of an epoch too: no kind of ours does. There the class finds the cycle by
`int(log(epoch / T_0 * (T_mult - 1) + 1, T_mult))`, which is one short at some exact restarts, such as epoch 121 of T_0=1, T_mult=3.
"""
from math import nan

from recorder import case

PREFIX = "cwr"

CASES = [
    case(0.05, 100, T_0=20),
    case(0.1, 200, T_0=10, T_mult=2),
    case(0.1, 200, T_0=5, T_mult=3, eta_min=0.001),
    case(0.1, 10, T_0=1, note="T_0 1: constant"),
    case(0.01, 200, T_0=1, T_mult=2, eta_min=1e-05),
    case(0.05, 70, T_0=30, eta_min=0.05, note="eta_min == lr"),
    case(0.1, 130, T_0=1, T_mult=3, note="a restart at every sum of powers of 3"),
    case(0.01, 100, T_0=20, T_mult=2, eta_min=0.1, note="eta_min > lr: rises"),
    case(0.01, 60, T_0=20, eta_min=-0.01, note="negative eta_min; torch accepts it"),
    case(0.1, 60, T_0=100, T_mult=2, note="no restart in the run"),
    case(0.1, 60, T_0=3, T_mult=1000000),
    case(0.0003, 100, T_0=7, T_mult=2, optimizer="AdamW"),
    case(0.0, 45, T_0=10, T_mult=2, note="lr zero"),
    case(1000.0, 48, T_0=12, eta_min=1.0),
    case(0.1, 60, T_0=25, eta_min=0.0999999, note="nearly equal: cancellation"),
    case(0.1, 10000, T_0=3000),
    case(0.001, 10000, T_0=101, T_mult=2, eta_min=1e-05),
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
