"""Compare the shipped code lists with the original lists they were taken from, field by field.

    python scripts/check_reference.py FOLDER

FOLDER holds the original lists in `low-ewc`, `nace` and `fi-municipalities`. Prints the number of rows and
fields compared and every kind of difference; ends with 1 when a difference has no reason that we know of.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

OURS = Path(__file__).resolve().parent.parent / "graph_kb" / "reference" / "data"
FIRST_DAY, CHANGE_DAY, LAST_OLD_DAY = "2015-06-01", "2026-12-09", "2026-12-08"
ENTRIES = {"AH": "absolute_hazardous", "AN": "absolute_non_hazardous", "": ""}
ENTRIES |= {"MH": "mirror_hazardous", "MN": "mirror_non_hazardous"}
LEVELS = {"1": "section", "2": "division", "3": "group", "4": "class"}
NOT_TOL_2008 = ("00000", "20100", "92610")
HAZARD_NAMES = {
    "HP 2": "Oxidising",
    "HP 4": "Irritant — skin irritation and eye damage",
    "HP 5": "Specific Target Organ Toxicity (STOT)/Aspiration Toxicity",
    "HP 10": "Toxic for reproduction",
    "HP 12": "Release of an acute toxic gas",
    "HP 15": "Waste capable of exhibiting a hazardous property listed above"
    " not directly displayed by the original waste",
}

Row = dict[str, str]
Table = dict[str, Row]


@dataclass
class Report:
    """What was compared, how often it differs for each known reason, and how it differs without one."""

    counts: list[str] = field(default_factory=list)
    explained: Counter[str] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)

    def differ(self, where: str, ours: str, theirs: str, reason: str) -> None:
        """Note a difference; without a reason it is an error."""
        if reason:
            self.explained[reason] += 1
        else:
            self.unexplained.append(f"{where}: ours {ours!r}, original {theirs!r}")

    def expect(self, what: str, ours: object, theirs: object) -> None:
        """Note a count, and that it is not the one expected."""
        self.counts.append(f"{what}: {ours}")
        if ours != theirs:
            self.unexplained.append(f"{what}: {ours}, expected {theirs}")


Reason = Callable[[str, str, str, str], str]
"""Why key, field, our value and their value may differ; empty when they may not."""


def read(path: Path) -> list[Row]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def keyed(rows: Iterable[Row], *names: str) -> Table:
    """Rows by the values of some columns joined by a blank; a repeated key is an error."""
    table: Table = {}
    for row in rows:
        key = " ".join(row[name] for name in names)
        if key in table:
            raise SystemExit(f"{key!r} is there twice")
        table[key] = row
    return table


def compare(report: Report, name: str, ours: Table, theirs: Table, reason: Reason) -> None:
    """Compare every field that the originals have, and the sets of rows."""
    fields = 0
    for key in sorted(ours.keys() ^ theirs.keys()):
        side = "only here" if key in ours else "only in the original"
        report.differ(f"{name} {key}", side, "", reason(key, side, "", ""))
    for key in sorted(ours.keys() & theirs.keys()):
        for column, value in theirs[key].items():
            fields += 1
            if ours[key][column] != value:
                why = reason(key, column, ours[key][column], value)
                report.differ(f"{name} {key} {column}", ours[key][column], value, why)
    report.counts.append(f"{name}: {len(ours)} rows here, {len(theirs)} expected, {fields} fields compared")


def expected_waste_codes(folder: Path) -> Table:
    """Rows of the List of Waste as the two original files give them, one for each code and first day."""
    changes = keyed(read(folder / "low_2026_changes_decision_2025_934.csv"), "code")
    table: Table = {}
    for old in read(folder / "low_2014_955_multilang.csv"):
        code, change = old["code"], changes.get(old["code"])
        row = {
            "level": old["level"],
            "hazardous": old["hazardous"],
            "hazard_entry": ENTRIES[old["entry_type_wm3"]],
            "title": old["title_en"],
            "title_fi": old["title_fi_partial"],
            "title_sv": old["title_sv_partial"],
            "valid_to": LAST_OLD_DAY if change else "",
        }
        table[f"{code} {FIRST_DAY}"] = row
        if change and change["action"] == "change":
            new = {"title": change["title_en"], "hazardous": change["hazardous_after"], "valid_to": ""}
            table[f"{code} {CHANGE_DAY}"] = row | new
    for code, change in changes.items():
        if change["action"] == "add":
            table[f"{code} {CHANGE_DAY}"] = {
                "level": "code",
                "hazardous": change["hazardous_after"],
                "hazard_entry": "",
                "title": change["title_en"],
                "title_fi": "",
                "title_sv": "",
                "valid_to": "",
            }
    return table


def waste_code_reason(key: str, column: str, ours: str, theirs: str) -> str:
    """Reasons for differences in the List of Waste."""
    code, start = key.split()
    if key == f"1914 {CHANGE_DAY}" and column == "only here":
        return "List of Waste: the sub-chapter 19 14 itself is not in the list of changes"
    if column == "title" and len(code) == 2 and ours.casefold() == theirs.casefold():
        return "List of Waste: a chapter's capitals put in normal case"
    if column == "title_fi" and theirs == f"{ours}, yritystoiminnasta":
        return "List of Waste: 'from business' cut off a Finnish label"
    if column == "title_sv" and theirs == f"{ours}, från företag":
        return "List of Waste: 'from business' cut off a Swedish label"
    if column == "title" and theirs == "" and code in ("160602", "160603"):
        return "List of Waste: older title kept where the new English one was not seen"
    if column == "hazard_entry" and start == CHANGE_DAY:
        if theirs == "" and ours.startswith("mirror_"):
            return "List of Waste: a new code's mirror entry read from 'other than those mentioned in'"
        if ours == "" and code == "160604":
            return "List of Waste: reading dropped where the hazard changed"
    return ""


def check_waste_codes(report: Report, folder: Path) -> None:
    """Compare the List of Waste and count it on both sides of the change."""
    ours = read(OURS / "list_of_waste.csv")
    theirs = expected_waste_codes(folder)
    compare(report, "list_of_waste.csv", keyed(ours, "code", "valid_from"), theirs, waste_code_reason)
    for day, expected in ((FIRST_DAY, (20, 111, 842, 408)), (CHANGE_DAY, (20, 112, 880, 435))):
        rows = [row for row in ours if row["valid_from"] <= day <= (row["valid_to"] or "9999")]
        levels = Counter(row["level"] for row in rows)
        hazardous = sum(row["hazardous"] == "1" for row in rows)
        found = (levels["chapter"], levels["subchapter"], levels["code"], hazardous)
        report.expect(f"chapters, sub-chapters, codes, hazardous codes on {day}", found, expected)


def check_operations(report: Report, folder: Path) -> None:
    """Compare the R and D operations with the Directive's text and with the other list of them."""
    directive = {}
    for row in read(folder / "nace" / "bonsai_dim_ec_2008_98.csv"):
        title = re.sub(r"\b([RD]) (\d)", r"\1\2", re.sub(r" ?\(\*+\)$", "", row["comment"]))
        directive[row["code"]] = {"title": title}
    ours = keyed(read(OURS / "operations.csv"), "code")
    compare(report, "operations.csv, text", ours, directive, operation_reason)
    kinds = {row["code"]: {"kind": row["kind"]} for row in read(folder / "low-ewc" / "rd_operation_codes.csv")}
    compare(report, "operations.csv, kind", ours, kinds, operation_reason)


