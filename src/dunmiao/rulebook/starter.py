"""The national starter set: rules and parameters to begin with, none of them verified yet."""

from datetime import date
from pathlib import Path

from dunmiao.rulebook.files import RuleFile, read_content

CODE, NAME = "national", "国家通用起始集"
SINCE = date(2019, 1, 1)
FILE = Path(__file__).parent / "data" / "national.json"


def starter() -> RuleFile:
    """Its content, as the package brings it."""
    return read_content(FILE.read_bytes(), since=SINCE)
