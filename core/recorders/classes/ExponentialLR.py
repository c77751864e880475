"""The recorded cases of torch's ExponentialLR."""
from math import inf, nan

from recorder import case

PREFIX = "exp"

CASES = [
    case(0.001, 200, gamma=0.9, note="the usual example"),
    case(0.1, 200, gamma=0.9),
    case(0.01, 200, gamma=0.95, optimizer="AdamW"),
    case(0.1, 200, gamma=0.99),
    case(0.001, 200, gamma=0.999),
    case(1.0, 200, gamma=0.5, note="exact powers of two"),
    case(0.7, 200, gamma=0.3),
    case(1.0, 200, gamma=0.1),
    case(0.001, 200, gamma=0.01, note="passes through the subnormals to zero"),
    case(0.05, 20, gamma=1.0, note="constant"),
    case(0.05, 20, gamma=0.0, note="zero after the first step; torch accepts it"),
    case(0.0001, 200, gamma=1.01, note="growing; torch accepts gamma > 1"),
    case(1.0, 200, gamma=10.0),
    case(1.0, 120, gamma=1000.0, note="overflows to inf"),
    case(0.1, 40, gamma=-0.5, note="negative lr on odd steps; torch accepts it"),
    case(0.1, 200, gamma=0.9999999999999999, note="the largest double below one"),
    case(0.0, 20, gamma=0.9, note="lr zero"),
    case(5e-320, 200, gamma=0.9, note="starts subnormal; the recursion sticks at 2.5e-323 (five quanta)"),
    case(0.1, 10000, gamma=0.9, note="the recursion sticks at 2.5e-323, never zero; the exact value underflows"),
    case(0.1, 10000, gamma=0.9999),
    case(0.0003, 10000, gamma=0.9995),
]

# Arguments at the edge of what torch accepts, for `invalid.py`.
INVALID = [
    case(-0.1, 6, gamma=0.9, note="the optimizer's own check"),
    case(nan, 6, gamma=0.9, note="the optimizer's own check"),
    case(inf, 6, gamma=0.9, note="the optimizer's own check"),
    case(0.0, 6, gamma=0.9, note="the optimizer's own check"),
    case(-0.1, 6, gamma=0.9, optimizer="AdamW", note="the optimizer's own check"),
    case(nan, 6, gamma=0.9, optimizer="AdamW", note="the optimizer's own check"),
    case(inf, 6, gamma=0.9, optimizer="AdamW", note="the optimizer's own check"),
    case(0.0, 6, gamma=0.9, optimizer="AdamW", note="the optimizer's own check"),
    case(0.1, 6, gamma=-0.5),
    case(0.1, 6, gamma=-1.0),
    case(0.1, 6, gamma=0.0),
    case(0.1, 6, gamma=1.0),
    case(0.1, 6, gamma=1.5),
    case(0.1, 6, gamma=nan),
    case(0.1, 6, gamma=inf),
]
