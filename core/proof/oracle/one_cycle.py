"""Exact values of 1cycle, rate and momentum, in PyTorch's phases.

The phases end at pct_start*total_steps - 1 (with three phases also at twice that) and at total_steps - 1, where
pct_start*total_steps is rounded to an f64, as PyTorch computes it. From total_steps on, the value is that of the last step. A
phase without length is at its end (PyTorch divides by zero there).
"""
import mpmath
from mpmath import mpf

from exact import U32, Case, after, f32, half_cosine, steps_for, types

LENGTHS = [1, 2, 3, 4, 5, 7, 10, 70, 100, 180, 900, 10**4, 123457, 10**6, 2**24 + 1, 10**8, 2**31 + 1, U32]
SHARES = [0.0, 1.0, 1e-9, 0.5, 0.6, 0.25, 0.1, 0.29, after(1.0, -1), after(0.5), after(0.5, -1), 5e-324]
DIVISORS = [(1.0, 1.0), (0.5, 10.0), (1e-3, 1e3), (1e10, 1e10), (1e30, 1.0), (1e300, 1e300), (3.0, 1e-5), (25.0, 1e300),
            (1000.0, 1.0), (1 / 3, 7.0)]
# How far the rates would be off if pct_start*total_steps were not rounded.
worst = {"of the peak": mpf(0), "f64 ULP": mpf(0)}


def at(max_lr, total, product, linear, three, div, final, base, top, t):
    t = min(t, total - 1)
    first = mpf(max_lr) / mpf(div)
    last = first / mpf(final)
    peak, fall, end = product - 1, 2 * product - 2, mpf(total - 1)

    def way(start, stop, a, b):
        if start == stop:
            return mpf(b)
        if linear:
            return (a * (stop - t) + b * (t - start)) / (stop - start)
        return half_cosine(a, b, (t - start) / (stop - start))

    base, top, max_lr = mpf(base), mpf(top), mpf(max_lr)
    if t <= peak:
        return way(mpf(0), peak, first, max_lr), way(mpf(0), peak, top, base)
    if not three:
        return way(peak, end, max_lr, last), way(peak, end, base, top)
    if t <= fall:
        return way(peak, fall, max_lr, first), way(peak, fall, base, top)
    return way(fall, end, first, last), top


def case(max_lr, total, pct, linear, three, div=25.0, final=1e4, base=f32(0.85), top=f32(0.95), n=5):
    product = mpf(pct * float(total))
    ends = [p for p in (product - 1, 2 * product - 2, total - 1, total) if 0 <= p]
    points = []
    for t in steps_for([*ends, U32], last=total, n=n):
        rest = (linear, three, div, final, base, top, t)
        lr, momentum = at(max_lr, total, product, *rest)
        points.append((t, lr, momentum))
        # At the join of two phases the rounding may choose between them; a phase shorter than a step consists of a join only.
        joins = [abs(mpf(t) - p) for p in (product - 1, 2 * product - 2)]
        if lr > mpf(2) ** -1000 and min(joins) > 0.001 and product >= 2 and abs(2 * product - total) > 2:
            difference = abs(at(max_lr, total, mpf(pct) * total, *rest)[0] - lr)
            ulp = mpf(2) ** (int(mpmath.floor(mpmath.log(lr, 2))) - 52)
            peak = max(mpf(max_lr), mpf(max_lr) / mpf(div))
            worst["of the peak"] = max(worst["of the peak"], difference / peak)
            worst["f64 ULP"] = max(worst["f64 ULP"], difference / ulp)
    words = ["linear" if linear else "cos", "three" if three else "two"]
    return Case(types(max_lr, base, top), [max_lr, total, pct, *words, div, final, base, top], points)


def cases():
    forms = [(linear, three) for linear in (False, True) for three in (False, True)]
    for total in LENGTHS:
        for form in forms:
            yield case(0.1, total, 0.3, *form, base=0.85, top=0.95)
            yield case(f32(0.1), total, 0.3, *form)
    for total in (10, 70, 100, 12345, 10**6, U32):
        for pct in [*SHARES, 1 / total, after(1 / total), after(1 / total, -1), (total - 1) / total / 2]:
            for form in forms:
                yield case(f32(0.1), total, pct, *form, n=2)
    for total, pct in ((100, 0.3), (70, 0.1), (10**6, 0.6)):
        for form in forms:
            for div, final in DIVISORS:
                yield case(1.0, total, pct, *form, div, final, base=0.0, top=1.0, n=3)
            for max_lr in (0.0, f32(1e-42), f32(3e38), 5e-324, 1e308, 0.3):
                yield case(max_lr, total, pct, *form, base=0.95, top=0.85, n=3)


def remark():
    largest = ", ".join(f"{mpmath.nstr(v, 3)} {k}" for k, v in worst.items())
    return f"Away from the joins of its phases the rate would differ by at most {largest} with pct_start*total_steps unrounded."
