"""The life of keys as a log tells it: docs/formats/statement.md, "Statements about keys"."""
from collections import namedtuple

from .answers import PROVEN, REFUTED, UNKNOWN, Check, Newer, Refused
from .canonical_json import units
from .envelope import read_parts, verify_envelope
from .log import check_inclusion, place_among
from .spelling import from_base64url, instant
from .statement import subject_named
from .trusted_keys import TrustedKeys, entry_shape, in_order, to_key

MOST_TOLD = 100

# Keys by their digests, and the digest of the key that must follow by the one that it follows.
Standing = namedtuple("Standing", "keys committed")
# An event that reads, with the place in a log that holds it.
Event = namedtuple("Event", "read subject place")
# What there is to judge: the event, the key that it brings, and what is known of that key already.
Move = namedtuple("Move", "body subject brought known standing signed place")


def keys_followed(parts, options):
    """
    What a file shows of the life of keys, in the order of each log. The ends count for everything in it; no key is
    believed because a file brings it.
    """
    events = [event for part in parts if part.kind == "envelope" for event in read_event(part.value, options)]
    placed = [event for event in events if event.place]
    keys, problems = options.keys, []
    for origin in sorted({event.place[0] for event in placed}, key=units):
        keys, failed = end_keys([event for event in placed if event.place[0] == origin], options._replace(keys=keys))
        problems += failed
    if len(placed) < len(events):
        problems.append(Check(UNKNOWN, "keys_followed", "a statement about a key has no place in a trusted log"))
    told = [check for status in (REFUTED, UNKNOWN) for check in [one for one in problems if one.status == status][:MOST_TOLD]]
    good = f"what the log tells of keys holds: {len(placed)} statements, and the ends count here"
    return told or ([Check(PROVEN, "keys_followed", good)] if placed else []), keys


def read_event(value, options):
    """What cannot be read is refuted where statements are verified."""
    try:
        read = read_parts(value)
        subject = subject_named(read.statement, "key")
        if read.kind is None or read.kind.name != "key-event" or subject is None:
            return []
        return [Event(read, subject, place_of(read.envelope, options))]
    except (Newer, Refused):
        return []


def place_of(envelope, options):
    if "inclusion" in envelope:
        found = check_inclusion(envelope, options)
        return found.place if found.check.status == PROVEN else None
    return place_among(options.log, envelope) if options.log else None


def end_keys(events, options):
    """The keys with the ends that one log tells of, and the checks of the events that do not hold."""
    standing = Standing({digest_of_key(key): key for key in options.keys.keys}, {})
    problems = []
    by_index = {event.place[1]: event for event in events}
    for index in sorted(by_index):
        status, sentence, standing = follow(by_index[index], standing, options)
        if status != PROVEN:
            problems.append(Check(status, "keys_followed", f"entry {index} {sentence}"))
    ended = [with_ends(key, standing.keys.get(digest_of_key(key), key)) for key in options.keys.keys]
    return TrustedKeys(ended, options.keys.quorums), problems


def with_ends(key, ended):
    return key._replace(ends=ended.ends, ended_by=ended.ended_by)


def digest_of_key(key):
    return from_base64url(key.id).hex()


def follow(event, standing, options):
    """Status, why, and what the event has come to. Each has to be signed by a key of the house that was valid then."""
    body = event.read.statement["predicate"]
    try:
        brought = read_key(body["entry"]) if "entry" in body else None
    except Refused as refused:
        return REFUTED, f"brings a key that cannot be read: {refused}", standing
    known = standing.keys.get(digest_of_key(brought)) if brought else None
    trusted = [*standing.keys.values(), *([brought] if brought and not known else [])]
    asked = options._replace(keys=TrustedKeys(trusted), log=None, entry=event.place)
    verdict = verify_envelope(event.read.envelope, asked)
    if verdict.status != PROVEN:
        return verdict.status, "does not hold", standing
    # Whose end it is, the verifier does not believe anyway.
    if body["action"] != "add" and event.subject not in standing.keys:
        return PROVEN, "holds", standing
    move = Move(body, event.subject, brought, known, standing, verdict.signed, event.place)
    after = ACTIONS[body["action"]](move)
    return (REFUTED, after, standing) if isinstance(after, str) else (PROVEN, "holds", after)


def read_key(entry):
    if not entry_shape(entry):
        raise Refused("it is no entry of trusted keys")
    return to_key(entry)


def add(move):
    if digest_of_key(move.brought) != move.subject:
        return "adds another key than the one that it is about"
    if move.known:
        return move.standing
    return with_key(move.standing, move.brought) if vouched_by_other(move) else "adds a key that only vouches for itself"


def rotate(move):
    old, digest = move.standing.keys[move.subject], digest_of_key(move.brought)
    committed = move.standing.committed.get(move.subject)
    if committed not in (None, digest):
        return "brings another key than the one that was pre-committed"
    if not any(worth.key and worth.key.id == move.brought.id for worth in move.signed):
        return "is not signed by the key that it brings"
    if committed is None and not move.known and not vouched_by_other(move):
        return "brings a key that only vouches for itself"
    if old[3:6] != move.brought[3:6]:
        return "changes more than the key: principal, roles and sources stay"
    at, following = instant(move.body["at"]), move.known or move.brought
    standing = with_key(move.standing, ended_at(old, "validUntil", at, move.place))
    return with_key(standing, following._replace(valid_from=max(at, following.valid_from)))


def precommit(move):
    known, following = move.standing.committed.get(move.subject), move.body["next"]
    if known not in (None, following):
        return "changes what was pre-committed before"
    return move.standing._replace(committed={**move.standing.committed, move.subject: following})


def end_as(name):
    def end(move):
        start, old = instant(move.body["from"]), move.standing.keys[move.subject]
        # An entry bounds the time of what is before it only when the end is not put back behind it.
        place = move.place if start >= instant(move.body["at"]) else None
        return with_key(move.standing, ended_at(old, name, start, place))

    return end


ACTIONS = {
    "add": add,
    "rotate": rotate,
    "precommit": precommit,
    "revoke": end_as("revokedAt"),
    "compromise": end_as("compromisedFrom"),
}


def ended_at(key, name, at, place):
    """An end can be put forward, and never be put off. Only for the end that holds is its entry known."""
    known = next((time for time, end in key.ends if end == name), None)
    if known is not None and known < at:
        return key
    by = place or (key.ended_by.get(name) if known == at else None)
    others = {end: entry for end, entry in key.ended_by.items() if end != name}
    ends = in_order([*((time, end) for time, end in key.ends if end != name), (at, name)])
    return key._replace(ends=ends, ended_by={**others, **({name: by} if by else {})})


def with_key(standing, key):
    return standing._replace(keys={**standing.keys, digest_of_key(key): key})


def vouched_by_other(move):
    return any(worth.voucher and worth.key.id != move.brought.id for worth in move.signed)
