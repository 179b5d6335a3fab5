"""Finds the places of a Swift source at which one operator, constant, comparison or guard can be changed."""
import dataclasses
import re


@dataclasses.dataclass
class Mutant:
    """One change of a source.

    `edits` are (start, end, text), with `{id}` and `{op}` for the mutant's number and operator.
    """

    file: str
    line: int
    old: str
    new: str
    kind: str
    edits: list
    source: str
    number: int = 0


def masked(text):
    """Returns the text with comments and string literals, also their interpolations, replaced by spaces."""
    out, i = list(text), 0

    def blank(a, b):
        for k in range(a, b):
            if out[k] != "\n":
                out[k] = " "

    while i < len(text):
        if text.startswith("//", i):
            end = text.find("\n", i)
            end = len(text) if end < 0 else end
        elif text.startswith("/*", i):
            end = text.index("*/", i) + 2
        elif text[i] == '"' or re.match(r'#+"', text[i:]):
            end = string_end(text, i)
        else:
            i += 1
            continue
        blank(i, end)
        i = end
    return "".join(out)


def string_end(text, i):
    """Returns the offset behind the string literal that begins at the offset."""
    hashes = len(re.match(r"#*", text[i:]).group())
    i += hashes
    quote = '"""' if text.startswith('"""', i) else '"'
    i += len(quote)
    escape, close = "\\" + "#" * hashes, quote + "#" * hashes
    while not text.startswith(close, i):
        if text.startswith(escape + "(", i):
            i, depth = i + len(escape) + 1, 1
            while depth:
                if text[i] == '"':
                    i = string_end(text, i)
                    continue
                depth += (text[i] == "(") - (text[i] == ")")
                i += 1
        elif text.startswith(escape, i):
            i += len(escape) + 1
        else:
            i += 1
    return i + len(close)


# Each binary operator with what it is changed into. A group decides the operator's precedence.
BINARY = {
    "comparison": {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="},
    "and": {"&&": "||"},
    "or": {"||": "&&"},
    "addition": {"+": "-", "-": "+"},
    "multiplication": {"*": "/", "/": "*"},
    "assignment": {"+=": "-=", "-=": "+="},
}
SIGN = r"(<=|>=|==|!=|&&|\|\||\+=|-=|[<>+*/-])"
OPERATOR = re.compile(rf"(?<=\S) {SIGN} (?=\S)|^\s+{SIGN} (?=\S)", re.M)
# An operator as a function: `sorted(by: >)`, `reduce(.zero, +)`.
FUNCTION = re.compile(r"(?<=[:,(] )([<>+*-])(?=\))|(?<=\()([<>+*-])(?=\))")
NUMBER = re.compile(r"(?<![\w.$])(\d[\d_]*)(?![\w.]|\s*:\s*case)")
BOOLEAN = re.compile(r"(?<![\w.])(true|false)(?!\w)")
NEGATION = re.compile(r"(?<=[\s(\[{])!(?=[\w$(.])")
CONDITION = re.compile(r"(?<![\w#.`])(guard|if)(?= )")


def mutants(file, text):
    """Returns every mutant of a source, in the order of their places."""
    code, lines, found = masked(text), text.splitlines(), []

    def add(kind, start, end, new, edits=None):
        line = text.count("\n", 0, start) + 1
        source = lines[line - 1].strip()
        old = " ".join(text[start:end].split())
        found.append(Mutant(file, line, old, new, kind, edits or [(start, end, "{op}")], source))

    def declares(start):
        line = lines[text.count("\n", 0, start)].strip()
        constrained = r".*\b(extension|struct|enum|protocol)\b.* where "
        return re.match(rf"(.*\bfunc [^\w`]|import |#|infix |prefix |{constrained})", line)

    for match in OPERATOR.finditer(code):
        group = 1 if match.group(1) else 2
        operator = match.group(group)
        for kind, changes in BINARY.items():
            if operator in changes and not declares(match.start(group)):
                add(kind, match.start(group), match.end(group), changes[operator])
    for match in FUNCTION.finditer(code):
        group = 1 if match.group(1) else 2
        for kind, changes in BINARY.items():
            if match.group(group) in changes and not declares(match.start(group)):
                add(kind, match.start(group), match.end(group), changes[match.group(group)])
    for match in NEGATION.finditer(code):
        add("negation", match.start(), match.end(), "(nothing)")
    for match in NUMBER.finditer(code):
        start, end = match.span(1)
        line = lines[text.count("\n", 0, start)].strip()
        if declares(start) or line.startswith("case ") or code[end : end + 1] == "(":
            continue
        value, new = text[start:end], str(int(text[start:end].replace("_", "")) + 1)
        add("constant", start, end, new, [(start, end, f"_mutated({{id}}, {value}, {new})")])
    for match in BOOLEAN.finditer(code):
        start, end = match.span(1)
        if not lines[text.count("\n", 0, start)].strip().startswith("case "):
            value = text[start:end]
            new = "false" if value == "true" else "true"
            add("constant", start, end, new, [(start, end, f"_mutated({{id}}, {value}, {new})")])
    for match in CONDITION.finditer(code):
        for start, end in clauses(code, match.end(), match.group(1)):
            new = "true" if match.group(1) == "guard" else "false"
            edits = [(start, start, f"_mutated({{id}}, "), (end, end, f", {new})")]
            add(match.group(1), start, end, new, edits)
    return sorted(found, key=lambda m: (m.edits[0][0], -m.edits[-1][1], m.kind))


def clauses(code, start, keyword):
    """Returns the spans of a condition's Boolean clauses, which are separated by commas."""
    depth, i, begin, spans = 0, start, start, []
    while i < len(code):
        c = code[i]
        ends = code.startswith("else", i) if keyword == "guard" else c == "{" and code[i - 1] in " \n"
        if depth == 0 and ends:
            spans.append((begin, i))
            break
        if depth == 0 and c == ",":
            spans.append((begin, i))
            begin = i + 1
        depth += (c in "([{") - (c in ")]}")
        i += 1
    result = []
    for begin, end in spans:
        clause = code[begin:end]
        if re.match(r"\s*(let|var|case)\b", clause) or re.search(r"\b(try|await)\b|#", clause) or not clause.strip():
            continue
        result.append((begin + len(clause) - len(clause.lstrip()), begin + len(clause.rstrip())))
    return result


def operator_name(number):
    """Returns an operator of box-drawing characters, another for each number."""
    digits = ""
    while True:
        digits = chr(0x2500 + number % 128) + digits
        number //= 128
        if not number:
            return "╳" + digits


def instrumented(text, all_mutants):
    """Returns the source in which each mutant is there, to be switched on by its number. Lines stay where they are."""
    edits = []
    for order, mutant in enumerate(all_mutants):
        for part, (start, end, new) in enumerate(mutant.edits):
            new = new.replace("{id}", str(mutant.number)).replace("{op}", operator_name(mutant.number))
            # What ends at a place comes before what begins there; of what begins there the longest is outside.
            closes = start == end and part > 0
            edits.append((start, 0 if closes else 1 if start == end else 2, order, end, new))
    out, at = [], 0
    for start, _, _, end, new in sorted(edits):
        out += [text[at:start], new]
        at = end
    return "".join(out) + text[at:]
