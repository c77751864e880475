"""Makes core/tests/oracle.txt: exact values of the schedules, to hold the crate's ULP errors against.

    python3 core/oracle/oracle.py > core/tests/oracle.txt      (needs mpmath)

The parameters are taken exactly as given: gamma, pct_start, div_factor and final_div_factor are f64 for f32 rates too, and a
case marked `both` has rates that an f32 can hold, so that its values serve for both types. Definitions:

exponential: lr * gamma**t
cosine:      eta_min + (lr - eta_min) * (1 + cos(pi*t/t_max)) / 2, for every t (it rises again after t_max)
one_cycle:   PyTorch's phases. They end at pct_start*total_steps - 1 (with three phases also at twice that) and at
             total_steps - 1, with pct_start*total_steps rounded to an f64, as PyTorch computes it. From total_steps on the value
             of the last step. A phase without length is at its end (PyTorch divides by zero there).
"""
import datetime
import platform
import random
import struct
import sys
from fractions import Fraction

import mpmath
from mpmath import mp, mpf

mp.dps = 90
random.seed(20)
U32 = 2**32 - 1
UP = [2**24 - 1, 2**24, 2**24 + 1]


def f32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def after(x, ulps=1):
    return struct.unpack("d", struct.pack("q", struct.unpack("q", struct.pack("d", x))[0] + ulps))[0]


def after32(x, ulps=1):
    return struct.unpack("f", struct.pack("i", struct.unpack("i", struct.pack("f", x))[0] + ulps))[0]


def bits(x):
    return f"{struct.unpack('Q', struct.pack('d', x))[0]:x}"


def exact(v):
    """80 digits in hexadecimal and the power of two that they are multiplied by."""
    assert v >= 0
    if v == 0:
        return "0 0"
    man, exp = int(v.man), int(v.exp)
    spare = man.bit_length() - 80
    if spare > 0:
        man = (man + (1 << (spare - 1))) >> spare
        exp += spare
    # No float is that large or that small; the reader's powers are 32 bits wide.
    return f"{man:x} {max(-30000, min(30000, exp))}"


def types(*rates):
    """The types whose rates these are."""
    return "both" if all(f32(r) == r for r in rates if r < 3.5e38) and all(r < 3.5e38 for r in rates) else "f64"


def steps_for(points, last=None, n=8):
    """Every point, its neighbours, and some at random."""
    chosen = {0, 1, 2}
    for p in points:
        chosen.update((int(p) - 1, int(p), int(p) + 1))
    top = last or int(max([10, *points]))
    chosen.update(random.randrange(top + 1) for _ in range(n))
    return sorted(s for s in chosen if 0 <= s <= U32)


def half_cosine(a, b, share):
    """b + (a - b) * (1 + cos(pi*share)) / 2, written so that nothing cancels however unlike a and b are."""
    return mpf(a) * mpmath.cospi(share / 2) ** 2 + mpf(b) * mpmath.sinpi(share / 2) ** 2


def exponential():
    gammas = [0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999, 0.1, 0.3, 0.7, 0.25]
    edges = [after(1.0, -1), after(1.0), after(1.0, -3), 1.0, 1.01, 1.5, 10.0, 1e300, 1e-300, 5e-324, 2.5e-310, 0.0, 1 + 1e-9,
             0.7071067811865475, 0.7071067811865476, 1.4142135623730951, 1.414213562373095, 0.99999999]
    for gamma in gammas + edges:
        lrs = [0.1, f32(0.1), 1.0] if gamma in gammas[:7] else [f32(0.1)]
        lrs += [f32(3e38), f32(1e-42)] if gamma in (0.9, 0.5, 1.5, 0.999999) else []
        lrs += [5e-324, 1e308, 2.3e-308] if gamma in (0.9, 0.99, 1.01, 0.999999) else []
        for lr in lrs:
            print("exponential", types(lr), bits(lr), bits(gamma))
            # Where the rate underflows, for both types, besides the fixed steps.
            ends = []
            if 0 < gamma < 1 and lr > 0:
                for least in (mpf(2) ** -149, mpf(2) ** -126, mpf(2) ** -1074, mpf(2) ** -1022):
                    t = mpmath.log(least / lr) / mpmath.log(mpf(gamma))
                    if 0 < t < U32:
                        ends.append(int(t))
            points = [10, 100, 1000, 10**4, 10**5, 10**6, 10**7, 2**24, 2**31, U32, *ends]
            for t in steps_for(points, last=10**6, n=10):
                print(t, exact(mpf(lr) * mpf(gamma) ** t if t else mpf(lr)))


