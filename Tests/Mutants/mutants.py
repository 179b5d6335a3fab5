#!/usr/bin/env python3
"""mutants.py [--seed N] [--count N] [SERVICE…]: breaks the pure domains one place at a time, and runs their tests.

One build serves all mutants and all seeds: a package of copies of the domains in which every mutant is there and
MUTANT=<number> switches one on. A mutant that does not compile is left out and not counted as made. A seed draws a
sample of each domain's mutants. Prints what was made, killed and survived, and fails under 90 % killed.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

import swift_source

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIDE = ROOT / ".build" / "mutants"
HERE = pathlib.Path(__file__).resolve().parent
COUNTS = {"Accounts": 50, "Registration": 100, "Certification": 50, "InstructorQualification": 50}
THRESHOLD = 0.9

PACKAGE = """// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
    name: "Mutants",
    targets: [
        .systemLibrary(name: "CUniString", path: "Shared/System/CUniString"),
        .target(name: "Primitives", dependencies: ["CUniString"], path: "Shared/Primitives", swiftSettings: settings),
    ]
        + %s.flatMap { name -> [Target] in
            [
                .target(
                    name: name + "Domain", dependencies: ["Primitives"], path: "Domains/" + name,
                    swiftSettings: settings),
                .testTarget(
                    name: name + "DomainTests", dependencies: [.byName(name: name + "Domain"), "Primitives"],
                    path: "Tests/" + name + "DomainTests", swiftSettings: settings),
            ]
        })
"""

SWITCHES = """import Glibc
import Primitives

private let active = getenv("MUTANT").map { Int(atoi($0)) } ?? 0

@inline(never) func _isActive(_ number: Int) -> Bool { active == number }

func _mutated<Value>(
    _ number: Int, _ value: @autoclosure () throws -> Value, _ other: @autoclosure () -> Value
) rethrows -> Value {
    _isActive(number) ? other() : try value()
}
"""

# The signatures of the functions of arithmetic operators.
FORMS = {
    "addition": ["<T: AdditiveArithmetic>(a: T, b: T) -> T", "(a: Money, b: Money) -> Money"],
    "multiplication": ["(a: Int, b: Int) -> Int", "(a: Int64, b: Int64) -> Int64"],
    "assignment": ["<T: AdditiveArithmetic>(a: inout T, b: T)", "(a: inout Money, b: Money)"],
}
PRECEDENCE = {
    "addition": "AdditionPrecedence", "multiplication": "MultiplicationPrecedence",
    "assignment": "AssignmentPrecedence",
    "and": "LogicalConjunctionPrecedence", "or": "LogicalDisjunctionPrecedence", "comparison": "ComparisonPrecedence",
}


def functions(mutant):
    """Returns the declarations of a mutant's operator."""
    name, number, old, new, kind = (
        swift_source.operator_name(mutant.number), mutant.number, mutant.old, mutant.new, mutant.kind)
    if kind == "negation":
        return [f"prefix operator {name}", f"prefix func {name}(a: Bool) -> Bool {{ _isActive({number}) ? a : !a }}"]
    if kind not in PRECEDENCE:
        return []
    lines = [f"infix operator {name}: {PRECEDENCE[kind]}"]
    choice = f"{{ _isActive({number}) ? a {new} b : a {old} b }}"
    if kind == "comparison":
        protocol = "Equatable" if old in ("==", "!=") else "Comparable"
        lines.append(f"func {name}<T: {protocol}>(a: T, b: T) -> Bool {choice}")
        lines.append(f"func {name}<T: {protocol}, U: {protocol}>(a: (T, U), b: (T, U)) -> Bool {choice}")
    elif kind in ("and", "or"):
        choice = f"{{ try _isActive({number}) ? a {new} b() : a {old} b() }}"
        lines.append(f"func {name}(a: Bool, b: @autoclosure () throws -> Bool) rethrows -> Bool {choice}")
    elif kind == "assignment":
        choice = f"{{ if _isActive({number}) {{ a {new} b }} else {{ a {old} b }} }}"
        lines += [f"func {name}{form} {choice}" for form in FORMS[kind]]
    else:
        lines += [f"func {name}{form} {choice}" for form in FORMS[kind]]
    return lines


