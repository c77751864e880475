"""Exact values of cosine annealing: eta_min + (lr - eta_min) * (1 + cos(pi*t/t_max)) / 2, which rises again after t_max."""
from mpmath import mpf

from exact import U32, Case, after, after32, f32, half_cosine, steps_for, types

LENGTHS = [1, 2, 3, 7, 20, 58, 100, 602, 1000, 4431, 9832, 10**4, 10**5, 917562, 10**6, 2**24 - 1, 2**24, 2**24 + 1, 10**8,
           2**31 - 1, 2**31, U32 - 1, U32]


def value(lr, t_max, eta_min, t):
    # The period is taken off in whole steps, so that the angle keeps all of its digits.
    return half_cosine(lr, eta_min, mpf(t % (2 * t_max)) / t_max)


def case(lr, t_max, eta_min, n=10):
    points = [t_max, 2 * t_max, 3 * t_max, t_max // 2, t_max // 4, 10 * t_max, 2**24, U32]
    steps = steps_for(points, last=min(U32, 3 * t_max), n=n)
    return Case(types(lr, eta_min), [lr, t_max, eta_min], [(t, value(lr, t_max, eta_min, t)) for t in steps])


def cases():
    for t_max in LENGTHS:
        yield case(0.1, t_max, 0.0)
        yield case(f32(0.1), t_max, 0.0)
        yield case(f32(1e-3), t_max, f32(1e-5), n=6)
    for t_max in (20, 1000, 10**6, U32):
        a, b = f32(0.1), f32(0.01)
        for lr, eta_min in [(b, a), (a, a), (a, after32(a, -1)), (a, after32(a)), (0.1, after(0.1, -1)), (0.1, after(0.1)),
                            (a, f32(0.0999999)), (0.0, a), (0.0, 0.0), (1.0, f32(1e-30)), (1.0, f32(1e-45)), (f32(1e-45), 0.0),
                            (f32(1e-42), f32(3e-43)), (f32(3.4e38), 0.0), (f32(3.4e38), f32(3.3e38)), (f32(3e38), f32(1e-38)),
                            (5e-324, 0.0), (1e308, 0.0), (1e308, 1.7e308), (2.3e-308, 1e-310), (0.3, 0.01), (1e-300, 1e300)]:
            yield case(lr, t_max, eta_min, n=4)
