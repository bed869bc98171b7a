"""Standings: variances and time beside lme4 (R) on the same ballots, growth, and coverage."""

import csv
import json
import resource
import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from dunmiao.engines.appraisal.design import Design, Vote, design
from dunmiao.engines.appraisal.facets import Likelihood
from dunmiao.engines.appraisal.flags import flags
from dunmiao.engines.appraisal.lmm import fit
from dunmiao.engines.appraisal.mfrm import mfrm
from dunmiao.engines.appraisal.posterior import GAUSSIAN, ORDINAL, expected_scores
from dunmiao.engines.appraisal.rated import Ratings
from dunmiao.engines.appraisal.standing import Adjusted
from tests.engines.appraisal.cells import CELLS, scored

SIZES = (1_000, 10_000, 100_000)
PASSES = (1_000_000,)  # ratings over which one pass is measured as well
SETS = 150
PEER = """
suppressMessages(library(lme4))
d <- read.csv(commandArgs(TRUE)[1])
t <- system.time(m <- lmer(y ~ 1 + (1|ratee) + (1|rater), d, REML=TRUE))[["elapsed"]]
v <- as.data.frame(VarCorr(m))
cat(sprintf('{"seconds":%.4f,"ratee":%.12f,"rater":%.12f,"residual":%.12f}', t,
  v$vcov[v$grp=="ratee"], v$vcov[v$grp=="rater"], v$vcov[v$grp=="Residual"]))
"""


def run() -> None:
    """Print one line a measurement."""
    lot = np.random.default_rng(1)
    for size in SIZES:
        _beside(_crossed(lot, size), size)
    _city()
    took = {size: _facets(lot, size) for size in (10_000, 100_000, 1_000_000)}
    print(f"many-facet model, time 10⁶ / 10⁵: {took[1_000_000] / took[100_000]:.1f}", flush=True)
    _covers()
    _recovers()
    _flags()


def _crossed(lot: np.random.Generator, ballots: int) -> Design:
    """Ratees judged by 20 raters each, drawn from a pool a fifth of their number and ten more."""
    ratees = ballots // 20
    raters = ratees // 5 + 25
    theta, strict = lot.normal(0, 0.5, ratees), lot.normal(0, 0.4, raters)
    chosen = np.array([lot.choice(raters, 20, replace=False) for _ in range(ratees)])
    y = 3 + theta[:, None] - strict[chosen] + lot.normal(0, 0.6, chosen.shape)
    used = np.unique(chosen)
    return Design(
        tuple(f"p{n:06d}" for n in range(ratees)), tuple(f"r{n:06d}" for n in used), (),
        np.repeat(np.arange(ratees), 20), np.searchsorted(used, chosen.ravel()),
        np.full(len(used), -1), np.zeros(len(used), np.int64), y.ravel(),
    )  # fmt: skip


def _beside(made: Design, size: int) -> None:
    began = time.perf_counter()
    found = fit(made)
    took = time.perf_counter() - began
    line = f"REML of {size:,} ballots ({len(made.ratees):,} ratees): {took:.2f} s"
    peer = _lme4(made)
    if peer is not None:
        off = max(
            abs((found.variances[name] or 0.0) / peer[name] - 1)
            for name in ("ratee", "rater", "residual")
        )
        line += f"; lme4 {peer['seconds']:.2f} s, ratio {took / peer['seconds']:.2f}; variances differ by {off:.1e} at most"
    print(line, flush=True)


