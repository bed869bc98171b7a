"""The cadre file and its parts. Values a form declares and values verified stand side by side."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dunmiao.access.relations import in_force
from dunmiao.db.models import AddressedModel, CityModel
from dunmiao.kernel.ranks import Rank
from dunmiao.people.lifecycle import IMPORT


class CareerStage(models.TextChoices):
    """Where the person is now, as far as placing goes."""

    FREE = "FREE", "在岗"
    SECONDED = "SECONDED", "在挂"
    LEFT = "LEFT", "已调离"


class Cadre(AddressedModel):
    """A public servant. ID number and phone are sealed; only keyed hashes can be searched."""

    home_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    user = models.OneToOneField(
        "access.User", on_delete=models.PROTECT, null=True, related_name="cadre"
    )
    name = models.CharField(max_length=50)
    name_pinyin_key = models.CharField(max_length=120)
    name_initials = models.CharField(max_length=30)
    name_stroke_key = models.BinaryField(max_length=120)
    sex = models.CharField(max_length=1, choices=[("男", "男"), ("女", "女")])
    ethnicity = models.CharField(max_length=20, blank=True)
    birth_month = models.DateField(null=True)
    birth_month_verified = models.DateField(null=True)
    native_place = models.CharField(max_length=50, blank=True)
    birth_place = models.CharField(max_length=50, blank=True)
    growth_place = models.CharField(max_length=50, blank=True)
    growth_division = models.CharField(max_length=50, blank=True, default="")
    politics = models.CharField(max_length=20, blank=True)
    party_joined_month = models.DateField(null=True)
    party_joined_month_verified = models.DateField(null=True)
    work_started_month = models.DateField(null=True)
    work_started_month_verified = models.DateField(null=True)
    id_number_sealed = models.BinaryField(null=True)
    id_number_key = models.BinaryField(max_length=16, null=True)
    phone_sealed = models.BinaryField(null=True)
    health = models.CharField(max_length=20, blank=True)
    technical_title = models.CharField(max_length=60, blank=True)
    speciality = models.CharField(max_length=200, blank=True)
    current_post = models.CharField(max_length=200, blank=True)
    rank = models.PositiveSmallIntegerField(default=Rank.NONE.value)
    rank_since_month = models.DateField(null=True)
    civil_grade = models.CharField(max_length=20, blank=True)
    civil_grade_since_month = models.DateField(null=True)
    education_level = models.CharField(max_length=20, blank=True)
    is_outstanding_young = models.BooleanField(default=False)
    is_city_managed = models.BooleanField(default=False)
    experience = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    awards = models.TextField(blank=True)
    stage = models.CharField(
        max_length=10, choices=CareerStage.choices, default=CareerStage.FREE.value
    )
    photo = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    shown_pools = ""  # filled by the roster for who may know them

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "id_number_key"], name="cadre_id_number_once"),
            models.CheckConstraint(
                name="cadre_months_are_firsts",
                condition=(Q(birth_month=None) | Q(birth_month__day=1))
                & (Q(party_joined_month=None) | Q(party_joined_month__day=1))
                & (Q(work_started_month=None) | Q(work_started_month__day=1))
                & (Q(rank_since_month=None) | Q(rank_since_month__day=1)),
            ),
        ]
        indexes = [
            models.Index(fields=["city", "name_stroke_key", "id"], name="cadre_by_stroke"),
            models.Index(fields=["city", "name_pinyin_key", "id"], name="cadre_by_pinyin"),
            models.Index(fields=["city", "home_unit", "name_stroke_key"], name="cadre_by_unit"),
            models.Index(fields=["city", "name", "birth_month"], name="cadre_by_name"),
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def rank_label(self) -> str:
        """The post level in words."""
        return Rank(self.rank).label

    @property
    def birth(self) -> object:
        """The verified birth month where there is one, else the declared one."""
        return self.birth_month_verified or self.birth_month


class ShareQuerySet(models.QuerySet["CadreShare"]):
    """Shares by validity."""

    def in_force(self) -> "ShareQuerySet":
        """Those that count today, by the database's day as the row policy reckons it."""
        return self.filter(in_force())


class CadreShare(CityModel):
    """A cadre released to another unit's sight: since when, until when, by which act."""

    cadre = models.ForeignKey(Cadre, on_delete=models.CASCADE, related_name="shares")
    home_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    why = models.CharField(max_length=60)

    objects = ShareQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["city", "unit", "cadre"], name="share_by_unit")]
        constraints = [models.UniqueConstraint(fields=["cadre", "unit", "why"], name="share_once")]

    def __str__(self) -> str:
        """Which act released."""
        return self.why


class NameToken(CityModel):
    """What a name can be found by: characters, pairs of them, pinyin, initials."""

    token = models.CharField(max_length=60)
    cadre = models.ForeignKey(Cadre, on_delete=models.CASCADE, related_name="tokens")
    home_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["city", "token", "home_unit"], name="nametoken_find")]

    def __str__(self) -> str:
        """The token."""
        return self.token


