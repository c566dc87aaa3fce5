"""Entries of a log, and a whole log: docs/formats/log.md."""
import hashlib
from collections import namedtuple

from .answers import PROVEN, REFUTED, UNKNOWN, Check, Newer, Refused
from .canonical_json import sha256
from .checkpoint import FORGED, read_checkpoint, signer_of
from .cosignatures import seen_by
from .merkle import includes, leaf_hash, root_of
from .shapes import closed, list_of, one_of, read
from .spelling import from_base64, from_base64url, is_sha256
from .strict_json import parse

entry_shape = closed({"formatVersion": one_of(1), "statement": is_sha256, "signatures": list_of(is_sha256)})

# `text` is what it was derived from.
# `about` holds index and entry of each that is about a statement.
Log = namedtuple("Log", "origin key entries about text")
# `seen` is when an outsider had seen the entry, `listed` which signatures were there then.
# `place` is the log's name and the entry's index, where the log is known.
Found = namedtuple("Found", "check key seen listed place", defaults=(None, (), None))


def read_entry(data):
    return read("log entry", entry_shape, parse(data, max_bytes=65_535))


def verify_log(part, keys, openssl):
    """Derives the root anew. Answers a check, and the log unless it is refuted."""
    try:
        return derive_log(part, keys, openssl)
    except Newer as newer:
        return Check(UNKNOWN, "log_proven", str(newer)), None
    except Refused as refused:
        return Check(REFUTED, "log_proven", str(refused)), None


def derive_log(part, keys, openssl):
    checkpoint = read_checkpoint(part["checkpoint"])
    data = list(map(from_base64url, part["entries"]))
    if len(data) != checkpoint.size:
        raise Refused(f"the log has {checkpoint.size} entries, and {len(data)} are here")
    if root_of(list(map(leaf_hash, data))) != checkpoint.root:
        raise Refused("the log's entries do not hash to the signed root")
    key = signer_of(checkpoint, keys, openssl)
    if key is FORGED:
        raise Refused(f"the checkpoint of `{checkpoint.origin}` does not bear that log's signature")
    entries = list(map(read_entry, data))
    about = {}
    for index, entry in enumerate(entries):
        about.setdefault(entry["statement"], []).append((index, entry))
    status = PROVEN if key else UNKNOWN
    sentence = f"the {len(data)} entries of the log `{checkpoint.origin}` hash to the root that it signed"
    check = Check(status, "log_proven", sentence if key else f"the log `{checkpoint.origin}` is not among the trusted keys")
    return check, Log(checkpoint.origin, key, entries, about, checkpoint.text + "".join(part["entries"]))


def check_inclusion(envelope, options):
    """Whether the log that an envelope names holds it: entry, proof and signed checkpoint must belong together."""
    try:
        return find_inclusion(envelope, options)
    except Newer as newer:
        return found(UNKNOWN, str(newer))
    except Refused as refused:
        return found(REFUTED, str(refused))


def find_inclusion(envelope, options):
    inclusion = envelope["inclusion"]
    entry = from_base64url(inclusion["entry"])
    listed = read_entry(entry)
    expect_entry(envelope, listed)
    checkpoint = read_checkpoint(inclusion["checkpoint"])
    proof = list(map(from_base64, inclusion["proof"]))
    if not includes(leaf_hash(entry), inclusion["index"], checkpoint.size, proof, checkpoint.root):
        raise Refused("the proof does not lead from the entry to the checkpoint")
    seen = seen_by(checkpoint, options.keys, options.at, options.openssl)
    answer = signed(checkpoint, options)
    place = (checkpoint.origin, inclusion["index"]) if answer.key else None
    return answer._replace(seen=seen, listed=listed["signatures"], place=place)


def signed(checkpoint, options):
    key = signer_of(checkpoint, options.keys, options.openssl)
    if key is FORGED:
        return found(REFUTED, f"the checkpoint of `{checkpoint.origin}` does not bear that log's signature")
    if key is None:
        return found(UNKNOWN, f"the log `{checkpoint.origin}` is not among the trusted keys")
    return found(PROVEN, f"an entry of the log `{checkpoint.origin}`", key)


def check_among(log, envelope):
    """The same for an envelope without a proof of its own, among the entries of a whole log."""
    entries = log.about.get(digest_of(envelope), [])
    if not entries:
        return found(UNKNOWN, f"the log `{log.origin}` has no entry about the statement")
    try:
        for _, entry in entries:
            expect_entry(envelope, entry)
    except Refused as refused:
        return found(REFUTED, str(refused))
    if log.key is None:
        return found(UNKNOWN, f"the log `{log.origin}` is not among the trusted keys")
    return found(PROVEN, f"among the entries of the log `{log.origin}`", log.key)


def place_among(log, envelope, signature=None):
    """Of the first entry about it; with a signature, of the first that lists it."""
    digest = signature and signature_digest(signature)
    for index, entry in log.about.get(digest_of(envelope), []) if log.key else []:
        if digest is None or digest in entry["signatures"]:
            return log.origin, index
    return None


def found(status, sentence, key=None):
    return Found(Check(status, "inclusion_valid", sentence), key)


def expect_entry(envelope, entry):
    """It must be about this statement, and every signature that the log saw must still be there."""
    if entry["statement"] != digest_of(envelope):
        raise Refused("the log's entry is about another statement")
    present = {signature_digest(one) for one in envelope.get("signatures", [])}
    if not present.issuperset(entry["signatures"]):
        raise Refused("a signature that the log has seen is missing")


def signature_digest(signature):
    return hashlib.sha256(from_base64url(signature["signature"])).hexdigest()


def digest_of(envelope):
    """What an envelope is known by: the SHA-256 of its statement."""
    return sha256(from_base64url(envelope["payload"]))
