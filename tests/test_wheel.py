"""The wheel is the whole product: what git keeps of the package, and the compiled catalogue."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy without anything that git does not keep."""
    kept = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode().split("\0")  # fmt: skip
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel")
    for name in filter(None, kept):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", str(out), str(copy)], check=True, cwd=out)
    return next(out.glob("*.whl"))


def test_it_holds_every_file_of_the_package(wheel: Path) -> None:
    members = set(zipfile.ZipFile(wheel).namelist())
    kept = subprocess.run(
        ["git", "ls-files", "-z", "src"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode().split("\0")  # fmt: skip
    ours = {name.removeprefix("src/") for name in kept if name and (ROOT / name).is_file()}
    assert ours - members == set()
    sources = {name for name in ours if name.endswith(".po")}
    assert sources
    assert {name.replace(".po", ".mo") for name in sources} <= members


INSIDE = """
import os
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "dunmiao.config.settings"
import django, dunmiao
django.setup()
from django.utils import translation
from dunmiao.example.loading import FOLDER
from dunmiao.kernel.errors import not_permitted
here = Path(dunmiao.__file__).parent
assert "unpacked" in here.parts, here
assert here in FOLDER.parents and (FOLDER / "programmes.json").is_file()
with translation.override("en"):
    assert translation.gettext("停止") == "Stop"
assert not_permitted().findings[0].text("en") == "The acting role has no right to do this."
"""


def test_it_finds_its_catalogue_and_its_example_outside_the_clone(
    wheel: Path, tmp_path: Path
) -> None:
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(wheel).extractall(unpacked)
    given = {**os.environ, "PYTHONPATH": str(unpacked), "DUNMIAO_HOME": str(tmp_path / "home")}
    subprocess.run([sys.executable, "-c", INSIDE], check=True, cwd=tmp_path, env=given)
