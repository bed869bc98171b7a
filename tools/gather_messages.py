"""Gather every text shown to people into the English catalogue; translations stay.

Texts come from what runs: findings of every room, declared acts, transition tables, labels,
templates, and pages.
"""

import importlib
import io
import pkgutil
import re
import sys
from collections.abc import Iterator
from enum import EnumMeta
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

import dunmiao
from dunmiao.acts.fields import Choice, Input, Rows, Sheet, Verdict
from dunmiao.acts.reading import inputs_of
from dunmiao.cli.database import setup_django
from dunmiao.kernel import findings
from dunmiao.kernel.lifecycle import Lifecycle

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/dunmiao"
CATALOGUE = SOURCE / "locale/en/LC_MESSAGES/django.po"
KEYWORDS = ("gettext", "_", "mark", "gettext_noop")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
HOLE = re.compile(r"\{(\w+)[^}]*\}|%\((\w+)\)")


def holes(text: str) -> set[str]:
    """The facts that a text has room for: {name} and %(name)s."""
    return {brace or percent for brace, percent in HOLE.findall(text)}


def load_rooms() -> None:
    """Import every module, so that whatever registers itself has done so."""
    for module in pkgutil.walk_packages(dunmiao.__path__, "dunmiao."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)


def _moves() -> Iterator[str]:
    for table in (value for value in _values() if isinstance(value, Lifecycle)):
        yield from table.labels.values()
        yield from (move.name for move in table.moves.values())


def _input(spec: Input) -> Iterator[str]:
    yield from (spec.label, spec.help)
    if isinstance(spec, Verdict):
        yield from (spec.yes, spec.no)
    if isinstance(spec, Choice):
        yield from spec.of.values()
    if isinstance(spec, Rows):
        for part in inputs_of(spec.of).values():
            yield from _input(part)
    if isinstance(spec, Sheet):
        yield from _input(spec.cell)


def _acts() -> Iterator[str]:
    from dunmiao.acts.declare import ACTS

    for act in ACTS.values():
        yield from (act.title, act.said, act.danger)
        for spec in act.inputs.values():
            yield from _input(spec)


def _texts(source: str) -> list[str]:
    stream = io.BytesIO(source.encode())
    found = extract_python(stream, KEYWORDS, [], {"encoding": "utf-8"})
    return [message for _, _, message, _ in found if isinstance(message, str)]


def _values() -> Iterator[object]:
    """What the modules of the rooms hold by a public name; words of files are not shown."""
    for name in sorted(sys.modules):
        if name.startswith("dunmiao.") and name.split(".")[1] not in {"formats", "example"}:
            yield from (v for key, v in vars(sys.modules[name]).items() if not key.startswith("_"))


def _tables() -> Iterator[str]:
    """Labels by code: dictionaries of Chinese words, and enumerations with labels."""
    for value in _values():
        if isinstance(value, dict):
            words = [word for word in value.values() if isinstance(word, str)]
            if len(words) == len(value) and any(CHINESE.search(word) for word in words):
                yield from words
        elif isinstance(value, EnumMeta):
            yield from (str(one.label) for one in value if hasattr(one, "label"))


def _others() -> Iterator[str]:
    """Words that stand in no table."""
    from dunmiao.development.rules import discovery, prediction, representation
    from dunmiao.documents.forms import FORMS
    from dunmiao.kernel.experience import EXPERIENCES
    from dunmiao.posts.rules import BANDS, MANY
    from dunmiao.rulebook.parameters import PARAMETERS
    from dunmiao.secondments.rules.obligations import MARKS

    yield from (form.label for form in FORMS.values())
    yield from (word for one in PARAMETERS.values() for word in (one.use, one.unit) if word)
    yield from (shown.word for shown in MARKS.values())
    yield from (*discovery.LEVELS, discovery.BALLOTS, discovery.TALKS, prediction.MATCH)
    yield from (*representation.GROUPS, *EXPERIENCES, *dict(BANDS).values(), MANY, *WORDS)


WORDS = (
    "来源单位 女干部 非中共党员 报告已确认 小组组长 住宅 寻呼 总机 工业强镇 市县机关 重点项目"
).split()


def gathered() -> list[str]:
    """Every text once; Django must be set up."""
    load_rooms()
    found = [*_tables(), *_others()]
    for path in sorted((SOURCE / "web/templates").rglob("*.html")):
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        found += _texts("\n".join(map(str.strip, code.splitlines())))
    for path in sorted([*(SOURCE / "web").rglob("*.py"), *(SOURCE / "access").rglob("*.py")]):
        found += _texts(path.read_text(encoding="utf-8"))
    found += [*_moves(), *_acts(), *findings.templates()]
    return list(dict.fromkeys(text for text in found if text))


def main() -> None:
    """Write the catalogue anew; a text without English is left empty."""
    setup_django()
    old = Catalog()
    if CATALOGUE.exists():
        with CATALOGUE.open("rb") as text:
            old = read_po(text)
    new = Catalog(
        locale="en",
        project="dunmiao",
        version="0",
        fuzzy=False,
        creation_date=old.creation_date,  # a new day here would clash in every merge
    )
    for message in sorted(gathered()):  # so that branches seldom touch the same lines
        kept = old.get(message)
        new.add(message, kept.string if kept else "")
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as out:
        write_po(out, new, omit_header=False, width=100)
    missing = [m.id for m in new if m.id and not m.string]
    print(f"{len(new)} texts, {len(missing)} without English")


if __name__ == "__main__":
    main()
