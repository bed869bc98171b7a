"""The example's ballots follow a seeded truth: the standing finds it, as far as it says it does."""

import random
from datetime import date

import numpy as np

from dunmiao.assessments.rules.schemes import Form, read_form
from dunmiao.assessments.standing import Box, check_box, fit_round
from dunmiao.development.rules.prediction import CANNOT_TELL, TELLS, concordance
from dunmiao.example import ballots


def form() -> Form:
    made, faults = read_form(
        kind="APPRAISAL", items=ballots.ITEMS, grades=ballots.GRADES, groups=ballots.GROUPS
    )
    assert made is not None
    assert not faults
    return made


def batch(number: int, people: int = 14) -> tuple[Box, list[float]]:
    """One team and its voters, the way the example makes them."""
    names = [f"人{number}-{n}" for n in range(people)]
    merits = [ballots.merit_of(name, date(1985, 1, 1)) for name in names]
    lot = random.Random(f"truth|{number}")
    place = lot.gauss(0.0, ballots.LENIENT)
    cast = [
        (group, ballots.ballot(lot, merits, place))
        for group, count in ballots.VOTERS.items()
        for _ in range(count)
    ]
    lot.shuffle(cast)
    return Box(
        str(number), f"组{number}", [f"{number:02d}{n:02d}" for n in range(people)], cast
    ), merits


def test_intervals_hold_the_truth_and_real_differences_have_the_right_sign() -> None:
    """Twelve teams of fourteen. Grades are coarse (four steps cut from a smooth scale), so the
    truth is compared in the grades' own points: the mean mark that a person's merit would get
    from many voters."""
    held = real = wrong = count = 0
    for number in range(12):
        box, merits = batch(number)
        crowd = random.Random(f"crowd|{number}")
        points = dict(form().grades)
        many = [ballots.ballot(crowd, merits, 0.0) for _ in range(1500)]
        truth = np.array(
            [
                np.mean([float(points[m]) for b in many for m in b[p] if m in points])
                for p in range(len(merits))
            ]
        )
        found = fit_round([box], form())
        assert found is not None
        for at, key in enumerate(box.subjects):
            _, low, high = found["against_mean"][key]
            held += low <= truth[at] - truth.mean() <= high
            count += 1
        order = {key: truth[at] for at, key in enumerate(box.subjects)}
        for pair in found["pairs"]:
            if pair["verdict"] == "real":
                real += 1
                wrong += (pair["difference"] > 0) != (order[pair["a"]] > order[pair["b"]])
    assert 0.88 <= held / count <= 0.99, held / count
    assert real > 100
    assert wrong / real <= 0.02


def test_honest_ballots_raise_few_flags() -> None:
    flagged = sum(
        flag.verdict == "check" for n in range(10) for flag in check_box(batch(n)[0], form())
    )
    assert flagged <= 3


def test_merit_is_the_same_in_every_installation() -> None:
    assert ballots.merit_of("丁飞", date(1980, 5, 1)) == ballots.merit_of("丁飞", date(1980, 5, 1))
    assert ballots.merit_of("丁飞", date(1980, 5, 1)) != ballots.merit_of("丁勇", date(1980, 5, 1))


def test_an_early_round_tells_a_later_one_and_a_score_drawn_by_lot_does_not() -> None:
    """What the page of validity must find in the example: the seeded merits are in both rounds,
    the match score knows nothing of them. Four teams of fourteen, other voters each time."""
    early, later, truth, score = [], [], [], []
    lot = random.Random("score")
    for number in range(4):
        box, merits = batch(number)
        crowd = random.Random(f"again|{number}")
        again = Box(box.key, box.place, box.subjects, [
            (group, ballots.ballot(crowd, merits, 0.0)) for group, _ in box.ballots
        ])  # fmt: skip
        first, second = fit_round([box], form()), fit_round([again], form())
        assert first is not None
        assert second is not None
        early += [first["against_mean"][key][0] for key in box.subjects]
        later += [second["against_mean"][key][0] for key in box.subjects]
        mean = sum(merits) / len(merits)
        truth += [merit - mean for merit in merits]
        score += [lot.random() for _ in merits]
    told, blind = concordance(early, later), concordance(score, later)
    best = concordance(truth, later)
    assert told is not None
    assert blind is not None
    assert best is not None
    assert told.reading == TELLS
    assert blind.reading == CANNOT_TELL
    assert told.low <= best.value, "two noisy rounds tell no more than the truth itself would"
