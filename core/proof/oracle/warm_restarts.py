"""Exact values of cosine annealing with warm restarts: half a cosine from lr to eta_min in t_0, t_0 * t_mult, ... steps."""
from bisect import bisect_right

from mpmath import mpf

from exact import U32, Case, after, after32, f32, half_cosine, steps_for, types

LENGTHS = [1, 2, 3, 7, 20, 58, 100, 602, 1000, 4431, 10**5, 10**6, 2**24 - 1, 2**24 + 1, 10**8, 2**31 - 1, 2**31, U32 - 1, U32]
MULTIPLES = [1, 2, 3, 10, 65537, U32]


def starts(t_0, t_mult):
    """The first steps of the cycles up to the last step of all, where they can be listed."""
    found, length = [0], t_0
    while found[-1] + length <= U32:
        found.append(found[-1] + length)
        length *= t_mult
    return found


def value(lr, t_0, t_mult, eta_min, t):
    if t_mult == 1:
        done, length = t % t_0, t_0
    else:
        begun = starts(t_0, t_mult)
        cycle = bisect_right(begun, t) - 1
        done, length = t - begun[cycle], t_0 * t_mult**cycle
    return half_cosine(lr, eta_min, mpf(done) / length)


def case(lr, t_0, t_mult, eta_min, n=8):
    begun = [k * t_0 for k in (1, 2, 3, 10, U32 // t_0)] if t_mult == 1 else starts(t_0, t_mult)
    begun = [t for t in (*begun[:4], *begun[-2:]) if t <= U32]
    middles = [(a + b) // 2 for a, b in zip(begun, begun[1:])]
    steps = steps_for([*begun, *middles, t_0 // 4, 2**24, U32], last=min(U32, t_0 * (1 + t_mult + t_mult**2)), n=n)
    return Case(types(lr, eta_min), [lr, t_0, t_mult, eta_min], [(t, value(lr, t_0, t_mult, eta_min, t)) for t in steps])


def cases():
    for t_0 in LENGTHS:
        for t_mult in MULTIPLES:
            yield case(f32(0.1), t_0, t_mult, 0.0, n=4)
        for t_mult in (1, 2):
            yield case(0.1, t_0, t_mult, 0.0)
            yield case(f32(1e-3), t_0, t_mult, f32(1e-5), n=6)
    for t_0, t_mult in ((10, 1), (10, 2), (1000, 3), (10**6, U32)):
        a, b = f32(0.1), f32(0.01)
        for lr, eta_min in [(b, a), (a, a), (a, after32(a, -1)), (a, after32(a)), (0.1, after(0.1, -1)), (0.1, after(0.1)),
                            (a, f32(0.0999999)), (0.0, a), (0.0, 0.0), (1.0, f32(1e-30)), (1.0, f32(1e-45)), (f32(1e-45), 0.0),
                            (f32(3.4e38), 0.0), (f32(3.4e38), f32(3.3e38)), (5e-324, 0.0), (1e308, 1.7e308), (2.3e-308, 1e-310),
                            (1e-300, 1e300)]:
            yield case(lr, t_0, t_mult, eta_min, n=3)
