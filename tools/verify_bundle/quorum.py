"""How many must have signed, where one is not enough: docs/formats/trusted-keys.md, "A quorum"."""
from .answers import PROVEN, UNKNOWN, Check
from .spelling import matches
from .trusted_keys import speaks_for


def quorums_for(read, quorums):
    """Those that the trusted keys ask of this kind of statement, and of this source."""
    source = read.event["source"] if read.event else ""
    kind = f"urn:countersign:predicate:{read.kind.name}"
    return [
        quorum
        for quorum in quorums
        if kind in quorum["statements"]
        and any(matches(pattern, source) for pattern in quorum.get("sources", ["**"]))
    ]


def check_quorum(quorum, worths, read):
    """Different keys, however often each signed, and different principals. Too few leave it open: more may be elsewhere."""
    counted = [worth.key for worth in worths if worth.stands and may_sign_as(worth.key, quorum["roles"], read)]
    keys, principals = {key.id for key in counted}, {key.principal for key in counted}
    enough = len(keys) >= quorum["threshold"] and len(principals) >= quorum.get("principals", 1)
    sentence = f"{len(keys)} keys of {len(principals)} principals have signed; needed: {quorum['threshold']}"
    return Check(PROVEN if enough else UNKNOWN, "quorum_met", sentence)


def may_sign_as(key, roles, read):
    """A source only for the events that it speaks for."""
    speaks = read.event is None or speaks_for(key, read.event["source"])
    return any(role in key.roles and (role != "source" or speaks) for role in roles)
