"""The gate's answer for one event: docs/formats/admission.md."""
from .shapes import closed, is_object, is_text, is_time, list_of, one_of
from .spelling import is_sha256

outcome = one_of("accepted", "held", "refused")
held_for = one_of("review", "quarantine", "deadline", "unavailable", "dead-letter")

fits = closed(
    {
        "formatVersion": one_of(1),
        "id": is_text,
        "at": is_time,
        "event": closed({"id": is_text, "source": is_text, "type": is_text}, {"subject": is_text}),
        "outcome": outcome,
        "mode": one_of("observe", "enforce"),
        "tier": one_of("low", "material", "critical"),
        "signedBy": one_of("source", "receiver"),
        "reasons": list_of(closed({"stage": is_text, "code": is_text}, {"path": is_text})),
    },
    {
        "heldFor": held_for,
        "wouldBe": closed({"outcome": outcome}, {"heldFor": held_for}),
        "decision": is_object,
        "contract": closed({"id": is_text, "version": is_text, "digest": is_sha256}),
        "trust": closed({"score": is_text, "uncertainty": is_text, "state": is_text, "model": is_text}),
        "degraded": lambda value: isinstance(value, bool),
    },
)


class Admission:
    """An admission with what it is about; `body` is `None` when it cannot be read."""

    def __init__(self, read):
        self.about = read.statement["subject"][0]["digest"]["sha256"]
        self.at = read.claimed
        self.body = read.statement["predicate"] if fits(read.statement["predicate"]) else None

    def answers(self):
        """The event that it answers, as it was shown: a forgery under an old statement is another event."""
        event = self.body["event"] if self.body else {}
        return shown_as(self.about, event)

    def turned_away(self):
        """Whether it turned the event away as not authentic."""
        return self.body is not None and turns_away(self.body)

    def rules(self):
        """The digests of the contract and the policy that it was decided by."""
        contract = self.body.get("contract") if self.body else None
        policy = self.body.get("decision", {}).get("policy") if self.body else None
        digests = [contract["digest"]] if contract else []
        named = policy.get("digest") if is_object(policy) else None
        return digests + ([named] if is_text(named) else [])


def turns_away(body):
    ruling = body.get("wouldBe", body)
    return ruling["outcome"] != "accepted" and any(one["stage"] == "provenance" for one in body["reasons"])


def admissions_of(reads):
    """Those among statements. One of something that could not be read as an event is about a capsule."""
    return [
        Admission(read)
        for read in reads
        if read.kind.name == "admission" and [one["name"] for one in read.statement["subject"][:1]] == ["statement"]
    ]


def shown_as(digest, event):
    event = event if is_object(event) else {}
    return digest, str(event.get("source")), str(event.get("id"))
