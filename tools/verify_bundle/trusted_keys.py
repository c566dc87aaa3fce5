"""The one root of trust: docs/formats/trusted-keys.md."""
import re
from collections import namedtuple

from .answers import PROVEN, REFUTED, UNKNOWN, Check, Refused
from .public_key import read_jwk, thumbprint
from .shapes import closed, is_object, is_text, is_time, list_of, one_of, read
from .spelling import instant, matches

ROLES = ("source", "receiver", "approver", "log", "cosigner", "publisher")
TIMES = ("validUntil", "revokedAt", "compromisedFrom")

# `ends` are times with their names, the earliest first; `ended_by` the places of the log's entries that ended it, by name.
Key = namedtuple("Key", "id jwk algorithm principal roles sources valid_from ends ended_by", defaults=({},))


def is_principal(value):
    return is_text(value) and re.fullmatch("[^\n\r\u2028\u2029]{1,200}", value) is not None


entry_shape = closed(
    {"key": is_object, "principal": is_principal, "roles": list_of(one_of(*ROLES)), "validFrom": is_time},
    {"sources": list_of(is_text), "keyId": is_text, **{name: is_time for name in TIMES}},
)
a_few = one_of(*range(1, 33))
quorum_shape = closed(
    {
        "statements": list_of(lambda kind: is_text(kind) and re.fullmatch("urn:countersign:predicate:[a-z-]+", kind) is not None),
        "roles": list_of(one_of(*ROLES)),
        "threshold": a_few,
    },
    {"sources": list_of(is_text), "principals": a_few},
)
file_shape = closed({"formatVersion": one_of(1, 2), "keys": list_of(entry_shape)}, {"quorums": list_of(quorum_shape)})
# What a file of version 1 can say.
FIRST_ALGORITHMS = ("ES256", "Ed25519")


class TrustedKeys:
    def __init__(self, keys, quorums=()):
        self.keys = keys
        self.quorums = quorums
        self.by_id = {key.id: key for key in keys}
        if len(self.by_id) != len(keys):
            raise Refused("a key is listed twice")

    def find(self, key_id):
        return self.by_id.get(key_id)

    def ends(self):
        """What tells these keys from the same with other ends."""
        return tuple((key.id, tuple(key.ends), tuple(sorted(key.ended_by.items()))) for key in self.keys)

    def cosigners(self):
        return [key for key in self.by_id.values() if "cosigner" in key.roles and key.jwk["kty"] == "OKP"]

    def of_log(self, origin):
        """The keys that speak for a log. Checkpoints are signed with Ed25519 only (C2SP)."""
        keys = self.by_id.values()
        return [key for key in keys if "log" in key.roles and key.jwk["kty"] == "OKP" and speaks_for(key, origin)]


def read_trusted_keys(value):
    file = read("file of trusted keys", file_shape, value, (1, 2))
    keys, quorums = [to_key(entry) for entry in file["keys"]], file.get("quorums", [])
    if file["formatVersion"] == 1 and (quorums or any(key.algorithm.name not in FIRST_ALGORITHMS for key in keys)):
        raise Refused("a file of trusted keys must be of version 2 for such keys, and for quorums")
    for quorum in quorums:
        expect_reachable(quorum, keys)
    return TrustedKeys(keys, quorums)


def expect_reachable(quorum, keys):
    """A quorum of nobody would always be met, and one that nobody can reach would hold everything for ever."""
    able = [key for key in keys if set(key.roles) & set(quorum["roles"])]
    enough = len(able) >= quorum["threshold"] and len({key.principal for key in able}) >= quorum.get("principals", 1)
    if not quorum["statements"] or not quorum["roles"] or not enough:
        raise Refused("a quorum asks for nothing, or for more than the keys that may count")


def to_key(entry):
    jwk, algorithm = read_jwk(entry["key"])
    key_id = thumbprint(jwk)
    if entry.get("keyId", key_id) != key_id:
        raise Refused(f"a key is not the one of its thumbprint `{key_id}`")
    if not entry["roles"]:
        raise Refused("a key has no role")
    ends = in_order([(instant(entry[name]), name) for name in TIMES if name in entry])
    sources = entry.get("sources", [])
    return Key(key_id, jwk, algorithm, entry["principal"], entry["roles"], sources, instant(entry["validFrom"]), ends)


def in_order(ends):
    """The earliest first; of two at one time, as TIMES lists them."""
    return sorted(ends, key=lambda end: (end[0], TIMES.index(end[1])))


def speaks_for(key, source):
    return any(matches(pattern, source) for pattern in key.sources)


def valid_at_signing(key, claimed, seen, entry=None):
    """
    The signer's own word for the time is enough to refuse a key. To accept one that has ended since, somebody else must
    have seen the signature before its end, or a log must hold it before the entry that ended the key.
    """
    status = REFUTED
    if claimed < key.valid_from:
        sentence = f"the key of {key.principal} was not valid yet"
    elif not key.ends or (claimed < key.ends[0][0] and (seen < key.ends[0][0] or precedes(entry, key))):
        status, sentence = PROVEN, f"the key of {key.principal} was valid when it signed"
    elif claimed >= key.ends[0][0]:
        sentence = f"the key of {key.principal} had ended before ({key.ends[0][1]})"
    else:
        status, sentence = UNKNOWN, f"the key of {key.principal} has ended, and nothing shows that it signed before"
    return Check(status, "key_valid_at_signing", sentence)


def precedes(entry, key):
    """Entries are only appended: what stands before the one that ended the key was there before its end."""
    by = key.ended_by.get(key.ends[0][1])
    return entry is not None and by is not None and entry[0] == by[0] and entry[1] < by[1]
