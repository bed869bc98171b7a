"""Stages of programmes, posts and teams."""

from typing import Any

from tests.acts.stages import DEPARTMENT, EVERYBODY, Stage
from tests.acts.stages.cases import serving

TEAM = {"name": "攻坚组", "requirements": [
    {"label": "处级领衔", "attribute": "rank", "operator": ">=", "value": "3", "at_least": 1}]}  # fmt: skip


def programme(city: Any, state: str) -> Any:
    """The round of the towns, with a person who serves."""
    serving(city)
    return city.programme


STAGES = {"team.form": Stage(make=programme, may=DEPARTMENT, sees=EVERYBODY, given=TEAM)}
