"""Reads JSON (RFC 8259) and refuses what two readers could understand differently (I-JSON, RFC 7493)."""
import json
import re
from decimal import Decimal

from .answers import Refused

MAX_SAFE = 2**53 - 1
MAX_DIGITS = 1_000


def parse(data, max_bytes=1_048_576, max_depth=64):
    """The value of bytes. The grammar is the standard library's, and strict is what the hooks are."""
    if len(data) > max_bytes:
        raise Refused(f"{len(data)} bytes of JSON are more than {max_bytes}")
    try:
        text = data.decode("utf-8")
        value = decoder.decode(text)
    except UnicodeDecodeError:
        raise Refused("the bytes are not UTF-8") from None
    except RecursionError:
        raise Refused(f"nested deeper than {max_depth}") from None
    except ValueError as error:
        raise Refused(f"not JSON: {error}") from None
    refuse_deep(value, max_depth)
    # UTF-8 holds no half of a surrogate pair: only an escape can.
    if escaped_surrogate.search(text):
        refuse_halves(value)
    return value


def to_number(token):
    """A whole number as `int`, any other as `float`; one that a double does not hold exactly is refused."""
    if len(token) > MAX_DIGITS:
        raise Refused(f"a number has more than {MAX_DIGITS} digits")
    number = float(token)
    whole = number.is_integer()
    if number in (float("inf"), float("-inf")) or (whole and abs(number) > MAX_SAFE):
        raise Refused(f"the number {token[:40]} is beyond 2^53 - 1")
    if Decimal(token) != Decimal(repr(number)):
        raise Refused(f"the number {token[:40]} has more digits than a double holds")
    return int(number) if whole else number


def to_object(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Refused("a name occurs twice in one object")
    if "__proto__" in members:
        raise Refused("an object has a member named `__proto__`")
    return members


def no_constant(name):
    raise Refused(f"`{name}` is no JSON")


# The decoder skips white space in front by itself, and only that of the standard.
decoder = json.JSONDecoder(
    parse_int=to_number, parse_float=to_number, parse_constant=no_constant, object_pairs_hook=to_object
)

escaped_surrogate = re.compile(r"\\u[dD][89a-fA-F]")
surrogate = re.compile("[\ud800-\udfff]")


def refuse_deep(value, limit):
    """Level by level, so that no reader runs out of stack."""
    level, depth = [value] if isinstance(value, (dict, list)) else [], 0
    while level:
        depth += 1
        if depth > limit:
            raise Refused(f"nested deeper than {limit}")
        level = [inner for outer in level for inner in members_of(outer) if isinstance(inner, (dict, list))]


def members_of(value):
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def refuse_halves(value):
    """Half a surrogate pair has no UTF-8 form."""
    if isinstance(value, str) and surrogate.search(value):
        raise Refused("a text holds half a surrogate pair")
    for name in value if isinstance(value, dict) else ():
        refuse_halves(name)
    for member in members_of(value):
        refuse_halves(member)
