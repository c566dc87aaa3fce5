"""What a seed draws from a population: docs/formats/bundle.md, "Audit samples". All sums and places are exact."""
import re
from fractions import Fraction

from .answers import Refused
from .canonical_json import number_text, sha256
from .disclosures import GONE, value_at

MOST_DIGITS = 1_000

decimal_text = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,4}))?")


class Weight:
    """A decimal that is not negative: `units` of 10 to the power of minus `scale`. It keeps its digits after the point."""

    def __init__(self, units, scale):
        self.units, self.scale = units, scale

    def at(self, scale):
        return self.units * 10 ** (scale - self.scale)


NOTHING = Weight(0, 0)


def weight_at(data, pointer):
    """What an event weighs by the amount at a pointer into its data; `None` when nothing there can be weighed."""
    try:
        return read_weight(value_at(data, pointer)) if data is not GONE else None
    except Refused:
        return None


def read_weight(value):
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    match = decimal_text.fullmatch(value if isinstance(value, str) else number_text(value))
    if not match:
        return None
    sign, whole, fraction, exponent = match[1], match[2], match[3] or "", match[4] or "0"
    scale, digits = len(fraction) - int(exponent), whole + fraction
    if len(digits) + abs(scale) > MOST_DIGITS or (sign and int(digits) != 0):
        return None
    return Weight(int(digits), scale) if scale >= 0 else Weight(int(digits) * 10**-scale, 0)


def total_text(weights):
    """The sum, with as many digits after the point as the weight that has most."""
    scale = max([weight.scale for weight in weights], default=0)
    digits = str(sum(weight.at(scale) for weight in weights)).rjust(scale + 1, "0")
    return digits if scale == 0 else f"{digits[:-scale]}.{digits[-scale:]}"


def draw_at_random(admissions, seed, count):
    """Those with the smallest SHA-256 of `seed:admission`, in the order of the log."""
    chosen = set(sorted(admissions, key=lambda admission: sha256(f"{seed}:{admission}"))[:count])
    return [admission for admission in admissions if admission in chosen]


def draw_by_value(admissions, weights, seed, count):
    """Lays the weights one after the other, and takes what lies at the same place of each interval."""
    scale = max([weight.scale for weight in weights], default=0)
    total = sum(weight.at(scale) for weight in weights)
    step = Fraction(total, count)
    place, left = step * Fraction(int(seed, 16), 2**256), count if total else 0
    drawn, end = [], 0
    for admission, weight in zip(admissions, weights):
        end += weight.at(scale)
        if left and place < end:
            drawn.append(admission)
        while left and place < end:
            place, left = place + step, left - 1
    return drawn