class Domain:
    """The sources of one domain and their mutants."""

    def __init__(self, name, first):
        self.name, self.folder = name, ROOT / "Services" / name / "Domain"
        self.texts, self.mutants = {}, []
        for path in sorted(self.folder.rglob("*.swift")):
            file = str(path.relative_to(ROOT))
            self.texts[file] = path.read_text(encoding="utf-8")
            self.mutants += swift_source.mutants(file, self.texts[file])
        for number, mutant in enumerate(self.mutants, first):
            mutant.number = number
        self.left_out = set()

    @property
    def compiled(self):
        return [m for m in self.mutants if m.number not in self.left_out]

    def write(self):
        """Writes the copies of the sources; a file that does not change keeps its date."""
        target = SIDE / "Domains" / self.name
        wanted = {}
        of_file = collections.defaultdict(list)
        for mutant in self.compiled:
            of_file[mutant.file].append(mutant)
        for file, text in self.texts.items():
            name = str((ROOT / file).relative_to(self.folder)).replace("/", "_")
            wanted[target / name] = swift_source.instrumented(text, of_file[file])
        lines = [line for mutant in self.compiled for line in functions(mutant)]
        wanted[target / "Mutants.swift"] = SWITCHES + "\n" + "\n".join(lines) + "\n"
        target.mkdir(parents=True, exist_ok=True)
        for path in set(target.iterdir()) - set(wanted):
            path.unlink()
        for path, text in wanted.items():
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")

    def leave_out(self, output):
        """Leaves out the mutants that the compiler's errors are about. Returns how many there are."""
        before = len(self.left_out)
        names = {str((ROOT / file).relative_to(self.folder)).replace("/", "_"): file for file in self.texts}
        of_file = collections.defaultdict(list)
        for mutant in self.compiled:
            of_file[mutant.file].append(mutant)
        error = re.compile(rf"/Domains/{self.name}/([^:\s]+):(\d+):(\d+): error: (.*)")
        for name, line, column, message in set(error.findall(output)):
            if name not in names:
                continue
            candidates = of_file[names[name]]
            here = [m for m in candidates if m.line == int(line)]
            named = [m for m in here if f"'{swift_source.operator_name(m.number)}'" in message]
            near = named or here
            if not near:
                distance = min((abs(m.line - int(line)) for m in candidates), default=0)
                near = [m for m in candidates if abs(m.line - int(line)) == distance]
            self.left_out |= {m.number for m in near}
        return len(self.left_out) - before


def link(name):
    path = SIDE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_symlink():
        path.symlink_to(ROOT / name)


def build(domains):
    """Builds the package, leaving out what does not compile. Remembers that for the next time."""
    for name in ["Shared/Primitives", "Shared/System"] + [f"Tests/{n}DomainTests" for n in COUNTS]:
        link(name)
    names = "[" + ", ".join(f'"{n}"' for n in COUNTS) + "]"
    package = SIDE / "Package.swift"
    if not package.exists() or package.read_text() != PACKAGE % names:
        package.write_text(PACKAGE % names)
    memory = SIDE / "left-out.json"
    known = json.loads(memory.read_text()) if memory.exists() else {}
    for domain in domains:
        digest = hashlib.sha256("".join(domain.texts.values()).encode()).hexdigest()
        digest += hashlib.sha256((HERE / "swift_source.py").read_bytes()).hexdigest()[:8]
        first = domain.mutants[0].number
        entry = known.get(domain.name, {})
        domain.digest = digest
        if entry.get("digest") == digest:
            domain.left_out = {first + offset for offset in entry["offsets"]}
    for attempt in range(60):
        for domain in domains:
            domain.write()
        result = subprocess.run(
            ["swift", "build", "--package-path", str(SIDE), "--build-tests"], capture_output=True, text=True)
        output = result.stdout + result.stderr
        for domain in domains:
            left = domain.leave_out(output) if result.returncode else 0
            known[domain.name] = {
                "digest": domain.digest, "offsets": sorted(n - domain.mutants[0].number for n in domain.left_out)}
            if left:
                print(f"{domain.name}: {left} mutants do not compile and are left out", file=sys.stderr, flush=True)
        if result.returncode == 0:
            memory.write_text(json.dumps(known))
            return
        (SIDE / "build.log").write_text(output)
        if not any("/Domains/" in line and ": error:" in line for line in output.splitlines()):
            sys.exit("the build failed: " + "\n".join(line for line in output.splitlines() if "error:" in line)[:3000])
    sys.exit(f"the build failed, see {SIDE}/build.log")


