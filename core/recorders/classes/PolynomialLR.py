"""The recorded cases of torch's PolynomialLR."""
from math import nan

from recorder import case

PREFIX = "pol"

CASES = [
    case(0.05, 10, note="total_iters 5, power 1"),
    case(0.05, 60, total_iters=50, power=0.9),
    case(0.1, 120, total_iters=100, power=2.0),
    case(0.1, 40, total_iters=30, power=0.0, note="power 0: 0**0 is 1 at the end"),
    case(0.1, 50, total_iters=40, power=0.5),
    case(0.1, 5, total_iters=1, power=1.0),
    case(0.1, 5, total_iters=0, power=1.0, note="total_iters 0: constant"),
    case(0.1, 10000, total_iters=10000, power=3.0),
]

# Arguments at the edge of what torch accepts, for `invalid.py`.
INVALID = [
    case(0.1, 6, total_iters=0),
    case(0.1, 6, total_iters=-1),
    case(0.1, 6, total_iters=3, power=-1.0),
    case(0.1, 6, total_iters=3, power=0.0),
    case(0.1, 6, total_iters=3, power=nan),
]
