"""Nothing of the pages lies unused: each template is shown, each class of the styles is worn."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "src/dunmiao/web"
PAGES = {path: path.read_text(encoding="utf-8") for path in (WEB / "templates").rglob("*.html")}
SCRIPTS = [path.read_text(encoding="utf-8") for path in (WEB / "static").rglob("*.js")]
STYLES = [path.read_text(encoding="utf-8") for path in (WEB / "static").rglob("*.css")]
OF_ALLAUTH = ("account/", "mfa/")  # named by allauth, not by us


def _strings_of_code() -> Iterator[str]:
    for path in WEB.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _worn() -> set[str]:
    attributes = [found for page in PAGES.values() for found in re.findall(r'class="[^>]*', page)]
    told = [text for text in _strings_of_code() if len(text) < 80]
    return set(re.findall(r"[\w-]+", "\n".join([*attributes, *SCRIPTS, *told])))


def test_every_template_is_shown_by_a_view_or_by_another_template() -> None:
    texts = "\n".join([*PAGES.values(), *_strings_of_code()])
    names = [path.relative_to(WEB / "templates").as_posix() for path in PAGES]
    assert [n for n in names if n not in texts and not n.startswith(OF_ALLAUTH)] == []


def test_every_class_of_the_styles_is_worn() -> None:
    rules = re.sub(r"/\*.*?\*/", "", "\n".join(STYLES), flags=re.DOTALL)
    heads = re.findall(r"([^{}]+)\{", rules)
    classes = {name for head in heads for name in re.findall(r"\.([a-zA-Z][\w-]*)", head)}
    assert len(classes) > 100
    assert sorted(classes - _worn()) == []
