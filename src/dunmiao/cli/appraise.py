"""`dunmiao appraise`: severity-adjusted standings of ballots, with intervals; no database."""

import argparse

from dunmiao.cli.files import Unreadable, answer, read_bytes, refusing
from dunmiao.engines.appraisal.ballot_files import ballots_from
from dunmiao.engines.appraisal.standing import Adjusted
from dunmiao.engines.appraisal.standing_files import standing_json
from dunmiao.engines.output import dumps

MOST_DRAWS = 1_000_000


def _appraise(words: list[str]) -> int:
    parser = argparse.ArgumentParser("dunmiao appraise", description="Standings of ballots.")
    parser.add_argument("ballots")
    parser.add_argument("--out", required=True)
    parser.add_argument("--scheme", help="SCHEME.json of `tally`: points, weights of groups")
    parser.add_argument("--top", type=int, help="how many are the best; a fifth if not given")
    parser.add_argument("--level", type=float, default=0.95)
    parser.add_argument("--draws", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pairs", action="store_true", help="all pairs, above 300 people too")
    asked = parser.parse_args(words)
    wrong = [
        f"--{name}:1: {value} is not allowed"
        for name, value, good in (
            ("top", asked.top, asked.top is None or asked.top >= 1),
            ("level", asked.level, 0 < asked.level < 1),
            ("draws", asked.draws, 100 <= asked.draws <= MOST_DRAWS),
            ("seed", asked.seed, asked.seed >= 0),
        )
        if not good
    ]
    if wrong:
        raise Unreadable("\n".join(wrong))
    read = ballots_from(
        read_bytes(asked.ballots),
        name=asked.ballots,
        scheme=None if asked.scheme is None else read_bytes(asked.scheme),
        scheme_name=asked.scheme or "",
    )
    found = Adjusted(
        read.design, level=asked.level, top=asked.top, draws=asked.draws, seed=asked.seed
    )
    return answer(asked.out, dumps(standing_json(found, read=read, all_pairs=asked.pairs)))


def run(words: list[str]) -> int:
    """`appraise BALLOTS.csv --out STANDING.json [--scheme SCHEME.json] …`."""
    return refusing(_appraise, words)
