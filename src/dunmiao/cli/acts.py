"""`dunmiao acts [--json]`: every act with its doors, rights, states, waiting roles and inputs."""

import json
import sys
from typing import Any

FORMAT = "dunmiao-acts/1"
HEADS = ("act", "what", "door", "from", "right", "roles", "inputs", "records")


def _plain(act: Any) -> dict[str, Any]:
    from dunmiao.acts.claims import Own

    return {
        "name": act.name,
        "room": act.room,
        "object": act.on._meta.label_lower,
        "page": "" if act.only.startswith("api") else f"/do/{act.path}/",
        "api": "" if act.only.startswith("page") else f"/api/v1/acts/{act.path}",
        "only": act.only,
        "rights": [right.value for right in act.rights],
        "own": any(isinstance(one, Own) for one in act.may),
        "states": sorted(act.starts),
        "roles": [role.value for role in act.roles],
        "waits": act.waits,
        "danger": bool(act.danger),
        "prints": act.prints,
        "inputs": {
            name: {"kind": spec.kind, "required": act.model.model_fields[name].is_required()}
            for name, spec in act.inputs.items()
        },
        "records": act.records,
    }


def table() -> list[dict[str, Any]]:
    """Every act as plain values, by name."""
    from dunmiao.acts.declare import ACTS, load

    load()
    return [_plain(act) for _, act in sorted(ACTS.items())]


def lines() -> list[str]:
    """One table row an act, for the command and for the manual."""
    from dunmiao.acts.declare import ACTS

    rows = ["| " + " | ".join(HEADS) + " |", "|" + "---|" * len(HEADS)]
    for one in table():
        inputs = ", ".join(
            name if spec["required"] else f"{name}?" for name, spec in one["inputs"].items()
        )
        cells = (
            one["name"], ACTS[one["name"]].title, f"`{one['api'] or one['page']}`",
            " ".join(one["states"]) or "—", " or ".join(one["rights"]),
            ", ".join(one["roles"]), inputs, one["records"],
        )  # fmt: skip
        rows.append("| " + " | ".join(cells) + " |")
    return rows


def run(words: list[str]) -> int:
    """Print them: a table, or JSON for programs."""
    from dunmiao.cli.database import setup_django

    setup_django()
    if words == ["--json"]:
        text = json.dumps({"format": FORMAT, "acts": table()}, ensure_ascii=False, indent=1)
    else:
        text = "\n".join(lines())
    sys.stdout.write(text + "\n")
    return 0
