"""The root of a closed box, and the proof that a ballot lies in it (RFC 6962, section 2.1).

Leaves are hashed apart from nodes, so that no node can pass for a ballot. The order is that
of the random serials, never of time.
"""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over hashed leaves; of none, the hash of nothing."""
    stack: list[tuple[int, bytes]] = []
    for one in leaves:
        height = 0
        while stack and stack[-1][0] == height:
            one = _node(stack.pop()[1], one)
            height += 1
        stack.append((height, one))
    if not stack:
        return EMPTY
    top = stack.pop()[1]
    while stack:
        top = _node(stack.pop()[1], top)
    return top


def proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from a leaf to the root, nearest first."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root(leaves[middle:high]))
            high = middle
        else:
            path.append(root(leaves[low:middle]))
            low = middle
    return path[::-1]


def verify(one: bytes, index: int, count: int, path: Sequence[bytes], top: bytes) -> bool:
    """Whether the hashed leaf `one` is the leaf at `index` of `count` under `top`."""
    if not 0 <= index < count:
        return False
    turns, low, high = [], 0, count
    while high - low > 1:
        middle = low + _split(high - low)
        turns.append(index < middle)
        low, high = (low, middle) if index < middle else (middle, high)
    if len(turns) != len(path):
        return False
    for is_left, other in zip(reversed(turns), path, strict=True):
        one = _node(one, other) if is_left else _node(other, one)
    return one == top
