"""What lies in the repository: locks without hosts, fresh files, both languages whole."""

import re
import subprocess
import tomllib
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]


def test_locks_name_no_host_and_answer_the_project() -> None:
    for name in ("requirements.lock", "requirements-uv.lock"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), name
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    for requirement in wanted:
        name = re.split(r"[\[~>=<]", requirement)[0].lower().replace("_", "-")
        assert re.search(rf"^{re.escape(name)}==", lock, re.MULTILINE), name


def test_the_example_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    from tools import example_city

    before = {p.name: p.read_bytes() for p in example_city.HERE.iterdir()}
    example_city.HERE = tmp_path
    example_city.main()
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def _english() -> dict[str, str]:
    with (ROOT / "src/dunmiao/locale/en/LC_MESSAGES/django.po").open("rb") as text:
        return {entry.id: entry.string for entry in read_po(text) if entry.id}


def test_every_text_has_its_english_and_no_english_is_left_over() -> None:
    from tools.gather_messages import gathered

    english, texts = _english(), gathered()
    assert [text for text in texts if not english.get(text)] == []
    assert sorted(english.keys() - texts) == []


def test_an_english_text_has_the_facts_of_its_chinese() -> None:
    from tools.gather_messages import holes

    assert {zh: en for zh, en in _english().items() if holes(zh) != holes(en)} == {}


def test_no_line_of_a_template_is_longer_than_120() -> None:
    folder = ROOT / "src/dunmiao/web/templates"
    long = {
        f"{path.relative_to(folder)}:{number}"
        for path in folder.rglob("*.html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 120
    }
    assert long == set()


def test_no_compiled_or_private_file_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        assert not name.endswith((".mo", ".pyc", ".sqlite3", ".key")), name
        assert "htmx" not in name, name


def test_readmes_have_the_same_parts() -> None:
    def parts(name: str) -> int:
        return len(re.findall(r"^## ", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert parts("README.md") == parts("README.zh-CN.md") > 3
    for name in ("README.md", "README.zh-CN.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text(encoding="utf-8")):
            assert (ROOT / link).exists(), f"{name}: {link}"
