"""`dunmiao tally`: count sheets by a scheme, exactly; no database."""

import argparse

from dunmiao.cli.files import answer, read_bytes, refusing
from dunmiao.engines.appraisal.tally_files import tally_from, tally_json
from dunmiao.engines.output import dumps


def _tally(words: list[str]) -> int:
    parser = argparse.ArgumentParser("dunmiao tally", description="Count sheets exactly.")
    parser.add_argument("sheets")
    parser.add_argument("--scheme", required=True)
    parser.add_argument("--out")
    asked = parser.parse_args(words)
    counted = tally_from(
        read_bytes(asked.sheets),
        read_bytes(asked.scheme),
        sheets_name=asked.sheets,
        scheme_name=asked.scheme,
    )
    return answer(asked.out, dumps(tally_json(counted)))


def run(words: list[str]) -> int:
    """`tally SHEETS.csv --scheme SCHEME.json [--out FILE]`."""
    return refusing(_tally, words)
