"""Exact values of step decay: lr * gamma**floor(t/step_size)."""
from mpmath import mpf

from exact import U32, Case, after, f32, steps_for, types, underflows

SIZES = [1, 2, 3, 7, 30, 1000, 10**6, 2**24 - 1, 2**24, 2**24 + 1, 2**31, U32 - 1, U32]
EDGES = [0.99, 0.999999, 0.3, 0.7071067811865475, 0.7071067811865476, after(1.0, -1), after(1.0), after(1.0, -3), 1.0, 1.01, 1.5,
         1.4142135623730951, 10.0, 1e300, 1e-300, 5e-324, 2.5e-310, 0.0]


def case(lr, size, gamma, n=4):
    falls = [k * size for k in (1, 2, 3, 10, *underflows(lr, gamma))]
    points = [p for p in [*falls, U32 // size * size, 2**24] if p <= U32]
    steps = steps_for([*points, U32], last=min(U32, 40 * size), n=n)
    return Case(types(lr), [lr, size, gamma], [(t, mpf(lr) * mpf(gamma) ** (t // size)) for t in steps])


def cases():
    for size in SIZES:
        for gamma in (0.1, 0.5, 0.9):
            yield case(f32(0.1), size, gamma)
        yield case(0.1, size, 0.1)
    for size in (1, 30, 10**6):
        for gamma in EDGES:
            yield case(f32(0.1), size, gamma, n=2)
    for size in (3, 2**24):
        for gamma in (0.1, 0.9, 1.5):
            for lr in (0.0, f32(3e38), f32(1e-42), f32(1e-45), 5e-324, 1e308, 2.3e-308):
                yield case(lr, size, gamma, n=2)
