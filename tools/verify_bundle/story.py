"""What the statements of a bundle tell together: docs/formats/bundle.md, "Verifying"."""
from .answers import PROVEN, REFUTED, UNKNOWN, Check
from .canonical_json import sha256
from .ending import kept_back_statements, withheld_shape
from .records import known_by
from .shapes import is_object

MOST_TOLD = 100


def admissions_matched(records):
    """Every event has its admission, and every admission its event."""
    admitted = {admission.about for admission in records.admissions}
    shown = {}
    for one in records.events:
        shown.setdefault(one.digest, []).append(one.envelope["event"])
    problems = ["an event has no admission" for one in records.events if one.digest not in admitted]
    problems += [problem for one in records.admissions if (problem := mismatch(one, shown.get(one.about, [])))]
    if problems:
        status = REFUTED if records.complete else UNKNOWN
        return [Check(status, "admissions_matched", problem) for problem in problems[:MOST_TOLD]]
    good = Check(PROVEN, "admissions_matched", "every event has its admission, and every admission its event")
    return [good] if records.events else []


def mismatch(admission, events):
    if admission.body is None:
        return "an admission cannot be read"
    if not events:
        return f"the admission `{admission.body['id']}` is about an event that is not here, or not as it was"
    named = [admission.body["event"][name] for name in ("id", "source", "type")]
    same = any(is_object(one) and [one.get(name) for name in ("id", "source", "type")] == named for one in events)
    return None if same else f"the admission `{admission.body['id']}` names another event than the one it is about"


def entries_accounted(log, parts):
    """Each entry of a whole log is about a statement that the bundle shows: leaving something out shows."""
    if log is None:
        return []
    here = {known_by(part.value) for part in parts if part.kind in ("envelope", "statement")}
    here |= kept_back_statements(parts)
    missing = [at for at, entry in enumerate(log.entries) if entry["statement"] not in here]
    if missing:
        sentence = "entry {} of the log is about a statement that is not here"
        return [Check(UNKNOWN, "entries_accounted", sentence.format(at)) for at in missing[:MOST_TOLD]]
    return [Check(PROVEN, "entries_accounted", "every entry of the log is accounted for: nothing was left out")]


def rules_matched(records, parts):
    """The contracts and policies are those that the admissions name."""
    here = {sha256(part.text) for part in parts if part.kind in ("contract", "policy")}
    kept_back = {part.value["digest"] for part in parts if part.kind == "withheld" and withheld_shape(part.value)}
    named = {name for admission in records.admissions for name in admission.rules()}
    missing = sorted(named - here - kept_back)
    if missing:
        sentence = "no contract or policy here has the digest `{}` that an admission names"
        return [Check(REFUTED, "rules_matched", sentence.format(name)) for name in missing[:MOST_TOLD]]
    return [Check(PROVEN, "rules_matched", f"{len(here)} contracts and policies are those named")] if here else []