def _lme4(made: Design) -> dict[str, float] | None:
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        script, data = Path(folder) / "p.R", Path(folder) / "d.csv"
        script.write_text(PEER)
        with data.open("w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["ratee", "rater", "y"])
            for p, r, y in zip(made.ratee, made.rater, made.y, strict=True):
                rows.writerow([made.ratees[p], made.raters[r], repr(float(y))])
        said = subprocess.run(
            ["Rscript", str(script), str(data)], capture_output=True, text=True, check=False
        )
    if said.returncode:
        return None
    return dict(json.loads(said.stdout))


def _city() -> None:
    """300 ratees in 30 units, 3,000 local voters, 5 common judges: estimates and intervals."""
    lot = np.random.default_rng(2)
    theta, lenience = lot.normal(0, 0.35, 300), lot.normal(0, 0.3, 31)
    votes = []
    for unit in range(30):
        for voter in range(100):
            strict = lot.normal(0, 0.35)
            for p in range(10 * unit, 10 * unit + 10):
                y = 3 + theta[p] - strict - lenience[unit] + lot.normal(0, 0.5)
                votes.append(Vote(f"p{p:03d}", f"v{unit:02d}.{voter}", f"u{unit:02d}", "", y))
    for judge in range(5):
        strict = lot.normal(0, 0.35)
        for p in range(300):
            y = 3 + theta[p] - strict - lenience[30] + lot.normal(0, 0.5)
            votes.append(Vote(f"p{p:03d}", f"w{judge}", "w", "", y))
    made = design(votes)
    began = time.perf_counter()
    fit(made)
    line = f"a city ({made.size:,} ballots, 3,005 raters, 31 units): REML "
    line += f"{time.perf_counter() - began:.2f} s"
    graded = replace(made, y=np.clip(np.round(made.y), 1, 4))
    for family, ballots in ((GAUSSIAN, made), (ORDINAL, graded)):
        began = time.perf_counter()
        expected_scores(ballots, family, draws=4000, seed=0)
        line += f", {family} draws {time.perf_counter() - began:.2f} s"
    print(line, flush=True)


def _facets(lot: np.random.Generator, ratings: int) -> float:
    """Seconds of a fit; where they are many, also one pass beside reading the ratings."""
    ratees = ratings // 100
    theta, strict = lot.normal(0, 1, ratees), lot.normal(0, 0.7, 50)
    votes = [
        Vote(f"p{p:05d}", f"r{r:02d}", "", str(i), float(np.clip(round(1.5 + theta[p] - strict[r] + lot.normal(0, 0.8)), 0, 3)))
        for p in range(ratees)
        for r in lot.choice(50, 20, replace=False)
        for i in range(5)
    ]  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    mfrm(votes)
    took = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    print(
        f"many-facet model of {ratings:,} ratings: {took:.2f} s, "
        f"{max(grown, 0) / ratings:.0f} bytes a rating beyond the votes",
        flush=True,
    )
    if ratings == max(PASSES):
        _pass(Ratings(votes))
    return took


def _pass(rated: Ratings) -> None:
    """A likelihood with its gradient, and a product with its curvature, beside one read of the
    ratings (rater, ratee, item and grade, as an int64 each, as `np.loadtxt` would hold them)."""
    call = Likelihood(rated)
    lot = np.random.default_rng(1)
    x, v = lot.normal(0, 0.3, (2, sum(call.sizes) + 2))
    held = [column.astype(np.int64) for column in (rated.p, rated.curve, rated.curve, rated.x)]
    here = call(x)
    kinds = {
        "likelihood and gradient": lambda: call(x).gradient,
        "curvature times a vector": lambda: here.turned(v),
        "reading": lambda: [column.sum() for column in held],
    }
    taken: dict[str, list[float]] = {name: [] for name in kinds}
    with threadpool_limits(limits=1, user_api="blas"):
        for _ in range(9):
            for name, work in kinds.items():
                began = time.perf_counter()
                work()
                taken[name].append(time.perf_counter() - began)
    read = float(np.median(taken.pop("reading")))
    for name, seconds in taken.items():
        ours = float(np.median(seconds))
        print(
            f"{name} over {rated.n:,} ratings: {ours * 1e3:.1f} ms, reading them "
            f"{read * 1e3:.1f} ms, ratio {ours / read:.1f}",
            flush=True,
        )


def _recovers() -> None:
    """How many of the true best fifth are among the fitted best fifth, by ballots a person."""
    lot = np.random.default_rng(9)
    print("true best fifth among the fitted best fifth (50 people, 60 sets):", flush=True)
    for raters in (3, 5, 10, 20, 40):
        hits, listed, held = [], [], []
        for _ in range(60):
            theta, strict = lot.normal(0, 0.35, 50), lot.normal(0, 0.35, raters)
            votes = [
                Vote(f"p{p:02d}", f"r{r:02d}", "", "", float(np.clip(round(
                    3 + theta[p] - strict[r] + lot.normal(0, 0.5)), 1, 4)))
                for p in range(50) for r in range(raters)
            ]  # fmt: skip
            found = Adjusted(design(votes), draws=1000)
            best = set(np.argsort(-theta)[:10].tolist())
            fitted = np.argsort([-row.estimate for row in found.standings])[:10].tolist()
            hits.append(len(best & set(fitted)) / 10)
            likely = [at for at, row in enumerate(found.standings) if row.top_k >= 0.5]
            listed.append(len(likely))
            held += [at in best for at in likely]
        print(
            f"  {raters:2d} ballots: {np.mean(hits):.2f}; listed by P >= .5: "
            f"{np.mean(listed):.1f}, of them truly of the best fifth {np.mean(held):.2f}",
            flush=True,
        )


def _flags() -> None:
    """Honest boxes that are flagged all the same: at most one in twenty should be."""
    lot, sets = np.random.default_rng(4), 200
    flagged = 0
    for n in range(sets):
        merit, strict = lot.normal(0, 1, 12), lot.normal(0, 0.7, 25)
        mean = 2.1 + merit[None, :, None] - strict[:, None, None] + lot.normal(0, 0.8, (25, 12, 4))
        grades = np.clip(3 - np.round(mean), 0, 3).astype(np.int64)
        flagged += any(flag.verdict == "check" for flag in flags(grades, seed=n))
    error = (flagged / sets * (1 - flagged / sets) / sets) ** 0.5
    print(
        f"honest boxes flagged: {flagged}/{sets} = {flagged / sets:.3f} (± {error:.3f})", flush=True
    )


def _covers() -> None:
    """Every cell of the findings: what intervals hold, what is claimed, who is listed."""
    print("nominal 95 % intervals, cell by cell:", flush=True)
    for at, (name, cell) in enumerate(CELLS.items()):
        print(f"  {name}: {scored(cell, sets=SETS, seed=1000 + at)}", flush=True)
