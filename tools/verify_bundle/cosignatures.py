"""Who has seen a checkpoint, and when: docs/formats/log.md, C2SP tlog-cosignature."""
from .checkpoint import key_hint
from .answers import PROVEN
from .trusted_keys import valid_at_signing

ED25519_COSIGNATURE = b"\x04"
# What ECMAScript can hold as a date.
LAST_MS = 8_640_000_000_000_000


def seen_by(checkpoint, keys, at, openssl):
    """When the first trusted cosigner, whose key was valid then, says that it saw it; `None` when none does."""
    times = [
        said
        for key, said in cosignatures_of(checkpoint, keys, openssl)
        if said <= at and valid_at_signing(key, said, at).status == PROVEN
    ]
    return min(times, default=None)


def cosignatures_of(checkpoint, keys, openssl):
    """Key and time in milliseconds of each cosignature of a trusted key; of two by one key, the earlier counts."""
    earliest = {}
    for name, hint, signature in checkpoint.signatures:
        seconds = int.from_bytes(signature[:8], "big")
        if len(signature) != 8 + 64 or seconds * 1_000 > LAST_MS:
            continue
        signed = f"cosignature/v1\ntime {seconds}\n{checkpoint.text}".encode()
        key = next((key for key in keys.cosigners() if signs(key, name, hint, signed, signature[8:], openssl)), None)
        if key and seconds * 1_000 < earliest.get(key.id, (key, LAST_MS + 1))[1]:
            earliest[key.id] = key, seconds * 1_000
    return list(earliest.values())


def signs(key, name, hint, signed, signature, openssl):
    right_hint = hint == key_hint(name, key.jwk, ED25519_COSIGNATURE)
    return right_hint and openssl.verifies(key.algorithm, key.jwk, signed, signature)
