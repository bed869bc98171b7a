"""A list of people on posts made by other means, read against a problem."""

from dunmiao.engines.matching.problem import Pair, Problem
from dunmiao.engines.tables import BadInput, Fault, read_table


def read_list(problem: Problem, name: str, content: bytes) -> tuple[list[int], list[Pair]]:
    """(pair rows, pairs that are not eligible) of a CSV with the columns person and post.

    Raises BadInput with every fault: unknown ids and people who are listed twice.
    """
    table = read_table(name, content, needed=("person", "post"))
    people = {one: index for index, one in enumerate(problem.people)}
    posts = {one: index for index, one in enumerate(problem.posts)}
    faults, first = list(table.faults), dict[str, int]()
    rows: list[int] = []
    strangers: list[Pair] = []
    for line, row in table.rows:
        person, post = row["person"], row["post"]
        for text, known, what in ((person, people, "person"), (post, posts, "post")):
            if text not in known:
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
