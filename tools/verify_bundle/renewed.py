"""Bundles that were taken under newer signatures before the old ones weakened: docs/formats/renewed.md."""
import hashlib
import re
from collections import namedtuple

from .answers import PROVEN, REFUTED, Check, Refused
from .canonical_json import canonical, sha256
from .envelope import verify_envelope
from .shapes import anything, closed, is_text, is_time, list_of, one_of, read
from .spelling import instant
from .statement import subject_named
from .strict_json import parse

MOST_RENEWALS = 100
RENEWAL = "urn:countersign:predicate:renewal:1"

Renewed = namedtuple("Renewed", "bundle renewals")

file_shape = closed({"formatVersion": one_of(1), "bundle": is_text, "renewals": list_of(anything)})
renewal_shape = closed(
    {
        "formatVersion": one_of(1),
        "renewedAt": is_time,
        "verdict": closed({"status": one_of("proven", "refuted", "unknown"), "at": is_time}),
        "sha512": lambda value: is_text(value) and re.fullmatch("[0-9a-f]{128}", value) is not None,
    }
)


def is_renewed(data):
    """By how it begins: a bundle begins with its version."""
    return data.startswith(b'{"bundle":')


def read_renewed(data, max_bytes):
    value = read("renewed bundle", file_shape, parse(data, max_bytes=max_bytes))
    if not 1 <= len(value["renewals"]) <= MOST_RENEWALS:
        raise Refused(f"a renewed bundle has 1 to {MOST_RENEWALS} renewals")
    if canonical(value).encode() + b"\n" != data:
        raise Refused("the file is not in canonical spelling")
    return Renewed(value["bundle"].encode(), value["renewals"])


def renewals_chained(renewed, options):
    """From the newest back: each has seen what is before it. Answers checks, and when the first had seen the bundle."""
    checks, seen = [], None
    for at in reversed(range(len(renewed.renewals))):
        verdict = verify_envelope(renewed.renewals[at], options, seen)
        problem = problem_of(verdict.read, renewed.bundle, renewed.renewals[:at], seen)
        status = REFUTED if problem else verdict.status
        checks.insert(0, Check(status, "renewals_chained", f"renewal {at + 1}: {problem or verdict.status}"))
        if status != PROVEN:
            return checks, None
        seen = instant(verdict.read.statement["predicate"]["renewedAt"])
    return checks, seen


def problem_of(read_envelope, bundle, earlier, seen):
    if read_envelope is None:
        return None
    statement = read_envelope.statement
    body = statement["predicate"]
    if statement["predicateType"] != RENEWAL or not renewal_shape(body):
        return "it is no renewal"
    if subject_named(statement, "bundle") != sha256(bundle):
        return "it is about another bundle"
    chain = bundle + b"".join(canonical(one).encode() + b"\n" for one in earlier)
    if body["sha512"] != hashlib.sha512(chain).hexdigest():
        return "what it was made for has been changed since"
    if body["verdict"]["status"] != PROVEN:
        return "it says itself that the bundle was not proven"
    late = seen is not None and instant(body["renewedAt"]) > seen
    return "it says that it was made after the next one" if late else None
