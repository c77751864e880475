"""Exact values of exponential decay: lr * gamma**t."""
from mpmath import mpf

from exact import U32, Case, after, f32, steps_for, types, underflows

GAMMAS = [0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999, 0.1, 0.3, 0.7, 0.25]
EDGES = [after(1.0, -1), after(1.0), after(1.0, -3), 1.0, 1.01, 1.5, 10.0, 1e300, 1e-300, 5e-324, 2.5e-310, 0.0, 1 + 1e-9,
         0.7071067811865475, 0.7071067811865476, 1.4142135623730951, 1.414213562373095, 0.99999999]


def cases():
    for gamma in GAMMAS + EDGES:
        lrs = [0.1, f32(0.1), 1.0] if gamma in GAMMAS[:7] else [f32(0.1)]
        lrs += [f32(3e38), f32(1e-42)] if gamma in (0.9, 0.5, 1.5, 0.999999) else []
        lrs += [5e-324, 1e308, 2.3e-308] if gamma in (0.9, 0.99, 1.01, 0.999999) else []
        for lr in lrs:
            points = [10, 100, 1000, 10**4, 10**5, 10**6, 10**7, 2**24, 2**31, U32, *underflows(lr, gamma)]
            steps = steps_for(points, last=10**6, n=10)
            yield Case(types(lr), [lr, gamma], [(t, mpf(lr) * mpf(gamma) ** t if t else mpf(lr)) for t in steps])
