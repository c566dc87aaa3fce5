"""The three-valued answer, and the two ways in which a document cannot be read."""
from collections import namedtuple

PROVEN, REFUTED, UNKNOWN = "proven", "refuted", "unknown"

Check = namedtuple("Check", "status code sentence")


class Refused(Exception):
    """The bytes are not what the format says: nothing of them counts."""


class Newer(Exception):
    """Written by a later release: neither to be believed nor to be refused."""


def together(statuses):
    """One refuted refutes, else one unknown leaves it unknown; nothing at all proves nothing."""
    statuses = list(statuses)
    if REFUTED in statuses:
        return REFUTED
    return PROVEN if statuses and UNKNOWN not in statuses else UNKNOWN
