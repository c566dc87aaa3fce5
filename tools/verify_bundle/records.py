"""Every statement in a bundle, and which doubts the house shared: docs/formats/bundle.md, "Verifying"."""
from collections import Counter, namedtuple

from .admission import admissions_of, shown_as
from .answers import PROVEN, REFUTED, UNKNOWN, Check, Refused
from .envelope import verify_envelope
from .log import digest_of
from .shapes import is_object

One = namedtuple("One", "envelope digest verdict status")
# `house` and `open` are the digests of the house's records: those that are proven, and those that are unknown.
Records = namedtuple("Records", "checks admissions events proven house open complete not_checked")

MOST_TOLD = 100


def verify_records(parts, options, since):
    """
    Records of the house first: an admission that is proven shows when its event had been seen, and so whether a key that
    has ended since was still good. It also shows what the house turned away as not authentic: that must not be proven
    here either, and everything else must.
    """
    envelopes = [part for part in parts if part.kind == "envelope"]
    records = [look(one, options, {}, since) for one in envelopes if not has_event(one.value)]
    admissions = admissions_of(one.verdict.read for one in records if one.status == PROVEN)
    seen = {admission.about: admission.at for admission in admissions}
    events = [look(one, options, seen, since) for one in envelopes if has_event(one.value)]
    claimed = admissions_of(one.verdict.read for one in records if one.status == UNKNOWN and one.verdict.read)
    confirmed, failed = share_doubts([one for one in events if one.status != PROVEN], admissions, claimed)
    proven = [one for one in events if one.status == PROVEN]
    bad_records = [one for one in records if one.status != PROVEN]
    return Records(
        checks=[
            *told(len(proven), failed, "events_proven", "events are what their statements say, and vouched for"),
            *told(len(confirmed), [], "refusals_confirmed", "events that the house turned away are not proven here either"),
            *told(len(records) - len(bad_records), bad_records, "records_proven", "records of the house are vouched for"),
        ],
        admissions=admissions,
        events=proven + confirmed + [one for one in failed if one.status == UNKNOWN],
        proven=[one.verdict.read for one in proven],
        house={one.digest for one in records if one.status == PROVEN},
        open={one.digest for one in records if one.status == UNKNOWN},
        complete=all(one.status != UNKNOWN for one in failed + bad_records),
        not_checked=list(dict.fromkeys(line for one in events + records for line in one.verdict.not_checked)),
    )


def has_event(envelope):
    return is_object(envelope) and "event" in envelope


def look(part, options, seen, since):
    digest = known_by(part.value)
    since = seen.get(digest, since)
    question = (part.text, since, options.log and options.log.text, options.keys.ends())
    verdict = options.memory.recall(question, lambda: verify_envelope(part.value, options, since))
    return One(part.value, digest, verdict, verdict.status)


def known_by(envelope):
    """The digest of a statement; empty where there is none to be read."""
    try:
        return digest_of(envelope)
    except (Refused, TypeError, KeyError, AttributeError):
        return ""


def share_doubts(failed, admissions, claimed):
    """
    Each admission that turned an event away explains one event that is not proven. Where that admission itself is not
    known to be the house's, the event may or may not be explained by it.
    """
    proven, unproven = count_doubts(admissions), count_doubts(claimed)
    confirmed, others = [], []
    for one in failed:
        (confirmed if take(proven, shown(one)) else others).append(one)
    return confirmed, [one._replace(status=UNKNOWN) if take(unproven, shown(one)) else one for one in others]


def count_doubts(admissions):
    return Counter(admission.answers() for admission in admissions if admission.turned_away())


def take(doubts, about):
    doubts[about] -= 1
    return doubts[about] >= 0


def shown(one):
    return shown_as(one.digest, one.envelope["event"])


def told(proven, failed, code, what):
    for status in (REFUTED, UNKNOWN):
        for one in [one for one in failed if one.status == status][:MOST_TOLD]:
            said = (check.sentence for check in one.verdict.checks if check.status == one.verdict.status)
            why = "; ".join(dict.fromkeys(said))
            yield Check(status, code, f"{name_of(one.envelope)}: {why}")
    if proven:
        yield Check(PROVEN, code, f"{proven} {what}")


def name_of(envelope):
    event = envelope.get("event") if is_object(envelope) else None
    return f"event `{str(event.get('id'))[:60]}`" if is_object(event) else "a record of the house"
