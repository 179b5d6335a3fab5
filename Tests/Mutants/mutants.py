#!/usr/bin/env python3
"""Breaks one operator, constant, comparison or guard of a domain at a time, and runs that domain's tests.

mutants.py [--seed N] [--count N] [--only FILE:LINE] [Domain ...]

Each domain is built once in a package of its own. A mutant costs one compiled file, one link and one run of the tests.
A mutant is made when it compiles; it is killed when a test fails, crashes or does not end in time; else it survived.
Equivalent mutants, which equivalent.txt lists with their reasons, count as survivors. The first run of each domain is the control: the tests must pass unchanged, and
must fail with a planted fault.
"""

import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = pathlib.Path(os.environ.get("MUTANTS_WORK", ROOT / ".build" / "mutants"))
COUNTS = {"Registration": 100, "Accounts": 50, "Certification": 50, "InstructorQualification": 50}
FEATURES = [
    "ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault", "NonisolatedNonsendingByDefault"]
TIMEOUT = 60
THRESHOLD = 90
ALWAYS = "(true as Bool)"
EQUIVALENT = {
    tuple(part.strip() for part in line.split(" | ")[:3]): line.split(" | ")[3].strip()
    for line in (pathlib.Path(__file__).parent / "equivalent.txt").read_text().splitlines() if not line.startswith("#")}

SWAPS = {
    " < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > ", " == ": " != ", " != ": " == ",
    " && ": " || ", " || ": " && ", " + ": " - ", " - ": " + ", " * ": " + ", " += ": " -= ", " -= ": " += ",
}
WORDS = {"true": "false", "false": "true", "min": "max", "max": "min"}


@dataclasses.dataclass(frozen=True)
class Mutation:
    file: str
    start: int
    end: int
    text: str
    line: int
    old: str

    @property
    def change(self):
        new = "true" if self.text == ALWAYS else " ".join(self.text.split())
        return f"{' '.join(self.old.split())} → {new}"

    @property
    def reason(self):
        """Returns why no test can kill the mutant; None when a test should."""
        file = self.file.removeprefix(f"{ROOT}/")
        source = pathlib.Path(self.file).read_text().splitlines()[self.line - 1].strip()
        return EQUIVALENT.get((file, source, self.change))

    def __str__(self):
        reason = f" (equivalent: {self.reason})" if self.reason else ""
        return f"{self.file.removeprefix(f'{ROOT}/')}:{self.line}: {self.change}{reason}"


def blanked(source):
    """Returns the source with comments and strings as spaces, of the same length."""
    out, i = list(source), 0
    while i < len(source):
        if source.startswith("//", i):
            end = source.find("\n", i)
        elif source.startswith('"""', i):
            end = source.index('"""', i + 3) + 3
        elif source[i] == '"':
            end, depth = i + 1, 0
            while source[end] != '"' or depth:
                if source.startswith("\\(", end):
                    depth, end = depth + 1, end + 2
                    continue
                if depth and source[end] in "()":
                    depth += 1 if source[end] == "(" else -1
                end += 2 if source[end] == "\\" else 1
            end += 1
        else:
            i += 1
            continue
        end = len(source) if end < 0 else end
        out[i:end] = [c if c == "\n" else " " for c in source[i:end]]
        i = end
    return "".join(out)


def candidates(path, source):
    code = blanked(source)
    found = []

    def add(start, end, text):
        found.append(
            Mutation(str(path), start, end, text, source.count("\n", 0, start) + 1, source[start:end]))

    for operator, other in SWAPS.items():
        for match in re.finditer(re.escape(operator), code):
            add(match.start(), match.end(), other)
    for match in re.finditer(r"(?<![\w.$#])(\d[\d_]*)(?![\w.]\w)", code):
        value = int(match[1].replace("_", ""))
        add(match.start(), match.end(), str(value + 1))
    for match in re.finditer(r"(?<![\w.])(true|false)\b|(?<![\w.])(min|max)(?=\()", code):
        add(match.start(), match.end(), WORDS[match[0]])
    for match in re.finditer(r"(?<=[\s(])!(?=[\w(])", code):
        add(match.start(), match.end(), "")
    for match in re.finditer(r"\b(guard|if) ((?:[^{}\n]|\n(?! *else))*?)( else)? \{", code):
        condition = match[2]
        if re.search(r"\b(let|var|case|await|#available)\b", condition) or (match[1] == "guard") != bool(match[3]):
            continue
        start, end = match.start(2), match.end(2)
        add(start, end, ALWAYS if match[1] == "guard" else f"({source[start:end]}) == false")
    return found


