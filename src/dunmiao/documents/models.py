"""Files and the register of document numbers."""

from django.db import models

from dunmiao.db.models import AddressedModel, CityModel


class FileKind(models.TextChoices):
    """What a stored file is."""

    IMPORT = "IMPORT", "导入文件"
    BASIS = "BASIS", "依据文件"
    APPOINTMENT_FORM = "APPOINTMENT_FORM", "任免审批表"
    PHOTO = "PHOTO", "照片"
    LETTER = "LETTER", "公文"
    BRIEFING = "BRIEFING", "部务会材料"
    NOMINATION = "NOMINATION", "推荐材料"
    LOG_PHOTO = "LOG_PHOTO", "日志照片"
    EVIDENCE = "EVIDENCE", "成果证据"
    INDICATORS = "INDICATORS", "指标数据"
    ACTIVITY_PHOTO = "ACTIVITY_PHOTO", "活动照片"
    MATERIAL = "MATERIAL", "挂职单位资料"


class StoredFile(AddressedModel):
    """One file, sealed on disk under its uid; served only through a view that asks the policy."""

    kind = models.CharField(max_length=20, choices=FileKind.choices)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["city", "unit"], name="storedfile_unit")]

    def __str__(self) -> str:
        """The name people gave it."""
        return self.name


class NumberSeries(CityModel):
    """A register of document numbers: prefix and year, the last number given."""

    prefix = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "prefix", "year"], name="series_once")
        ]

    def __str__(self) -> str:
        """Prefix and year."""
        return f"{self.prefix}〔{self.year}〕"


class IssuedNumber(CityModel):
    """One number given out, and what it was given to; none is skipped or given twice."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="issued")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=64)
    subject_uid = models.UUIDField()
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="issued_number_once")
        ]

    def __str__(self) -> str:
        """The number in official form."""
        return f"{self.series}{self.number}号"


class LetterTemplate(AddressedModel):
    """The office's own form of a letter: a Word file with fields; one in force for each kind."""

    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    is_active = models.BooleanField(default=True)
    made_by = models.CharField(max_length=50)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "kind"], condition=models.Q(is_active=True), name="template_one"
            )
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        """Its file's name."""
        return self.name
