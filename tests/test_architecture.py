"""What keeps the building in shape: floors of foreign keys, sizes, clocks, words, prints."""

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/dunmiao"
MODULES = [p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts]
PURE = ("kernel", "formats", "engines")


def floors() -> dict[str, int]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    found = {}
    for height, line in enumerate(reversed(contract["layers"])):
        for room in line.split("|"):
            found[room.strip(" ()")] = height
    return found


def test_foreign_keys_point_down_the_floors() -> None:
    height = floors()
    for model in apps.get_models():
        if not model.__module__.startswith("dunmiao."):
            continue
        here = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey):
                module = field.related_model.__module__  # type: ignore[union-attr]
                there = module.split(".")[1] if module.startswith("dunmiao.") else here
                assert height[there] <= height[here], f"{model.__name__}.{field.name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_is_short_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 500, "more than 500 lines"
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "no docstring"


def calls(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else ""
            found.add(f"{name}.{node.func.attr}")
    return found


CLOCKS = {"date.today", "datetime.now", "timezone.now", "timezone.localdate", "time.time"}


def test_pure_rooms_rules_and_lifecycles_read_no_clock() -> None:
    for path in MODULES:
        room = path.relative_to(SOURCE).parts[0]
        if (
            room in PURE
            or "actions" in (path.stem, path.parent.name)
            or path.stem in {"rules", "lifecycle"}
        ):
            assert not calls(path) & CLOCKS, path


def test_rows_beyond_the_actors_own_are_read_in_named_places_only() -> None:
    named = {
        "access/scopes.py",
        "development/actions/notes.py",
        "secondments/reform.py",
        "liaison/keeping.py",
        "liaison/actions/custody.py",
        "liaison/leading.py",
        "people/writing.py",
        "posts/selectors.py",
        "secondments/duties.py",
        "secondments/reporting.py",
    }
    users = {
        str(path.relative_to(SOURCE))
        for path in MODULES
        if "beyond_own_rows" in path.read_text(encoding="utf-8")
    }
    assert users == named


def test_nothing_prints_and_no_empty_except() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                allowed = path.name == "database.py"
                assert node.func.id != "print" or allowed, path
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, f"{path}:{node.lineno} bare except"


def test_migrations_import_nothing_that_changes() -> None:
    allowed = ("dunmiao.db.operations", "dunmiao.db.ranges")
    for path in SOURCE.rglob("migrations/0*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dunmiao"):
                assert node.module in allowed, f"{path}: {node.module}"
            if isinstance(node, ast.Import):
                for name in node.names:
                    assert not name.name.startswith("dunmiao") or name.name in allowed, path


def test_every_permission_is_used() -> None:
    from dunmiao.access.roles import PERMISSIONS, Permission

    text = "".join(p.read_text(encoding="utf-8") for p in MODULES if p.name != "roles.py")
    for permission in Permission:
        assert f"Permission.{permission.name}" in text, permission
        assert any(permission in held for held in PERMISSIONS.values()), permission


def test_every_template_is_used() -> None:
    folder = SOURCE / "web/templates"
    text = "".join(p.read_text(encoding="utf-8") for p in MODULES)
    text += "".join(p.read_text(encoding="utf-8") for p in folder.rglob("*.html"))
    for path in folder.rglob("*.html"):
        name = str(path.relative_to(folder))
        if name.startswith("web/"):
            assert f'"{name}"' in text or f"{name}" in text, name


def test_templates_hold_no_inline_style_or_script() -> None:
    for path in (SOURCE / "web/templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert 'style="' not in text, path
        assert "javascript:" not in text, path
        assert " onclick" not in text, path