def cosine():
    def value(lr, t_max, eta_min, t):
        # In whole steps, so that the angle keeps all of its digits.
        return half_cosine(lr, eta_min, mpf(t % (2 * t_max)) / t_max)

    def case(lr, t_max, eta_min, n=10):
        print("cosine", types(lr, eta_min), bits(lr), t_max, bits(eta_min))
        quarter, half = t_max // 4, t_max // 2
        points = [t_max, 2 * t_max, 3 * t_max, half, quarter, 10 * t_max, 2**24, U32]
        for t in steps_for(points, last=min(U32, 3 * t_max), n=n):
            print(t, exact(value(lr, t_max, eta_min, t)))

    lengths = [1, 2, 3, 7, 20, 58, 100, 602, 1000, 4431, 9832, 10**4, 10**5, 917562, 10**6, 2**24 - 1, 2**24, 2**24 + 1, 10**8,
               2**31 - 1, 2**31, U32 - 1, U32]
    for t_max in lengths:
        case(0.1, t_max, 0.0)
        case(f32(0.1), t_max, 0.0)
        case(f32(1e-3), t_max, f32(1e-5), n=6)
    for t_max in (20, 1000, 10**6, U32):
        a, b = f32(0.1), f32(0.01)
        for lr, eta_min in [(b, a), (a, a), (a, after32(a, -1)), (a, after32(a)), (0.1, after(0.1, -1)), (0.1, after(0.1)),
                            (a, f32(0.0999999)), (0.0, a), (0.0, 0.0), (1.0, f32(1e-30)), (1.0, f32(1e-45)), (f32(1e-45), 0.0),
                            (f32(1e-42), f32(3e-43)), (f32(3.4e38), 0.0), (f32(3.4e38), f32(3.3e38)), (f32(3e38), f32(1e-38)),
                            (5e-324, 0.0), (1e308, 0.0), (1e308, 1.7e308), (2.3e-308, 1e-310), (0.3, 0.01), (1e-300, 1e300)]:
            case(lr, t_max, eta_min, n=4)


def one_cycle():
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
        print("one_cycle", types(max_lr, base, top), bits(max_lr), total, bits(pct), "linear" if linear else "cos",
              "three" if three else "two", bits(div), bits(final), bits(base), bits(top))
        product = mpf(pct * float(total))
        unrounded = mpf(pct) * total
        points = [p for p in (product - 1, 2 * product - 2, total - 1, total) if 0 <= p]
        for t in steps_for([*points, U32], last=total, n=n):
            args = (linear, three, div, final, base, top, t)
            lr, momentum = at(max_lr, total, product, *args)
            print(t, exact(lr), exact(momentum))
            # At the join of two phases the rounding may choose between them; a phase shorter than a step is all join.
            joins = [abs(mpf(t) - p) for p in (product - 1, 2 * product - 2)]
            if lr > mpf(2) ** -1000 and min(joins) > 0.001 and product >= 2 and abs(2 * product - total) > 2:
                difference = abs(at(max_lr, total, unrounded, *args)[0] - lr)
                ulp = mpf(2) ** (int(mpmath.floor(mpmath.log(lr, 2))) - 52)
                peak = max(mpf(max_lr), mpf(max_lr) / mpf(div))
                worst["of the peak"] = max(worst["of the peak"], difference / peak)
                worst["f64 ULP"] = max(worst["f64 ULP"], difference / ulp)

    lengths = [1, 2, 3, 4, 5, 7, 10, 70, 100, 180, 900, 10**4, 123457, 10**6, 2**24 + 1, 10**8, 2**31 + 1, U32]
    for total in lengths:
        for linear in (False, True):
            for three in (False, True):
                case(0.1, total, 0.3, linear, three, base=0.85, top=0.95)
                case(f32(0.1), total, 0.3, linear, three)
    shares = [0.0, 1.0, 1e-9, 0.5, 0.6, 0.25, 0.1, 0.29, after(1.0, -1), after(0.5), after(0.5, -1), 5e-324]
    for total in (10, 70, 100, 12345, 10**6, U32):
        for pct in [*shares, 1 / total, after(1 / total), after(1 / total, -1), (total - 1) / total / 2]:
            for linear in (False, True):
                for three in (False, True):
                    case(f32(0.1), total, pct, linear, three, n=2)
    for total, pct in ((100, 0.3), (70, 0.1), (10**6, 0.6)):
        for linear in (False, True):
            for three in (False, True):
                for div, final in ((1.0, 1.0), (0.5, 10.0), (1e-3, 1e3), (1e10, 1e10), (1e30, 1.0), (1e300, 1e300), (3.0, 1e-5),
                                   (25.0, 1e300), (1000.0, 1.0), (1 / 3, 7.0)):
                    case(1.0, total, pct, linear, three, div, final, base=0.0, top=1.0, n=3)
                for max_lr in (0.0, f32(1e-42), f32(3e38), 5e-324, 1e308, 0.3):
                    case(max_lr, total, pct, linear, three, base=0.95, top=0.85, n=3)
    return worst


print("# Exact values of the schedules: made by core/oracle/oracle.py, which says what each is; do not edit.")
print(f"# mpmath {mpmath.__version__} with {mp.dps} digits, Python {platform.python_version()}, {datetime.date.today()}")
print("# `python3 core/oracle/oracle.py > core/tests/oracle.txt`")
print("# A case opens with its kind, its types and its parameters (floats as the bits of an f64); then per step: the step, and for")
print("# the rate (1cycle: rate and momentum) 80 binary digits and the power of two that they are multiplied by.")
exponential()
cosine()
worst = one_cycle()
print("# Away from the joins of its phases, 1cycle with pct_start*total_steps unrounded would differ by at most",
      ", ".join(f"{mpmath.nstr(v, 3)} {k}" for k, v in worst.items()))
