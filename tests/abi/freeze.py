#!/usr/bin/env python3
"""Freezes the ABI: copies the headers and a host, and writes down where everything in them is.

Usage: freeze.py SOURCE_FOLDER TARGET_FOLDER

Once for each major, with its first release: freeze.py . tests/abi/v1. From then on frozen_test.py holds
every later header and library against the copy. Without one it rehearses in a folder of its own.
"""

import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile

HEADERS = ("plugin.h", "plugin_types.h")


def without_comments(text):
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def members(text):
    """[(struct, member)] of all structs, the table's functions among them."""
    found = []
    for struct, body in re.findall(r"struct (tessera_\w+) \{(.*?)\n\};", without_comments(text), re.S):
        for declaration in body.split(";"):
            name = re.search(r"\(\*(\w+)\)", declaration) or re.search(r"(\w+)\s*(?:\[\d+\])?\s*$", declaration)
            if name:
                found.append((struct, name.group(1)))
    return found


def declarations(folder):
    """{name: tokens} of each struct, enum and exported function of the headers in `folder`/tessera."""
    text = without_comments("".join((folder / "tessera" / name).read_text(encoding="utf-8") for name in HEADERS))
    found = {f"{kind} {name}": re.findall(r"\w+|[^\s\w]", body)
             for kind, name, body in re.findall(r"(struct|enum) (tessera_\w+) \{(.*?)\}", text, re.S)}
    for declaration in re.findall(r"^TESSERA_EXPORT\s(.*?);", text, re.S | re.M):
        found[re.search(r"(\w+)\(", declaration).group(1)] = re.findall(r"\w+|[^\s\w]", declaration)
    return found


def constants(text):
    """Of all enums."""
    bodies = re.findall(r"enum tessera_\w+ \{(.*?)\}", without_comments(text), re.S)
    return [name for body in bodies for name in re.findall(r"(TESSERA_\w+) =", body)]


def layout(folder):
    """The lines of layout.inc for the headers in `folder`/tessera."""
    text = "".join((folder / "tessera" / name).read_text(encoding="utf-8") for name in HEADERS)
    found, structs = members(text), []
    for struct, _ in found:
        if struct not in structs:
            structs.append(struct)
    assert len(found) > 200 and len(constants(text)) > 40, "the headers read otherwise now"
    prints = [f'printf("SIZE({struct}, %zu)\\n", sizeof(struct {struct}));' for struct in structs]
    prints += [f'printf("MEMBER({struct}, {member}, %zu, %zu)\\n", offsetof(struct {struct}, {member}), '
               f'sizeof(((struct {struct} *)0)->{member}));' for struct, member in found]
    prints += [f'printf("CONSTANT({name}, %d)\\n", (int){name});' for name in constants(text)]
    program = '#include <stdio.h>\n#include "tessera/plugin.h"\nint main(void) {\n' + "\n".join(prints) + "\nreturn 0;\n}\n"
    with tempfile.TemporaryDirectory() as place:
        source = pathlib.Path(place) / "layout.c"
        source.write_text(program, encoding="utf-8")
        subprocess.run(["cc", "-std=c99", "-I", folder, source, "-o", source.with_suffix("")], check=True)
        return subprocess.run([source.with_suffix("")], check=True, capture_output=True, text=True).stdout


def freeze(source, target):
    (target / "tessera").mkdir(parents=True)
    sums = ""
    for name in HEADERS:
        copy = (source / "include/tessera" / name).read_bytes()
        (target / "tessera" / name).write_bytes(copy)
        sums += f"{hashlib.sha256(copy).hexdigest()}  tessera/{name}\n"
    host = (source / "tests/abi/host.c").read_bytes()
    (target / "host.c").write_bytes(host)
    sums += f"{hashlib.sha256(host).hexdigest()}  host.c\n"
    (target / "layout.inc").write_text(layout(target), encoding="utf-8")
    (target / "SHA256SUMS").write_text(sums, encoding="utf-8")


if __name__ == "__main__":
    freeze(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
