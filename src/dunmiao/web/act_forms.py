"""The form of an act: drawn and kept by Django, judged by the act's own model."""

import uuid
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext

from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import Act
from dunmiao.acts.fields import (
    OFFERED_AT_ONCE,
    Choice,
    Day,
    Input,
    Pick,
    Rows,
    Sheet,
    Text,
    Verdict,
)
from dunmiao.acts.reading import REVISION, Sent, Unreadable, inputs_of, row_model, value_of
from dunmiao.kernel.errors import DomainError

AnyAct = Act[Any, Any, Any]
Options = list[tuple[str, str]]


class RowsWidget(forms.Widget):
    """Several rows of inputs, as many as are filled: `name.0.part`."""

    template_name = "web/_rows.html"

    def __init__(self, spec: Rows, options: Mapping[str, Options]) -> None:
        """Rows of this kind, with what may be picked in a part of them."""
        super().__init__()
        self.spec, self.parts, self.options = spec, inputs_of(spec.of), options
        self.asked = row_model(spec.of).model_fields

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was typed, to be shown again."""
        return value_of(self.spec, name, data, files)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Cells with their widgets, the filled rows first."""
        rows = list(value or [])
        rows += [{}] * max(1, self.spec.blank - len(rows))
        cells = [
            [
                (spec.label, self._cell(f"{name}.{number}.{part}", part, row))
                for part, spec in self.parts.items()
            ]
            for number, row in enumerate(rows)
        ]
        heads = [(spec.label, spec.help) for spec in self.parts.values()]
        return super().get_context(name, value, attrs) | {"heads": heads, "cells": cells}

    def _cell(self, name: str, part: str, row: Mapping[str, Any]) -> str:
        spec, asked = self.parts[part], self.asked[part]
        must = asked.is_required()
        widget = widget_of(spec, _in_words(spec, self.options.get(part)), must=must)
        usual = None if must or spec.kind != "select" else asked.default
        value = row.get(part, usual)
        return widget.render(name, sent(value), {"aria-label": gettext(spec.label)})


class SheetWidget(forms.Widget):
    """One cell for each thing offered: `name.key`."""

    template_name = "web/_sheet.html"

    def __init__(self, spec: Sheet, options: Options, cells: Options | None) -> None:
        """Cells of this kind, for these things; `cells` are what each may be picked from."""
        super().__init__()
        self.spec, self.options, self.cells = spec, options, cells

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was typed, to be shown again."""
        return value_of(self.spec, name, data, files)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Each label with its cell."""
        given = dict(value or {})
        cell = widget_of(self.spec.cell, self.cells, must=False)
        cells = [
            (label, cell.render(f"{name}.{key}", sent(given.get(key)), {"aria-label": label}))
            for key, label in self.options
        ]
        return super().get_context(name, value, attrs) | {"cells": cells}


class HiddenSheet(forms.HiddenInput):
    """A sheet that the page has filled in itself."""

    template_name = "django/forms/widgets/multiple_hidden.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """One hidden input for each cell."""
        context = super().get_context(name, None, attrs)
        context["widget"]["subwidgets"] = [
            forms.HiddenInput().get_context(f"{name}.{key}", sent(cell), {})["widget"]
            for key, cell in dict(value or {}).items()
        ]
        return context


class FinderWidget(forms.Select):
    """A list too long to unfold: what is typed above it narrows it down."""

    template_name = "web/_finder.html"
    where = ""  # the door of the act: the form may stand on any page

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The list, and where what is typed is looked for."""
        return super().get_context(name, value, attrs) | {"where": self.where}


class BoxesWidget(forms.CheckboxSelectMultiple):
    """Boxes to tick, with a button that ticks all."""

    is_several = True


class FilesInput(forms.FileInput):
    """Several files."""

    allow_multiple_selected = True


def widget_of(
    spec: Input,
    options: Options | None = None,
    *,
    must: bool = True,
    cells: Options | None = None,
) -> forms.Widget:
    """How an input is drawn; `must`: a list of one needs no empty line; `cells`: what the cells
    of a sheet are picked from."""
    attrs = {"class": "inp", **spec.attributes()}
    match spec.kind:
        case "select":
            known = options if options is not None else _choices(spec)
            if not must or len(known) != 1:
                known = [("", "—"), *known]
            if len(known) > OFFERED_AT_ONCE:
                return FinderWidget(attrs, choices=known[:OFFERED_AT_ONCE])
            return forms.Select(attrs, choices=known)
        case "several":
            known = options if options is not None else _choices(spec)
            return BoxesWidget(choices=known)
        case "sheet":
            assert isinstance(spec, Sheet)
            return SheetWidget(spec, options or [], cells)
    return _plain_widget(spec, attrs)


