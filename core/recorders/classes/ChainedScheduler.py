"""The recorded cases of torch's ChainedScheduler."""
from recorder import case, part

PREFIX = "cha"

CASES = [
    case(0.05, 60, schedulers=[part("ConstantLR", factor=0.1, total_iters=20), part("ExponentialLR", gamma=0.9)]),
    case(0.1, 100, schedulers=[part("LinearLR", start_factor=0.1, total_iters=10), part("StepLR", step_size=15, gamma=0.5)]),
    case(0.1, 60, schedulers=[part("ExponentialLR", gamma=0.99), part("CosineAnnealingLR", T_max=50)], note="both recurse on the shared lr"),
    case(0.1, 30, schedulers=[part("ExponentialLR", gamma=0.97)]),
    case(0.1, 80,
         schedulers=[part("LinearLR", start_factor=0.2, total_iters=8), part("MultiStepLR", milestones=[20, 40], gamma=0.3),
                     part("ExponentialLR", gamma=0.995)]),
]

# Arguments at the edge of what torch accepts, for `invalid.py`.
INVALID = [
    case(0.1, 6, schedulers=[]),
    case(0.1, 6, schedulers=[part("ExponentialLR", gamma=0.9), part("ReduceLROnPlateau")]),
]