class Domain:
    """A domain with its tests, built in a package of its own."""

    def __init__(self, name):
        self.name, self.module = name, f"{name}Domain"
        self.folder = WORK / name
        self.sources = ROOT / "Services" / name / "Domain"
        self.files = sorted(str(path) for path in self.sources.rglob("*.swift"))

    def build(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        for link, target in [
            ("CUniString", ROOT / "Shared" / "System" / "CUniString"),
            ("Primitives", ROOT / "Shared" / "Primitives"), (self.module, self.sources),
            (f"{self.module}Tests", ROOT / "Tests" / f"{self.module}Tests"),
        ]:
            place = self.folder / link
            if place.is_symlink():
                place.unlink()
            place.symlink_to(target)
        features = ", ".join(f'.enableUpcomingFeature("{name}")' for name in FEATURES)
        (self.folder / "Package.swift").write_text(f"""// swift-tools-version: 6.2
import PackageDescription
let settings: [SwiftSetting] = [{features}]
let package = Package(
    name: "mutants",
    targets: [
        .systemLibrary(name: "CUniString", path: "CUniString"),
        .target(name: "Primitives", dependencies: ["CUniString"], path: "Primitives", swiftSettings: settings),
        .target(name: "{self.module}", dependencies: ["Primitives"], path: "{self.module}", swiftSettings: settings),
        .testTarget(
            name: "{self.module}Tests", dependencies: ["{self.module}", "Primitives"], path: "{self.module}Tests",
            swiftSettings: settings),
    ])
""")
        subprocess.run(["swift", "build", "--build-tests"], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        self.debug = (self.folder / ".build" / "debug").resolve()
        manifest = (self.folder / ".build" / "debug.yaml").read_text()
        links = re.findall(r'^ *args: (\[.*-emit-executable.*\])$', manifest, re.M)
        self.link = next(json.loads(line) for line in links if ".xctest" in line)
        self.binary = next(a for a, b in zip(self.link[1:], self.link) if b == "-o")
        self.objects = next(a[1:] for a in self.link if a.startswith("@") and "LinkFileList" in a)

    def object(self, file):
        """Returns the line of the link list that holds the file's object."""
        name = pathlib.Path(file).name + ".o"
        lines = pathlib.Path(self.objects).read_text().splitlines()
        found = [line for line in lines if line.strip("'").endswith(f"/{self.module}.build/{name}")]
        if len(found) != 1:
            found = [line for line in lines if f"/{self.module}.build/" in line
                     and line.strip("'").endswith(f"{pathlib.Path(file).relative_to(self.sources)}.o")]
        return found[0]

    def passes(self, binary):
        try:
            return subprocess.run(
                [binary, "--testing-library", "swift-testing"], cwd=self.folder, timeout=TIMEOUT,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def outcome(self, mutation):
        """Returns "killed", "survived", or None when the mutant does not compile."""
        with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
            source = pathlib.Path(mutation.file).read_text()
            changed = pathlib.Path(folder) / pathlib.Path(mutation.file).name
            changed.write_text(source[:mutation.start] + mutation.text + source[mutation.end:])
            others = [file for file in self.files if file != mutation.file]
            output = f"{folder}/mutant.o"
            features = [part for name in FEATURES for part in ("-enable-upcoming-feature", name)]
            compiled = subprocess.run(
                ["swiftc", "-frontend", "-c", "-primary-file", str(changed), *others, "-module-name", self.module,
                 "-package-name", self.name.lower(), "-swift-version", "6", "-Onone", "-enable-testing", "-parse-as-library",
                 *features, "-I", str(self.debug / "Modules"),
                 "-Xcc", f"-fmodule-map-file={self.folder}/CUniString/module.modulemap", "-o", output],
                capture_output=True)
            if compiled.returncode != 0:
                return None
            listed = pathlib.Path(self.objects).read_text().splitlines()
            listed[listed.index(self.object(mutation.file))] = output
            (pathlib.Path(folder) / "objects").write_text("\n".join(listed))
            binary = f"{folder}/tests.xctest"
            swaps = {f"@{self.objects}": f"@{folder}/objects", self.binary: binary}
            linked = subprocess.run(
                [swaps.get(a, a) for a in self.link], cwd=folder, capture_output=True, text=True,
                env=os.environ | {"TMPDIR": folder})
            if linked.returncode != 0:
                raise RuntimeError(f"{mutation}: the link failed: {linked.stderr[-400:]}")
            return "survived" if self.passes(binary) else "killed"

    def all(self):
        return [found for file in self.files for found in candidates(file, pathlib.Path(file).read_text())]

    def control(self, mutations):
        if not self.passes(self.binary):
            sys.exit(f"{self.module}: the tests fail without a mutant")
        for mutation in mutations:
            outcome = self.outcome(mutation)
            if outcome == "killed":
                return
        sys.exit(f"{self.module}: no planted fault was seen")


def run(domain, seed, count, only):
    domain.build()
    mutations = domain.all()
    total = len(mutations)
    random.Random(f"{seed}-{domain.name}").shuffle(mutations)
    domain.control(mutations[:20])
    if only:
        mutations = [m for m in mutations if f"{m.file}:{m.line}".endswith(only)]
    made, survivors, failed = 0, [], 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        while mutations and made < count:
            batch, mutations = mutations[:count - made], mutations[count - made:]
            for mutation, outcome in zip(batch, pool.map(domain.outcome, batch)):
                if outcome is None:
                    failed += 1
                    continue
                made += 1
                if outcome == "survived":
                    survivors.append(mutation)
    killed = made - len(survivors)
    print(f"{domain.name}: seed {seed}, {total} candidates, {made} made, {killed} killed "
          f"({100 * killed / max(made, 1):.1f} %), {len(survivors)} survived, {failed} did not compile")
    for mutation in survivors:
        print("  survived", mutation)
    sys.stdout.flush()
    return 100 * killed >= THRESHOLD * made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--count", type=int, help="mutants per domain instead of the usual number")
    parser.add_argument("--only", help="only the mutants whose FILE:LINE ends so")
    parser.add_argument("domains", nargs="*", default=list(COUNTS))
    arguments = parser.parse_args()
    results = [
        run(Domain(name), arguments.seed, arguments.count or COUNTS[name], arguments.only)
        for name in arguments.domains or COUNTS]
    if not all(results):
        sys.exit(f"fewer than {THRESHOLD} % were killed")


main()
