"""The checkpoints in a bundle: signed, seen, and states of logs that only grew: docs/formats/bundle.md."""
from collections import namedtuple

from .answers import PROVEN, REFUTED, UNKNOWN, Check, Refused
from .checkpoint import FORGED, read_checkpoint, signer_of
from .cosignatures import seen_by
from .merkle import grows
from .shapes import closed, is_count, is_object, is_text, list_of
from .spelling import from_base64

MOST_TOLD = 100

checkpoint_shape = closed({"checkpoint": is_text})
consistency_shape = closed({"origin": is_text, "from": is_count, "to": is_count, "proof": list_of(is_text)})

Head = namedtuple("Head", "origin size root")


def checkpoints_signed(parts, options):
    """Whether each checkpoint that is a part of its own is signed by its log, and whether somebody has seen it."""
    values = [part.value for part in parts if part.kind == "checkpoint"]
    looked = [look(value, options) for value in values]
    failed = [check for check, _ in looked if check.status != PROVEN]
    good = [Check(PROVEN, "checkpoints_signed", f"each of the {len(looked)} checkpoints is signed by its log")]
    seen = [sentence for check, sentence in looked if check.status == PROVEN and sentence]
    times = [Check(PROVEN, "times_confirmed", "; ".join(seen))] if seen else []
    return (failed or (good if looked else [])) + times


def look(value, options):
    try:
        checkpoint = read_checkpoint(value["checkpoint"] if checkpoint_shape(value) else "")
    except Refused as refused:
        return Check(REFUTED, "checkpoints_signed", str(refused)), None
    key = signer_of(checkpoint, options.keys, options.openssl)
    status = REFUTED if key is FORGED else PROVEN if key else UNKNOWN
    seen = seen_by(checkpoint, options.keys, options.at, options.openssl)
    sentence = f"the first {checkpoint.size} entries of `{checkpoint.origin}` were seen by an outsider"
    return Check(status, "checkpoints_signed", f"a checkpoint of `{checkpoint.origin}`"), seen is not None and sentence


def checkpoints_consistent(parts):
    """All checkpoints of a log, wherever they stand in the bundle, must be tied to one another by proofs."""
    values = [part.value for part in parts if part.kind == "consistency"]
    proofs = [read_proof(value) for value in values]
    known = {key: hashes for key, hashes in filter(None, proofs)}
    steps = [step(*pair, known) for heads in heads_by_log(parts).values() for pair in zip(heads, heads[1:])]
    if None in proofs:
        steps.append((REFUTED, "a part with a proof of consistency cannot be read"))
    if not steps:
        good = "all checkpoints are states of logs that only grew"
        return [Check(PROVEN, "checkpoints_consistent", good)] if values else []
    open_steps = [one for one in steps if one[0] != PROVEN]
    return [Check(status, "checkpoints_consistent", sentence) for status, sentence in (open_steps or steps[:1])[:MOST_TOLD]]


def read_proof(value):
    try:
        hashes = list(map(from_base64, value["proof"])) if consistency_shape(value) else None
    except Refused:
        return None
    return None if hashes is None else ((value["origin"], value["from"], value["to"]), hashes)


def heads_by_log(parts):
    heads = {}
    for note in filter(is_text, map(note_in, parts)):
        try:
            checkpoint = read_checkpoint(note)
        except Refused:
            # What cannot be read is told where it is needed.
            continue
        heads.setdefault(checkpoint.origin, set()).add(Head(checkpoint.origin, checkpoint.size, checkpoint.root))
    return {origin: sorted(known, key=lambda head: head.size) for origin, known in heads.items()}


def note_in(part):
    value = part.value if is_object(part.value) else {}
    holder = value.get("inclusion") if part.kind == "envelope" else value
    return holder.get("checkpoint") if is_object(holder) and part.kind in ("checkpoint", "log", "envelope") else None


def step(older, newer, proofs):
    named = f"the checkpoints of `{older.origin}` at {older.size} and {newer.size} entries"
    if older.size == newer.size:
        return REFUTED, f"{named} contradict each other"
    hashes = proofs.get((older.origin, older.size, newer.size))
    if hashes is None:
        return UNKNOWN, f"nothing shows that {named} are states of one log"
    right = grows(older.size, newer.size, hashes, older.root, newer.root)
    return (PROVEN if right else REFUTED), f"{named}, against their proof"
