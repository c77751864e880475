"""The recorded cases of torch's ConstantLR."""
from math import nan

from recorder import case

PREFIX = "con"

CASES = [
    case(0.05, 20, note="factor 1/3, total_iters 5; does not come back to exactly lr in general"),
    case(0.05, 60, factor=0.5, total_iters=40),
    case(0.05, 40, factor=0.1, total_iters=20),
    case(0.05, 10, factor=1.0, total_iters=5),
    case(0.05, 10, factor=0.3, total_iters=0, note="total_iters 0: stays at lr*factor for ever"),
    case(0.01, 10, factor=0.7, total_iters=1),
    case(0.05, 10, factor=0.0, total_iters=5, note="factor 0: division by zero when it should come back"),
]

# Arguments at the edge of what torch accepts, for `invalid.py`.
INVALID = [
    case(0.1, 6, factor=-0.1, total_iters=3),
    case(0.1, 6, factor=1.1, total_iters=3),
    case(0.1, 6, factor=0.0, total_iters=3),
    case(0.1, 6, factor=nan, total_iters=3),
    case(0.1, 6, factor=0.5, total_iters=0),
    case(0.1, 6, factor=0.5, total_iters=-1),
]
