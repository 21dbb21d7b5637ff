#!/usr/bin/env python3
"""A till is killed at each system call of a commit: what it acknowledged is in its outbox, once.

Usage: killed_at_every_call.py FOLDER_OF_PROGRAMS [--every N]

First with the service away. A first till tells which system calls the thread of the commit makes, from
reading the command to printing the answer. Then, for each of them, another till in a copy of the same
folder is killed on entering it (strace's injection), which is before it could answer. Opened again, its
outbox holds one record or none; another commit of the same sale leaves exactly one; and in the end, the
service being back, every one of these sales is delivered once. Then the same with the service there,
which may have booked the sale of a till that was killed before it heard so.
Exit code 77, which ctest reports as skipped, where strace is absent or may not trace.
"""

import argparse
import collections
import re
import shutil
import signal
import subprocess
import sys
import time

from stack import SOURCE, STORE, Stack, Till, wait_until

SKIPPED = 77
CARD = "2977000000027"
# Of the cash register: the till would count on.
RECEIPT = {"receipt_no": "17"}
# A loaded machine must not look like a service that is away.
PATIENCE = ("--deadline-ms", 5000, "--commit-deadline-ms", 5000)
ATTEMPTS = 3
# A kill that never comes there would leave out what this is about.
ON_DISK = {"pwrite64", "write", "fsync", "fdatasync", "ftruncate", "unlink", "rename"}
# Waiting and waking others: a kill there is one at the call behind.
PASSED_OVER = {"futex", "restart_syscall", "clock_nanosleep", "sched_yield"}


class Bench:
    """Tills in copies of one folder, each with its own sale."""

    def __init__(self, stack, first_sale, points):
        """`points`: that each sale redeems."""
        self.stack = stack
        self.used = first_sale
        self.points = points

    def folder(self):
        """A copy, and the sale that is for it."""
        self.used += 1
        folder = self.stack.folder / f"copy-{self.used}"
        shutil.copytree(self.stack.folder / "till-1", folder)
        return folder, sale_id(self.used)

    def open(self, folder):
        options = [str(word) for word in self.stack.till_options("till-1")]
        options[options.index("--data") + 1] = str(folder)
        return Till([self.stack.binaries / "tessera-till", "--script", "-", *options, *PATIENCE])

    def prepare(self, till, sale):
        till.well("begin", sale_id=sale)
        till.well("member", kind="card", value=CARD)
        till.well("line", line_no=1, sku="A", quantity_milli=1000, unit_price_minor=50000)
        till.well("quote")
        if self.points:
            till.well("redeem", points=self.points)
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
    folder, sale = bench.folder()
    till = bench.open(folder)
    with till:
        bench.prepare(till, sale)
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


def commit_and_die(bench, folder, sale, name, nth):
    """Whether it died of the call, without an answer; a till that came to answer lives on."""
    till = bench.open(folder)
    bench.prepare(till, sale)
    trace = Trace(till, bench.stack.folder / "inject.log", "-e", f"trace={name}",
                  "-e", f"inject={name}:signal=KILL:when={nth}")
    answer = None
    try:
        answer = till.ask("commit", fiscal=RECEIPT)
    except (AssertionError, BrokenPipeError):
        assert till.process.wait(timeout=60) == -signal.SIGKILL, (name, nth, till.process.returncode)
    till.process.kill()
    till.process.wait()
    till.watchdog.cancel()
    till.process.stdin.close()
    till.process.stdout.close()
    trace.end()
    assert answer is None or answer["ok"], (name, nth, answer)
    return answer is None


def check(bench, folder, sale, died, where):
    """Opens the till anew; the sale is there once, or is made so."""
    with bench.open(folder) as till:
        status = till.well("status")
        allowed = (0, 1) if died or bench.stack.exit_code() is None else (1,)
        assert status["outbox_records"] in allowed and status["parked_records"] == 0, (where, died, status)
        bench.prepare(till, sale)
        again = till.ask("commit", fiscal=RECEIPT)
        assert again["ok"], (where, again)
        if bench.stack.exit_code() is None:
            till.well("synchronise", timeout_ms=30000)
        status = till.well("status")
        left = 0 if bench.stack.exit_code() is None else 1
        assert status["outbox_records"] == left and status["parked_records"] == 0, (where, status)


def kill_at_each(bench, every, needed):
    """{folder: sale} of all tills that were killed; `needed` is a call that there must be."""
    calls = calls_of_commit(bench)
    assert any(name == needed for name, _ in calls), f"no {needed} among {calls}"
    tills, missed = {}, []
    chosen = list(enumerate(calls, 1))[::every]
    for number, (name, nth) in chosen:
        where = f"{name} no. {nth}, call {number} of {len(calls)}"
        died = False
        # Two commits are not alike in all of their calls: memory may be taken once more or less.
        for _ in range(ATTEMPTS):
            folder, sale = bench.folder()
            died = commit_and_die(bench, folder, sale, name, nth)
            check(bench, folder, sale, died, where)
            tills[folder] = sale
            if died:
                break
        if not died:
            missed.append(where)
    assert not any(where.split()[0] in ON_DISK for where in missed), missed
    assert len(missed) * 10 <= len(chosen), f"{len(missed)} of {len(chosen)} killed nobody: {missed}"
    print(f"killed at {len(chosen) - len(missed)} of {len(calls)} system calls "
          f"({len({name for name, _ in calls})} kinds), not at {missed}", flush=True)
    return tills


def deliver(bench, folders):
    """All outboxes to the service, one after another."""
    for folder in folders:
        with bench.open(folder) as till:
            till.well("synchronise", timeout_ms=30000)
            status = till.well("status")
            assert status["outbox_records"] == 0 and status["parked_records"] == 0, (folder, status)


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
        away, there = Bench(stack, 0, points=20), Bench(stack, 10000, points=0)
        try:
            tills = kill_at_each(away, options.every, "fdatasync")
        except PermissionError as refusal:
            print(f"skipped: strace may not trace: {refusal}")
            return SKIPPED
        stack.start()
        deliver(away, tills)
        tills.update(kill_at_each(there, options.every, "fdatasync"))
        found = [sale["sale_id"] for sale in stack.sales()]
        assert len(found) == len(set(found)), f"{len(found) - len(set(found))} sales are there twice"
        # The one that only told its calls is there too.
        expected = {*tills.values(), sale_id(10001)}
        assert set(found) == expected, (sorted(expected - set(found)), sorted(set(found) - expected))
        stack.verify()
        stack.stop()
    print(f"{len(found)} sales in store {STORE}, each of them once")
    return 0


if __name__ == "__main__":
    sys.exit(main())
