"""The contract `dunmiao-read/1`: what was read as plain JSON values."""

from dataclasses import asdict
from typing import Any

from dunmiao.formats.idnumber import mask_id_number, mask_phone
from dunmiao.formats.person import Career
from dunmiao.formats.read import FileRead, PersonRead
from dunmiao.formats.vcard import Card
from dunmiao.kernel.months import dashed


def _career_json(row: Career) -> dict[str, Any]:
    return {
        "from": dashed(row.first),
        "to": dashed(row.last),
        "text": row.text,
        "kind": row.kind,
        "children": [_career_json(child) for child in row.children],
    }


def _person_json(read: PersonRead, *, unmasked: bool) -> dict[str, Any]:
    person = read.person
    number = person.id_number if unmasked else mask_id_number(person.id_number)
    phone = person.phone if unmasked else _masked_phones(person.phone)
    plain = {
        "row": read.row,
        "name": person.name,
        "sex": person.sex,
        "birth_month": dashed(person.birth_month),
        "ethnicity": person.ethnicity,
        "native_place": person.native_place,
        "party_joined_month": dashed(person.party_joined_month),
        "work_started_month": dashed(person.work_started_month),
        "id_number": number,
        "post": person.post,
        "career": [_career_json(row) for row in person.career],
        "education": [
            {
                "full_time": entry.is_full_time,
                "level": entry.level,
                "degree": entry.degree,
                "school": entry.school,
            }
            for entry in person.education
        ],
        "family": [
            {
                "relation": relative.relation,
                "name": relative.name,
                "birth_month": dashed(relative.birth_month),
                "politics": relative.politics,
                "work": relative.work,
                "born": relative.born,
            }
            for relative in person.family
        ],
        "annual_grades": [{"year": y, "grade": g} for y, g in person.annual_grades],
        "photo": None if read.photo is None else {"bytes": len(read.photo)},
        "unknown": person.unknown,
        "birth_place": person.birth_place,
        "growth_place": person.growth_place,
        "politics": person.politics,
        "health": person.health,
        "technical_title": person.technical_title,
        "speciality": person.speciality,
        "phone": phone,
        "unit": person.unit,
        "rank": person.rank,
        "rank_since_month": dashed(person.rank_since_month),
        "civil_grade": person.civil_grade,
        "reserve": person.reserve,
        "experience": list(person.experience),
        "awards": person.awards,
        "submitting_unit": person.submitting_unit,
    }
    return plain if read.card is None else {**plain, "card": _card_json(read.card, unmasked)}


def _masked_phones(text: str) -> str:
    return "、".join(map(mask_phone, text.split("、")))


def _card_json(card: Card, unmasked: bool) -> dict[str, Any]:
    return {
        "organisation": list(card.organisation),
        "phones": [
            {"label": label, "number": number if unmasked else mask_phone(number)}
            for label, number in card.phones
        ],
        "emails": [{"label": label, "address": address} for label, address in card.emails],
        "note": card.note,
        "groups": list(card.groups),
        "kept": [line.name for line in card.kept],
    }


def file_json(read: FileRead, *, unmasked: bool = False) -> dict[str, Any]:
    """One entry of `files`."""
    refused = read.refused
    plain = {
        "file": read.file,
        "kind": read.kind,
        "encoding": read.encoding,
        "refused": None if refused is None else {"code": refused.code, "message": refused.message},
        "people": [_person_json(person, unmasked=unmasked) for person in read.people],
        "findings": [finding.as_dict() for finding in read.all_findings()],
    }
    return plain if read.kind != "units" else {**plain, "units": list(map(asdict, read.units))}
