"""Data cut into salted leaves that can be kept back one by one: docs/formats/disclosures.md."""
from .answers import Refused
from .canonical_json import canonical, digest, sha256, units
from .spelling import from_base64url, is_sha256, tokens

REST = ""
GONE = object()


def expect_leaf(leaf):
    tokens(leaf["pointer"])
    if "digest" in leaf:
        if "salt" in leaf or not is_sha256(leaf["digest"]):
            raise Refused("a leaf of the disclosures has a salt or a digest, and not both")
    elif len(from_base64url(leaf.get("salt", ""))) != 16:
        raise Refused("a salt of the disclosures is not 16 bytes long")


def check_data(data, disclosures, leaves, expected):
    """Answers what is wrong, or `None`, and the pointers that were kept back."""
    given = disclosures["leaves"] if disclosures else []
    if not in_order(leaves):
        return "the statement's leaves are not in order", []
    if [leaf["pointer"] for leaf in given] != leaves:
        return "the disclosures are not those of the statement", []
    kept_back = [leaf["pointer"] for leaf in given if "digest" in leaf]
    unvouched = unvouched_data(data, leaves, kept_back)
    if unvouched:
        return unvouched, kept_back
    digests = [leaf.get("digest") or opened(data, leaf, leaves) for leaf in given]
    changed = "the event's data was changed after the statement was made"
    return (None if digest(digests) == expected else changed), kept_back


def in_order(leaves):
    """None, or the rest first and then pointers that ascend."""
    return not leaves or (
        leaves[0] == REST and all(units(left) < units(right) for left, right in zip(leaves, leaves[1:]))
    )


def unvouched_data(data, leaves, kept_back):
    if data is GONE:
        return None
    if not leaves:
        return "the statement is about an event without data"
    if any(pointer != REST and value_at(data, pointer) is not GONE for pointer in kept_back):
        return "a value was kept back, and yet the data shows one there"
    # Nothing vouches for the rest: all that may stand is the way to the members that are disclosed.
    if REST in kept_back and holds_value(without(data, leaves[1:])):
        return "the data shows values that no disclosure vouches for"
    return None


def opened(data, leaf, leaves):
    """The digest of a disclosed leaf. One whose value is gone has none; the empty text matches no digest."""
    pointer = leaf["pointer"]
    if data is GONE:
        return ""
    value = without(data, leaves[1:]) if pointer == REST else value_at(data, pointer)
    return "" if value is GONE else sha256(canonical([leaf["salt"], pointer, value]))


def holds_value(value):
    if isinstance(value, (dict, list)):
        return any(map(holds_value, value.values() if isinstance(value, dict) else value))
    return True


def step(value, token):
    if isinstance(value, list):
        is_index = token == "0" or (token.isascii() and token.isdigit() and token[0] != "0")
        return value[int(token)] if is_index and len(token) < 10 and int(token) < len(value) else GONE
    return value.get(token, GONE) if isinstance(value, dict) else GONE


def value_at(value, pointer):
    for token in tokens(pointer):
        value = step(value, token)
    return value


def without(value, pointers):
    """A copy without the members at some pointers. Items of lists stay where they are."""
    return cut(value, tree_of(pointers))


END = object()


def tree_of(pointers):
    """The pointers as the tree of their tokens: one walk meets all of them, however many they are."""
    root = {}
    for pointer in pointers:
        place = root
        for token in tokens(pointer):
            place = place.setdefault(token, {})
        place[END] = True
    return root


def cut(value, place):
    if isinstance(value, list):
        return [cut(item, place.get(str(at), {})) for at, item in enumerate(value)] if place else value
    if isinstance(value, dict):
        kept = ((name, member) for name, member in value.items() if END not in place.get(name, {}))
        return {name: cut(member, place.get(name, {})) for name, member in kept} if place else value
    return value
