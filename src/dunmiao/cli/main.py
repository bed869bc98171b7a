"""Read the command line and call one verb; each verb loads only what it needs."""

import sys
from collections.abc import Callable
from importlib import import_module

from dunmiao.kernel.errors import OperatorError

# verb → module with `run(arguments) -> exit code`, and one line of help
VERBS = {
    "run": ("dunmiao.cli.serve", "database, worker and pages in one process group"),
    "init": ("dunmiao.cli.init", "make the city and its three administrators"),
    "demo": ("dunmiao.cli.demo", "load the example city; --passwords makes new passwords"),
    "acts": ("dunmiao.cli.acts", "list every business act: address, rights, states, inputs"),
    "doctor": ("dunmiao.cli.doctor", "say in words what is missing or wrong"),
    "worker": ("dunmiao.cli.worker", "run background jobs (servers)"),
    "read": ("dunmiao.cli.read", "show what workbooks, lrmx and résumés hold; no database"),
    "match": ("dunmiao.cli.match", "solve, verify or question a matching problem; no database"),
    "appraise": ("dunmiao.cli.appraise", "standings of ballots with intervals; no database"),
    "tally": ("dunmiao.cli.tally", "count sheets by a scheme, exactly; no database"),
    "quota": ("dunmiao.cli.quota", "give the places of a pool to units; no database"),
    "ballots": ("dunmiao.cli.ballots", "verify the board of a closed box; no database"),
    "manage": ("dunmiao.cli.manage", "Django's own commands, with the database up"),
}


def usage() -> str:
    """The list of verbs."""
    lines = [f"  {verb:<9} {text}" for verb, (_, text) in VERBS.items()]
    return "dunmiao VERB …\n" + "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; 2 on bad usage."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(usage() + "\n")
        return 0 if words else 2
    if words[0] not in VERBS:
        sys.stderr.write(f"unknown verb {words[0]!r}\n{usage()}\n")
        return 2
    run: Callable[[list[str]], int] = import_module(VERBS[words[0]][0]).run
    try:
        return run(words[1:])
    except OperatorError as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
