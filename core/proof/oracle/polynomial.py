"""Exact values of polynomial decay: lr * ((n - min(t, n)) / n)**power with n = total_iters.

If total_iters or power is 0, PyTorch keeps the first rate, and so do these values.
"""
from mpmath import log, mpf

from exact import U32, Case, after, f32, steps_for, types

LENGTHS = [1, 2, 3, 5, 7, 10, 100, 900, 9000, 10**6, 2**24 - 1, 2**24, 2**24 + 1, 10**8, 2**31, U32 - 1, U32]
# Usual powers, those next to 1, roots, and some that leave the range of the floats at once or never move.
POWERS = [0.9, 2.0, 3.0, 0.5, 1.0, 1.5, 1 / 3, 10.0, after(1.0), after(1.0, -1), 0.1, 100.0, 1e-3, 1e-9, 1e-300, 5e-324, 1e3, 1e6, 1e9,
          1e12, 1e300, 0.0]
LEAST = (mpf(2) ** -149, mpf(2) ** -126, mpf(2) ** -1074, mpf(2) ** -1022)


def value(lr, n, power, t):
    if n == 0 or power == 0 or t == 0:
        return mpf(lr)
    left = max(n - t, 0)
    return mpf(lr) * (mpf(left) / n) ** mpf(power)


def vanishing(lr, n, power):
    """The steps at which the rate passes the least normal and the least subnormal of both types."""
    if not (lr > 0 and power > 1e-2 and n):
        return []
    steps = [n - n * (value / lr) ** (1 / mpf(power)) for value in LEAST if value < lr]
    return [int(t) for t in steps if 0 < t < n]


def case(lr, n, power, random=4):
    points = [n // 4, n // 2, n, min(U32, 3 * n), U32, *vanishing(lr, n, power)]
    steps = steps_for(points, last=n or 10, n=random)
    return Case(types(lr), [lr, n, power], [(t, value(lr, n, power, t)) for t in steps])


def cases():
    for n in LENGTHS:
        for power in (0.9, 2.0, 0.5, 1.0):
            yield case(f32(0.1), n, power)
        yield case(0.1, n, 0.9)
        yield case(f32(1e-3), n, 3.0, random=2)
    for n in (7, 1000, 10**6 + 3, U32):
        for power in POWERS:
            yield case(f32(0.1), n, power, random=6)
    for n in (20, 2**24 + 1):
        for power in (0.9, 2.0, 100.0):
            for lr in (0.0, f32(3e38), f32(1e-42), f32(1e-45), 5e-324, 1e308, 2.3e-308):
                yield case(lr, n, power, random=2)
    # The exponents that a float can just hold, where an error of the logarithm weighs most.
    for n in (3, 50, 1000, 10**6, U32):
        for bits in (20, 100, 140, 700, 1000, 1060):
            for share in (0.01, 0.5, 0.9):
                left = max(1, min(n - 1, int(n * (1 - share))))
                yield case(0.1 if bits > 140 else f32(0.1), n, float(bits * log(2) / log(mpf(n) / left)), random=6)
    for lr, power in ((f32(0.1), 0.9), (0.1, 1.0), (f32(1e-3), 0.0)):
        yield case(lr, 0, power)