def operation_reason(key: str, column: str, ours: str, theirs: str) -> str:
    """Reasons for differences in the operations."""
    if key == "R11" and column == "title" and ours == theirs.replace("R1 to R11", "R1 to R10"):
        return "Operations: R11 refers to R1 to R10 in the Directive and in the other list"
    return ""


def hazard_reason(key: str, column: str, ours: str, theirs: str) -> str:
    """Reasons for differences in the hazardous properties."""
    if key == "HP POP":
        return "Hazardous properties: HP POP is of the United Kingdom alone"
    if column == "title" and ours == HAZARD_NAMES.get(key):
        return "Hazardous properties: the Regulation's name in place of the plain one"
    return ""


def check_hazard_properties(report: Report, folder: Path) -> None:
    """Compare the hazardous properties."""
    theirs = {row["code"].replace("_", " "): {"title": row["short_en"]} for row in read(folder / "hp_codes.csv")}
    compare(
        report,
        "hazard_properties.csv",
        keyed(read(OURS / "hazard_properties.csv"), "code"),
        theirs,
        hazard_reason,
    )


def nace_reason(key: str, column: str, ours: str, theirs: str) -> str:
    """Reasons for differences in NACE."""
    code = key.rpartition(" ")[2]
    if not column.startswith("title") or not code.isalpha():
        return ""
    mended = theirs.replace("U0NDIFF", "UNDIFF").replace("MAANPUOLUSTU3S", "MAANPUOLUSTUS")
    if ours.casefold() != mended.casefold():
        return ""
    if mended != theirs:
        return "NACE: a digit typed into a section's title taken out"
    return "NACE: a section's capitals put in normal case"


