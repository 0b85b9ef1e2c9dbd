"""e^x, e^x − 1, tanh and the logarithms in float32, written so that loops over them vectorize.

The functions of the C library take one number at a time. Float32 kernels call these instead. Their error is below 2
units in the last place (below 3 for tanh, below 4 for e^x − 1), as the tests show. Float64 kernels use the C library.
"""

import numpy as np

from nnplay.engine.compiled.intrinsics import subroutine

T = np.float32
INFINITY = np.float32(np.inf)
NOT_A_NUMBER = np.float32(np.nan)


@subroutine
def exp(x):
    """e^x = 2ⁿ·e^r with n = ⌊x·log₂e + ½⌋, so that |r| ≤ ln 2 / 2.

    The Taylor polynomial of degree 7 has the precision of float32 there. ln 2 is split in two so that n·ln 2 is
    subtracted without rounding (Cody & Waite 1980); 2ⁿ is made by writing n into the bits of the exponent.
    """
    v = T(x)
    y = v if v > T(-87.0) else T(-87.0)
    y = y if y < T(88.0) else T(88.0)
    n = np.floor(y * T(1.4426950408889634) + T(0.5))
    r = (y - n * T(0.693359375)) + n * T(2.12194440e-4)
    p = T(1 / 5040)
    p = p * r + T(1 / 720)
    p = p * r + T(1 / 120)
    p = p * r + T(1 / 24)
    p = p * r + T(1 / 6)
    p = p * r + T(0.5)
    p = p * r + T(1.0)
    p = p * r + T(1.0)
    value = p * np.int32((np.int32(n) + np.int32(127)) << np.int32(23)).view(np.float32)
    value = T(0.0) if v < T(-87.0) else value
    value = INFINITY if v > T(88.0) else value
    return v if v != v else value


@subroutine
def tanh(x):
    """The hyperbolic tangent: ±E/(E + 2) with E = e^2|x| − 1, which loses no digit of a small x.

    With 2|x| = n·ln 2 + r as in `exp`, E = 2ⁿ·(e^r − 1) + (2ⁿ − 1), and e^r − 1 = r + r²·P(r), with P fitted to 2·10⁻⁸
    at Chebyshev points. From |x| = 10 on the result is ±1.
    """
    v = T(x)
    y = abs(v)
    y = y if y < T(10.0) else T(10.0)
    y = y + y
    n = np.floor(y * T(1.4426950408889634) + T(0.5))
    r = (y - n * T(0.693359375)) + n * T(2.12194440e-4)
    p = T(0.00138825167)
    p = p * r + T(0.00836651959)
    p = p * r + T(0.0416672006)
    p = p * r + T(0.166665435)
    p = p * r + T(0.5)
    power = np.int32((np.int32(n) + np.int32(127)) << np.int32(23)).view(np.float32)
    e = power * (r + r * r * p) + (power - T(1.0))
    value = np.copysign(e / (e + T(2.0)), v)
    return v if v != v else value


@subroutine
def expm1(x):
    """e^x − 1; for |x| < ½, where subtracting 1 loses digits, by its Taylor polynomial of degree 8."""
    v = T(x)
    p = T(1 / 40320)
    p = p * v + T(1 / 5040)
    p = p * v + T(1 / 720)
    p = p * v + T(1 / 120)
    p = p * v + T(1 / 24)
    p = p * v + T(1 / 6)
    p = p * v + T(0.5)
    near = v + v * v * p
    far = exp(v) - T(1.0)
    return near if abs(v) < T(0.5) else far


@subroutine
def log(x):
    """The logarithm: ln x = n·ln 2 + ln(1 + f) with x = 2ⁿ(1 + f) and √½ ≤ 1 + f < √2.

    ln(1 + f) = f − f²/2 + f³·P(f), with P fitted to 7·10⁻⁹ at Chebyshev points. n and f are read from the bits of x,
    or of 2²⁵x if x < 2⁻¹²⁶.
    """
    v = T(x)
    small = v < T(1.17549435e-38)
    bits = np.int32(np.float32(v * (T(33554432.0) if small else T(1.0))).view(np.int32) - np.int32(0x3F3504F3))
    f = np.int32((bits & np.int32(0x007FFFFF)) + np.int32(0x3F3504F3)).view(np.float32) - T(1.0)
    n = T(bits >> np.int32(23)) - (T(25.0) if small else T(0.0))
    p = T(-0.0736286787)
    p = p * f + T(0.126203275)
    p = p * f + T(-0.132021042)
    p = p * f + T(0.14227114)
    p = p * f + T(-0.166213699)
    p = p * f + T(0.199998266)
    p = p * f + T(-0.250008519)
    p = p * f + T(0.33333354)
    s = f * f
    value = (f + (s * (f * p - T(0.5)) + n * T(-2.12194440e-4))) + n * T(0.693359375)
    value = value if v > T(0.0) else -INFINITY
    value = v if v == INFINITY else value
    return value if v >= T(0.0) else NOT_A_NUMBER


@subroutine
def log1p(x):
    """ln(1 + x) = ln u + (x − (u − 1))/u with the rounded u = 1 + x, which keeps small x."""
    v = T(x)
    u = T(1.0) + v
    value = log(u)
    return value + (v - (u - T(1.0))) / u if T(0.0) < u < INFINITY else value
