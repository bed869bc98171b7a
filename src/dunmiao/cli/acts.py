"""`dunmiao acts`: every act with its address, rights, states and inputs."""

import sys


def lines() -> list[str]:
    """One table row an act, for the command and for the manual."""
    from dunmiao.acts.declare import ACTS, load

    load()
    rows = ["| act | what | POST | from | right | roles | inputs | records |", "|" + "---|" * 8]
    for name, act in sorted(ACTS.items()):
        must = act.model.model_fields
        inputs = "; ".join(
            f"{key}{'' if must[key].is_required() else '?'} ({spec.label[0]} {spec.label[1]})"
            for key, spec in act.inputs.items()
        )
        rights = " or ".join(dict.fromkeys(one.right.value for one in act.may))
        roles = ", ".join(role.value for role in act.roles)
        states = " ".join(sorted(act.starts)) or "—"
        cells = (
            name,
            "<br>".join(act.title),
            f"`/{act.path}`",
            states,
            rights,
            roles,
            inputs,
            act.records,
        )
        rows.append("| " + " | ".join(cells) + " |")
    return rows


def run(words: list[str]) -> int:
    """Print them."""
    from dunmiao.cli.database import setup_django

    setup_django()
    sys.stdout.write("\n".join(lines()) + "\n")
    return 0
