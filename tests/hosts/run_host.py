#!/usr/bin/env python3
"""A POS client in another language sells with the service, without it, and is delivered afterwards.

Usage: run_host.py FOLDER_OF_PROGRAMS COMMAND ...

COMMAND is the client; it gets LIBRARY CONFIG CARD SKU:PRICE ... and prints one JSON object. The service
is a real one, with mutual TLS and the demo program.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from stack import STORE, Stack, run  # noqa: E402

CARD, GOODS = "2977000000010", ("4600070130919:9490", "4600070135464:5490")
SERVICE, CACHE, MEMBER = 1, 2, 1


def preload(library):
    """A library with a sanitizer in a program without it: its runtime has to come first."""
    asan = re.search(r"lib[at]san\.so\S* => (\S+)", run(["ldd", library]))
    if not asan:
        return {}
    # A virtual machine handles its own faults.
    faults = "".join(f":handle_{signal}=0" for signal in ("segv", "sigbus", "sigfpe", "sigill"))
    return {"LD_PRELOAD": asan.group(1), "ASAN_OPTIONS": "detect_leaks=0" + faults}


def sell(stack, command, *options):
    library = stack.binaries / "libtessera.so"
    done = subprocess.run([*command, *options, str(library), str(stack.folder / "till.json"), CARD, *GOODS],
                          capture_output=True, text=True, check=False, timeout=120,
                          env={**os.environ, **preload(library)})
    assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout)


def main():
    command = sys.argv[2:]
    with Stack(sys.argv[1]) as stack:
        ca = stack.folder / "ca"
        (stack.folder / "till.json").write_text(json.dumps({
            "data_folder": str(stack.folder / "till-1"), "server": f"127.0.0.1:{stack.port}",
            "ca_file": str(ca / "ca.crt"), "certificate_file": str(ca / f"terminal-{STORE}-till-1.crt"),
            "key_file": str(ca / f"terminal-{STORE}-till-1.key"), "store_id": STORE,
            "terminal_id": "till-1", "deadline_ms": 5000, "commit_deadline_ms": 5000}))
        stack.start()
        stack.publish_demo()
        online = sell(stack, command, "--synchronise")
        assert (online["scan"], online["source"], online["delivered"]) == (MEMBER, SERVICE, 1), online
        stack.kill()
        offline = sell(stack, command)
        assert (offline["scan"], offline["source"], offline["delivered"]) == (MEMBER, CACHE, 0), offline
        assert offline["total_minor"] == online["total_minor"], (online, offline)
        stack.start()
        last = sell(stack, command, "--synchronise")
        booked = {sale["sale_id"]: sale["earned_points"] for sale in stack.sales()}
        for sale in (online, offline, last):
            assert booked.get(sale["sale_id"]) == sale["earned_points"], (sale, booked)
        assert len(booked) == 3, booked
        stack.verify()
        stack.stop()
    print("three sales, one of them offline, are in the ledger once each")


if __name__ == "__main__":
    main()
