"""Makes core/src/math/tables.rs: fixed-point coefficients of the functions that the schedules are built on.

    python3 core/proof/oracle/tables.py > core/src/math/tables.rs      (needs mpmath)

exp2:    2^f = 2^(i/16) · (1 + g·Q(g)) with i the highest four bits of f and g the rest, in [0, 1/16); Q interpolated at
         Chebyshev nodes, all coefficients positive; roots cut off, so that the pieces never overlap.
versine: sin²(πr/2) = r²·P(r²) on r² in [0, 1/4]; P interpolated at Chebyshev nodes, signs alternate.
log2:    log2(a/b) = z·S(z²) with z = (a - b)/(a + b) and a/b between √½ and √2; S is the series 2/ln 2 · (1 + z²/3 + z⁴/5 + …).
"""
from mpmath import mp, mpf, cos, pi, sin, floor, log

mp.dps = 80


def interpolate(f, lo, hi, degree):
    nodes = [(lo + hi) / 2 + (hi - lo) / 2 * cos(pi * (2 * i + 1) / (2 * (degree + 1))) for i in range(degree + 1)]
    table = [f(x) for x in nodes]
    for level in range(1, degree + 1):
        for i in range(degree, level - 1, -1):
            table[i] = (table[i] - table[i - 1]) / (nodes[i] - nodes[i - level])
    poly = [mpf(0)]
    for i in range(degree, -1, -1):  # Newton form to powers
        shifted = [mpf(0)] + poly
        poly = [s - nodes[i] * p for s, p in zip(shifted, poly + [mpf(0)])]
        poly[0] += table[i]
    return poly[: degree + 1]


def q(f):
    return log(mpf(2)) if f == 0 else (mpf(2) ** f - 1) / f


def p(u):
    return (pi / 2) ** 2 if u == 0 else (sin(pi * mp.sqrt(u) / 2) ** 2) / u


def words(values, bits, point):
    out = []
    for v in values:
        w = int(floor(abs(v) * mpf(2) ** point + mpf(1) / 2))
        assert 0 <= w < 2**bits
        out.append(w)
    return out


def emit(name, values, bits, what):
    digits = bits // 4
    print(f"/// {what}")
    if values:
        print("#[rustfmt::skip]")
    print(f"pub(super) const {name}: [u{bits}; {len(values)}] = [")
    for v in values:
        text = f"{v:0{digits}x}"
        print("    0x" + "_".join(text[i : i + 4] for i in range(0, digits, 4)) + ",")
    print("];\n")


def worst(f, poly, lo, hi, relative_to):
    n, err = 4000, mpf(0)
    for i in range(n + 1):
        x = lo + (hi - lo) * i / n
        err = max(err, abs(sum(c * x**k for k, c in enumerate(poly)) - f(x)) * relative_to(x))
    return log(err, 2)


print("//! Coefficients of the fixed-point functions, highest power first. Made by `core/proof/oracle/tables.py`; do not edit.\n")
for bits, deg_e, deg_v in ((32, 3, 5), (64, 6, 8)):
    e = interpolate(q, mpf(0), mpf(1) / 16, deg_e)
    assert all(c > 0 for c in e)
    bound = worst(q, e, mpf(0), mpf(1) / 16, lambda x: x / mpf(2) ** x)
    emit(f"EXP2_{bits}", words(reversed(e), bits, bits), bits,
         f"2^g = 1 + g·(… ) with {bits} fraction bits each, for g in [0, 1/16); method error 2^{float(bound):.1f}, relative.")
    emit(f"ROOTS_{bits}", [int(floor(mpf(2) ** (mpf(i) / 16 + bits - 1))) for i in range(16)], bits, f"2^(i/16) with {bits - 1} fraction bits, cut off.")
    v = interpolate(p, mpf(0), mpf(1) / 4, deg_v)
    assert all((c > 0) == (k % 2 == 0) for k, c in enumerate(v))
    bound = worst(p, v, mpf(0), mpf(1) / 4, lambda u: 1 / p(u))
    what = f"sin²(πr/2) = r²·(E(r⁴) - r²·O(r⁴)) with {bits - 2} fraction bits; method error 2^{float(bound):.1f}, relative."
    emit(f"VERSINE_EVEN_{bits}", words(reversed(v[0::2]), bits, bits - 2), bits, f"E of {what}")
    emit(f"VERSINE_ODD_{bits}", words(reversed(v[1::2]), bits, bits - 2), bits, f"O of {what}")

step = mpf(181) / 256  # just below √½: beyond it a/b is halved or doubled
square = ((1 - step) / (1 + step)) ** 2
s = [2 / log(mpf(2)) / (2 * k + 1) for k in range(14)]
for name, bits, terms, lost in (("LOG2_32", 64, s[:8], 8), ("LOG2_64", 128, s[:3], 14), ("LOG2_64_TAIL", 64, s[3:], 14)):
    what = "" if lost == 8 else ", its lowest terms" if bits == 128 else ", its other terms"
    bound = log(square**lost / (2 * lost + 1) / (1 - square), 2)
    emit(name, words(reversed(terms), bits, bits - 2), bits,
         f"S of log2(a/b) = z·S(z²) with {bits - 2} fraction bits{what}; method error 2^{float(bound):.1f}, relative.")
