"""The page of the matching engine as a library: every public name, every attribute, the example."""

import ast
import inspect
from enum import Enum
from pathlib import Path
from textwrap import dedent
from typing import Any

from dunmiao.engines.matching import library
from dunmiao.engines.matching.check_problem import Checked
from dunmiao.engines.matching.problem import Problem

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "matching_library.py"


def page() -> str:
    """The whole page."""
    lines = ["# The matching engine as a library", "", inspect.getdoc(library) or "", ""]
    lines += ["```python", EXAMPLE.read_text(encoding="utf-8").strip(), "```", ""]
    for name in library.__all__:
        lines += _entry(name, getattr(library, name))
    return "\n".join(lines).rstrip() + "\n"


def _entry(name: str, thing: Any) -> list[str]:
    lines = [f"## `{name}`", ""]
    if inspect.isclass(thing):
        return [*lines, inspect.getdoc(thing) or "", "", *_attributes(thing), *_methods(thing)]
    return [*lines, *_call(name, thing), inspect.getdoc(thing) or "", ""]


def _call(name: str, thing: Any) -> list[str]:
    node = ast.parse(dedent(inspect.getsource(thing))).body[0]
    assert isinstance(node, ast.FunctionDef)
    returns = "" if node.returns is None else f" -> {ast.unparse(node.returns)}"
    return ["```python", f"{name}({ast.unparse(node.args)}){returns}", "```", ""]


def _attributes(thing: type) -> list[str]:
    """Fields of a dataclass or members of an enum, with what stands below each in the source."""
    rows = []
    body = ast.parse(dedent(inspect.getsource(thing))).body[0]
    assert isinstance(body, ast.ClassDef)
    for node, after in zip(body.body, [*body.body[1:], ast.Pass()], strict=True):
        is_text = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        told = str(after.value.value) if is_text else ""  # type: ignore[attr-defined]
        if isinstance(node, ast.AnnAssign):
            name = ast.unparse(node.target)
            if not told and thing is Problem:  # what the checker is given is told there
                told = inspect.getdoc(getattr(Checked, name, None)) or ""
            rows.append((name, ast.unparse(node.annotation), told))
        elif isinstance(node, ast.Assign) and issubclass(thing, Enum):
            rows.append((ast.unparse(node.targets[0]), ast.unparse(node.value), told))
    if not rows:
        return []
    cells = [(f"`{a}`", f"`{b}`".replace("|", "\\|"), " ".join(c.split())) for a, b, c in rows]
    return ["| attribute | type | meaning |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in cells), ""]  # fmt: skip


def _methods(thing: type) -> list[str]:
    lines = []
    for name, made in vars(thing).items():
        if name.startswith("_") or issubclass(thing, Enum):
            continue
        if inspect.isfunction(made):
            lines += [f"### `.{name}`", "", *_call(name, made), inspect.getdoc(made) or "", ""]
        elif isinstance(made, property) or hasattr(made, "func"):
            told = inspect.getdoc(made.fget if isinstance(made, property) else made.func)
            lines += [f"`.{name}`: {told}", ""]
    return lines