def run_tests(name, number, limit):
    """Returns whether the domain's tests fail with the mutant, and how long they ran."""
    binary = SIDE / ".build" / "debug" / "MutantsPackageTests.xctest"
    began = time.monotonic()
    try:
        status = subprocess.run(
            [str(binary), "--testing-library", "swift-testing", "--filter", rf"^{name}DomainTests\."],
            env={**os.environ, "MUTANT": str(number)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=limit).returncode
    except subprocess.TimeoutExpired:
        status = -1
    return status != 0, time.monotonic() - began


def known_equivalents():
    """Returns the reasons of equivalent mutants by file, source line and change."""
    reasons = {}
    for line in (HERE / "equivalent.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            file, source, change, reason = (part.strip() for part in line.split(" | "))
            reasons[file, source, change] = reason
    return reasons


def report(domain, seed, count, jobs):
    """Runs a sample of a domain's mutants and prints the result. Returns whether enough of them were killed."""
    fails, seconds = run_tests(domain.name, 0, 600)
    if fails:
        sys.exit(f"{domain.name}: the tests fail without a mutant")
    limit = max(30, seconds * 20)
    sample = sorted(
        random.Random(f"{domain.name} {seed}").sample(domain.compiled, min(count, len(domain.compiled))),
        key=lambda m: m.number)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        killed = list(pool.map(lambda m: run_tests(domain.name, m.number, limit)[0], sample))
    survivors = [m for m, was_killed in zip(sample, killed) if not was_killed]
    equivalents = known_equivalents()
    share = 1 - len(survivors) / len(sample)
    lines = [
        f"{domain.name}: seed {seed}, {len(sample)} made (of {len(domain.compiled)} that compile, "
        f"{len(domain.left_out)} do not), {len(sample) - len(survivors)} killed, {len(survivors)} survived: "
        f"{share:.0%} killed"]
    for mutant in survivors:
        change = f"{mutant.old} → {mutant.new}"
        reason = equivalents.get((mutant.file, mutant.source, change))
        note = f"  (equivalent: {reason})" if reason else ""
        lines.append(f"  survived {mutant.file}:{mutant.line}  {change}{note}\n      {mutant.source}")
    print("\n".join(lines), flush=True)
    return share >= THRESHOLD


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("services", nargs="*", metavar="SERVICE", help=f"of {', '.join(COUNTS)}; all by default")
    parser.add_argument("--seed", type=int, help="draws the sample; another each time by default")
    parser.add_argument("--count", type=int, help="the number of mutants of each domain; 50, or 100 in registration")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many mutants run at a time")
    options = parser.parse_args()
    names = options.services or list(COUNTS)
    if unknown := [n for n in names if n not in COUNTS]:
        parser.error(f"no such service: {', '.join(unknown)}")
    seed = random.randrange(1_000_000) if options.seed is None else options.seed
    domains, first = [], 1
    for name in COUNTS:
        domains.append(Domain(name, first))
        first += len(domains[-1].mutants)
    build(domains)
    results = [report(d, seed, options.count or COUNTS[d.name], options.jobs) for d in domains if d.name in names]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
