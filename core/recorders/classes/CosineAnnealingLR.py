"""The recorded cases of torch's CosineAnnealingLR."""
from math import inf, nan

from recorder import case

PREFIX = "cos"

CASES = [
    case(0.001, 45, T_max=20, eta_min=0.001, note="eta_min == lr: constant, no annealing at all"),
    case(0.001, 20, T_max=20, note="eta_min defaults to 0.0"),
    case(0.001, 200, T_max=20, eta_min=0.0, note="ten times past T_max: comes back up"),
    case(0.1, 200, T_max=10, eta_min=0.001),
    case(0.1, 20, T_max=1, eta_min=0.0, note="T_max 1: alternates"),
    case(0.3, 20, T_max=1, eta_min=0.01),
    case(0.1, 40, T_max=2, eta_min=0.0),
    case(0.1, 60, T_max=3, eta_min=0.0001),
    case(0.01, 200, T_max=50, eta_min=0.1, note="eta_min > lr: rises first"),
    case(0.01, 200, T_max=100, eta_min=1e-06),
    case(0.0003, 200, T_max=200, eta_min=0.0, optimizer="AdamW"),
    case(0.001, 200, T_max=7, eta_min=1e-05),
    case(0.5, 200, T_max=199, eta_min=0.005, note="one step past T_max"),
    case(0.01, 100, T_max=30, eta_min=-0.01, note="negative eta_min; torch accepts it"),
    case(0.1, 100, T_max=25, eta_min=0.0999999, note="nearly equal: cancellation"),
    case(1.0, 200, T_max=64, eta_min=0.0),
    case(1e-08, 64, T_max=16, eta_min=1e-09),
    case(1000.0, 48, T_max=12, eta_min=1.0),
    case(0.0, 45, T_max=20, eta_min=0.0, note="lr zero"),
    case(0.1, 10000, T_max=10000, eta_min=0.0),
    case(0.001, 10000, T_max=10000, eta_min=1e-05),
    case(0.1, 10000, T_max=3000, eta_min=0.0, note="past T_max, long period"),
    case(0.1, 10000, T_max=4431, eta_min=0.0,
         note="past T_max with an unlucky period: 1-cos(pi/T) and 1+cos(pi*(T+1)/T) round apart, "
              "and the recursion is off by 4.4e-10 relative on the way up"),
    case(0.001, 10000, T_max=6000, eta_min=0.0001,
         note="past T_max with eta_min > 0: rounding at the bottom is carried all the way up by the recursion"),
]

# Arguments at the edge of what torch accepts, for `invalid.py`.
INVALID = [
    case(0.1, 6, T_max=0),
    case(0.1, 6, T_max=-1),
    case(0.1, 6, T_max=-5),
    case(0.1, 6, T_max=2.5),
    case(0.1, 6, T_max=nan),
    case(0.1, 6, T_max=3, eta_min=-0.01),
    case(0.1, 6, T_max=3, eta_min=0.1),
    case(0.1, 6, T_max=3, eta_min=0.5),
    case(0.1, 6, T_max=3, eta_min=nan),
    case(0.1, 6, T_max=3, eta_min=inf),
]
