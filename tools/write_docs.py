"""Write the generated reference: rights by role, states and their moves, the picture of floors."""

import tomllib
from pathlib import Path
from typing import Any

from dunmiao.access.roles import LABELS, PERMISSIONS, Permission, Role
from dunmiao.assessments.lifecycle import ANNUAL, PANEL, ROUND, SESSION
from dunmiao.jobs.lifecycle import JOB
from dunmiao.kernel.lifecycle import Lifecycle
from dunmiao.outcomes.lifecycle import BOOK, INFORMATION, OUTCOME, STEP
from dunmiao.people.masks import CLASS_OF
from dunmiao.placements.lifecycle import PLAN
from dunmiao.secondments.lifecycle import EXCHANGE, NOMINATION, SECONDMENT
from tools import plan_explained, python_reference

ROOT = Path(__file__).resolve().parents[1]
HEAD = "<!-- written by `make docs`; do not edit -->\n\n"


def _setup() -> None:
    """The policies and the API are known once Django is set up."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dunmiao.config.settings")
    django.setup()


def roles() -> str:
    """Permissions × roles."""
    _setup()
    from dunmiao.access.policy import POLICIES

    names = [role for role in Role if PERMISSIONS[role]]
    lines = ["# Who may do what", "", "At the unit of the grant and everything below it.", ""]
    lines.append("| right | " + " | ".join(LABELS[role] for role in names) + " |")
    lines.append("|---|" + "---|" * len(names))
    for permission in Permission:
        marks = ["✓" if permission in PERMISSIONS[role] else "" for role in names]
        lines.append(f"| `{permission.value}` | " + " | ".join(marks) + " |")
    lines += ["", "## Fields of a cadre file", ""]
    lines += ["| class | fields | right at the home unit |", "|---|---|---|"]
    for group, right in POLICIES["people.cadre"].masks.items():
        names = ", ".join(sorted(name for name, own in CLASS_OF.items() if own is group))
        asked = f"`{right.value}`" if right else "whoever may see the file"
        lines.append(f"| {group.label} | {names} | {asked} |")
    lines += ["", "One's own file is whole but for the reserve lists."]
    return HEAD + "\n".join(lines) + "\n"


def rows() -> str:
    """Who sees which rows, by table: the declarations in words."""
    _setup()
    from dunmiao.access.policy import POLICIES

    lines = [
        "# Who sees which rows",
        "",
        "A way is a right, the ties that open a row to its holder, and the rows it is for. With the",
        "right at the city's root every row is open unless `root` says no. `any business role` stands",
        "where no right is asked.",
        "",
        "| table | ways |",
        "|---|---|",
    ]
    for label, policy in sorted(POLICIES.items()):
        lines.append(f"| `{label}` | {'<br>'.join(map(str, policy.see))} |")
    return HEAD + "\n".join([*lines, ""])


def _diagram(table: Lifecycle) -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2"]
    for move in table.moves.values():
        for start in sorted(move.starts):
            if start != move.to:
                lines.append(f"  {table.labels[start]} --> {table.labels[move.to]}: {move.name}")
    return [*lines, "```", ""]


def states() -> str:
    """The transition tables as diagrams."""
    lines = ["# States", "", "## Nomination 推荐", ""]
    lines += _diagram(NOMINATION)
    lines += ["## Plan 方案", "", *_diagram(PLAN)]
    lines += ["## Secondment 挂职", ""]
    lines += [*_diagram(SECONDMENT), "## Exchange 互派", "", *_diagram(EXCHANGE)]
    lines += ["## Round of ballots 测评", "", *_diagram(ROUND)]
    lines += ["## Session 场次", "", *_diagram(SESSION), "## Panel 考察组", "", *_diagram(PANEL)]
    lines += ["## Annual assessment 年度考核", "", *_diagram(ANNUAL)]
    lines += ["## Outcome 成果", "", *_diagram(OUTCOME), "## Step 成果的一步", "", *_diagram(STEP)]
    lines += ["## Information 信息", "", *_diagram(INFORMATION)]
    lines += ["## Book of figures 指标填报", "", *_diagram(BOOK)]
    lines += ["## Job 后台任务", "", *_diagram(JOB)]
    return HEAD + "\n".join(lines)


def calls() -> str:
    """Every call of the API with what it does, from its own schema."""
    _setup()
    from dunmiao.api.site import api

    lines = [
        "# API",
        "",
        "The acts of the pages over JSON. Send `Authorization: Bearer <key>` (made under 设置), or a",
        "session with `X-CSRFToken`; an `Idempotency-Key` (a UUID) makes a repeat harmless. A refusal",
        'is `{"findings": [{"code", "message", "facts", …}]}` with the status of the page.',
        "",
        "| call | what it does | body |",
        "|---|---|---|",
    ]
    for path, methods in sorted(api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()):
        for method, call in methods.items():
            words = " ".join((call.get("description") or call["summary"]).split())
            lines.append(f"| `{method.upper()} {path}` | {words} | {_body(api, call)} |")
    return HEAD + "\n".join([*lines, ""])


def acts() -> str:
    """Every act with its door, rights, states, waiting roles and inputs."""
    _setup()
    from dunmiao.cli.acts import lines

    words = ["# Acts", "", "What `dunmiao acts` prints; `dunmiao acts --json` for programs.", ""]
    return HEAD + "\n".join([*words, *lines(), ""])


def _body(api: object, call: dict[str, Any]) -> str:
    """The names of the fields a call takes."""
    content = call.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return "—"
    name = content["schema"]["$ref"].rsplit("/", 1)[-1]
    schema = api.get_openapi_schema(path_prefix="/api/v1/")["components"]["schemas"][name]  # type: ignore[attr-defined]
    return ", ".join(f"`{field}`" for field in schema.get("properties", {})) or "`{}`"


def floors() -> str:
    """One picture of the floors, from the import contract itself."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    built = [[room.strip() for room in layer.split("|") if "(" not in room] for layer in layers]
    rows = [rooms for rooms in built if rooms]
    height = 34 * len(rows) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 {height}" font-family="sans-serif" font-size="14">',
        f'<rect width="560" height="{height}" fill="#fff"/>',
    ]
    for level, rooms in enumerate(rows):
        width = 540 / len(rooms)
        for place, room in enumerate(rooms):
            x, y = 10 + place * width, 10 + level * 34
            parts.append(
                f'<rect x="{x:.1f}" y="{y}" width="{width - 4:.1f}" height="30" rx="3" fill="#eef3f9" stroke="#1F5FA8"/>'
                f'<text x="{x + width / 2 - 2:.1f}" y="{y + 20}" text-anchor="middle" fill="#1B2430">{room}</text>'
            )
    return "\n".join([*parts, "</svg>", ""])


PAGES = {
    "docs/reference/roles.md": roles,
    "docs/reference/rows.md": rows,
    "docs/reference/states.md": states,
    "docs/reference/acts.md": acts,
    "docs/reference/api.md": calls,
    "docs/explanation/a-plan-explained.zh-CN.md": lambda: HEAD + plan_explained.page(),
    "docs/reference/python.md": lambda: HEAD + python_reference.page(),
    "docs/pictures/floors.svg": floors,
}


def main() -> None:
    """Write them all."""
    for name, page in PAGES.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
