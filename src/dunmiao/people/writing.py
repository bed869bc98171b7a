"""Write a plain record into a cadre's rows: one way for imports, undo and edits."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.persons import id_key
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.access.scopes import beyond_own_rows
from dunmiao.formats.names import initials, pinyin_key, search_tokens, stroke_key
from dunmiao.formats.person import Career, PersonRecord
from dunmiao.formats.places import county_of
from dunmiao.kernel.errors import not_visible, require_revision
from dunmiao.kernel.months import first_of_month
from dunmiao.kernel.ranks import Rank
from dunmiao.people import rules
from dunmiao.people.ladders import Ladders, carried_on, ladders_of
from dunmiao.people.models import (
    AnnualGrade,
    Cadre,
    CadreShare,
    CareerRow,
    EducationRecord,
    FamilyMember,
    NameToken,
    RankRecord,
    ReserveListing,
)
from dunmiao.people.records import record_of, seal_text
from dunmiao.people.selectors import with_parts
from dunmiao.units.models import Unit
from dunmiao.units.selectors import UnitNames

EDUCATION_ORDER = ("研究生", "大学", "大专", "中专", "高中")


def _highest(record: PersonRecord) -> str:
    levels = [entry.level for entry in record.education]
    for level in EDUCATION_ORDER:
        if any(level in text for text in levels):
            return level
    return levels[0] if levels else ""


@transaction.atomic
def write_record(
    *,
    actor: Actor,
    cadre: Cadre | None,
    record: PersonRecord,
    unit: Unit,
    today: date,
    ladders: Ladders | None = None,
    names: UnitNames | None = None,
) -> Cadre:
    """Make the cadre's rows say what the record says; a new cadre where there is none.

    Levels and reserve listings are carried on from what is stored, unless `ladders` gives
    them whole. `names` finds the units that relatives work at (read once for a whole import).
    """
    if cadre is None:
        cadre = Cadre(city_id=actor.city_id, revision=0)
    cadre.home_unit = unit
    cadre.name = record.name
    cadre.name_pinyin_key = pinyin_key(record.name)
    cadre.name_initials = initials(record.name)
    cadre.name_stroke_key = stroke_key(record.name)
    for name in (
        "sex",
        "birth_month",
        "ethnicity",
        "native_place",
        "birth_place",
        "growth_place",
        "politics",
        "party_joined_month",
        "work_started_month",
        "health",
        "technical_title",
        "speciality",
        "rank_since_month",
        "civil_grade",
        "civil_grade_since_month",
        "awards",
    ):
        setattr(cadre, name, getattr(record, name))
    cadre.growth_division = county_of(
        record.growth_place or record.birth_place, city=actor.city_name
    )
    cadre.rank = int(record.rank or Rank.NONE)
    cadre.current_post = record.post
    cadre.experience = list(record.experience)
    cadre.education_level = _highest(record)
    cadre.id_number_sealed = seal_text(cadre, "id_number", record.id_number)
    cadre.id_number_key = id_key(record.id_number)
    cadre.phone_sealed = seal_text(cadre, "phone", record.phone)
    cadre.revision += 1
    is_new = cadre.pk is None
    cadre.save()
    names = names or UnitNames.of(actor.city_id)
    kept = Ladders() if is_new else ladders_of(cadre)
    _write_parts(cadre, record, names, is_new=is_new)
    wanted = ladders or carried_on(kept, record, month=first_of_month(today))
    if wanted != kept:  # the history shows real changes only
        _write_ladders(cadre, wanted, is_new=is_new)
    return cadre


def _locked(actor: Actor, cadre_uid: Any, revision: int) -> Cadre:
    cadre = (
        with_parts(visible(Cadre, actor))
        .select_for_update(of=("self",))
        .filter(uid=cadre_uid)
        .first()
    )
    if cadre is None:
        raise not_visible()
    actor.require(Permission.PEOPLE_EDIT, at=[cadre.home_unit_id])
    require_revision(cadre.revision, revision)
    return cadre


@transaction.atomic
def promote_cadre(
    *, actor: Actor, cadre: Cadre, rank: Rank, post: str, month: date, today: date
) -> Cadre:
    """A decided promotion in the file: the level from `month` on, the post, a line of the career."""
    cadre = _locked(actor, cadre.uid, cadre.revision)
    kept = ladders_of(cadre)
    held = rules.advance(kept.held, ladder="LEADING", value=rank.label, since=month)
    before = record_of(cadre)
    ended = tuple(
        replace(entry, last=month) if entry.last is None else entry for entry in before.career
    )
    after = replace(
        before,
        post=post,
        rank=rank,
        rank_since_month=month,
        career=(*ended, Career(month, None, post)),
    )
    return write_record(
        actor=actor,
        cadre=cadre,
        record=after,
        unit=cadre.home_unit,
        today=today,
        ladders=Ladders(held, kept.listed),
    )


@transaction.atomic
def list_in_reserve(
    *, actor: Actor, cadre: Cadre, pool: str, origin: str, month: date, today: date
) -> Cadre:
    """A decided listing in a reserve pool, beside the pools he is in already."""
    cadre = _locked(actor, cadre.uid, cadre.revision)
    kept = ladders_of(cadre)
    listed = (*kept.listed, rules.Listed(pool, month, None, origin))
    record = replace(
        record_of(cadre), reserve="、".join(entry.pool for entry in listed if entry.is_open)
    )
    return write_record(
        actor=actor,
        cadre=cadre,
        record=record,
        unit=cadre.home_unit,
        today=today,
        ladders=Ladders(kept.held, listed),
    )


def _write_ladders(cadre: Cadre, ladders: Ladders, *, is_new: bool) -> None:
    own = {"city_id": cadre.city_id, "cadre": cadre}
    if not is_new:
        RankRecord.objects.filter(cadre=cadre).delete()
        ReserveListing.objects.filter(cadre=cadre).delete()
    RankRecord.objects.bulk_create(
        RankRecord(
            **own,
            ladder=entry.ladder,
            value=entry.value[:20],
            from_month=entry.first,
            to_month=entry.last,
            is_open=entry.is_open,
        )
        for entry in ladders.held
    )
    ReserveListing.objects.bulk_create(
        ReserveListing(
            **own,
            pool=entry.pool[:40],
            from_month=entry.first,
            to_month=entry.last,
            origin=entry.origin[:100],
            is_open=entry.is_open,
        )
        for entry in ladders.listed
    )


def _write_parts(cadre: Cadre, record: PersonRecord, names: UnitNames, *, is_new: bool) -> None:
    if not is_new:
        for model in (
            NameToken,
            EducationRecord,
            CareerRow,
            FamilyMember,
            AnnualGrade,
        ):
            model.objects.filter(cadre=cadre).delete()
    own = {"city_id": cadre.city_id, "cadre": cadre}
    NameToken.objects.bulk_create(
        NameToken(**own, home_unit_id=cadre.home_unit_id, token=token)
        for token in sorted(search_tokens(cadre.name))
    )
    EducationRecord.objects.bulk_create(
        EducationRecord(
            **own,
            is_full_time=entry.is_full_time,
            level=entry.level[:30],
            degree=entry.degree[:30],
            school=entry.school[:120],
        )
        for entry in record.education
    )
    _write_career(cadre, record.career)
    FamilyMember.objects.bulk_create(
        FamilyMember(
            **own,
            relation=relative.relation[:20],
            name=relative.name[:50],
            birth_month=relative.birth_month,
            politics=relative.politics[:20],
            work=relative.work[:200],
            unit=names.named_in(relative.work) if "退休" not in relative.work else None,
        )
        for relative in record.family
    )
    AnnualGrade.objects.bulk_create(
        AnnualGrade(**own, year=year, grade=grade) for year, grade in record.annual_grades
    )


def _write_career(cadre: Cadre, careers: tuple[Career, ...]) -> None:
    own = {"city_id": cadre.city_id, "cadre": cadre}

    def row(entry: Career, position: int, parent: CareerRow | None = None) -> CareerRow:
        return CareerRow(
            **own,
            parent=parent,
            position=position,
            from_month=entry.first,
            to_month=entry.last,
            text=entry.text,
            kind=entry.kind,
        )

    rows = CareerRow.objects.bulk_create(
        row(entry, index * 10) for index, entry in enumerate(careers)
    )
    CareerRow.objects.bulk_create(
        row(child, index * 10 + place + 1, parent)
        for index, (entry, parent) in enumerate(zip(careers, rows, strict=True))
        for place, child in enumerate(entry.children[:9])
    )


def share_cadre(*, actor: Actor, cadre: Cadre, unit_id: int, today: date, why: str) -> None:
    """Let another unit see this cadre, by the act that releases him."""
    CadreShare.objects.get_or_create(
        cadre=cadre,
        unit_id=unit_id,
        why=why,
        defaults={
            "city_id": actor.city_id,
            "home_unit_id": cadre.home_unit_id,
            "valid_from": today,
        },
    )


@transaction.atomic
def move_home(*, actor: Actor, cadre: Cadre, unit_id: int) -> None:
    """The cadre belongs to another unit from now on: the end of a transfer both sides receipted.

    The unit that receives the last relation does not own the rows yet, so they are written
    beyond its own.
    """
    with beyond_own_rows(actor):
        Cadre.objects.filter(pk=cadre.pk).update(home_unit_id=unit_id)
        NameToken.objects.filter(cadre=cadre).update(home_unit_id=unit_id)
        CadreShare.objects.filter(cadre=cadre).update(home_unit_id=unit_id)
    actor.record("cadre.moved", cadre, cadres=[cadre.uid])