def _plain_widget(spec: Input, attrs: dict[str, Any]) -> forms.Widget:
    match spec.kind:
        case "date":
            return forms.DateInput(attrs | {"type": "date"}, format="%Y-%m-%d")
        case "month":
            return forms.DateInput(attrs | {"type": "month"}, format="%Y-%m")
        case "moment":
            return forms.DateTimeInput(attrs | {"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        case "number":
            return forms.NumberInput(attrs)
        case "tick":
            return forms.CheckboxInput()
        case "file":
            return forms.FileInput(attrs)
        case "files":
            return FilesInput(attrs)
        case "verdict":
            return forms.HiddenInput()
    is_area = isinstance(spec, Text) and spec.lines > 1
    return forms.Textarea(attrs) if is_area else forms.TextInput(attrs)


def _in_words(spec: Input, options: Options | None) -> Options | None:
    """Offered codes with their words in the reader's language; rows bear names."""
    if options is None or not isinstance(spec, Pick | Sheet):
        return options
    return [(code, gettext(text) if text else "") for code, text in options]


def _choices(spec: Input) -> Options:
    assert isinstance(spec, Choice)
    return [(code, gettext(text)) for code, text in spec.of.items()]


class ActForm(forms.Form):
    """The fields of an act on a row: `given` are carried by the page instead of being asked,
    `starts` are what it proposes."""

    def __init__(
        self,
        act: AnyAct,
        doing: Doing,
        row: Any,
        data: MultiValueDict[str, Any] | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        given: Mapping[str, Any] | None = None,
        starts: Mapping[str, Any] | None = None,
        search: str = "",
    ) -> None:
        """Bound where `data` is given."""
        auto_id = f"id_{uuid.uuid4().hex[:6]}_%s"
        super().__init__(data, files, auto_id=auto_id, initial=dict(starts or {}))
        self.act, self.row, self.values = act, row, dict[str, Any]()
        given = dict(given or {})
        options = act.options(doing, row, search=search, answered=given)
        for name, spec in act.inputs.items():
            if spec.kind == "verdict" and name not in given:
                continue  # sent by the button that is pressed
            self.fields[name] = self._field(name, spec, doing, options, given)
        if act.revised:
            first = getattr(row, "revision", None)
            self.fields["revision"] = forms.Field(
                required=False, widget=forms.HiddenInput(), initial=first, label=REVISION.label
            )

    def _field(
        self,
        name: str,
        spec: Input,
        doing: Doing,
        offered: Mapping[str, Options],
        given: dict[str, Any],
    ) -> forms.Field:
        must = self.act.model.model_fields[name].is_required()
        default = self.act.model.model_fields[name].default
        first = doing.today if isinstance(spec, Day) and spec.today else None if must else default
        first = given.get(name, spec.first(self.row) if spec.first else first)
        widget: forms.Widget
        if name in given and isinstance(spec, Sheet):
            widget = HiddenSheet()
        elif name in given and spec.kind != "tick":
            widget = forms.MultipleHiddenInput() if spec.is_many else forms.HiddenInput()
            first = [sent(one) for one in first or ()] if spec.is_many else sent(first)
        elif isinstance(spec, Rows):
            within = {part: f"{name}.{part}" for part in inputs_of(spec.of)}
            found = {part: offered[key] for part, key in within.items() if key in offered}
            widget = RowsWidget(spec, found)
        else:
            widget = widget_of(
                spec, _in_words(spec, offered.get(name)), must=must, cells=offered.get(f"{name}.")
            )
            if isinstance(widget, FinderWidget):
                uid = [self.row.uid] if self.act.has_row else []
                widget.where = reverse(f"do:{self.act.name}", args=uid)
        field = forms.Field(
            required=False, label=gettext(spec.label), widget=widget, initial=first,
            help_text=gettext(spec.help) if spec.help else "",
        )  # fmt: skip
        return field

    @property
    def asks_nothing(self) -> bool:
        """True where one press does it: every field is carried by the page."""
        return not self.visible_fields() and self.verdict() is None

    def verdict(self) -> tuple[str, str, str] | None:
        """The two buttons that answer, where the act has them."""
        for name, spec in self.act.inputs.items():
            if isinstance(spec, Verdict) and name not in self.fields:
                return name, gettext(spec.yes), gettext(spec.no)
        return None

    def clean(self) -> dict[str, Any]:
        """Every fault beside its field."""
        try:
            self.values = self.act.read_form(cast(Sent, self.data), self.files)
        except Unreadable as refused:
            self.refuse(refused)
        return self.values

    def refuse(self, error: DomainError) -> None:
        """Put each finding where it belongs; what has no field stands above."""
        for finding in error.findings:
            name, _, rest = finding.where.partition(".")
            text = finding.text(get_language() or "zh")
            if name in self.fields and not self.fields[name].widget.is_hidden:
                self.add_error(name, f"{_place(self.fields[name].widget, rest)}{text}")
            elif name in self.act.inputs or not finding.where:
                self.add_error(None, text)
            else:  # a place within a file: the cell of a sheet
                self.add_error(None, f"{finding.where} {text}")


def sent(value: Any) -> Any:
    """What a hidden field carries for a row: its address."""
    return getattr(value, "uid", value)


def _place(widget: Any, rest: str) -> str:
    """第 2 行：, for a fault within rows; the label of the cell, for one within a sheet."""
    if isinstance(widget, SheetWidget):
        return f"{dict(widget.options).get(rest, rest)}：" if rest else ""
    number = rest.partition(".")[0]
    return gettext("第 %(n)s 行：") % {"n": int(number) + 1} if number.isdecimal() else ""
