"""The recorded cases of torch's LinearLR."""
from math import nan

from recorder import case

PREFIX = "lin"

CASES = [
    case(0.05, 20),
    case(0.05, 60, start_factor=0.05, total_iters=40),
    case(0.1, 60, start_factor=1.0, end_factor=0.0, total_iters=50, note="down to zero"),
    case(0.001, 120, start_factor=1e-08, end_factor=1.0, total_iters=100),
    case(0.1, 20, start_factor=0.3, end_factor=0.6, total_iters=7),
    case(0.1, 10, start_factor=0.3, end_factor=0.6, total_iters=0, note="total_iters 0: stays at the start factor for ever"),
    case(0.1, 10, start_factor=0.01, end_factor=1.0, total_iters=1),
    case(0.1, 10000, start_factor=0.001, end_factor=1.0, total_iters=9000),
]

# Arguments at the edge of what torch accepts, for `invalid.py`.
INVALID = [
    case(0.1, 6, start_factor=0.0, total_iters=3),
    case(0.1, 6, start_factor=-0.1, total_iters=3),
    case(0.1, 6, start_factor=1.1, total_iters=3),
    case(0.1, 6, start_factor=nan, total_iters=3),
    case(0.1, 6, end_factor=-0.1, total_iters=3),
    case(0.1, 6, end_factor=1.1, total_iters=3),
    case(0.1, 6, end_factor=nan, total_iters=3),
    case(0.1, 6, start_factor=0.5, total_iters=0),
    case(0.1, 6, start_factor=0.5, total_iters=-1),
]
