#!/usr/bin/env python3
"""Checks the house rules that the formatter does not know. Run by `make lint`.

lint.py              prints each finding beyond its budget; exit code 1 if there is one
lint.py --all        prints every finding, within its budget or not
lint.py --tighten    lowers the budgets in Deploy/local/lint-budget to what is found; never raises one
lint.py --self-test  plants one fault of each kind and requires that it is found

A budget is a line `AREA CHECK NUMBER`. A check without one allows nothing. Budgets only go down.
"""
import collections
import pathlib
import re
import sys
import tempfile

# Word stems that plain English does not need; see CONTRIBUTING.md.
ODD = re.compile(
    r"\b(wish|wishes|whoever|whom|strangers|heritage|bury|buried|glimpse|glance|how many-th|made anew|nobody is who"
    r"|who stands|is told|was told|are told|ground of)\b", re.I)
SQL = re.compile(r'(^\s*|"\s*)(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\b')
FUNCTION = re.compile(
    r"\s*(?:@\w+(?:\([^)]*\))? )*(?:(?:package|public|private|static|mutating|fileprivate|override|convenience|internal) )*"
    r"(?:func (\w+|`[^`]+`|[^\s(]+)|(init)\b)")
COLUMNS, FUNCTION_LINES, FOLDER_FILES = 120, 40, 12

# Functions that may be longer: "file: function" and the reason.
LONG = {
    "Shared/Postgres/Connection/Link+pipeline.swift: receive":
        "one switch over libpq's answers, whose cases share the loop's state and its typed error",
}


def area(path):
    """Services with the tests of their domains and routes move still; everything else is held to the rules."""
    folder = path.parts[1] if len(path.parts) > 1 else ""
    if path.parts[0] == "Services" or re.fullmatch(r"\w+(Service|Domain)Tests", folder):
        return "services"
    return "shared"


def findings(root):
    """Yields (check, path, line number, text)."""
    files = [p for top in ("Services", "Shared", "Tests") for p in sorted((root / top).rglob("*.swift"))]
    folders = collections.Counter(p.parent.relative_to(root) for p in files)
    for folder, count in sorted(folders.items()):
        if count > FOLDER_FILES:
            yield "folder", folder / "*", 0, f"{count} files, more than {FOLDER_FILES}"
    if (root / "Package.swift").exists():
        files.append(root / "Package.swift")
    for file in files:
        yield from of_file(file.relative_to(root), file.read_text(encoding="utf-8").splitlines())


def of_file(path, lines):
    name, service = path.name, path.parts[0] == "Services"
    has_sql = "Repository" in name or "Schema" in path.parts or "Projection" in name
    begun = None
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            yield "columns", path, number, f"{len(line)} columns, more than {COLUMNS}"
        if ("//" in line or '"' in line) and (word := ODD.search(line)):
            yield "words", path, number, f"“{word.group(0)}” is no plain English here"
        if service:
            if not has_sql and SQL.search(line):
                yield "sql", path, number, "SQL belongs into a repository, a projection or the schema"
            if "Routes" not in name and "DTO" not in name and re.search(r"\b\w+DTO\b", line):
                yield "dto", path, number, "a wire type belongs into routes and DTO files"
            if "value(at:" in line:
                yield "value-at", path, number, "read rows by their columns' types, not by number"
            if "Repository" not in name and re.search(r"version \+= 1", line):
                yield "version", path, number, "a repository's save counts the version"
            if name.endswith("Routes.swift") and re.match(r"(package |internal )?import Postgres\b", line):
                yield "postgres", path, number, "routes do not use the database"
        if match := FUNCTION.match(line):
            begun = (number, len(line) - len(line.lstrip()), match.group(1) or match.group(2))
        elif begun and line == " " * begun[1] + "}":
            length = number - begun[0] + 1
            if length > FUNCTION_LINES + 1 and f"{path}: {begun[2]}" not in LONG:
                yield "function", path, begun[0], f"{begun[2]} has {length} lines, more than {FUNCTION_LINES}"
            begun = None


def budgets(file):
    known = {}
    for line in file.read_text().splitlines() if file.exists() else []:
        if line and not line.startswith("#"):
            place, check, number = line.split()
            known[place, check] = int(number)
    return known


def lint(root, file, options):
    found = collections.defaultdict(list)
    for check, path, number, text in findings(root):
        found[area(path), check].append(f"{path}:{number}: {text}")
    allowed, failed = budgets(file), False
    for key in sorted(set(found) | set(allowed)):
        count, budget = len(found[key]), allowed.get(key, 0)
        if count > budget or "--all" in options:
            print("\n".join(found[key]))
        if count > budget:
            print(f"{' '.join(key)}: {count} findings, the budget is {budget}")
            failed = True
        elif count < budget and "--tighten" not in options:
            print(f"{' '.join(key)}: {count} findings, the budget of {budget} can go down (lint.py --tighten)")
    if "--tighten" in options:
        head = [line for line in file.read_text().splitlines() if line.startswith("#")]
        left = {key: min(number, len(found[key])) for key, number in allowed.items()}
        body = [f"{place} {check} {number}" for (place, check), number in sorted(left.items()) if number > 0]
        file.write_text("\n".join(head + body) + "\n")
    return failed


def self_test():
    """Plants one fault of each kind in a tree of its own."""
    long = ["func endless() {"] + ["    step()"] * (FUNCTION_LINES + 1) + ["}"]
    faults = {
        "columns": ("Shared/A/A.swift", ["// " + "x" * COLUMNS]),
        "words": ("Tests/ATests/A.swift", ["// A strange wish."]),
        "sql": ("Services/A/Service/People/FindPerson.swift", ['    "SELECT id FROM person"']),
        "dto": ("Services/A/Service/People/FindPerson.swift", ["let answer: PersonDTO"]),
        "value-at": ("Services/A/Service/People/PersonRepository.swift", ["try row.value(at: 3)"]),
        "version": ("Services/A/Service/People/AddPerson.swift", ["person.version += 1"]),
        "postgres": ("Services/A/Service/People/PersonRoutes.swift", ["import Postgres"]),
        "function": ("Shared/A/A.swift", long),
    }
    failures = []
    for check, (path, lines) in faults.items():
        kinds = {found[0] for found in of_file(pathlib.Path(path), lines)}
        if kinds != {check}:
            failures.append(f"{check}: found {sorted(kinds)}")
    sound = ["func short() {"] + ["    step()"] * (FUNCTION_LINES - 1) + ["}", "// " + "x" * (COLUMNS - 3)]
    if found := list(of_file(pathlib.Path("Shared/A/A.swift"), sound)):
        failures.append(f"sound lines: found {found}")
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "Tests/ATests").mkdir(parents=True)
        for index in range(FOLDER_FILES + 1):
            (root / f"Tests/ATests/A{index}.swift").touch()
        if [found[0] for found in findings(root)] != ["folder"]:
            failures.append("folder: not found")
    print("\n".join(failures) or f"lint finds each of the {len(faults) + 1} planted faults")
    return bool(failures)


if __name__ == "__main__":
    here = pathlib.Path(__file__).resolve()
    if "--help" in sys.argv:
        print(__doc__)
        sys.exit(0)
    if "--self-test" in sys.argv:
        sys.exit(self_test())
    sys.exit(lint(here.parents[2], here.parent / "lint-budget", sys.argv[1:]))
