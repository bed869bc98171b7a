"""How time and memory grow with the pairs, from ten thousand to ten million: a table, the exponent
of a straight line through the logarithms, and docs/pictures/growth.svg."""

import json
import math
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from dunmiao.engines.matching import check
from dunmiao.engines.matching.generate import Shape, generate
from dunmiao.engines.matching.solve import solve
from dunmiao.engines.matching.write import certificate_json, plan_json

PAIRS = (10_000, 31_600, 100_000, 316_000, 1_000_000, 3_160_000, 10_000_000)
EACH = 20
PICTURE = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "growth.svg"
WIDTH, HEIGHT, LEFT, TOP = 640, 300, 60, 24


def shape(pairs: int) -> Shape:
    """A round of so many pairs: twenty a person, one post for thirty people."""
    people = pairs // EACH
    return Shape(
        people=people, posts=max(EACH, people // 30), pairs_each=EACH,
        units=max(20, people // 16), hosts=max(10, people // 100),
    )  # fmt: skip


def one(pairs: int) -> dict[str, float]:
    """Solve one size in this process."""
    problem = generate(shape(pairs), seed=1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    began = time.perf_counter()
    plan = solve(problem)
    took = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert plan.certificate is not None
    assert plan.gap == 0
    proof = certificate_json(problem, plan.certificate)
    assert check.verify(problem, plan_json(plan), proof)[0] == []
    return {"pairs": len(problem.person), "seconds": took, "mb": most, "instance": before}


def exponent(xs: list[float], ys: list[float]) -> float:
    """The slope of the logarithms."""
    return float(np.polyfit(np.log(xs), np.log(ys), 1)[0])


def picture(rows: list[dict[str, float]]) -> str:
    """Seconds and gigabytes over the pairs, both logarithmic."""
    low, high = math.log10(PAIRS[0]), math.log10(PAIRS[-1])
    bottom, top = -3.0, 2.0

    def at(pairs: float, value: float) -> str:
        x = LEFT + (math.log10(pairs) - low) / (high - low) * (WIDTH - LEFT - 20)
        y = TOP + (top - math.log10(value)) / (top - bottom) * (HEIGHT - TOP - 40)
        return f"{x:.1f},{y:.1f}"

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        "<title>Seconds and gigabytes of a proven round over its pairs</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]  # fmt: skip
    for power in range(-3, 3):
        x1, y = at(PAIRS[0], 10.0**power).split(",")
        lines.append(f'<line x1="{x1}" x2="{WIDTH - 20}" y1="{y}" y2="{y}" stroke="#D5DAE1"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{y}" text-anchor="end" dy="4" fill="#55606E">{10.0**power:g}</text>')  # fmt: skip
    for power in range(4, 8):
        x, _y = at(10.0**power, 1).split(",")
        lines.append(f'<text x="{x}" y="{HEIGHT - 16}" text-anchor="middle" fill="#55606E">10^{power}</text>')  # fmt: skip
    for name, colour, key, factor in (("seconds", "#1F78C1", "seconds", 1.0), ("GB", "#A33B00", "mb", 1 / 1024)):  # fmt: skip
        points = [at(row["pairs"], row[key] * factor) for row in rows]
        lines.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>')  # fmt: skip
        lines += [f'<circle cx="{p.split(",")[0]}" cy="{p.split(",")[1]}" r="3" fill="{colour}"/>' for p in points]  # fmt: skip
        x, y = points[-1].split(",")
        lines.append(f'<text x="{x}" y="{y}" text-anchor="end" dy="-8" fill="{colour}">{name}</text>')  # fmt: skip
    return "\n".join([*lines, "</svg>"]) + "\n"


def run() -> None:
    """The table, the exponents, the picture."""
    rows = []
    for pairs in PAIRS:
        words = [sys.executable, "-m", "benchmarks.growth", str(pairs)]
        done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
        rows.append(json.loads(done.stdout))
        row = rows[-1]
        print(f"{row['pairs']:>12,.0f} pairs: {row['seconds']:.3f} s, {row['mb']:,.0f} MB ({row['instance']:,.0f} of them the instance)", flush=True)  # fmt: skip
    xs = [row["pairs"] for row in rows]
    seconds = exponent(xs, [row["seconds"] for row in rows])
    large = [row for row in rows if row["pairs"] >= 10**5]
    memory = exponent([r["pairs"] for r in large], [r["mb"] for r in large])
    print(
        f"time grows with pairs^{seconds:.2f}, memory above 100,000 pairs with pairs^{memory:.2f}"
    )
    PICTURE.write_text(picture(rows), encoding="utf-8")


if __name__ == "__main__":
    print(json.dumps(one(int(sys.argv[1]))))
