#!/usr/bin/env python3
"""The README's example for POS vendors compiles as it stands there, and sells.

Usage: readme_snippet.py FOLDER_OF_PROGRAMS
"""

import os
import re
import subprocess
import sys

from stack import SOURCE, Stack, run


def main():
    readme = (SOURCE / "README.md").read_text(encoding="utf-8")
    code = re.search(r"```c\n(.*?)```", readme, re.S).group(1)
    assert '"localhost:7443"' in code, "the example names the service's address"
    with Stack(sys.argv[1]) as stack:
        # Only the address is this test's own.
        (stack.folder / "pos.c").write_text(code.replace('"localhost:7443"', f'"localhost:{stack.port}"'))
        run(["cc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I", SOURCE / "include",
             stack.folder / "pos.c", "-ldl", "-o", stack.folder / "pos"])
        stack.start()
        stack.publish_demo()
        ca = stack.folder / "ca"
        for certificate, name in (("ca.crt", "ca.crt"), ("terminal-msk-1-till-1.crt", "till.crt"),
                                  ("terminal-msk-1-till-1.key", "till.key")):
            (stack.folder / name).symlink_to(ca / certificate)
        (stack.folder / "till-1").mkdir(mode=0o700)
        (stack.folder / "till-data").symlink_to("till-1")
        done = subprocess.run([stack.folder / "pos"], cwd=stack.folder, capture_output=True, text=True,
                              check=False, timeout=120,
                              env={**os.environ, "LD_LIBRARY_PATH": sys.argv[1], **preload(sys.argv[1])})
        assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
        print(done.stdout, end="")
        assert "to pay 9490 kopecks, earned 8 points" in done.stdout, done.stdout
        with stack.till("till-1") as till:  # what a slow service left in the outbox
            till.well("synchronise", timeout_ms=30000)
        assert len(stack.sales()) == 1
        stack.stop()


def preload(binaries):
    """A library with AddressSanitizer in a program without it: its runtime has to come first."""
    needed = run(["ldd", f"{binaries}/libtessera.so"])
    asan = re.search(r"libasan\.so\S* => (\S+)", needed)
    return {"LD_PRELOAD": asan.group(1)} if asan else {}


if __name__ == "__main__":
    main()
