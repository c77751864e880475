"""The recorded cases of torch's MultiStepLR."""
from recorder import case

PREFIX = "mul"

CASES = [
    case(0.05, 100, milestones=[30, 80]),
    case(0.1, 40, milestones=[5, 5, 5, 20], note="a milestone named three times: gamma**3 at once"),
    case(0.1, 80, milestones=[50, 10, 30], gamma=0.3, note="unsorted; torch accepts it"),
    case(0.1, 20, milestones=[0, 4], gamma=0.5, note="milestone 0 acts at construction"),
    case(0.1, 10, milestones=[], gamma=0.5),
    case(0.3, 200, milestones=[100, 150, 180], gamma=0.2),
]

# Arguments at the edge of what torch accepts, for `invalid.py`.
INVALID = [
    case(0.1, 6, milestones=[3, 1]),
    case(0.1, 6, milestones=[-1, 2]),
    case(0.1, 6, milestones=[1.5]),
]
