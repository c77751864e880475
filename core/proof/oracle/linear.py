"""Exact values of a linear change: lr * (start + (end - start) * min(t, n)/n) with n = total_iters.

If total_iters is 0, PyTorch stays at the first factor, and so do these values.
"""
from mpmath import mpf

from exact import U32, Case, after, f32, steps_for, types

LENGTHS = [1, 2, 3, 5, 7, 10, 100, 900, 9000, 10**6, 2**24 - 1, 2**24, 2**24 + 1, 10**8, 2**31, U32 - 1, U32]
# Falls, rises, constant; to and from zero; factors that nearly agree, tiny ones, and some above 1.
FACTORS = [(1.0, 0.0), (0.0, 1.0), (0.3, 0.6), (0.6, 0.3), (0.5, 0.5), (0.0, 0.0), (1.0, 1.0), (1e-8, 1.0), (1.0, 1e-8),
           (1.0, 3.0), (2.5, 0.1), (1.0, after(1.0, -1)), (after(1.0, -1), 1.0), (0.1, after(0.1)), (1e-300, 1.0), (1.0, 1e-300),
           (5e-324, 1.0), (5e-324, 0.0), (0.0, 5e-324), (1e-310, 1e-300)]


def value(lr, start, end, n, t):
    t = min(t, n)
    factor = (mpf(start) * (n - t) + mpf(end) * t) / n if n else mpf(start)
    return mpf(lr) * factor


def case(lr, start, end, n, random=4):
    points = [n // 4, n // 2, n, min(U32, 3 * n), U32]
    steps = steps_for(points, last=n or 10, n=random)
    return Case(types(lr), [lr, start, end, n], [(t, value(lr, start, end, n, t)) for t in steps])


def cases():
    for n in LENGTHS:
        for start, end in ((1 / 3, 1.0), (1.0, 0.0), (0.01, 1.0)):
            yield case(f32(0.1), start, end, n)
        yield case(0.1, 1 / 3, 1.0, n)
        yield case(f32(1e-3), 1.0, 0.01, n, random=2)
    for n in (7, 1000, U32):
        for start, end in FACTORS:
            yield case(f32(0.1), start, end, n, random=2)
    for n in (20, 2**24 + 1):
        for start, end in ((1.0, 0.0), (0.1, 1.0)):
            for lr in (0.0, f32(3e38), f32(1e-42), f32(1e-45), 5e-324, 1e308, 2.3e-308):
                yield case(lr, start, end, n, random=2)
    for lr, start, end in ((f32(0.1), 0.3, 0.6), (0.1, 1.0, 0.0), (f32(1e-3), 0.0, 1.0)):
        yield case(lr, start, end, 0)
