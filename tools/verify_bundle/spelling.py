"""Text of bytes, of times, of pointers and of patterns: each with exactly one reading (docs/formats/README.md)."""
import base64
import binascii
import re

from .answers import Refused

# What ECMAScript calls white space.
WHITE = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


def from_base64url(text):
    """Without padding; white space, other letters and loose trailing bits are refused."""
    data = decoded(text + "=" * (-len(text) % 4), b"-_")
    # Decoding lets loose bits and other letters pass, so the bytes are spelled again and compared.
    if base64.b64encode(data, b"-_").decode().rstrip("=") != text:
        raise Refused("not canonical base64url")
    return data


def from_base64(text):
    """With padding, as C2SP writes hashes."""
    data = decoded(text, b"+/")
    if base64.b64encode(data).decode() != text:
        raise Refused("not canonical base64")
    return data


def decoded(text, signs):
    try:
        return base64.b64decode(text, signs, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("not base64") from None


def is_sha256(text):
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None


def tokens(pointer):
    """The tokens of an RFC 6901 pointer."""
    if pointer == "":
        return []
    if not pointer.startswith("/") or re.search("~(?![01])", pointer):
        raise Refused("not a JSON pointer")
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]


time_text = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
)
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAY_MS = 86_400_000


def instant(text):
    """Milliseconds since 1970 of an RFC 3339 time, digits beyond them cut off, or `None` when it is none."""
    match = time_text.fullmatch(text) if isinstance(text, str) else None
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    fraction, sign, offset_hours, offset_minutes = match.groups()[6:]
    offset = (int(offset_hours or 0) * 60 + int(offset_minutes or 0)) * 60_000 * (-1 if sign == "-" else 1)
    if not is_day(year, month, day) or hour > 23 or minute > 59 or second > 60:
        return None
    if int(offset_hours or 0) > 23 or int(offset_minutes or 0) > 59:
        return None
    at = days_before(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1_000 - offset
    # A leap second is 23:59:60 in UTC and nowhere else; it reads as the next second.
    if second == 60 and at % DAY_MS != 0:
        return None
    at += int((fraction or "0").ljust(3, "0")[:3])
    return at if FIRST <= at <= LAST else None


def is_leap(year):
    return (year % 4 == 0 and year % 100 != 0) or year % 400 == 0


def is_day(year, month, day):
    return 1 <= month <= 12 and 1 <= day <= MONTH_DAYS[month - 1] + (month == 2 and is_leap(year))


def days_before(year, month, day):
    """Days from 1970-01-01; the proleptic Gregorian calendar, from the year 0 on."""
    before = year - 1
    leap_days = before // 4 - before // 100 + before // 400
    in_year = sum(MONTH_DAYS[: month - 1]) + (month > 2 and is_leap(year)) + day - 1
    return before * 365 + leap_days + in_year - 719_162


FIRST = days_before(0, 1, 1) * DAY_MS
LAST = days_before(9999, 12, 31) * DAY_MS + DAY_MS - 1


def matches(pattern, name):
    """`*` stands for any characters within one segment, `**` for any at all; all else for itself."""
    ends = {0}
    # Positions, and no regular expression: a pattern of many stars would take it for ever.
    for part in re.findall(r"\*\*|\*|[^*]+", pattern):
        ends = set(after(part, name, ends))
    return len(name) in ends


def after(part, name, starts):
    for start in starts:
        if part not in ("*", "**"):
            if name.startswith(part, start):
                yield start + len(part)
            continue
        segment = name.find("/", start)
        yield from range(start, len(name) + 1 if part == "**" or segment < 0 else segment + 1)
