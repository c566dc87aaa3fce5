"""The one spelling of a JSON value: JCS, RFC 8785."""
import hashlib
import json


# RFC 8785 §3.2.2.2 escapes exactly what this does.
text_of = json.encoder.encode_basestring


def canonical(value):
    """Names by UTF-16 code units, numbers as ECMAScript writes them, no white space."""
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, dict):
        return "{" + ",".join([text_of(name) + ":" + canonical(value[name]) for name in in_order(value)]) + "}"
    if isinstance(value, list):
        return "[" + ",".join([canonical(item) for item in value]) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    # Whole numbers that are read end at 2^53 - 1, long before ECMAScript writes an exponent.
    return str(value) if isinstance(value, int) else number_text(value)


def in_order(names):
    return sorted(names) if all(map(str.isascii, names)) else sorted(names, key=units)


def units(name):
    """Big-endian UTF-16 sorts as its code units do (RFC 8785 §3.2.3)."""
    return name.encode("utf-16-be")


def number_text(number):
    """`Number::toString` of ECMA-262 §6.1.6.1.20. The shortest digits are those that `repr` finds."""
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    digits, point = shortest(abs(number))
    if 0 < point <= 21:
        whole = digits[:point].ljust(point, "0")
        return sign + whole + ("." + digits[point:] if len(digits) > point else "")
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    fraction = "." + digits[1:] if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{point - 1:+d}"


def shortest(number):
    """Digits, and where the point stands among them."""
    mantissa, _, exponent = repr(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole + fraction) - len(digits)
    return digits.rstrip("0"), len(whole) + int(exponent or 0) - leading


def sha256(data):
    return hashlib.sha256(data.encode("utf-8") if isinstance(data, str) else data).hexdigest()


def digest(value):
    """SHA-256 of the canonical JSON of a value."""
    return sha256(canonical(value))
