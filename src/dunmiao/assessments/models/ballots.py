"""The box. No row here has a person, an account, an address, a number in order, or a time.

`CastBallot` and `BallotCode` live while a session is open. Closing writes `Ballot` anew in one
transaction in random order, with the counts and the board, and drops both; archiving the round
drops `Ballot`, too, so that nothing links one voter's marks any longer.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from dunmiao.assessments.models.rounds import (
    BallotSession,
    RoundPart,
    RoundSubject,
    SessionGroup,
)


class BallotCode(RoundPart):
    """The hash of a one-time code on a nameless slip, and whether it was used."""

    code_hash = models.CharField(max_length=64, primary_key=True)
    session = models.ForeignKey(BallotSession, on_delete=models.PROTECT, related_name="codes")
    group = models.ForeignKey(SessionGroup, on_delete=models.PROTECT, related_name="+")
    is_spent = models.BooleanField(default=False)
    asked_hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        """Nothing that leads anywhere."""
        return "code"


class SigningKey(RoundPart):
    """The key of one group of a remote session: it signs ballots that it cannot see.

    Made when codes are issued, dropped when the session is closed or void; the private part is
    sealed. `asked_hash` of a code is the hash of the blinded number that was signed for it, so
    that a lost answer can be asked for again; the number says nothing of the ballot.
    """

    session = models.ForeignKey(BallotSession, on_delete=models.PROTECT, related_name="keys")
    group = models.OneToOneField(SessionGroup, on_delete=models.PROTECT, related_name="key")
    modulus = models.CharField(max_length=1024)
    private_sealed = models.BinaryField()

    def __str__(self) -> str:
        """Nothing of the key."""
        return "key"


class BoxRow(RoundPart):
    """One ballot: its random number, its group, its marks by subject and item."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SessionGroup, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    nonce = models.CharField(max_length=64)

    class Meta:
        abstract = True


class CastBallot(BoxRow):
    """A ballot of a session that is still open: nobody may read it, the database refuses."""

    session = models.ForeignKey(BallotSession, on_delete=models.PROTECT, related_name="box")

    def __str__(self) -> str:
        """Nothing that leads anywhere."""
        return "ballot"


class Ballot(BoxRow):
    """A ballot of a closed session, kept until the round is archived."""

    session = models.ForeignKey(
        BallotSession, on_delete=models.PROTECT, related_name="closed_ballots"
    )

    def __str__(self) -> str:
        """Nothing that leads anywhere."""
        return "ballot"


class BoardEntry(RoundPart):
    """A line of the public board of a closed session."""

    session = models.ForeignKey(BallotSession, on_delete=models.PROTECT, related_name="board")
    place = models.PositiveIntegerField()
    receipt = models.CharField(max_length=9)
    commitment = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "place"], name="board_place_once"),
        ]
        indexes = [models.Index(fields=["session", "receipt"], name="board_receipt")]
        ordering = ["place"]

    def __str__(self) -> str:
        """The receipt."""
        return self.receipt


class PaperSheet(RoundPart):
    """A paper sheet by the number it got after it was shuffled; read twice, by two people."""

    session = models.ForeignKey(BallotSession, on_delete=models.PROTECT, related_name="sheets")
    group = models.ForeignKey(SessionGroup, on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveIntegerField()
    first = models.JSONField(null=True)
    first_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    second = models.JSONField(null=True)
    second_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled = models.JSONField(null=True)
    settled_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="sheet_number_once"),
            models.CheckConstraint(
                name="sheet_read_by_two",
                condition=Q(second_by=None) | ~Q(second_by=F("first_by")),
            ),
            models.CheckConstraint(
                name="sheet_settled_after_both",
                condition=Q(settled__isnull=True)
                | Q(first_by__isnull=False, second_by__isnull=False),
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        """Its number."""
        return str(self.number)


class TallyCell(RoundPart):
    """The legal count: so many equal marks of a group of a session on an item of a person."""

    session = models.ForeignKey(BallotSession, on_delete=models.PROTECT, related_name="cells")
    group = models.ForeignKey(SessionGroup, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(RoundSubject, on_delete=models.PROTECT, related_name="cells")
    item = models.CharField(max_length=20, blank=True)
    mark = models.CharField(max_length=20)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "group", "subject", "item", "mark"], name="cell_once"
            ),
        ]

    def __str__(self) -> str:
        """The count."""
        return str(self.count)