def check_nace(report: Report, folder: Path) -> None:
    """Compare both versions of NACE and count them."""
    theirs: Table = {}
    for version, name in (("Rev. 2", "nace_rev2_en_fi_sv.csv"), ("Rev. 2.1", "nace_rev2_1_en.csv")):
        for row in read(folder / name):
            theirs[f"NACE {version} {row['code']}"] = {
                "level": LEVELS[row["level"]],
                "parent": row["parent"],
                "title": row["title_en"],
                "title_fi": row.get("title_fi", ""),
                "title_sv": row.get("title_sv", ""),
            }
    ours = read(OURS / "nace.csv")
    compare(report, "nace.csv", keyed(ours, "scheme", "version", "code"), theirs, nace_reason)
    for version, expected in (("Rev. 2", (21, 88, 272, 615)), ("Rev. 2.1", (22, 87, 287, 651))):
        levels = Counter(row["level"] for row in ours if row["version"] == version)
        report.expect(f"NACE {version} by level", tuple(levels[level] for level in LEVELS.values()), expected)


def tol_reason(key: str, column: str, ours: str, theirs: str) -> str:
    """Reasons for differences in TOL 2008."""
    return "TOL 2008: a code of another classification left out" if key in NOT_TOL_2008 else ""


def check_tol(report: Report, folder: Path) -> None:
    """Compare the part of TOL 2008."""
    theirs = {
        row["tol_code"]: {"nace_class": row["nace_class"], "title_fi": row["title_fi"]}
        for row in read(folder / "tol2008_5digit_partial_fi.csv")
    }
    compare(report, "tol_2008.csv", keyed(read(OURS / "tol_2008.csv"), "code"), theirs, tol_reason)


def check_municipalities(report: Report, folder: Path) -> None:
    """Compare the municipalities."""
    theirs = {
        row["municipality_code"]: {
            "name_fi": row["name_fi"],
            "name_sv": row["name_sv"],
            "region": row["region_code"],
            "population": row["population_2019"],
            "population_year": "2019",
            "latitude": row["inside_lat"],
            "longitude": row["inside_lon"],
        }
        for row in read(folder / "uusimaa_municipalities.csv")
    }
    ours = keyed(read(OURS / "municipalities.csv"), "code")
    compare(report, "municipalities.csv", ours, theirs, lambda *_: "")
    total = sum(int(row["population"]) for row in ours.values())
    report.expect("population of Uusimaa 2019", total, 1_689_725)


def main() -> int:
    """Compare everything and print what was found."""
    parser = argparse.ArgumentParser(description="Compare the shipped code lists with the originals.")
    parser.add_argument("folder", type=Path, help="folder with low-ewc, nace and fi-municipalities")
    folder: Path = parser.parse_args().folder
    report = Report()
    check_waste_codes(report, folder / "low-ewc")
    check_operations(report, folder)
    check_hazard_properties(report, folder / "low-ewc")
    check_nace(report, folder / "nace")
    check_tol(report, folder / "nace")
    check_municipalities(report, folder / "fi-municipalities")
    for line in report.counts:
        print(line)
    for reason, number in sorted(report.explained.items()):
        print(f"explained, {number}: {reason}")
    for line in report.unexplained:
        print(f"UNEXPLAINED {line}")
    print(f"{report.explained.total()} explained, {len(report.unexplained)} unexplained differences")
    return 1 if report.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
