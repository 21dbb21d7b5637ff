#!/usr/bin/env python3
"""Writes reference.md from the comments of the contract, so that what they say stands in one place.

Usage: make_reference.py PROTO_FOLDER > reference.md
       make_reference.py PROTO_FOLDER --check reference.md   fails if the page is not up to date
"""

import pathlib
import re
import sys

FILES = ["text", "goods", "effect", "offer", "ledger_rules", "segment", "program"]

HEAD = """# Reference: every field

Made by make_reference.py from the contract's comments; don't edit it by hand.

Fields stand under their names in the contract, [program.proto](../../../proto/tessera/v1/program.proto) and what it
imports; where a field has a unit, the second column gives the key without it and how its value is then written.
What is left out is 0, empty or false, and that means what the last column says of 0 or empty.
Words in capitals at the end of a row are the reasons of faults. Numbers that are too large or too
many: [limits](limits.md). A list is written `[a, b]`.
"""

# Ends of field names that are units: the key without them, and how the value is written.
UNITS = [
    ("factor_milli", None, "thousandths: 2× is 2000"),
    ("quantity_milli", "quantity", "quantity, `1.25`"),
    ("_milli", "", "percentage, `2.5%`"),
    ("_minor", "", "money, `99.90`"),
    ("_us", "", "instant, `2026-03-01T00:00:00+03:00`"),
    ("_seconds", "", "length of time, `1h30m`"),
]
SCALARS = {"string": "word", "bool": "true or false"}


class Contract:
    """Messages and enums with their comments, in the order of the files."""

    def __init__(self, folder):
        self.messages = {}  # name: (comment, [(repeated, type, name, comment)])
        self.enums = {}  # name: (comment, [(value, comment)])
        for name in FILES:
            self.read((folder / f"{name}.proto").read_text(encoding="utf-8"))

    def read(self, text):
        comment, body = [], None
        for line in (line.strip() for line in text.splitlines()):
            if line.startswith("//"):
                comment.append(line[2:].strip())
                continue
            words = " ".join(part for part in comment if part)
            if head := re.match(r"(message|enum) (\w+) \{", line):
                body = []
                kind = self.messages if head[1] == "message" else self.enums
                kind[head[2]] = (words, body)
            elif field := re.match(r"(repeated )?([\w.<>, ]+?) (\w+) = \d+;", line):
                body.append((bool(field[1]), field[2], field[3], words))
            elif value := re.match(r"(\w+) = \d+;", line):
                body.append((value[1], words))
            if line or not comment:
                comment = []

    def used_by(self, name, found):
        """Messages that a document may have, in the order in which they are met."""
        if name in self.messages and name != "Text" and name not in found:
            found.append(name)
            for _, kind, _, _ in self.messages[name][1]:
                self.used_by(kind, found)
        return found

    def column(self, repeated, kind, name):
        for ending, instead, how in UNITS:
            if name.endswith(ending):
                if instead is None:
                    return how
                return f"`{name[:-len(ending)]}{instead}`: {how}"
        many = "list of " if repeated else ""
        if kind == "Text":
            return many + "text"
        if kind in self.messages:
            return f"{many}[{kind}](#{kind.lower()})"
        if kind == "IdentifierKind":
            return "CARD, PHONE, QR or NFC"
        if kind in self.enums:
            return f"{many}[{kind}](#values-of-choices)"
        if kind in SCALARS:
            return "list of words" if repeated else SCALARS[kind]
        return "points, whole smallest units" if "points" in name and name != "points_digits" else "whole number"

    def page(self):
        names = self.used_by("Program", [])
        links = [f"[{name}](#{name.lower()})" for name in names] + ["[values of choices](#values-of-choices)"]
        out = [HEAD, f"Sections: {', '.join(links)}.", ""]
        for name in names:
            comment, fields = self.messages[name]
            out += [f"## {name}", "", comment, "", "| field | as people write it | what it says |", "| --- | --- | --- |"]
            out += [f"| `{field}` | {self.column(repeated, kind, field)} | {words} |"
                    for repeated, kind, field, words in fields]
            out.append("")
        out += ["## Values of choices", "",
                "The first is the default, save for CalendarPeriod, CheckDigit and TierBasis, where the default is none. "
                "Letter case does not matter.", "",
                "| choice | value | what it says |", "| --- | --- | --- |"]
        for name, (_, values) in self.enums.items():
            prefix = re.sub(r"(?<!^)([A-Z])", r"_\1", name).upper() + "_"
            out += [f"| {name} | `{value[len(prefix):]}` | {words} |" for value, words in values[1:]]
        return "\n".join(out) + "\n"


def main():
    page = Contract(pathlib.Path(sys.argv[1])).page()
    if len(sys.argv) == 2:
        sys.stdout.write(page)
    elif pathlib.Path(sys.argv[3]).read_text(encoding="utf-8") != page:
        sys.exit(f"{sys.argv[3]} differs from what the contract says; write it anew:\n"
                 f"  {sys.argv[0]} {sys.argv[1]} > {sys.argv[3]}")


if __name__ == "__main__":
    main()
