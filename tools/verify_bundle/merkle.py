"""Trees of RFC 6962. The first byte keeps a leaf from ever passing for a node."""
import hashlib


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves):
    """The root over leaf hashes (RFC 6962 §2.1), level by level: a node without a sibling moves up as it is."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def includes(leaf, index, size, proof, root):
    """Whether an audit path leads from a leaf to a root (RFC 9162 §2.1.3.2)."""
    if index >= size:
        return False
    node, position, last = leaf, index, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position != 0:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and node == root


def grows(old, new, proof, old_root, new_root):
    """Whether a tree of one size has grown out of one of another by appending only (RFC 9162 §2.1.4.2)."""
    if not 0 < old < new or any(len(one) != 32 for one in proof):
        return False
    # The root of a perfect tree is a node of the larger one, so the proof leaves it out.
    proof = [old_root, *proof] if old & (old - 1) == 0 else proof
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    if not proof:
        return False
    older = newer = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not position & 1 and position != 0:
                position, last = position >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and older == old_root and newer == new_root
