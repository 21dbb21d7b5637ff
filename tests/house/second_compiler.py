#!/usr/bin/env python3
"""Compiles every unit of a build with clang, with the build's own flags, without making objects.

Usage: second_compiler.py BUILD_FOLDER
The build is the first compiler; this is the proof that the second one takes the same code. A unit
that passed is not looked at again until it, or a header of ours that it reads, changes.
"""

import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys

CLANG = {"cc": os.environ.get("CLANG", "clang"), "cxx": os.environ.get("CLANGXX", "clang++")}


def compiler_words(entry):
    """The unit's command from the compiler on, without what launches it."""
    words = shlex.split(entry["command"])
    launchers = [index for index, word in enumerate(words) if pathlib.PurePath(word).name == "ccache"]
    return words[launchers[0] + 1:] if launchers else words


def command_of(entry, depfile):
    """The unit's command for clang, checking only."""
    words = compiler_words(entry)
    compiler = CLANG["cc"] if entry["file"].endswith(".c") else CLANG["cxx"]
    out, skip = [compiler], False
    for word in words[1:]:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MT", "-MQ", "-include"):  # -include: a precompiled header of the first
            skip = True
        elif word not in ("-c", "-MD", "-Winvalid-pch", "-fpch-preprocess"):
            out.append(word)
    return out + ["-fsyntax-only", "-MMD", "-MF", str(depfile)]


def is_fresh(stamp, depfile, command):
    """Passed before with this command, and nothing that it read is newer."""
    try:
        if stamp.read_text() != shlex.join(command):
            return False
        when = stamp.stat().st_mtime
        names = depfile.read_text().split(":", 1)[1].replace("\\\n", " ").split()
        return all(os.stat(name).st_mtime < when for name in names)
    except (OSError, IndexError):
        return False


def check(entry, folder):
    name = entry["file"].replace("/", "_")
    depfile, stamp = folder / f"{name}.d", folder / f"{name}.ok"
    command = command_of(entry, depfile)
    if is_fresh(stamp, depfile, command):
        return None
    stamp.unlink(missing_ok=True)
    done = subprocess.run(command, cwd=entry["directory"], capture_output=True, text=True, check=False)
    if done.returncode != 0 or done.stderr.strip():
        return f"{entry['file']}:\n{done.stderr}"
    stamp.write_text(shlex.join(command))
    return ""


def main():
    build = pathlib.Path(sys.argv[1])
    entries = json.loads((build / "compile_commands.json").read_text())
    ours = {entry["file"]: entry for entry in entries if not entry["file"].startswith(str(build.resolve()))}
    folder = build / "second_compiler"
    folder.mkdir(exist_ok=True)
    # What includes gRPC takes longest: first, so that no core idles at the end.
    order = sorted(ours.values(), key=lambda entry: ("grpc" not in pathlib.Path(entry["file"]).read_text(),
                                                     entry["file"]))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda entry: check(entry, folder), order))
    faults = [result for result in results if result]
    print("\n".join(faults), end="")
    fresh = sum(result is None for result in results)
    print(f"{len(results)} units, {fresh} of them unchanged since they passed, {len(faults)} refused by clang")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
