"""In-toto statements, and the kinds of them that are known: docs/formats/statement.md."""
import re
from collections import namedtuple

from .answers import Newer, Refused
from .canonical_json import canonical
from .shapes import closed, is_count, is_object, is_text, is_time, list_of, one_of
from .spelling import is_sha256
from .strict_json import parse

Kind = namedtuple("Kind", "name signed_by shape time version", defaults=(1,))

URN = "urn:countersign:predicate:"
TYPE = "https://in-toto.io/Statement/v1"

subject_shape = closed({"name": is_text, "digest": closed({"sha256": is_sha256})})
statement_shape = closed(
    {"_type": one_of(TYPE), "subject": list_of(subject_shape), "predicateType": is_text, "predicate": is_object}
)

place = {
    "stream": closed({"name": is_text, "sequence": is_count}, {"previous": is_sha256}),
    "leaves": list_of(is_text),
}
channel = closed({"name": is_text, "method": one_of("mtls", "hmac", "api-user", "none")}, {"principal": is_text})


def timed(name, signed_by, time, version=1):
    """A kind whose own page says what else its body holds: here it has a version, up to the newest, and a time."""
    versions = one_of(*range(1, version + 1))
    return Kind(name, signed_by, lambda body: versions(body.get("formatVersion")) and is_time(body.get(time)), time, version)


def key_event(body):
    """What a house says about a key, by action."""
    others = key_actions.get(body.get("action")) if is_text(body.get("action")) else None
    told = {"formatVersion": one_of(1), "at": is_time, "action": is_text}
    return others is not None and closed({**told, **others})(body)


key_actions = {
    "add": {"entry": is_object},
    "rotate": {"entry": is_object},
    "precommit": {"next": is_sha256},
    "revoke": {"from": is_time},
    "compromise": {"from": is_time},
}

kinds = (
    Kind("event", "source", closed({"formatVersion": one_of(1), "signedAt": is_time}, place), "signedAt"),
    Kind(
        "receiving",
        "receiver",
        closed({"formatVersion": one_of(1), "receivedAt": is_time, "channel": channel}, place),
        "receivedAt",
    ),
    timed("admission", "receiver", "at"),
    timed("approval", "approver", "approvedAt"),
    timed("effect", "receiver", "at"),
    timed("quarantine-move", "receiver", "at", 2),
    timed("repair-plan", "receiver", "at"),
    timed("exception-move", "receiver", "at"),
    timed("stream-switch", "receiver", "at"),
    timed("contract-published", "publisher", "publishedAt"),
    timed("manifest", "receiver", "at", 2),
    timed("renewal", "receiver", "renewedAt"),
    Kind("key-event", "receiver", key_event, "at"),
)


def read_statement(data):
    """From the bytes that were signed, which are its one spelling."""
    statement = parse(data, max_bytes=16 * 1_048_576)
    if not statement_shape(statement):
        raise Refused("the payload is no in-toto statement")
    if canonical(statement).encode() != data:
        raise Refused("the statement is not in canonical spelling")
    return statement


def kind_of(statement):
    """The kind of a statement, or `None`. @raises Newer, Refused"""
    name, _, version = statement["predicateType"].removeprefix(URN).rpartition(":")
    known = statement["predicateType"].startswith(URN) and re.fullmatch("[1-9][0-9]{0,8}", version)
    kind = next((kind for kind in kinds if kind.name == name), None) if known else None
    if kind and int(version) > kind.version:
        raise Newer(f"`{statement['predicateType']}` is newer than what is read here")
    if kind and not kind.shape(statement["predicate"]):
        raise Refused(f"the body of the {name} is not as its format says")
    return kind


def subject_named(statement, name):
    """The digest of a subject."""
    return next((subject["digest"]["sha256"] for subject in statement["subject"] if subject["name"] == name), None)
