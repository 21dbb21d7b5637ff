#!/usr/bin/env python3
"""House rules that a compiler does not know, checked over the files that git tracks.

Usage: rules.py ROOT            prints one line per fault, exit code 1 if there are any
       rules.py --self-test     every rule must find its own bad sample
"""

import pathlib
import re
import subprocess
import sys

CODE = (".cc", ".h", ".hpp", ".c")
TEXT = CODE + (".proto", ".py", ".md", ".cmake", ".txt", ".json", ".yaml", ".sh", ".sql")
TOP_LEVEL = {
    "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "CHANGELOG.md",
    "proto", "plugin", "service", "include", "tests", "packaging",
}
MAX_LINES = 600
# Words are put together here so that this file does not trip over itself.
MARKERS = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"))
UNFINISHED = re.compile(rf"\b({MARKERS})\b|not " + "implemented|unimple" + "mented")
EMPTY_NAMES = {"manager", "helper", "helpers", "utils", "util", "common", "processor", "impl2"}
# Say nothing as the thing itself ("SaleData"), but something as what it is of ("DataFolder").
EMPTY_LAST_NAMES = {"data", "info"}
# Money, points and quantities live here: integers only.
EXACT = ("service/base/", "service/engine/", "service/ledger/", "service/codec/",
         "service/operations/", "service/storage/", "service/insight/", "service/tryout/",
         "include/")
CLOCKS = re.compile(
    r"std::chrono::(system|steady|high_resolution)_clock|absl::Now\(|\bclock_gettime\(|\bgettimeofday\("
    r"|(?<![\w.>:])(?:std::)?time\((?:nullptr|NULL|0|&)|\bs?rand\(|std::random_device|std::mt19937")
# Who may speak to which library: wire and database stay at their edges.
EDGES = [
    (re.compile(r"#\s*include\s+[<\"]grpc(pp)?/"), "gRPC",
     ("service/rpc/", "service/app/", "service/cli/", "plugin/remote/", "tests/")),
    (re.compile(r"#\s*include\s+[<\"]sqlite3\.h"), "SQLite", ("service/sqlite/", "tests/")),
    (re.compile(r"#\s*include\s+[<\"]yaml-cpp/"), "YAML", ("service/app/", "service/cli/", "service/program/", "service/trial/",
      "tests/")),
]
# The programs that people run talk to the operating system; all below them is handed its clock.
CLOCK_FREE = ("service/", "plugin/")
CLOCK_OWNERS = ("service/base/", "service/cli/", "plugin/till/")


def empty_words(words):
    """Those of a name's words, in lower case, that say nothing."""
    return sorted(EMPTY_NAMES & set(words) | EMPTY_LAST_NAMES & set(words[-1:]))


