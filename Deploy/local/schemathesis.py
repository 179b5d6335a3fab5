#!/usr/bin/env python3
"""Runs schemathesis over the services' OpenAPI documents, as the administrator, with ids of things that are there.

schemathesis.py CONFIGURATION FOLDER SERVICE=URL…   (MUSTER_TOKENS: the administrator's first, then of others who see more)

Prints for each service how many requests were made, what they were answered, and the failures; ends with 1 when there are any.
"""

import collections
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request

CLOCK = "/v1/development/clock"  # moved last and alone: tokens end when time goes on
TOKENS = os.environ["MUSTER_TOKENS"].split()


def get(url, token):
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}", "Accept": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except (urllib.error.HTTPError, ValueError):
        return None


def collection_of(path):
    """/v1/host-requests/{id}/documents -> hostRequests"""
    words = path.split("/")[2].split(".")[0].split("-")
    return words[0] + "".join(word.title() for word in words[1:])


class Things:
    """Ids by what they are of: `offerings`, `registrations` …, gathered from every answer that can be had by GET."""

    def __init__(self):
        self.ids = collections.defaultdict(set)

    def walk(self, value, collection):
        if isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, str) and re.fullmatch(r"[0-9a-f-]{36}", inner):
                    name = collection if key == "id" else key.removesuffix("Id")
                    self.ids[name if name == collection else self.plural(name)].add(inner)
                elif isinstance(inner, str) and key in ("courseCode", "verificationCode"):
                    self.ids[key + "s"].add(inner)
                else:
                    self.walk(inner, key if isinstance(inner, list) and key != "items" else collection)
        elif isinstance(value, list):
            for inner in value:
                self.walk(inner, collection)

    @staticmethod
    def plural(name):
        return {"person": "people", "agency": "agencies"}.get(name, name + "s")

    def gather(self, url, document):
        lists = [path for path, item in document["paths"].items() if "get" in item and path.startswith("/v1/")]
        for path in sorted(lists, key=lambda path: path.count("{")):
            targets = [path]
            for parameter in re.findall(r"{(\w+)}", path):
                values = sorted(self.of(path, parameter))[-3:]
                targets = [target.replace("{%s}" % parameter, value) for target in targets for value in values]
            for target in targets:
                for token in TOKENS:
                    self.walk(get(url + target, token), collection_of(path))

    def of(self, path, parameter):
        """What may stand for the parameter: {id} is of the path's collection, {creditId} of the credits."""
        if parameter == "id":
            return self.ids[collection_of(path)]
        if parameter == "code":
            return self.ids["courseCodes" if "/courses/" in path else "verificationCodes"]
        return self.ids[self.plural(parameter.removesuffix("Id"))] if parameter.endswith("Id") else set()


def configuration(base, document, things):
    """The committed configuration and, for this run, where real ids are to be used: three times out of four."""
    dictionaries, operations = {}, []

    def binding(values):
        name = f"values{len(dictionaries)}"
        dictionaries[name] = values
        return '{ dictionary = "%s", probability = 0.75 }' % name

    for path in document["paths"]:
        bindings = []
        for parameter in re.findall(r"{(\w+)}", path):
            values = sorted(things.of(path, parameter))[-20:] if path.startswith("/v1/") else []
            if values:
                bindings.append(f'"path.{parameter}" = {binding(values)}')
        for item in document["paths"][path].values():
            schema = item.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            schema = document["components"]["schemas"].get(schema.get("$ref", "").split("/")[-1], schema)
            for field in schema.get("properties", {}):
                names = {"courseCode": "courseCodes", "into": "people"}
                values = sorted(things.ids[names.get(field, Things.plural(field.removesuffix("Id")))])[-20:]
                if (field.endswith("Id") or field in names) and values:
                    if not any(line.startswith(f'"body.{field}"') for line in bindings):
                        bindings.append(f'"body.{field}" = {binding(values)}')
        if bindings:
            operations.append("[[operations]]\ninclude-path = %s\n[operations.parameters]\n%s\n" % (
                json.dumps(path), "\n".join(bindings)))
    text = "".join("[dictionaries.%s]\nvalues = %s\n" % (name, json.dumps(values)) for name, values in dictionaries.items())
    return base + "\n" + text + "\n".join(operations)


def run(name, url, folder, config, more):
    path = f"{folder}/{name}.toml"
    with open(path, "w") as file:
        file.write(config)
    report = f"{folder}/{name}.ndjson"
    command = [os.path.join(os.path.dirname(sys.executable), "schemathesis"), "--config-file", path, "run",
               f"{url}/openapi.json", "--report", "ndjson", "--report-ndjson-path", report, "--continue-on-failure",
               "-H", f"Authorization: Bearer {TOKENS[0]}", "--seed", os.environ.get("SCHEMATHESIS_SEED", "1"), *more]
    with open(f"{folder}/{name}.log", "w") as log:
        code = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder).returncode
    return code, *count(report)


def count(report):
    """Statuses of every answer in the report; the operations asked; those of them that were answered with a success."""
    statuses, asked, done = collections.Counter(), set(), set()
    with open(report) as file:
        for line in file:
            if '"interactions"' not in line:
                continue
            for recorder in find(json.loads(line), "interactions"):
                for case, interaction in recorder["interactions"].items():
                    status = (interaction.get("response") or {}).get("status_code", "none")
                    statuses[status] += 1
                    value = recorder["cases"][case]["value"]
                    operation = f"{value['method']} {value['path']}"
                    if status != 405:  # 405 answers methods that no operation has
                        asked.add(operation)
                    if str(status).startswith("2"):
                        done.add(operation)
    return statuses, asked, done


def find(value, key):
    """Every object inside that has this key."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key:
                yield value
            else:
                yield from find(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from find(inner, key)


def main():
    base, folder = open(sys.argv[1]).read(), sys.argv[2]
    services = dict(argument.split("=", 1) for argument in sys.argv[3:])
    documents = {name: get(f"{url}/openapi.json", TOKENS[0]) for name, url in services.items()}
    things = Things()
    for _ in range(2):  # what one service shows may be asked of another
        for name, url in services.items():
            things.gather(url, documents[name])
    print("real ids: " + ", ".join(f"{len(ids)} {name}" for name, ids in sorted(things.ids.items()) if ids))
    examples = os.environ.get("SCHEMATHESIS_EXAMPLES", "40")
    failed = False
    # accounts last: there the administrator may lose roles and sign-ins.
    order = sorted(services, key=lambda name: name == "accounts")
    passes = [(name, ["--exclude-path", CLOCK, "--max-examples", examples]) for name in order]
    passes += [(name, ["--include-path", CLOCK, "--max-examples", "20", "--phases", "examples,coverage,fuzzing"])
               for name in order]
    for index, (name, more) in enumerate(passes):
        config = configuration(base, documents[name], things)
        label = name if index < len(services) else name + "-clock"
        code, statuses, asked, done = run(label, services[name], folder, config, more)
        answers = ", ".join(f"{status}: {statuses[status]}" for status in sorted(statuses, key=str))
        log = open(f"{folder}/{label}.log").read()
        print(f"{label}: {sum(statuses.values())} requests ({answers}); {len(done)} of {len(asked)} operations did "
              "something; " + ("no failure" if code == 0 else "FAILURES"))
        print("  always refused: " + (", ".join(sorted(asked - done)) or "none"))
        if code != 0:
            failed = True
            print(log[log.find("= FAILURES") if "= FAILURES" in log else -4000:])
        sys.stdout.flush()
    sys.exit(1 if failed else 0)


main()
