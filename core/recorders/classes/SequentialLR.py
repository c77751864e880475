"""The recorded cases of torch's SequentialLR."""
from recorder import case, part

PREFIX = "seq"

CASES = [
    case(0.05, 60, schedulers=[part("ConstantLR", factor=0.1, total_iters=20), part("ExponentialLR", gamma=0.9)], milestones=[20]),
    case(0.1, 120, schedulers=[part("LinearLR", start_factor=0.01, total_iters=10), part("CosineAnnealingLR", T_max=90)], milestones=[10],
         note="warm-up then cosine"),
    case(0.1, 100,
         schedulers=[part("LinearLR", start_factor=0.1, total_iters=5), part("StepLR", step_size=10, gamma=0.5), part("ExponentialLR", gamma=0.95)],
         milestones=[5, 40]),
    case(0.1, 100, schedulers=[part("LinearLR", start_factor=0.1, total_iters=5), part("CosineAnnealingWarmRestarts", T_0=10, T_mult=2)],
         milestones=[5]),
    case(0.1, 20, schedulers=[part("ExponentialLR", gamma=0.9)], milestones=[]),
    case(0.1, 60, schedulers=[part("LinearLR", start_factor=0.5, total_iters=20), part("PolynomialLR", total_iters=40, power=2.0)],
         milestones=[8], note="first schedule cut short"),
    case(0.001, 10000,
         schedulers=[part("LinearLR", start_factor=0.001, total_iters=1000), part("CosineAnnealingLR", T_max=9000, eta_min=1e-06)],
         milestones=[1000]),
]

# Arguments at the edge of what torch accepts, for `invalid.py`.
INVALID = [
    case(0.1, 6, schedulers=[], milestones=[]),
    case(0.1, 6, schedulers=[part("ExponentialLR", gamma=0.9), part("StepLR", step_size=2)], milestones=[]),
    case(0.1, 6, schedulers=[part("ExponentialLR", gamma=0.9), part("StepLR", step_size=2), part("ExponentialLR", gamma=0.9)],
         milestones=[4, 2], note="unsorted"),
    case(0.1, 6, schedulers=[part("ExponentialLR", gamma=0.9), part("StepLR", step_size=2), part("ExponentialLR", gamma=0.9)],
         milestones=[2, 2], note="equal"),
    case(0.1, 6, schedulers=[part("ExponentialLR", gamma=0.9), part("StepLR", step_size=2)], milestones=[0], note="milestone 0"),
    case(0.1, 6, schedulers=[part("ExponentialLR", gamma=0.9), part("StepLR", step_size=2)], milestones=[-1]),
    case(0.1, 6, schedulers=[part("ExponentialLR", gamma=0.9), part("ReduceLROnPlateau")], milestones=[2]),
]
