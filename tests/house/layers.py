#!/usr/bin/env python3
"""Proves that an include that goes the wrong way through the layers does not compile.

Usage: layers.py BUILD_FOLDER SOURCE_FOLDER
For each folder the compiler is run with that folder's own flags, once on a header of its own or of a
layer below (has to compile), and once for each layer that it must not know (has to fail because the
header is not found).
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

SERVICE_ONLY = ["ledger", "storage", "operations/common", "rpc"]
ABOVE_OPERATIONS = ["rpc", "sqlite", "jobs", "metrics"]
SUBJECTS = ["operations/members", "operations/vouchers", "operations/sales", "operations/programs",
            "operations/stores", "operations/sync", "operations/audit"]
FORBIDDEN = {
    "service/base": ["engine", "codec", "sqlite", "proto", *SERVICE_ONLY],
    "service/insight": ["forecast", "engine", "codec", "sqlite", "proto", *SERVICE_ONLY],
    "service/forecast": ["engine", "codec", "sqlite", "proto", *SERVICE_ONLY],
    "service/engine": ["codec", "sqlite", "proto", *SERVICE_ONLY],
    "service/situation": ["codec", "sqlite", *SERVICE_ONLY],
    "service/codec": ["sqlite", *SERVICE_ONLY],
    "service/sqlite": ["engine", "codec", "proto", *SERVICE_ONLY],
    "service/ledger": ["sqlite", "storage", "operations/common", "rpc"],
    "service/storage": ["operations/common", "rpc"],
    "service/operations/common": ["operations/account", *SUBJECTS, *ABOVE_OPERATIONS],
    "service/operations/account": [*SUBJECTS, *ABOVE_OPERATIONS],
    **{f"service/{subject}": [other for other in SUBJECTS if other != subject] + ABOVE_OPERATIONS
       for subject in SUBJECTS if subject != "operations/sync"},
    "service/operations/sync": ["operations/vouchers", "operations/programs", "operations/audit",
                                *ABOVE_OPERATIONS],
    "service/operations/feed": ["operations/members", "operations/vouchers", "operations/sales",
                                "operations/programs", "operations/sync", "operations/audit",
                                *ABOVE_OPERATIONS],
    "service/operations/bulk": ["operations/sales", "operations/programs", "operations/stores",
                                "operations/sync", "operations/audit", *ABOVE_OPERATIONS],
    "service/operations/insight": ["operations/members", "operations/vouchers",
                                   "operations/programs", "operations/stores", "operations/sync",
                                   "operations/audit", *ABOVE_OPERATIONS],
    "service/operations/tryout": ["operations/members", "operations/vouchers", "operations/sync",
                                  "operations/audit", *ABOVE_OPERATIONS],
    "service/jobs": ["rpc", "sqlite", "metrics"],
    "service/metrics": ["sqlite", "ledger", "operations/common"],
    "service/program": ["sqlite", *SERVICE_ONLY],
    "service/trial": ["sqlite", *SERVICE_ONLY],
    "service/tryout": ["codec", "proto", "sqlite", *SERVICE_ONLY],
    "service/cli": ["engine", "codec", "sqlite", *SERVICE_ONLY],
    "plugin/folder": ["engine", "codec", "sqlite", "proto", *SERVICE_ONLY],
    "plugin/scan": SERVICE_ONLY,
    "plugin/remote": SERVICE_ONLY,
    "plugin/cache": SERVICE_ONLY,
    "plugin/outbox": ["engine", "codec", *SERVICE_ONLY],
    "plugin/guard": ["codec", "proto", *SERVICE_ONLY],
    "plugin/sync": SERVICE_ONLY,
    "plugin/sale": SERVICE_ONLY,
    "plugin/json": ["engine", "codec", "sqlite", "proto", *SERVICE_ONLY],
    "plugin/abi": SERVICE_ONLY,
    "plugin/till": ["base", "engine", "codec", "sqlite", "proto", *SERVICE_ONLY],
}


def header_of(source, layer):
    """A header of the layer as others include it."""
    if layer == "proto":
        return "tessera/v1/basket.pb.h"
    folder = source / ("include/tessera/engine" if layer == "engine" else f"service/{layer}")
    headers = sorted(folder.glob("*.h"))
    return f"tessera/{layer}/{headers[0].name}"


def flags_of(entry):
    """Compiler and the flags that say where headers are."""
    words = shlex.split(entry["command"])
    launchers = [index for index, word in enumerate(words) if pathlib.PurePath(word).name == "ccache"]
    words = words[launchers[0] + 1:] if launchers else words
    out = [words[0]]
    for index, word in enumerate(words[1:], 1):
        if word.startswith(("-I", "-D", "-std=")):
            out.append(word)
        elif word in ("-isystem", "-I"):
            out += [word, words[index + 1]]
    return out


def compiles(entry, header):
    """(whether it compiles, what the compiler said)"""
    command = flags_of(entry) + ["-x", "c++", "-E", "-o", os.devnull, "-"]
    done = subprocess.run(command, cwd=entry["directory"], input=f'#include "{header}"\n',
                          capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr


def own_header(entry):
    """The first header of another of our folders that the unit includes itself: it must be found."""
    text = pathlib.Path(entry["file"]).read_text(encoding="utf-8")
    found = re.search(r'#include "(tessera/[^"]+)"', text)
    return found.group(1) if found else None


def check_folder(folder, entries, source):
    units = [entry for entry in entries
             if str(pathlib.Path(entry["file"]).parent.relative_to(source)) == folder]
    if not units:
        return 0, [f"{folder}: no unit of it is built, so nothing was tried"]
    tried, faults = 0, []
    control = next(((unit, own_header(unit)) for unit in units if own_header(unit)), None)
    if control:
        tried += 1
        done, said = compiles(*control)
        if not done:
            faults.append(f"{folder}: {control[1]} is its right, but does not compile:\n{said}")
    for layer in FORBIDDEN[folder]:
        header = header_of(source, layer)
        tried += 1
        done, said = compiles(units[0], header)
        if done:
            faults.append(f"{folder}: can include {header}, which it must not know")
        elif "No such file" not in said and "not found" not in said:
            faults.append(f"{folder}: {header} fails for another reason:\n{said}")
    return tried, faults


def main():
    build, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    entries = [entry for entry in json.loads((build / "compile_commands.json").read_text())
               if pathlib.Path(entry["file"]).is_relative_to(source)
               and not pathlib.Path(entry["file"]).is_relative_to(build.resolve())]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda folder: check_folder(folder, entries, source), FORBIDDEN))
    faults = [fault for _, found in results for fault in found]
    tried = sum(count for count, _ in results)
    if faults:
        print("\n".join(faults))
    if tried == 0:
        faults.append("nothing")
        print("no unit of any layer was found in compile_commands.json")
    print(f"{tried} includes tried, {len(faults)} went wrong")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