class CadrePart(CityModel):
    """A row that belongs to a cadre and is seen with him."""

    cadre = models.ForeignKey(Cadre, on_delete=models.CASCADE, related_name="%(class)ss")

    class Meta:
        abstract = True


class EducationRecord(CadrePart):
    """One schooling: full-time or in-service, level, degree, school, field."""

    is_full_time = models.BooleanField(default=True)
    level = models.CharField(max_length=30, blank=True)
    degree = models.CharField(max_length=30, blank=True)
    school = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        """Level and school."""
        return f"{self.level} {self.school}"


class CareerRow(CadrePart):
    """A line of the résumé; a bracketed period inside it is its child."""

    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    position = models.PositiveSmallIntegerField()
    from_month = models.DateField(null=True)
    to_month = models.DateField(null=True)
    text = models.TextField()
    kind = models.CharField(max_length=12, default="work")

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        """Where in the résumé."""
        return f"{self.position}"


class RankRecord(CadrePart):
    """A level held on one of the two ladders, from a month on."""

    ladder = models.CharField(max_length=10, choices=[("LEADING", "领导职务"), ("GRADE", "职级")])
    value = models.CharField(max_length=20)
    from_month = models.DateField(null=True)
    to_month = models.DateField(null=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cadre", "ladder"], condition=Q(is_open=True), name="rank_one_open"
            ),
            models.CheckConstraint(
                name="rank_open_has_no_end", condition=Q(is_open=False) | Q(to_month=None)
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        """Ladder and value."""
        return f"{self.ladder} {self.value}"


class ListingQuerySet(models.QuerySet["ReserveListing"]):
    """Listings by whether they count."""

    def in_force(self) -> "ListingQuerySet":
        """Those that have not ended."""
        return self.filter(is_open=True)


class ReserveListing(CadrePart):
    """On a reserve list (后备): which pool, from, to, where it comes from."""

    pool = models.CharField(max_length=40)
    from_month = models.DateField(null=True)
    to_month = models.DateField(null=True)
    origin = models.CharField(max_length=100, blank=True)
    is_open = models.BooleanField(default=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cadre", "pool"], condition=Q(is_open=True), name="listing_one_open"
            ),
            models.CheckConstraint(
                name="listing_open_has_no_end", condition=Q(is_open=False) | Q(to_month=None)
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        """The pool."""
        return self.pool


class FamilyMember(CadrePart):
    """A relative, kept for recusal only; never shown to hosts."""

    relation = models.CharField(max_length=20)
    name = models.CharField(max_length=50)
    birth_month = models.DateField(null=True)
    politics = models.CharField(max_length=20, blank=True)
    work = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        """The relation, no name."""
        return self.relation


class AnnualGrade(CadrePart):
    """The grade of one year."""

    year = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cadre", "year"], name="grade_once_a_year")]

    def __str__(self) -> str:
        """Year and grade."""
        return f"{self.year} {self.grade}"


class AppointmentForm(CadrePart):
    """An appointment form as it came: the sealed file and the elements we do not know."""

    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """When it came."""
        return str(self.imported_at)


class ImportState(models.TextChoices):
    """A batch is checked, then confirmed or dropped, and a confirmed one may be undone."""

    READING = "READING", IMPORT.labels["READING"]
    CHECKED = "CHECKED", IMPORT.labels["CHECKED"]
    CONFIRMED = "CONFIRMED", IMPORT.labels["CONFIRMED"]
    UNDONE = "UNDONE", IMPORT.labels["UNDONE"]
    REFUSED = "REFUSED", IMPORT.labels["REFUSED"]


class ImportBatch(AddressedModel):
    """One upload: nothing is written to cadre files before it is confirmed."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState.choices)
    findings = models.JSONField(default=list)
    made_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["city", "unit", "-id"], name="importbatch_recent")]

    def __str__(self) -> str:
        """State and moment."""
        return f"{self.state} {self.made_at}"


class RowOutcome(models.TextChoices):
    """What confirming would do, or did, with a row."""

    NEW = "NEW", "新增"
    UPDATE = "UPDATE", "更新"
    SAME = "SAME", "不变"
    DUPLICATE = "DUPLICATE", "疑似重复"
    ERROR = "ERROR", "错误"


class ImportRow(CityModel):
    """One person of an upload, sealed; `before` is the sealed state for undo."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    row_no = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    label = models.CharField(max_length=50)
    payload_sealed = models.BinaryField()
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices)
    is_taken = models.BooleanField(default=True)
    findings = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    cadre = models.ForeignKey(Cadre, on_delete=models.SET_NULL, null=True, related_name="+")
    before_sealed = models.BinaryField(null=True)
    revision_after = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row_no"], name="importrow_once")]

    def __str__(self) -> str:
        """Row number."""
        return f"{self.row_no}"
