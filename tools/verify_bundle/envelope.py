"""An event with its statement: docs/formats/envelope.md."""
from collections import namedtuple

from .answers import PROVEN, REFUTED, UNKNOWN, Check, Newer, Refused, together
from .canonical_json import digest, sha256
from .disclosures import GONE, check_data, expect_leaf
from .event import attributes_of, read_event
from .shapes import closed, is_count, is_object, is_text, list_of, one_of, read
from .spelling import from_base64, from_base64url, instant
from .statement import kind_of, read_statement, subject_named
from .vouching import check_vouchers

MOST_SIGNATURES = 32
MOST_HASHES = 64

envelope_shape = closed(
    {"formatVersion": one_of(1), "payload": is_text},
    {
        "event": is_object,
        "disclosures": closed(
            {
                "formatVersion": one_of(1),
                "leaves": list_of(closed({"pointer": is_text}, {"salt": is_text, "digest": is_text})),
            }
        ),
        "signatures": list_of(closed({"protected": is_text, "signature": is_text})),
        "inclusion": closed({"entry": is_text, "index": is_count, "proof": list_of(is_text), "checkpoint": is_text}),
    },
)

# What an envelope says. `claimed` is when its signer says it signed, in milliseconds.
Read = namedtuple("Read", "envelope event statement kind digest claimed")
# `signed` is what each signature is worth.
Verdict = namedtuple("Verdict", "status checks not_checked read vouchers signed", defaults=((),))


def verify_envelope(value, options, seen=None):
    """The statement reads, the event is the one it speaks of, and somebody who may say so vouches for it."""
    try:
        read_envelope = read_parts(value)
    except Newer as newer:
        return failed(Check(UNKNOWN, "newer_format", str(newer)))
    except Refused as refused:
        return failed(Check(REFUTED, "statement_readable", str(refused)))
    if read_envelope.kind is None:
        return failed(Check(UNKNOWN, "statement_readable", "the statement is of no kind that is known"))
    event_checks, kept_back = check_event(read_envelope)
    vouching = check_vouchers(read_envelope, options, seen)
    checks = [Check(PROVEN, "statement_readable", "the statement reads"), *event_checks, *vouching.checks]
    not_checked = [f"the value at `{pointer}` was kept back" for pointer in kept_back] + vouching.not_checked
    status = together(check.status for check in checks)
    return Verdict(status, checks, not_checked, read_envelope, vouching.vouchers, vouching.signed)


def failed(check):
    return Verdict(check.status, [check], [], None, [])


def read_parts(value):
    envelope = read("envelope", envelope_shape, value)
    payload = from_base64url(envelope["payload"])
    event = read_event(envelope["event"]) if "event" in envelope else None
    for leaf in envelope.get("disclosures", {}).get("leaves", []):
        expect_leaf(leaf)
    expect_signatures(envelope.get("signatures"))
    expect_inclusion(envelope.get("inclusion"))
    statement = read_statement(payload)
    kind = kind_of(statement)
    claimed = instant(statement["predicate"][kind.time]) if kind else None
    return Read(envelope, event, statement, kind, sha256(payload), claimed)


def expect_signatures(signatures):
    if signatures is None:
        return
    if not 1 <= len(signatures) <= MOST_SIGNATURES:
        raise Refused(f"an envelope has 1 to {MOST_SIGNATURES} signatures")
    for one in signatures:
        from_base64url(one["protected"])
        from_base64url(one["signature"])
    if len({one["protected"] for one in signatures}) < len(signatures):
        raise Refused("an envelope has two signatures of one key")


def expect_inclusion(inclusion):
    if inclusion is None:
        return
    from_base64url(inclusion["entry"])
    if len(inclusion["proof"]) > MOST_HASHES or any(len(from_base64(one)) != 32 for one in inclusion["proof"]):
        raise Refused("the proof of inclusion is none")


def check_event(read_envelope):
    """A statement about an event comes with that event; others come without one."""
    envelope, event, statement, *_ = read_envelope
    attributes, data = subject_named(statement, "event"), subject_named(statement, "data")
    if attributes is None or data is None:
        stray = Check(REFUTED, "attributes_match", "the statement is not about the event beside it")
        return ([] if event is None else [stray]), []
    if event is None:
        return [Check(UNKNOWN, "attributes_match", "the event itself is missing")], []
    same = digest(attributes_of(event)) == attributes
    leaves = statement["predicate"].get("leaves", [""])
    problem, kept_back = check_data(event.get("data", GONE), envelope.get("disclosures"), leaves, data)
    return [
        Check(PROVEN if same else REFUTED, "attributes_match", "the event's attributes, against the stated ones"),
        Check(REFUTED if problem else PROVEN, "data_match", problem or "the event's data is the stated data"),
    ], kept_back
