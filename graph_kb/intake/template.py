"""The template: a spreadsheet that people fill in, one row per offer or need, and that loads without a mapping.

It is known by a document property, not by its name. What it says stands in `template_texts.yaml`, how it is read
in `template.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from graph_kb.model.base import Method
from graph_kb.model.flows import Offer
from graph_kb.model.schema import RESOURCE_KINDS, attributes

PROPERTY = "graph_kb_template"
STREAMS, CODES, HELP, LISTS = "Streams", "Waste codes", "How to fill in", "Lists"
UNITS = ("t/a", "kg/a", "m3/a", "Nm3/a", "MWh/a", "GWh/a", "MW", "kW", "t", "m3", "Nm3", "MWh", "h/a")
RESOURCES = "resource"
LANGUAGES = ("English", "Suomi", "Svenska")

_LAST_ROW = 5000
_LARGEST_PROPERTIES = 1_000_000


@dataclass(frozen=True)
class _Column:
    name: str
    width: int = 16
    form: str = "General"
    listed: str = ""
    """Name of its list of choices."""
    strict: bool = True
    number: bool = False


_COLUMNS = (
    _Column("direction", 10, listed="direction"),
    _Column("organisation", 26),
    _Column("business_id", 12, form="@"),
    _Column("facility", 30),
    _Column("municipality", 14, listed="municipality"),
    _Column("stream", 30),
    # Free text too: a resource may be new.
    _Column("resource", 30, listed=RESOURCES, strict=False),
    _Column("resource_kind", 14, listed="resource_kind"),
    # Text, or the spreadsheet makes a number of 01 01 01 and a date of 17-05-04 and of 2024-05.
    _Column("waste_code", 12, form="@", listed=CODES, strict=False),
    _Column("amount_min", 12, number=True),
    _Column("amount", 12, number=True),
    _Column("amount_max", 12, number=True),
    _Column("unit", 10, listed="unit", strict=False),
    _Column("temperature_c", 14),
    _Column("continuity", 12, listed="continuity"),
    _Column("price_eur_per_unit", 18),
    _Column("gate_fee_eur_per_unit", 20, number=True),
    _Column("source", 34),
    _Column("date", 12, form="@"),
    _Column("method", 12, listed="method"),
    _Column("note", 40),
)


def write_template(path: Path, resources: Sequence[str] = ()) -> Path:
    """Write the template: streams to fill in, waste codes to look up, how to fill in.

    Args:
        path: The .xlsx file; overwritten when it exists.
        resources: Names of resources to choose from; no list is offered when there are none.

    Returns:
        The file.
    """
    from openpyxl import Workbook
    from openpyxl.packaging.custom import StringProperty

    texts = _read("template_texts.yaml")
    book: Any = Workbook()
    streams = book.active
    streams.title = STREAMS
    codes = _write_codes(book.create_sheet(CODES))
    _write_help(book.create_sheet(HELP), texts)
    lists = _write_lists(book.create_sheet(LISTS), resources) | {CODES: codes}
    _write_streams(streams, texts["columns"], lists)
    book.custom_doc_props.append(StringProperty(name=PROPERTY, value="1"))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def is_template(path: Path) -> bool:
    """Whether a file is a template of ours, filled in or not, whatever its name."""
    try:
        with ZipFile(path) as parts:
            if parts.getinfo("docProps/custom.xml").file_size > _LARGEST_PROPERTIES:
                return False
            return f'name="{PROPERTY}"'.encode() in parts.read("docProps/custom.xml")
    except (OSError, BadZipFile, KeyError):
        return False


def _read(name: str) -> Any:
    import yaml

    return yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))


def _write_streams(sheet: Any, meanings: dict[str, list[str]], lists: dict[str, str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    required = _read("template.yaml")["tables"][0]["required"]
    for number, column in enumerate(_COLUMNS, start=1):
        letter = get_column_letter(number)
        head = sheet.cell(1, number, column.name)
        head.font = Font(bold=column.name in required)
        head.comment = Comment("\n".join(meanings[column.name]), "graph-kb", height=160, width=320)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = column.form
        _validate(sheet, column, f"{letter}2:{letter}{_LAST_ROW}", lists)
    sheet.freeze_panes = "A2"


def _validate(sheet: Any, column: _Column, cells: str, lists: dict[str, str]) -> None:
    """Offer the choices of a column, or ask for a number of zero or more."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if column.listed == RESOURCES and RESOURCES not in lists:
        return
    if column.listed:
        rule = DataValidation(type="list", formula1=lists[column.listed], allow_blank=True)
        rule.showErrorMessage = column.strict
        rule.error = "Choose from the list. / Valitse luettelosta. / Välj ur listan."
    elif column.number:
        rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        rule.showErrorMessage = True
        rule.error = "A number, zero or more. / Luku, nolla tai enemmän. / Ett tal, noll eller mer."
    else:
        return
    sheet.add_data_validation(rule)
    rule.add(cells)


def _write_lists(sheet: Any, resources: Sequence[str]) -> dict[str, str]:
    """Write the choices, one column each, into a hidden sheet. Returns the range of each."""
    from openpyxl.utils import get_column_letter

    sheet.sheet_state = "hidden"
    ranges = {}
    offered = _choices() | ({RESOURCES: resources} if resources else {})
    for number, (name, choices) in enumerate(offered.items(), start=1):
        _write_column(sheet, number, [name, *choices])
        letter = get_column_letter(number)
        ranges[name] = f"'{LISTS}'!${letter}$2:${letter}${len(choices) + 1}"
    return ranges


def _choices() -> dict[str, Sequence[str]]:
    from graph_kb.reference import municipalities

    stated = {row.name: row.choices for row in attributes("Offer", Offer)}
    return {
        "direction": ("offer", "need"),
        "municipality": sorted(place.name for place in municipalities().values()),
        "resource_kind": RESOURCE_KINDS,
        "unit": UNITS,
        "continuity": stated["continuity"],
        "method": tuple(method.value for method in Method),
    }


def _write_codes(sheet: Any) -> str:
    """Write the codes of the List of Waste in force. Returns their range."""
    from openpyxl.styles import Font

    from graph_kb.reference import list_of_waste

    codes = [row for row in list_of_waste().values() if row.level == "code"]
    sheet.append(["waste_code", "title", "title_fi", "title_sv"])
    for row in codes:
        sheet.append([row.display, row.title, row.title_fi, row.title_sv])
    for letter, width in zip("ABCD", (14, 90, 40, 40), strict=True):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:D{len(codes) + 1}"
    return f"'{CODES}'!$A$2:$A${len(codes) + 1}"


def _write_help(sheet: Any, texts: dict[str, Any]) -> None:
    """Write steps and words in three languages, then an example row: here, so that nobody loads it."""
    from openpyxl.styles import Alignment, Font

    rows = [*texts["steps"], [], *texts["words"], [], ["example / esimerkki / exempel"]]
    for row in (list(LANGUAGES), *rows):
        sheet.append(row)
    for name, value in texts["example"].items():
        sheet.append([name, value])
    for letter in "ABC":
        sheet.column_dimensions[letter].width = 60
        sheet[f"{letter}1"].font = Font(bold=True)
    for line in sheet.iter_rows():
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _write_column(sheet: Any, number: int, values: Sequence[str]) -> None:
    for row, value in enumerate(values, start=1):
        sheet.cell(row, number, value)
