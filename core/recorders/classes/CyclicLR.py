"""The recorded cases of torch's CyclicLR."""
from recorder import case

PREFIX = "cyc"
MOMENTUM = True

CASES = [
    case(0.1, 100, base_lr=0.01, max_lr=0.1, step_size_up=10),
    case(0.1, 200, base_lr=0.001, max_lr=0.1, step_size_up=7, step_size_down=13),
    case(0.1, 200, base_lr=0.01, max_lr=0.1, step_size_up=20, mode="triangular2"),
    case(0.1, 200, base_lr=0.01, max_lr=0.1, step_size_up=15, mode="exp_range", gamma=0.99),
    case(0.1, 100, base_lr=0.0001, max_lr=0.01, step_size_up=8, mode="triangular2", base_momentum=0.7, max_momentum=0.99, optimizer="AdamW"),
    case(0.1, 20, base_lr=0.01, max_lr=0.1, step_size_up=1, step_size_down=1, cycle_momentum=False, optimizer="SGD0"),
    case(0.1, 40, base_lr=0.1, max_lr=0.01, step_size_up=5, cycle_momentum=False, note="max_lr < base_lr; torch accepts it"),
    case(0.1, 10000, base_lr=0.001, max_lr=0.006, step_size_up=2000, mode="exp_range", gamma=0.99994),
]

# Arguments at the edge of what torch accepts, for `invalid.py`.
INVALID = [
    case(0.1, 6, base_lr=0.01, max_lr=0.1, step_size_up=0),
    case(0.1, 6, base_lr=0.01, max_lr=0.1, step_size_up=3, step_size_down=0),
    case(0.1, 6, base_lr=0.01, max_lr=0.1, step_size_up=-3),
    case(0.1, 6, base_lr=0.01, max_lr=0.1, step_size_up=2.5),
    case(0.1, 6, base_lr=0.01, max_lr=0.1, step_size_up=3, mode="sawtooth"),
    case(0.1, 6, base_lr=0.2, max_lr=0.1, step_size_up=3, note="base_lr above max_lr"),
    case(0.1, 6, base_lr=0.01, max_lr=0.1, step_size_up=3, mode="exp_range", gamma=-0.5),
]
