#!/usr/bin/env python3
"""Hosts that were built with the frozen header go on working with today's library.

Usage: frozen_test.py SOURCE_FOLDER LIBRARY

Without a frozen header the freeze is rehearsed with today's.
"""

import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from freeze import HEADERS, declarations, freeze

# What is frozen stands where it stood, as large as it was; more may have come behind it.
CHECK = """
#include "tessera/plugin.h"
#define NAME_(line) frozen_##line
#define NAME(line) NAME_(line)
#define SIZE(type, size) typedef char NAME(__COUNTER__)[sizeof(struct type) >= (size) ? 1 : -1];
#define MEMBER(type, member, offset, size)                                                         \\
  typedef char NAME(__COUNTER__)[offsetof(struct type, member) == (offset) ? 1 : -1];              \\
  typedef char NAME(__COUNTER__)[sizeof(((struct type *)0)->member) == (size) ? 1 : -1];
#define CONSTANT(name, value) typedef char NAME(__COUNTER__)[(int)name == (value) ? 1 : -1];
#include "layout.inc"
"""


class Frozen(unittest.TestCase):
    source = library = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="tessera-frozen-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.frozen = self.source / "tests/abi/v1"
        if not self.frozen.exists():
            self.frozen = self.folder / "v1"
            freeze(self.source, self.frozen)

    def fits(self, include):
        """Whether headers in a folder keep what was frozen; what the compiler said."""
        (self.folder / "check.c").write_text(CHECK)
        done = subprocess.run(["cc", "-std=c99", "-I", include, "-I", self.frozen, "-fsyntax-only",
                               self.folder / "check.c"], capture_output=True, text=True, check=False)
        now = declarations(pathlib.Path(include))
        other = [name for name, tokens in declarations(self.frozen).items()
                 if now.get(name, [])[:len(tokens)] != tokens]
        return done.returncode == 0 and not other, f"{done.stderr} declared otherwise: {other}"

    def changed(self, pattern, replacement):
        """Today's headers with one change, in a folder."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        (folder / "tessera").mkdir()
        changes = 0
        for name in HEADERS:
            text = (self.source / "include/tessera" / name).read_text(encoding="utf-8")
            text, count = re.subn(pattern, replacement, text, count=1)
            (folder / "tessera" / name).write_text(text, encoding="utf-8")
            changes += count
        self.assertEqual(changes, 1, pattern)
        return folder

    def test_the_copy_is_as_it_was_frozen(self):
        for line in (self.frozen / "SHA256SUMS").read_text().splitlines():
            digest, name = line.split("  ")
            self.assertEqual(hashlib.sha256((self.frozen / name).read_bytes()).hexdigest(), digest, name)

    def test_todays_header_keeps_what_was_frozen(self):
        fits, said = self.fits(self.source / "include")
        self.assertTrue(fits, said)

    def test_growth_at_the_end_is_no_change(self):
        for pattern, replacement in ((r"(struct tessera_gift \{(?:.|\n)*?)\n\};", r"\1\n  int64_t more;\n};"),
                                     (r"(  void \(\*answer_release\).*)", r"\1\n  void (*more)(void);")):
            fits, said = self.fits(self.changed(pattern, replacement))
            self.assertTrue(fits, said)

    def test_every_other_change_is_found(self):
        for pattern, replacement in (
                (r"(  struct tessera_string sku;)", r"  uint32_t more;\n\1"),
                (r"  int64_t due_minor;", "  int32_t due_minor;"),
                (r"  uint32_t \(\*answer_gift_count\).*\n", ""),
                (r"(  int32_t \(\*answer_gift\)\()", r"  void (*more)(void);\n\1"),
                (r"TESSERA_OFFLINE = 4", "TESSERA_OFFLINE = 9"),
                (r"char reason\[48\]", "char reason[40]"),
                (r"  int64_t due_minor;", "  uint64_t due_minor;"),
                (r"uint32_t timeout_ms,", "uint64_t timeout_ms,"),
                (r"TESSERA_EXPORT char \*tessera_call\(const char \*name,", "TESSERA_EXPORT char *tessera_call(")):
            fits, _ = self.fits(self.changed(pattern, replacement))
            self.assertFalse(fits, f"nobody noticed: {pattern} -> {replacement!r}")

    def test_a_host_of_then_works_with_the_library_of_today(self):
        host = self.folder / "host"
        subprocess.run(["cc", "-std=c99", "-I", self.frozen, self.frozen / "host.c", "-o", host, "-ldl",
                        "-lpthread"], check=True)
        needed = subprocess.run(["ldd", self.library], capture_output=True, text=True, check=True).stdout
        sanitizer = re.search(r"lib[at]san\.so\S* => (\S+)", needed)
        preload = {"LD_PRELOAD": sanitizer.group(1)} if sanitizer else {}
        for mode in ("refusals", "offline", "threads"):
            subprocess.run([host, self.library, mode, self.folder / mode], check=True, timeout=120,
                           env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0", **preload})


if __name__ == "__main__":
    Frozen.source, Frozen.library = pathlib.Path(sys.argv[1]), sys.argv[2]
    unittest.main(argv=[sys.argv[0], "-v"])
