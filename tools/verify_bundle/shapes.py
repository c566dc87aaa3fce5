"""What a member of a document must be. A shape is a function that answers whether a value has it."""
from .answers import Newer, Refused
from .spelling import instant
from .strict_json import MAX_SAFE


def is_text(value):
    return isinstance(value, str)


def is_whole(value):
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_SAFE


def is_count(value):
    return is_whole(value) and value >= 0


def is_time(value):
    return instant(value) is not None


def is_object(value):
    return isinstance(value, dict)


def anything(_):
    return True


def one_of(*values):
    # In Python, `True == 1`; in JSON they are two things.
    return lambda value: not isinstance(value, bool) and isinstance(value, (str, int)) and value in values


def list_of(shape):
    return lambda value: isinstance(value, list) and all(map(shape, value))


def closed(required, optional=None):
    """An object with exactly these members: nothing rides along unread."""
    members = {**required, **(optional or {})}

    def fits(value):
        return (
            is_object(value)
            and all(name in value for name in required)
            and all(name in members and members[name](member) for name, member in value.items())
        )

    return fits


def read(document, shape, value, versions=(1,)):
    """A document of ours: a newer one is not wrong, it is unknown."""
    version = value.get("formatVersion") if is_object(value) else None
    if is_whole(version) and version > max(versions):
        raise Newer(f"this {document} has formatVersion {version}; {max(versions)} is read here")
    if not shape(value):
        raise Refused(f"not a {document} as its format says")
    return value

