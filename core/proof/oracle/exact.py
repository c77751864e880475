"""The parts that the kinds share: floats of both types, exact values as text, and the choice of steps."""
import random
import struct
from dataclasses import dataclass

import mpmath
from mpmath import mp, mpf

mp.dps = 90
U32 = 2**32 - 1


@dataclass
class Case:
    """The words of a case's first line, and its points: a step and the exact values there."""

    types: str
    parameters: list
    points: list


def f32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def after(x, ulps=1):
    return struct.unpack("d", struct.pack("q", struct.unpack("q", struct.pack("d", x))[0] + ulps))[0]


def after32(x, ulps=1):
    return struct.unpack("f", struct.pack("i", struct.unpack("i", struct.pack("f", x))[0] + ulps))[0]


def word(value):
    """A parameter as text. A float is written as its bits, anything else as it is."""
    return f"{struct.unpack('Q', struct.pack('d', value))[0]:x}" if isinstance(value, float) else str(value)


def digits(v):
    """80 binary digits in hexadecimal, and the power of two that they are multiplied by."""
    assert v >= 0
    if v == 0:
        return "0 0"
    man, exp = int(v.man), int(v.exp)
    spare = man.bit_length() - 80
    if spare > 0:
        man = (man + (1 << (spare - 1))) >> spare
        exp += spare
    # No float is that large or that small. The reader's powers are 32 bits wide.
    return f"{man:x} {max(-30000, min(30000, exp))}"


def types(*rates):
    """The types that can hold these rates."""
    return "both" if all(r < 3.5e38 and f32(r) == r for r in rates) else "f64"


def steps_for(points, last=None, n=8):
    """Every point, its neighbours, and n steps at random up to the last one."""
    chosen = {0, 1, 2}
    for p in points:
        chosen.update((int(p) - 1, int(p), int(p) + 1))
    top = last or int(max([10, *points]))
    chosen.update(random.randrange(top + 1) for _ in range(n))
    return sorted(s for s in chosen if 0 <= s <= U32)


def half_cosine(a, b, share):
    """b + (a - b) * (1 + cos(pi*share)) / 2, written so that nothing cancels however unlike a and b are."""
    return mpf(a) * mpmath.cospi(share / 2) ** 2 + mpf(b) * mpmath.sinpi(share / 2) ** 2


def underflows(lr, gamma):
    """The exponents at which lr*gamma**n passes the least normal and the least subnormal of both types."""
    if not (0 < gamma < 1 and lr > 0):
        return []
    least = (mpf(2) ** -149, mpf(2) ** -126, mpf(2) ** -1074, mpf(2) ** -1022)
    exponents = [mpmath.log(value / lr) / mpmath.log(mpf(gamma)) for value in least]
    return [int(n) for n in exponents if 0 < n < U32]
