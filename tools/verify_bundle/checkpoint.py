"""A log's signed head: docs/formats/log.md, C2SP signed-note and tlog-checkpoint."""
import hashlib
import re
from collections import namedtuple

from .answers import Refused
from .spelling import WHITE, from_base64, from_base64url
from .strict_json import MAX_SAFE

Checkpoint = namedtuple("Checkpoint", "origin size root text signatures")

ED25519 = b"\x01"
MOST_SIGNATURES = 64
FORGED = object()


def read_checkpoint(note):
    # Its length is counted as JavaScript and Java do, in UTF-16 units.
    if len(note.encode("utf-16-be")) > 2 * 16_384:
        raise Refused("a checkpoint is too long")
    if re.search("[\x00-\x09\x0b-\x1f\ud800-\udfff]", note):
        raise Refused("a checkpoint holds characters that no note may hold")
    text, divide, below = note.rpartition("\n\n")
    if not divide or not note.endswith("\n"):
        raise Refused("a checkpoint has no signatures")
    origin, size, root, *_ = *text.split("\n"), "", "", ""
    if not origin or not re.fullmatch("0|[1-9][0-9]{0,15}", size) or int(size) > MAX_SAFE:
        raise Refused("a checkpoint has no origin or no size")
    if len(from_base64(root)) != 32:
        raise Refused("a root hash is not 32 bytes long")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise Refused("a checkpoint has too many signatures")
    return Checkpoint(origin, int(size), from_base64(root), text + "\n", list(map(read_signature, lines)))


def read_signature(line):
    match = re.fullmatch(f"— ([^{WHITE}+]+) ([A-Za-z0-9+/=]+)", line)
    if not match:
        raise Refused("a signature line of a checkpoint is none")
    data = from_base64(match[2])
    if len(data) < 5:
        raise Refused("a signature of a checkpoint is too short")
    return match[1], data[:4], data[4:]


def key_hint(name, jwk, algorithm=ED25519):
    return hashlib.sha256(name.encode() + b"\n" + algorithm + from_base64url(jwk["x"])).digest()[:4]


def signer_of(checkpoint, keys, openssl):
    """The trusted key that signed; `FORGED` when keys are known for the log and none of them did; else `None`."""
    known = keys.of_log(checkpoint.origin)
    for key in known:
        for name, hint, signature in checkpoint.signatures:
            if name == checkpoint.origin and hint == key_hint(checkpoint.origin, key.jwk):
                if openssl.verifies(key.algorithm, key.jwk, checkpoint.text.encode(), signature):
                    return key
    return FORGED if known else None
