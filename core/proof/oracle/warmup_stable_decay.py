"""Exact values of warm-up, stable phase and decay, of lengths W, S and D.

t < W:             lr * t/W
t < W + S:         lr
t <= W + S + D:    min_lr + (lr - min_lr) * f(x) with x = (t - W - S)/D, where f is
                   linear 1 - x, cosine (1 + cos(pi*x))/2, sqrt 1 - sqrt(x), exponential 2 * 2**-x - 1
after that:        min_lr; without a decay (D = 0) from W + S on
"""
from mpmath import mpf, sqrt

from exact import U32, Case, after, after32, f32, half_cosine, steps_for, types

LENGTHS = [(0, 0, 1), (1, 1, 1), (2, 3, 7), (0, 10, 5), (5, 0, 10), (45, 675, 180), (100, 1000, 10**4), (0, 0, 1000),
           (10**6, 10**8, 10**7), (2**24 - 1, 2**24, 2**24 + 1), (2**31, 2**30, 2**29), (0, 0, 2**31), (2**31, 0, 2**31 - 1)]
# The share of the way from lr to min_lr that is left. Each is exactly 1 at its start and exactly 0 at its end.
SHAPES = {
    "linear": lambda x: 1 - x,
    "cosine": lambda x: half_cosine(1, 0, x),
    "sqrt": lambda x: (1 - x) / (1 + sqrt(x)),
    "exponential": lambda x: 2 * mpf(2) ** -x - 1,
}


def value(lr, warmup, stable, decay, shape, min_lr, t):
    if t < warmup:
        return mpf(lr) * t / warmup
    t -= warmup + stable
    if t < 0:
        return mpf(lr)
    if t >= decay:
        return mpf(min_lr)
    left = SHAPES[shape](mpf(t) / decay)
    return mpf(min_lr) * (1 - left) + mpf(lr) * left


def case(lr, lengths, shape, min_lr, n=2):
    warmup, stable, decay = lengths
    begin, end = warmup + stable, warmup + stable + decay
    points = [begin, end, end - decay // 4, U32]
    # The other shapes share the steps before the decay.
    points += [warmup // 2, warmup] if shape == "linear" else [begin + decay // 2]
    within = {s for s in steps_for([p for p in points if p <= U32], last=1, n=0) if s > 2 or shape == "linear"}
    within |= {begin + s - 3 for s in steps_for([], last=decay + 5, n=n)}
    # Close to the end, where little is left.
    within |= {end - d for d in (2, 10, decay // 1000) if d <= decay}
    steps = sorted(s for s in within if 0 <= s <= U32)
    return Case(types(lr, min_lr), [lr, *lengths, shape, min_lr], [(t, value(lr, *lengths, shape, min_lr, t)) for t in steps])


def cases():
    for lengths in LENGTHS:
        for shape in SHAPES:
            yield case(f32(0.1), lengths, shape, 0.0, n=4)
            yield case(0.1, lengths, shape, 0.0)
            yield case(f32(1e-3), lengths, shape, f32(1e-5))
    for lengths in ((0, 0, 0), (1, 0, 0), (0, 1, 0), (10**4, 0, 0), (0, 10**6, 0), (7, 5, 0)):
        yield case(f32(0.1), lengths, "linear", f32(0.01))
        yield case(0.1, lengths, "cosine", 0.0)
    a = f32(0.1)
    for lr, min_lr in [(a, a), (a, after32(a, -1)), (0.1, after(0.1, -1)), (0.0, 0.0), (1.0, f32(1e-30)), (1.0, f32(1e-45)),
                       (f32(1e-45), 0.0), (f32(1e-42), f32(3e-43)), (f32(3.4e38), 0.0), (f32(3.4e38), f32(3.3e38)), (5e-324, 0.0),
                       (1e308, 0.0), (1.7e308, 1e308), (2.3e-308, 1e-310), (1e300, 1e-300)]:
        for shape in SHAPES:
            yield case(lr, (10, 20, 30), shape, min_lr, n=3)
    # Phases that reach beyond the last step.
    for shape in SHAPES:
        yield case(a, (2**31, 2**31, 2**31), shape, f32(0.01))
        yield case(a, (0, 2**31, U32), shape, 0.0)
