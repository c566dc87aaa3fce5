"""CloudEvents 1.0 with our extension attributes: docs/formats/event.md."""
import re

from .answers import Newer, Refused
from .shapes import is_count, is_object, is_text, is_time, is_whole, one_of
from .spelling import WHITE

def filled(value):
    return is_text(value) and value != ""


def like(pattern, flags=0):
    return lambda value: filled(value) and re.match(pattern, value, flags) is not None


def is_traceparent(value):
    match = filled(value) and re.fullmatch(
        r"([0-9a-f]{2})-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-[^\n\r\u2028\u2029]*)?", value
    )
    return bool(match) and match[1] != "ff" and (match[1] != "00" or match[2] is None)


def is_quality(value):
    digits = filled(value) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?", value)
    return bool(digits) and len(value) <= 1_000 and 0 <= float(value) <= 1


def is_extension(value):
    return is_text(value) or isinstance(value, bool) or (is_whole(value) and -(2**31) <= value < 2**31)


REQUIRED = {"specversion": one_of("1.0"), "id": filled, "source": filled, "type": filled}

ATTRIBUTES = {
    **REQUIRED,
    "subject": filled,
    "time": is_time,
    "recordedtime": is_time,
    "timeuncertaintyms": is_count,
    "datacontenttype": like(rf"application/([A-Za-z0-9_.+-]+\+)?json[{WHITE}]*(;|\Z)", re.IGNORECASE | re.ASCII),
    "dataschema": like(rf"[A-Za-z][A-Za-z0-9+.-]*:[^{WHITE}]+\Z"),
    "correlationid": filled,
    "causationid": filled,
    "partitionkey": filled,
    "idempotencykey": filled,
    "sequence": like(r"[0-9]{1,40}\Z"),
    "traceparent": is_traceparent,
    "tracestate": is_text,
    "eventkind": one_of("fact", "command", "status"),
    "sourcequality": is_quality,
    "formatversion": lambda value: is_whole(value) and value >= 1,
}


def read_event(value):
    """The event, without attributes that are `null`: CloudEvents says that those are not there."""
    if not is_object(value):
        raise Refused("an event is a JSON object")
    event = {name: member for name, member in value.items() if member is not None or name == "data"}
    refuse_newer(event)
    if not all(name in event for name in REQUIRED):
        raise Refused("an event lacks a required attribute")
    for name, member in event.items():
        known = name == "data" or (re.fullmatch("[a-z0-9]{1,40}", name) and ATTRIBUTES.get(name, is_extension)(member))
        if not known:
            raise Refused(f"the event attribute `{name[:60]}` is not as it must be")
    return event


def refuse_newer(event):
    version, form = event.get("specversion"), event.get("formatversion")
    later = is_text(version) and re.match(r"1\.[1-9]|[2-9]\.|[1-9][0-9]+\.", version)
    numbered = isinstance(form, (int, float)) and not isinstance(form, bool)
    if later or (numbered and form > 1):
        raise Newer("the event is of a newer format")


def attributes_of(event):
    return {name: member for name, member in event.items() if name != "data"}
