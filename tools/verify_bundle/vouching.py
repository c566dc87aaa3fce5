"""Who vouches for a statement: docs/formats/envelope.md, steps 3 to 7."""
from collections import namedtuple

from .algorithms import algorithm_named
from .answers import PROVEN, REFUTED, UNKNOWN, Check, Refused, together
from .canonical_json import canonical
from .log import check_among, check_inclusion, place_among, signature_digest
from .quorum import check_quorum, may_sign_as, quorums_for
from .shapes import is_text
from .spelling import from_base64url
from .strict_json import parse
from .trusted_keys import speaks_for, valid_at_signing

CONTENT_TYPE = "vnd.in-toto+json"
CLOCK_SKEW_MS = 60_000

# `at` is the date of the verification in milliseconds; `log` a whole log to look statements up in; `entry` where a log is
# known to hold the envelope.
Options = namedtuple("Options", "keys at openssl memory log entry", defaults=(None, None))
# What one signature, or a log, is worth. `forged` is wrong in itself, whoever made it.
# `stands`: a signature is right and its key was valid then, whatever its holder may sign.
Worth = namedtuple("Worth", "checks voucher forged key stands", defaults=(None, False))
Vouching = namedtuple("Vouching", "checks vouchers not_checked signed")


def check_vouchers(read, options, seen):
    """Asks every signature and the log what they are worth."""
    included = check_inclusion(read.envelope, options) if "inclusion" in read.envelope else None
    # What cosigners have seen, they have seen before the time that they say: that bounds when it was signed.
    confirmed = earlier(seen, included.seen) if included else seen
    quorums = quorums_for(read, options.keys.quorums)
    placed = options._replace(entry=included.place) if included and included.place else options
    signed = []
    for one in read.envelope.get("signatures", []):
        if included and signature_digest(one) in included.listed:
            signed.append(check_signature(one, read, placed, confirmed, quorums))
        else:
            signed.append(check_signature(one, read, among_entries(one, read, options), seen, quorums))
    worths = signed + ([worth_of_log(included, read, placed, confirmed)] if included else [])
    if options.log:
        worths.append(worth_of_log(check_among(options.log, read.envelope), read, among_entries(None, read, options), seen))
    vouchers = [worth.voucher for worth in worths if worth.voucher]
    counted = [worth for worth in worths if counts(worth, worths)]
    not_checked = [
        f"does not count: {check.sentence}"
        for worth in worths
        if worth not in counted
        for check in worth.checks
        if check.status != PROVEN
    ]
    checks = [check for worth in counted for check in worth.checks]
    asked = [check_quorum(quorum, signed, read) for quorum in quorums]
    return Vouching([*checks, *asked, authenticated(vouchers, worths)], vouchers, not_checked, signed)


def among_entries(signature, read, options):
    """With the place of the first entry in a whole log that is about the statement, or lists the signature."""
    place = place_among(options.log, read.envelope, signature) if options.log else None
    return options._replace(entry=place) if place else options


def counts(worth, worths):
    """What is forged always counts, and what is proven; where nobody vouches, what is unknown, else all."""
    if worth.forged or status_of(worth) == PROVEN:
        return True
    if any(one.voucher for one in worths):
        return False
    return status_of(worth) == UNKNOWN or not any(status_of(one) == UNKNOWN for one in worths)


def status_of(worth):
    return together(check.status for check in worth.checks)


def authenticated(vouchers, worths):
    if vouchers:
        return Check(PROVEN, "authenticated", "vouched for by " + ", ".join(dict.fromkeys(vouchers)))
    if not worths:
        return Check(REFUTED, "authenticated", "it has no signature, and no log has it")
    status = UNKNOWN if any(status_of(worth) == UNKNOWN for worth in worths) else REFUTED
    return Check(status, "authenticated", "nobody who is known and may say so vouches for the statement")


def check_signature(signature, read, options, seen, quorums):
    header = read_header(signature["protected"])
    if header is None:
        return forged("a signature's header is not of the one form that is read")
    key = options.keys.find(header["kid"])
    if key is None:
        unknown = Check(UNKNOWN, "signature_valid", f"the key `{header['kid']}` is not among the trusted keys")
        return Worth([unknown], None, False)
    if header["alg"] == key.algorithm.name and key.algorithm.command is None:
        sentence = f"`{key.algorithm.name}` is not verified here: the signature of {key.principal} can be verified elsewhere"
        return Worth([Check(UNKNOWN, "algorithm_available", sentence)], None, False)
    signed = f"{signature['protected']}.{read.envelope['payload']}".encode()
    right = header["alg"] == key.algorithm.name and options.openssl.verifies(
        key.algorithm, key.jwk, signed, from_base64url(signature["signature"])
    )
    if not right:
        return forged(f"the signature of {key.principal} is not right")
    valid = Check(PROVEN, "signature_valid", f"signed by {key.principal}")
    times = list(check_times(key, read, options, seen))
    checks = [valid, *check_signer(key, read, quorums), *times]
    own = may_sign_as(key, [read.kind.signed_by], read)
    return Worth(checks, key.principal if own and all_proven(checks) else None, False, key, all_proven(times))


def read_header(text):
    """Exactly three members in one spelling: what is not there cannot be misread."""
    try:
        data = from_base64url(text)
        header = parse(data, max_bytes=1_024)
        if not isinstance(header, dict) or canonical(header).encode() != data:
            return None
    except Refused:
        return None
    fits = set(header) == {"alg", "cty", "kid"} and header["cty"] == CONTENT_TYPE and is_text(header["kid"])
    return header if fits and is_text(header["alg"]) and algorithm_named(header["alg"]) else None


def forged(sentence):
    return Worth([Check(REFUTED, "signature_valid", sentence)], None, True)


def all_proven(checks):
    return all(check.status == PROVEN for check in checks)


def check_signer(key, read, quorums):
    asked = [role for quorum in quorums for role in quorum["roles"]]
    if not may_sign_as(key, [read.kind.signed_by], read) and may_sign_as(key, asked, read):
        yield Check(PROVEN, "signer_role", f"{key.principal}, as the quorum asks")
        return
    may = read.kind.signed_by in key.roles
    yield Check(PROVEN if may else REFUTED, "signer_role", f"{key.principal}, as {read.kind.signed_by}")
    if may and read.kind.signed_by == "source" and read.event is not None:
        speaks = speaks_for(key, read.event["source"])
        yield Check(PROVEN if speaks else REFUTED, "signer_source", f"{key.principal}, for {read.event['source']}")


def check_times(key, read, options, seen):
    plausible = read.claimed <= options.at + CLOCK_SKEW_MS
    yield Check(PROVEN if plausible else REFUTED, "signing_time_plausible", "the time of signing, against that of reading")
    yield valid_at_signing(key, read.claimed, options.at if seen is None else seen, options.entry)


def earlier(seen, confirmed):
    return min((time for time in (seen, confirmed) if time is not None), default=None)


def worth_of_log(found, read, options, seen):
    wrong = found.check.status == REFUTED
    if found.key is None:
        return Worth([found.check], None, wrong)
    checks = [found.check, *check_times(found.key, read, options, seen)]
    vouches = is_own(found.key, read) and all_proven(checks)
    return Worth(checks, found.key.principal if vouches else None, wrong)


def is_own(key, read):
    """
    A log shows that its owner saw the statement: that makes the owner's own statements, and nobody else's. A receiver's
    log holds what the receiver says; a source's is one whose key may also sign as that source.
    """
    if read.kind.signed_by != "source":
        return read.kind.signed_by == "receiver"
    return read.event is not None and "source" in key.roles and speaks_for(key, read.event["source"])
