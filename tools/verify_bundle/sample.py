"""Audit samples: docs/formats/bundle.md, "Audit samples". The population is counted here, and drawn from anew."""
import re
from collections import namedtuple

from .admission import fits, shown_as, turns_away
from .answers import PROVEN, REFUTED, UNKNOWN, Check, Refused
from .canonical_json import sha256
from .checkpoint import read_checkpoint
from .cosignatures import seen_by
from .disclosures import GONE
from .draw import NOTHING, draw_at_random, draw_by_value, total_text, weight_at
from .ending import kept_back_statements
from .records import known_by
from .shapes import closed, is_count, is_object, is_text, is_time, list_of, one_of
from .spelling import from_base64url, instant, is_sha256
from .statement import URN, read_statement

MOST_DRAWN = 10_000


def is_total(value):
    return is_text(value) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", value) is not None


fits_sample = closed(
    {
        "formatVersion": one_of(1),
        "type": is_text,
        "from": is_time,
        "to": is_time,
        "count": lambda value: is_count(value) and 1 <= value <= MOST_DRAWN,
        "seed": is_sha256,
        "population": is_count,
        "drawn": list_of(is_sha256),
    },
    {"byValue": is_text, "total": is_total},
)

# An admission as the log has it: `digest` of its own statement, `about` that of the event's.
Answer = namedtuple("Answer", "digest about body")
# `unseen` entries are about statements that are not here, and each may be one more; `counted`: there is a log to count by.
Population = namedtuple("Population", "admissions weights unseen counted")


def samples_drawn(parts, log, records, options):
    values = [part.value for part in parts if part.kind == "sample"]
    if not values:
        return []
    if len(values) > 1 or not fits_sample(values[0]):
        return [Check(REFUTED, "sample_drawn", "the part with the sample cannot be read")]
    [sample] = values
    population = count_population(sample, parts, log, records)
    return [
        Check(*population_complete(sample, population)),
        Check(*sample_seeded(sample, parts, options)),
        Check(*sample_drawn(sample, population, records)),
    ]


def count_population(sample, parts, log, records):
    """Every entry of the log is looked at: those that answer an event of the type, in the period."""
    statements = shown_statements(parts)
    kept_back = kept_back_statements(parts)
    digests = [entry["statement"] for entry in (log.entries if log else [])]
    answers = [answer_of(digest, statements) for digest in digests if digest not in kept_back]
    events = [one for one in events_in(filter(is_answer, answers)) if is_sampled(sample, one.body)]
    data = {read.digest: read.event.get("data", GONE) for read in records.proven}
    weights = [weigh(one, data.get(one.about, GONE), sample["byValue"]) for one in events if "byValue" in sample]
    return Population([one.digest for one in events], weights, answers.count(None), bool(log and log.key))


def shown_statements(parts):
    """Every statement that can be read, by its digest. Whether somebody vouches for it is asked elsewhere."""
    found = {}
    for part in parts:
        if part.kind in ("envelope", "statement") and known_by(part.value):
            try:
                found[known_by(part.value)] = read_statement(from_base64url(part.value["payload"]))
            except Refused:
                continue
    return found


def answer_of(digest, statements):
    """`None` for what is not here, or is an admission that cannot be read; `False` for a statement of another kind."""
    statement = statements.get(digest)
    if statement is None:
        return None
    names = [one["name"] for one in statement["subject"][:1]]
    if not statement["predicateType"].startswith(f"{URN}admission:") or names != ["statement"]:
        return False
    body = statement["predicate"]
    return Answer(digest, statement["subject"][0]["digest"]["sha256"], body) if fits(body) else None


def is_answer(answer):
    return isinstance(answer, Answer)


def events_in(answers):
    """Each event by the first answer that did not turn it away, else by its first; in the order of the log."""
    answers = list(answers)
    by_event = {}
    for at, one in enumerate(answers):
        by_event.setdefault(shown_as(one.about, one.body["event"]), []).append((turns_away(one.body), at))
    return [answers[at] for at in sorted(min(places)[1] for places in by_event.values())]


def is_sampled(sample, body):
    in_period = instant(sample["from"]) <= instant(body["at"]) < instant(sample["to"])
    return in_period and body["event"]["type"] == sample["type"]


def weigh(answer, data, pointer):
    return NOTHING if turns_away(answer.body) else weight_at(data, pointer)


def population_complete(sample, population):
    code, found = "population_complete", len(population.admissions)
    if not population.counted:
        return UNKNOWN, code, "there is no log of a trusted key to count the population by"
    if population.unseen:
        return UNKNOWN, code, f"{population.unseen} entries of the log are about statements that are not here"
    if found != sample["population"]:
        return REFUTED, code, f"the log holds {found} such events, and the sample says {sample['population']}"
    if None in population.weights:
        return UNKNOWN, code, "nothing proven says what some of the events weigh"
    total = total_text(population.weights) if "byValue" in sample else None
    if total != sample.get("total"):
        return REFUTED, code, f"they weigh {total}, and the sample says {sample.get('total')}"
    return PROVEN, code, f"{found} events" + (f", together {total}" if total else "") + ": all that the log holds"


def sample_seeded(sample, parts, options):
    """The checkpoint that decides must be that of the log, and have been seen outside, only after the period."""
    code, note = "sample_seeded", note_of(parts)
    if note is None or sha256(note) != sample["seed"]:
        return REFUTED, code, "the seed is not the SHA-256 of the log's checkpoint"
    try:
        seen = seen_by(read_checkpoint(note), options.keys, options.at, options.openssl)
    except Refused:
        seen = None
    if seen is None:
        return UNKNOWN, code, "no trusted cosigner has seen the checkpoint: whoever is audited may have chosen it"
    if seen < instant(sample["to"]):
        return REFUTED, code, "the checkpoint was there before the period had ended"
    return PROVEN, code, "the checkpoint was cosigned after the period: nobody in the house chose what it draws"


def note_of(parts):
    log = next((part.value for part in parts if part.kind == "log"), None)
    note = log.get("checkpoint") if is_object(log) else None
    return note if is_text(note) else None


def sample_drawn(sample, population, records):
    code, same = "sample_drawn", expected(sample, population) == sample["drawn"]
    if not population.counted or (not same and (population.unseen or None in population.weights)):
        return UNKNOWN, code, "what is drawn depends on a population that is not known"
    if not same:
        return REFUTED, code, "the checkpoint draws others than those in the sample"
    missing = set(sample["drawn"]) - records.house
    if missing - records.open:
        return REFUTED, code, "events that were drawn are not here, or not proven"
    if missing:
        return UNKNOWN, code, "it is not known who vouches for some of the events that were drawn"
    return PROVEN, code, f"these {len(sample['drawn'])} of {len(population.admissions)} are drawn, and they are here"


def expected(sample, population):
    if "byValue" not in sample:
        return draw_at_random(population.admissions, sample["seed"], sample["count"])
    weights = [weight or NOTHING for weight in population.weights]
    return draw_by_value(population.admissions, weights, sample["seed"], sample["count"])
