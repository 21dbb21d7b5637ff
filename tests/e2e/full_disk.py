#!/usr/bin/env python3
"""A till sells on a full disk: from its reserve, then with the service's word; nothing false is promised.

Usage: full_disk.py FOLDER_OF_PROGRAMS

The till's folder is a small file system in memory, of this test alone, which is filled to the last byte
while the service is away. The till goes on selling, is killed, starts on the full disk and goes on; when
the reserve is used up it says so and takes nothing. With the service back it sells as if nothing were,
and once there is room everything that was acknowledged is booked, once.
Exit code 77, which ctest reports as skipped, where no file system may be mounted.
"""

import os
import shutil
import subprocess
import sys

from stack import Stack, wait_until

SKIPPED = 77
CARD = "2977000000027"
INSIDE = "TESSERA_FULL_DISK_INSIDE"
AT_LEAST = 300  # what the reserve has to take, of receipts of some lines


def enter_namespace():
    """Runs this program once more, where it may mount; None if that is where it is."""
    if os.environ.get(INSIDE):
        return None
    for options in (["-m"], ["-U", "-r", "-m"]):
        probe = subprocess.run(["unshare", *options, "mount", "-t", "tmpfs", "-o", "size=1m", "none", "/mnt"],
                               capture_output=True, check=False)
        if probe.returncode == 0:
            return subprocess.run(["unshare", *options, sys.executable, "-B", *sys.argv],
                                  env={**os.environ, INSIDE: "1"}, check=False).returncode
    print(f"skipped: no file system may be mounted: {probe.stderr.decode()}")
    return SKIPPED


class Counter:
    """Sells one receipt after another, and remembers which were acknowledged."""

    def __init__(self):
        self.number = 0
        self.acknowledged = []

    def sell(self, till):
        self.number += 1
        sale_id = f"01940000-0000-7000-8000-{self.number:012x}"
        till.well("begin", sale_id=sale_id)
        till.well("member", kind="card", value=CARD)
        for line in range(1, 4):
            till.well("line", line_no=line, sku="A", quantity_milli=1000, unit_price_minor=5000 * line)
        till.well("quote")
        answer = till.ask("commit")
        if answer["ok"]:
            self.acknowledged.append(sale_id)
        return answer


def fill(folder):
    """Leaves no byte of the disk."""
    with open(folder / "fill", "wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if shutil.which("unshare") is None:
        print("skipped: there is no unshare")
        return SKIPPED
    code = enter_namespace()
    if code is not None:
        return code
    counter = Counter()
    with Stack(sys.argv[1]) as stack:
        folder = stack.folder / "till-1"
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "none", folder], check=True)
        try:
            sell_through(stack, counter)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)
    print(f"{len(counter.acknowledged)} sales on a full disk, each booked once")
    return 0


def kill(till):
    till.process.kill()
    till.process.wait()
    till.watchdog.cancel()
    till.process.stdin.close()
    till.process.stdout.close()


def sell_through(stack, counter):
    folder = stack.folder / "till-1"
    stack.start()
    stack.publish_demo()
    till = stack.till("till-1")
    till.well("synchronise", timeout_ms=30000)
    stack.kill()
    fill(folder)
    while len(counter.acknowledged) < AT_LEAST // 2:
        answer = counter.sell(till)
        assert answer["ok"], answer
    kill(till)

    with stack.till("till-1") as till:
        status = till.well("status")
        assert status["outbox_records"] == AT_LEAST // 2, status
        answer = counter.sell(till)
        while answer["ok"]:
            answer = counter.sell(till)
        assert answer["reason"] == "DISK_FULL", answer
        assert len(counter.acknowledged) >= AT_LEAST, len(counter.acknowledged)
        assert till.well("status")["outbox_records"] == len(counter.acknowledged)

        stack.start()
        wait_until(lambda: counter.sell(till)["ok"], "a sale with the service's word")
        answer = counter.sell(till)
        assert answer["ok"], answer

        (folder / "fill").unlink()
        till.well("synchronise", timeout_ms=60000)
        status = till.well("status")
        assert status["outbox_records"] == 0 and status["parked_records"] == 0, status
    found = [sale["sale_id"] for sale in stack.sales()]
    assert len(found) == len(set(found)), (len(found), len(set(found)))
    lost = set(counter.acknowledged) - set(found)
    assert not lost, lost
    stack.verify()
    stack.stop()


if __name__ == "__main__":
    sys.exit(main())
