"""`dunmiao quota`: give the places of a pool to units, exactly; ties are returned; no database."""

import argparse

from dunmiao.cli.files import Unreadable, answer, read_bytes, refusing
from dunmiao.engines.appraisal.exact import fraction_of
from dunmiao.engines.appraisal.quota import METHODS
from dunmiao.engines.appraisal.quota_files import Pool
from dunmiao.engines.output import dumps


def _quota(words: list[str]) -> int:
    parser = argparse.ArgumentParser("dunmiao quota", description="Apportion places to units.")
    parser.add_argument("units")
    parser.add_argument("--rate", help="as a/b or a decimal, at most 1")
    parser.add_argument("--places", type=int)
    parser.add_argument("--method", choices=METHODS, default=METHODS[0])
    parser.add_argument("--floors", default="", metavar="COLUMN")
    parser.add_argument("--caps", default="", metavar="COLUMN")
    parser.add_argument("--out")
    asked = parser.parse_args(words)
    rate = None if asked.rate is None else fraction_of(asked.rate)
    if asked.rate is not None and (rate is None or not 0 <= rate <= 1):
        raise Unreadable(f'--rate:1: "{asked.rate}" is not a fraction from 0 to 1')
    if asked.places is not None and asked.places < 0:
        raise Unreadable(f"--places:1: {asked.places} is below 0")
    pool = Pool(read_bytes(asked.units), name=asked.units, floors=asked.floors, caps=asked.caps)
    found = pool.share(rate=rate, places=asked.places, method=asked.method)
    return answer(asked.out, dumps(found))


def run(words: list[str]) -> int:
    """`quota UNITS.csv --rate 1/5 --places N …`."""
    return refusing(_quota, words)
