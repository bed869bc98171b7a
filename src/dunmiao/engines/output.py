"""JSON as the commands write it."""

import json
from typing import Any


def dumps(plain: dict[str, Any]) -> str:
    """Two-space indent, keys in the order given, newline at the end."""
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