def strip_comments(text):
    """Comments and strings become blanks; lines stay where they are."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', blank, text, flags=re.S)


def check_file(path, text):
    """Yields (line number, what is wrong) for one file."""
    suffix = pathlib.PurePosixPath(path).suffix
    lines = text.split("\n")
    if suffix in CODE and len(lines) - 1 > MAX_LINES:
        yield MAX_LINES, f"more than {MAX_LINES} lines; split the file"
    if suffix in TEXT or suffix == "":
        for number, line in enumerate(lines, 1):
            if UNFINISHED.search(line):
                yield number, "unfinished work is marked; finish it"
    for word in empty_words(re.split(r"[_\-.]", pathlib.PurePosixPath(path).stem.lower())):
        yield 1, f"the file's name says nothing: '{word}'"
    if suffix not in CODE:
        return
    for number, line in enumerate(lines, 1):
        if re.match(r'\s*#\s*include\s+["<][^">]*\.\./', line):
            yield number, "include leaves the folder with ../; link the layer and say tessera/<layer>/"
        for pattern, library, owners in EDGES:
            if pattern.search(line) and not path.startswith(owners):
                yield number, f"{library} beyond its edge; only {', '.join(owners)} may include it"
    code = strip_comments(text).split("\n")
    # gRPC states deadlines in this clock; whoever calls it has to.
    wire = re.search(r"#include [<\"](grpcpp/|tessera/rpc/call\.h)", text) is not None
    for number, line in enumerate(code, 1):
        if path.startswith(EXACT) and re.search(r"\b(float|double)\b", line):
            yield number, "floating point where amounts are exact"
        if path.startswith(CLOCK_FREE) and not path.startswith(CLOCK_OWNERS) \
                and CLOCKS.search(line.replace("std::chrono::system_clock::now()", "") if wire else line):
            yield number, "clock or randomness past the ports of service/base"
        named = re.search(r"\b(?:class|struct|enum class|namespace)\s+(\w+)", line)
        if named:
            words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+[0-9]*", named.group(1))]
            for word in empty_words(words):
                yield number, f"the name '{named.group(1)}' says nothing: '{word}'"


def check_tree(root):
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        paths = [name for name in listed.stdout.decode().split("\0") if name]
    else:  # a source archive has no git
        paths = [str(path.relative_to(root)) for path in pathlib.Path(root).rglob("*")
                 if path.is_file() and path.relative_to(root).parts[0] not in ("build", ".git", ".quickstart")]
    faults = []
    for entry in sorted({path.split("/")[0] for path in paths}):
        if entry not in TOP_LEVEL and not entry.startswith("."):
            faults.append(f"{entry}: not one of the top level's entries")
    for entry in sorted(TOP_LEVEL - {path.split("/")[0] for path in paths}):
        faults.append(f"{entry}: missing at the top level")
    if "Apache License" not in (pathlib.Path(root) / "LICENSE").read_text(encoding="utf-8"):
        faults.append("LICENSE: is not the Apache License")
    for path in paths:
        try:
            text = (pathlib.Path(root) / path).read_text(encoding="utf-8")
        except FileNotFoundError:  # deleted, not yet committed
            continue
        except UnicodeDecodeError:
            faults.append(f"{path}: is not UTF-8 text")
            continue
        faults += [f"{path}:{number}: {what}" for number, what in check_file(path, text)]
    return faults


SAMPLES = [
    ("service/engine/a.cc", "\n" * 601, "more than 600 lines"),
    ("service/engine/a.cc", "double price;\n", "floating point"),
    ("include/tessera/engine/a.h", "float share;\n", "floating point"),
    ("plugin/sale/a.cc", '#include "../cache/b.h"\n', "with ../"),
    ("plugin/sale/a.cc", "auto now = std::chrono::steady_clock::now();\n", "clock or randomness"),
    ("service/rpc/a.cc", "long now = time(nullptr);\n", "clock or randomness"),
    ("service/rpc/a.cc", "int n = rand();\n", "clock or randomness"),
    ("service/storage/a.cc", "#include <grpcpp/grpcpp.h>\n", "gRPC beyond its edge"),
    ("service/operations/a.cc", "#include <sqlite3.h>\n", "SQLite beyond its edge"),
    ("service/rpc/a.cc", "class SaleManager {};\n", "says nothing"),
    ("service/rpc/a.h", "struct SaleData {};\n", "says nothing"),
    ("service/rpc/utils.cc", "\n", "says nothing"),
    ("service/rpc/a.cc", "// TO" + "DO: later\n", "unfinished work"),
    ("packaging/quickstart", "# FIX" + "ME\n", "unfinished work"),
]
SOUND = [
    ("service/engine/a.cc", "// as a double would not\nint64_t price_minor = 1;\n"),
    ("service/rpc/a.cc", 'Log("the time() of double rand()");\nint lifetime(int);\n'),
    ("service/app/data_folder.h", "class DataFolder {};\n"),
    ("service/base/clock.cc", "auto now = std::chrono::steady_clock::now();\n"),
]


def self_test():
    for path, text, expected in SAMPLES:
        found = [what for _, what in check_file(path, text)]
        assert any(expected in what for what in found), f"{path}: {expected!r} not among {found}"
    for path, text in SOUND:
        found = list(check_file(path, text))
        assert not found, f"{path}: {found}"
    print(f"{len(SAMPLES)} bad samples were caught, {len(SOUND)} good ones passed")


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return 0
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    faults = check_tree(sys.argv[1])
    print("\n".join(faults) if faults else "the tree keeps the house rules")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
