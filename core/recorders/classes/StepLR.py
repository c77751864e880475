"""The recorded cases of torch's StepLR."""
from recorder import case

PREFIX = "ste"

CASES = [
    case(0.05, 100, step_size=30, note="gamma defaults to 0.1"),
    case(0.1, 100, step_size=1, gamma=0.9),
    case(0.1, 100, step_size=7, gamma=0.5),
    case(0.001, 100, step_size=10, gamma=1.5),
    case(0.1, 50, step_size=300, gamma=0.1, note="never reached"),
    case(0.1, 10000, step_size=100, gamma=0.97),
]

# Arguments at the edge of what torch accepts, for `invalid.py`.
INVALID = [
    case(0.1, 6, step_size=0),
    case(0.1, 6, step_size=-2),
    case(0.1, 6, step_size=2.5),
    case(0.1, 6, step_size=2, gamma=-1.0),
]
