"""Whether stretches of sources' streams are here completely: docs/formats/bundle.md, "completeness"."""
from .answers import PROVEN, REFUTED, UNKNOWN, Check
from .canonical_json import units
from .shapes import closed, is_count, is_text, list_of

MOST_TOLD = 100

claim_shape = closed({"source": is_text, "stream": is_text, "from": is_count, "to": is_count})
part_shape = closed({"claims": list_of(claim_shape)})


def streams_complete(parts, proven):
    """Each claim against the statements about events that are proven."""
    return [check for part in parts if part.kind == "completeness" for check in check_claims(part.value, proven)]


def check_claims(value, proven):
    if not part_shape(value) or not are_apart(value["claims"]):
        return [Check(REFUTED, "streams_complete", "the part with the claims cannot be read")]
    judged = [judge(claim, proven) for claim in value["claims"]]
    failed = [check for check in judged if check.status != PROVEN]
    return (failed or judged[:1])[:MOST_TOLD]


def are_apart(claims):
    """In order and apart from one another, so that each statement belongs to one claim at most."""
    places = [(units(one["source"]), units(one["stream"]), one["from"], one["to"]) for one in claims]
    return all(start <= end for *_, start, end in places) and all(
        left[:2] < right[:2] or (left[:2] == right[:2] and left[3] < right[2]) for left, right in zip(places, places[1:])
    )


def judge(claim, proven):
    """Every number once, each statement naming the one before it."""
    held = {}
    for read in proven:
        place = read.statement["predicate"].get("stream")
        if place and place["name"] == claim["stream"] and read.event["source"] == claim["source"]:
            if claim["from"] <= place["sequence"] <= claim["to"]:
                held.setdefault(place["sequence"], {})[read.digest] = place.get("previous")
    status, problem = problem_of(held, claim["from"], claim["to"])
    name = f"`{claim['stream'][:60]}` of `{claim['source'][:60]}`, {claim['from']} to {claim['to']}"
    return Check(status, "streams_complete", f"{name}: {problem}")


def problem_of(held, start, end):
    numbers = sorted(held)
    for number in numbers:
        if len(held[number]) > 1:
            return REFUTED, f"two statements hold number {number}"
        previous = next(iter(held[number].values()))
        if number != 0 and previous is not None and number - 1 in held and previous not in held[number - 1]:
            return REFUTED, f"number {number} follows another statement than the one that is here"
    if numbers and numbers != list(range(start, numbers[-1] + 1)):
        return REFUTED, "numbers are missing"
    if not numbers or numbers[-1] < end:
        return UNKNOWN, "it ends before the stretch does, as far as it is here"
    if any((number == 0) != (previous is None) for number in numbers for previous in held[number].values()):
        return UNKNOWN, "a statement names none before it"
    return PROVEN, f"{len(numbers)} statements, no gap, no fork"
