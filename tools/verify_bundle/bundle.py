"""Evidence bundles: docs/formats/bundle.md."""
from collections import namedtuple

from .answers import PROVEN, REFUTED, UNKNOWN, Check, Newer, Refused, together
from .canonical_json import canonical, digest, sha256
from .checkpoints import checkpoints_consistent, checkpoints_signed
from .envelope import verify_envelope
from .key_history import keys_followed
from .log import verify_log
from .memory import Memory
from .records import verify_records
from .renewed import is_renewed, read_renewed, renewals_chained
from .sample import samples_drawn
from .shapes import anything, closed, is_object, is_text, list_of, one_of, read
from .statement import subject_named
from .story import admissions_matched, entries_accounted, rules_matched
from .streams import streams_complete
from .strict_json import parse
from .trusted_keys import read_trusted_keys
from .vouching import Options

VERSIONS = (1, 2)
MOST_PARTS = 1_000_000
MOST_BYTES = 2**30

bundle_shape = closed(
    {"formatVersion": one_of(*VERSIONS), "manifest": anything, "parts": list_of(closed({"kind": is_text, "value": anything}))}
)

Verdict = namedtuple("Verdict", "status checks not_checked")
Bundle = namedtuple("Bundle", "version manifest parts")
# `text` is the canonical JSON of the value: what the manifest lists the digest of.
Part = namedtuple("Part", "kind value text")


def verify_bundle(data, keys, at, openssl, memory=None):
    """With nothing but the file and trusted keys: no network, no store, no clock but the date that is given."""
    options = Options(keys, at, openssl, memory or Memory())
    if not is_renewed(data):
        return verify_plain(data, options, None)
    renewed, failed = read_as(lambda: read_renewed(data, MOST_BYTES))
    if failed:
        return failed
    checks, seen = renewals_chained(renewed, options)
    inside = verify_plain(renewed.bundle, options, seen)
    return verdict(inside.checks + checks, inside.not_checked)


def read_as(reader):
    """What is read, or the verdict that it cannot be."""
    try:
        return reader(), None
    except Newer as newer:
        check = Check(UNKNOWN, "newer_format", str(newer))
    except Refused as refused:
        check = Check(REFUTED, "bundle_readable", str(refused))
    return None, verdict([check], ["everything inside the bundle"])


def verify_plain(data, options, seen):
    bundle, failed = read_as(lambda: read_bundle(data))
    if failed:
        return failed
    parts = bundle.parts
    log_checks, log = proven_log(parts, options)
    followed, keys = keys_followed(parts, options._replace(log=log))
    options = options._replace(keys=keys)
    log = log and log._replace(key=log.key and keys.find(log.key.id))
    manifest = verify_envelope(bundle.manifest, options, seen)
    records = verify_records(parts, options._replace(log=log), seen)
    checks = [
        Check(PROVEN, "bundle_readable", "the file is a bundle in its canonical spelling"),
        manifest_signed(bundle.version, manifest),
        *parts_complete(parts, manifest),
        *log_checks,
        *followed,
        *records.checks,
        *admissions_matched(records),
        *entries_accounted(log, parts),
        *rules_matched(records, parts),
        *checkpoints_signed(parts, options),
        *checkpoints_consistent(parts),
        *streams_complete(parts, records.proven),
        *keys_listed(parts),
        *samples_drawn(parts, log, records, options),
    ]
    return verdict(checks, records.not_checked + not_checked(parts) + unknown_kinds(bundle))


def verdict(checks, unchecked):
    return Verdict(together(check.status for check in checks), checks, unchecked)


def read_bundle(data):
    """Its outer form, in its one spelling: canonical JSON and a newline."""
    value = parse(data, max_bytes=MOST_BYTES, max_depth=72)
    bundle = read("bundle", bundle_shape, value, VERSIONS)
    if len(bundle["parts"]) > MOST_PARTS:
        raise Refused(f"more than {MOST_PARTS} parts")
    parts = [Part(part["kind"], part["value"], canonical(part["value"])) for part in bundle["parts"]]
    if spelled(value, parts).encode() != data:
        raise Refused("the file is not in canonical spelling: something in it was changed or reformatted")
    return Bundle(bundle["formatVersion"], bundle["manifest"], parts)


