"""Words that mark a secret paper: nothing of that belongs into anything typed here."""

from dunmiao.formats.checks import SECRET
from dunmiao.kernel.findings import Finding
from dunmiao.secondments.messages import say


def objections_to_words(*texts: str, where: str = "") -> list[Finding]:
    """One for each text that bears such a mark."""
    return [
        say("report.secret", where=where, mark=mark[0])
        for text in texts
        if (mark := SECRET.search(text))
    ]
