"""A list of people on posts made by other means, read against a problem."""

from collections.abc import Iterable

from dunmiao.engines.matching.problem import Pair, Problem
from dunmiao.engines.tables import BadInput, Fault, read_table


def read_list(problem: Problem, name: str, content: bytes) -> tuple[list[int], list[Pair]]:
    """(pair rows, pairs that are not eligible) of a CSV with the columns person and post.

    Raises BadInput with every fault: unknown ids and people who are listed twice.
    """
    table = read_table(name, content, needed=("person", "post"))
    listed = ((line, row["person"], row["post"]) for line, row in table.rows)
    return match_list(problem, name, listed, table.faults)


def match_list(
    problem: Problem, name: str, listed: Iterable[tuple[int, str, str]], known: Iterable[Fault] = ()
) -> tuple[list[int], list[Pair]]:
    """The same of (line, person, post), beside faults that are known already."""
    people = {one: index for index, one in enumerate(problem.people)}
    posts = {one: index for index, one in enumerate(problem.posts)}
    faults, first = list(known), dict[str, int]()
    rows: list[int] = []
    strangers: list[Pair] = []
    for line, person, post in listed:
        for text, ids, what in ((person, people, "person"), (post, posts, "post")):
            if text not in ids:
                faults.append(Fault(name, line, f'unknown {what} "{text}"'))
        if person in first:
            faults.append(Fault(name, line, f'"{person}" is in line {first[person]} already'))
        first.setdefault(person, line)
        pair = (people.get(person, -1), posts.get(post, -1))
        at = problem.pair_index.get(pair)
        if at is not None:
            rows.append(at)
        else:
            strangers.append(pair)
    if faults:
        raise BadInput(faults)
    return rows, strangers
