#!/usr/bin/env python3
"""A till is killed at each system call of a commit: what it acknowledged is in its outbox, once.

Usage: killed_at_every_call.py FOLDER_OF_PROGRAMS [--every N]

The service is away. A first till tells which system calls the thread of the commit makes, from reading
the command to printing the answer. Then, for each of them, another till in a copy of the same folder is
killed on entering it (strace's injection). Opened again, its outbox holds one record if the commit was
acknowledged, one or none if it was not; another commit of the same sale leaves exactly one; and in the
end, the service being back, every one of these sales is delivered once.
Exit code 77, which ctest reports as skipped, where strace is absent or may not trace.
"""

import argparse
import collections
import re
import shutil
import subprocess
import sys
import time

from stack import SOURCE, STORE, Stack, Till, wait_until

SKIPPED = 77
CARD = "2977000000027"
# Of the cash register: the till would count on.
RECEIPT = {"receipt_no": "17"}
# Waiting and waking others: a kill there is one at the call behind.
PASSED_OVER = {"futex", "restart_syscall", "clock_nanosleep", "sched_yield"}


class Bench:
    """Tills in copies of one folder, each with its own sale."""

    def __init__(self, stack):
        self.stack = stack
        self.used = 0

    def folder(self):
        self.used += 1
        folder = self.stack.folder / f"copy-{self.used}"
        shutil.copytree(self.stack.folder / "till-1", folder)
        return folder

    def open(self, folder):
        options = [str(word) for word in self.stack.till_options("till-1")]
        options[options.index("--data") + 1] = str(folder)
        return Till([self.stack.binaries / "tessera-till", "--script", "-", *options])

    @staticmethod
    def prepare(till, sale_id):
        till.well("begin", sale_id=sale_id)
        till.well("member", kind="card", value=CARD)
        till.well("line", line_no=1, sku="A", quantity_milli=1000, unit_price_minor=50000)
        till.well("quote")
        till.well("redeem", points=20)
        till.well("quote")


class Trace:
    """strace on the first thread of a till that waits for a command."""

    def __init__(self, till, log, *options):
        self.log = log
        self.process = subprocess.Popen(
            ["strace", "-qq", "-o", str(log), *options, "-p", str(till.process.pid)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        wait_until(lambda: self.process.poll() is not None or self._is_attached(till), "strace attaching")
        if self.process.poll() is not None:
            raise PermissionError(self.process.stderr.read())

    @staticmethod
    def _is_attached(till):
        status = open(f"/proc/{till.process.pid}/status", encoding="ascii").read()
        return not re.search(r"^TracerPid:\t0$", status, re.MULTILINE)

    def end(self):
        self.process.terminate()
        self.process.communicate()


def sale_id(number):
    return f"01940000-0000-7000-8000-{number:012x}"


def calls_of_commit(bench):
    """[(name, which of that name)], in their order."""
    till = bench.open(bench.folder())
    with till:
        bench.prepare(till, sale_id(0))
        trace = Trace(till, bench.stack.folder / "calls.log")
        till.well("commit", fiscal=RECEIPT)
        time.sleep(0.1)  # strace writes behind what it traces
        trace.end()
    # The first is the read of the command, which strace sees begin once more; the answer is printed by
    # the last write.
    lines = trace.log.read_text(errors="replace").splitlines()[1:]
    last = max(at for at, line in enumerate(lines) if line.startswith("write(1,"))
    counted = collections.Counter(read=1)
    probes = set()
    calls = []
    for line in lines[:last + 1]:
        name = re.match(r"(\w+)\(", line)[1]
        counted[name] += 1
        if not is_probe(line, probes) and name not in PASSED_OVER:
            calls.append((name, counted[name]))
    return calls


def is_probe(line, probes):
    """Sanitizers see whether memory can be read by writing it to a pipe of their own."""
    ends = re.match(r"pipe2\(\[(\d+), (\d+)\]", line)
    if ends:
        probes.update(ends.groups())
        return True
    used = re.match(r"(write|close)\((\d+)", line)
    if not used or used[2] not in probes:
        return False
    if used[1] == "close":
        probes.discard(used[2])
    return True


def commit_and_die(bench, folder, number, name, nth):
    """Whether the commit was acknowledged."""
    till = bench.open(folder)
    bench.prepare(till, sale_id(number))
    trace = Trace(till, bench.stack.folder / "inject.log", "-e", f"trace={name}",
                  "-e", f"inject={name}:signal=KILL:when={nth}")
    acknowledged = False
    try:
        acknowledged = till.ask("commit", fiscal=RECEIPT)["ok"]
    except (AssertionError, BrokenPipeError):
        pass
    till.process.kill()
    till.process.wait()
    till.watchdog.cancel()
    till.process.stdin.close()
    till.process.stdout.close()
    trace.end()
    return acknowledged


def check(bench, folder, number, acknowledged, where):
    """Opens the till anew; the sale is there once, or is made so."""
    with bench.open(folder) as till:
        status = till.well("status")
        allowed = (1,) if acknowledged else (0, 1)
        assert status["outbox_records"] in allowed and status["parked_records"] == 0, (
            f"killed at {where}, acknowledged: {acknowledged}", status)
        bench.prepare(till, sale_id(number))
        again = till.ask("commit", fiscal=RECEIPT)
        assert again["ok"], (where, again)
        status = till.well("status")
        assert status["outbox_records"] == 1, (where, status)


def deliver(bench, folders):
    """All outboxes to the service, one after another."""
    bench.stack.start()
    for folder in folders:
        with bench.open(folder) as till:
            till.well("synchronise", timeout_ms=30000)
            status = till.well("status")
            assert status["outbox_records"] == 0 and status["parked_records"] == 0, (folder, status)
    found = [sale["sale_id"] for sale in bench.stack.sales()]
    assert len(found) == len(set(found)) == len(folders), (len(found), len(set(found)), len(folders))
    bench.stack.verify()
    bench.stack.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--every", type=int, default=1, help="so-manieth call only")
    options = parser.parse_args()
    if shutil.which("strace") is None:
        print("skipped: there is no strace")
        return SKIPPED
    with Stack(options.binaries) as stack:
        stack.start()
        stack.publish_demo()
        with stack.till("till-1", "--goods", SOURCE / "packaging/demo/goods.csv") as till:
            till.well("synchronise", timeout_ms=30000)
        stack.kill()
        bench = Bench(stack)
        try:
            calls = calls_of_commit(bench)
        except PermissionError as refusal:
            print(f"skipped: strace may not trace: {refusal}")
            return SKIPPED
        assert any(name == "fdatasync" for name, _ in calls), f"no commit to the disk among {calls}"
        folders, acknowledged = [], 0
        for number, (name, nth) in list(enumerate(calls, 1))[::options.every]:
            folder = bench.folder()
            done = commit_and_die(bench, folder, number, name, nth)
            check(bench, folder, number, done, f"{name} no. {nth}, call {number} of {len(calls)}")
            acknowledged += done
            folders.append(folder)
        deliver(bench, folders)
    print(f"killed at {len(folders)} of {len(calls)} system calls ({len(set(n for n, _ in calls))} kinds, "
          f"store {STORE}), {acknowledged} acknowledged before; each sale once")
    return 0


if __name__ == "__main__":
    sys.exit(main())
