"""Tables of this room."""

from dunmiao.development.models.notes import EverydayNote
from dunmiao.development.models.uses import LookBack, Suggestion, UseRecord

__all__ = ["EverydayNote", "LookBack", "Suggestion", "UseRecord"]