def spelled(value, parts):
    """Put together from texts that are canonical already: to write each part twice would double the time."""
    listed = ",".join([f'{{"kind":{canonical(part.kind)},"value":{part.text}}}' for part in parts])
    head = f'{{"formatVersion":{canonical(value["formatVersion"])},"manifest":{canonical(value["manifest"])}'
    return f'{head},"parts":[{listed}]}}\n'


def manifest_signed(version, manifest):
    if manifest.read and manifest.read.statement["predicateType"] != f"urn:countersign:predicate:manifest:{version}":
        return Check(REFUTED, "manifest_signed", "the list of parts is a statement of another kind, or for another version")
    if manifest.status == PROVEN:
        return Check(PROVEN, "manifest_signed", "the list of parts is signed by " + ", ".join(manifest.vouchers))
    why = "; ".join(dict.fromkeys(check.sentence for check in manifest.checks if check.status == manifest.status))
    return Check(manifest.status, "manifest_signed", f"the list of parts: {why}")


def parts_complete(parts, manifest):
    """Each part is the one that the list has in its place."""
    listed = manifest.read.statement["predicate"].get("parts") if manifest.read else None
    if not is_list_of_parts(listed) or subject_named(manifest.read.statement, "bundle") != list_digest(listed):
        return [Check(REFUTED, "parts_complete", "the manifest does not list the parts")]
    found = [(part.kind, sha256(part.text)) for part in parts]
    expected = [(part["kind"], part["sha256"]) for part in listed]
    if found == expected:
        return [Check(PROVEN, "parts_complete", f"all {len(parts)} parts are those that the manifest lists")]
    return [
        Check(REFUTED, "parts_complete", f"part {at + 1} is not the one that the manifest lists")
        for at in range(max(len(found), len(expected)))
        if found[at : at + 1] != expected[at : at + 1]
    ][:100]


def is_list_of_parts(value):
    return isinstance(value, list) and all(
        is_object(part) and is_text(part.get("kind")) and is_text(part.get("sha256")) for part in value
    )


def list_digest(listed):
    return digest([part["sha256"] for part in listed])


def proven_log(parts, options):
    stretches = [part for part in parts if part.kind == "log"]
    if not stretches:
        return [], None
    if len(stretches) > 1 or not is_stretch(stretches[0].value):
        return [Check(REFUTED, "log_proven", "the part with the log cannot be read")], None
    part = stretches[0]
    check, log = options.memory.recall(part.text, lambda: verify_log(part.value, options.keys, options.openssl))
    return [check], log


def is_stretch(value):
    return (
        is_object(value)
        and one_of(0)(value.get("first"))
        and is_text(value.get("checkpoint"))
        and list_of(is_text)(value.get("entries"))
    )


def keys_listed(parts):
    """The keys in a file are shown, and never believed: each is the one that its thumbprint names."""
    listed = [part.value for part in parts if part.kind == "keys"]
    if not listed:
        return []
    try:
        keys = [read_trusted_keys(value) for value in listed]
    except (Newer, Refused):
        keys = []
    status = PROVEN if len(keys) == 1 else REFUTED
    return [Check(status, "keys_listed", "the part with the keys that signed")]


KNOWN_KINDS = {
    1: {"envelope", "log", "contract", "policy", "lineage", "note"},
    2: {"checkpoint", "consistency", "completeness", "keys", "sample", "statement", "withheld"},
}


def unknown_kinds(bundle):
    known = set().union(*(kinds for since, kinds in KNOWN_KINDS.items() if since <= bundle.version))
    return [f"parts of the kind `{kind[:60]}`" for kind in sorted({part.kind for part in bundle.parts} - known)]


def not_checked(parts):
    kinds = {part.kind for part in parts}
    return [
        "whether what the sources say is true",
        "the times beyond the word of those who signed: no outside party has confirmed them",
        *(["the decisions were not computed again"] if "policy" in kinds else []),
        *(["the notes for people are as the house wrote them"] if "note" in kinds else []),
        *([] if "log" in kinds else ["whether the house kept anything back: that needs its whole log"]),
    ]
