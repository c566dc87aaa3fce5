"""Ends of statements whose beginning is kept back: docs/formats/bundle.md, "Kept back". SHA-256 is gone on with (FIPS 180-4)."""
import re
from math import isqrt

from .answers import Refused
from .shapes import closed, is_count, is_text, one_of
from .spelling import from_base64url, is_sha256

BLOCK = 64
WORD = 0xFFFFFFFF

# As many as a bundle of the largest size holds.
MOST_BLOCKS = 2**24


def is_base64url(value):
    try:
        return is_text(value) and from_base64url(value) is not None
    except Refused:
        return False


ending_shape = closed({"blocks": is_count, "state": is_sha256, "rest": is_base64url})
withheld_shape = closed({"what": one_of("approval", "contract", "repair-plan"), "digest": is_sha256}, {"ending": ending_shape})

SUBJECT = r'":\[\{"digest":\{"sha256":"[0-9a-f]{64}"\},"name":"%s"\}\]\}'
# What no statement but one of that kind ends with: an approval shows its kind; nothing but a plan is about a `plan` alone.
ENDS = {
    "approval": re.compile((r'approval:[1-9][0-9]{0,8}","subject' + SUBJECT % "(?:statement|plan)").encode() + rb"\Z"),
    "repair-plan": re.compile((SUBJECT % "plan").encode() + rb"\Z"),
}


def kept_back_statements(parts):
    """The statements that are kept back of which it is proven that they are approvals, or plans."""
    values = [part.value for part in parts if part.kind == "withheld" and withheld_shape(part.value)]
    return {value["digest"] for value in values if value["what"] in ENDS and "ending" in value and ends_so(value)}


def ends_so(value):
    ending = value["ending"]
    rest = from_base64url(ending["rest"])
    return 0 < ending["blocks"] <= MOST_BLOCKS and go_on(ending["state"], ending["blocks"] * BLOCK, rest) == value["digest"] and bool(ENDS[value["what"]].search(rest))


def go_on(state, before, rest):
    """SHA-256 of `before` bytes, of which only the state after them is known, and of `rest`."""
    words = [int(state[at : at + 8], 16) for at in range(0, 64, 8)]
    padded = rest + b"\x80" + bytes(-(len(rest) + 9) % BLOCK) + ((before + len(rest)) * 8).to_bytes(8, "big")
    for at in range(0, len(padded), BLOCK):
        words = compress(words, padded[at : at + BLOCK])
    return "".join(f"{word:08x}" for word in words)


def compress(words, block):
    w = [int.from_bytes(block[at : at + 4], "big") for at in range(0, BLOCK, 4)]
    for t in range(16, 64):
        low, high = w[t - 15], w[t - 2]
        low = turn(low, 7) ^ turn(low, 18) ^ low >> 3
        high = turn(high, 17) ^ turn(high, 19) ^ high >> 10
        w.append((w[t - 16] + low + w[t - 7] + high) & WORD)
    a, b, c, d, e, f, g, h = words
    for t in range(64):
        one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + K[t] + w[t]
        two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c)
        a, b, c, d, e, f, g, h = (one + two) & WORD, a, b, c, (d + one) & WORD, e, f, g
    return [(old + new) & WORD for old, new in zip(words, (a, b, c, d, e, f, g, h))]


def turn(word, by):
    return (word >> by | word << 32 - by) & WORD


def primes(count):
    found = []
    at = 2
    while len(found) < count:
        if all(at % prime for prime in found if prime <= isqrt(at)):
            found.append(at)
        at += 1
    return found


def cube_root(number):
    low, high = 0, 1 << 40
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**3 <= number else (low, middle)
    return low


# The first 32 bits of the fractional parts of the cube roots of the first 64 primes (§4.2.2).
K = [cube_root(prime << 96) & WORD for prime in primes(64)]
