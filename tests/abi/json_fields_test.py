#!/usr/bin/env python3
"""No field and no function of plugin.h is missing in its JSON form, and none is there twice.

Usage: json_fields_test.py SOURCE_FOLDER
"""

import pathlib
import re
import sys

# Handles are numbers of the call itself; a pointer to code means nothing in JSON.
NOT_JSON = {"struct_size", "wake", "wake_context", "sale", "answer"}
# Beside their array.
COUNTS = {("tessera_refund", name) for name in ("line_count", "line_size", "goods_count", "goods_size")}
# Only ever part of a field.
NO_SHAPE = {"tessera_string"}


def without_comments(text):
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def fields_of_header(text):
    """{(struct, field)} that JSON has to have."""
    found = set()
    for struct, body in re.findall(r"struct (tessera_\w+) \{(.*?)\n\};", text, re.S):
        for declaration in body.split(";"):
            code = re.search(r"\(\*(\w+)\)", declaration)
            name = code.group(1) if code else (re.findall(r"\w+(?=\s*(?:\[\d+\])?\s*$)", declaration) or [""])[0]
            if name and struct not in NO_SHAPE and not name.startswith("reserved"):
                if name not in NOT_JSON and (struct, name) not in COUNTS:
                    found.add((struct, name))
    return found


def fields_of_shapes(text):
    """[(struct, field)], with repetitions."""
    text = text[text.index("constexpr Field k"):]
    return re.findall(r"(?:FIELD|ONE|MANY)\((tessera_\w+), (\w+)", text)


def functions_of_header(text):
    table = re.search(r"struct tessera_api \{(.*?)\n\};", text, re.S).group(1)
    return {name for name in re.findall(r"\(\*(\w+)\)\(", table) if not name.startswith("answer_")}


def parts_of_header(text):
    """Accessors of an answer; counts and release go without saying."""
    table = re.search(r"struct tessera_api \{(.*?)\n\};", text, re.S).group(1)
    return {name for name in re.findall(r"\(\*(answer_\w+)\)\(", table) if name != "answer_release"}


def compare(what, expected, found):
    faults = [f"{what} {item} has no JSON form" for item in sorted(expected - set(found))]
    faults += [f"{what} {item} is not in the header" for item in sorted(set(found) - expected)]
    faults += [f"{what} {item} is there twice" for item in sorted(set(found)) if list(found).count(item) > 1]
    return faults


def main():
    source = pathlib.Path(sys.argv[1])
    types = without_comments((source / "include/tessera/plugin_types.h").read_text(encoding="utf-8"))
    table = without_comments((source / "include/tessera/plugin.h").read_text(encoding="utf-8"))
    folder = source / "plugin/json"
    shapes = (folder / "shapes.cc").read_text(encoding="utf-8")
    functions = "".join((folder / name).read_text(encoding="utf-8")
                        for name in ("sale_functions.cc", "plugin_functions.cc"))
    answer = (folder / "answer.cc").read_text(encoding="utf-8")
    expected = fields_of_header(types)
    assert len(expected) > 150, f"only {len(expected)} fields found: the header reads otherwise now"
    faults = compare("field", expected, fields_of_shapes(shapes))
    faults += compare("function", functions_of_header(table), re.findall(r'\{"(\w+)", \w+\}', functions))
    faults += compare("part", parts_of_header(table), sorted(set(re.findall(r"\b(answer_\w+)\b", answer)) - {"answer_"}))
    print("\n".join(faults) or f"{len(expected)} fields and {len(functions_of_header(table))} functions have a JSON form")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
