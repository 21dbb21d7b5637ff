#!/usr/bin/env python3
"""Runs tessera-bench briefly and checks that its output can be read, not how fast it was.

Usage: check_output.py TESSERA_BENCH
"""

import json
import subprocess
import sys

EXPECTED = {"identify", "quote", "commit", "commit.half-load.p99", "commit.hot-member",
            "large.start", "large.memory", "large.commit", "plugin.snapshot",
            "plugin.cold-start", "plugin.offline-sale.p99", "plugin.commit", "plugin.black-hole.first",
            "plugin.memory", "plugin.online.p99", "offline-quote", "engine.100-offers", "engine.heap", "hq.metrics",
            "hq.metrics.by-store", "hq.cohorts", "hq.tryout", "hq.import", "hq.import.known",
            "hq.feed", "hq.feed.lines", "hq.commit-with-feed", "hq.feed.delay.p99",
            "hq.import.commit.p99"}
# Nothing is a good answer to these.
MAY_BE_ZERO = {"engine.allocations", "engine.best-of-30.cut-short", "engine.best-of-30-hard.cut-short"}
# A sanitizer's allocator does not say what the process has.
MAY_BE_UNKNOWN = {"engine.heap-of-process"}


def main():
    done = subprocess.run([sys.argv[1], "all", "--json", "--seconds", "1", "--in-flight", "4", "--members", "2000",
                           "--evaluations", "20", "--receipts", "20000"],
                          stdout=subprocess.PIPE, text=True, check=True, timeout=300)
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    for figure in figures:
        assert list(figure) == ["name", "value", "unit", "baseline", "ratio"], figure
        if figure["name"] in MAY_BE_UNKNOWN and figure["baseline"] == 0:
            continue
        assert figure["value"] > 0 or figure["name"] in MAY_BE_ZERO, figure
        assert figure["baseline"] > 0, figure
        assert abs(figure["ratio"] - figure["value"] / figure["baseline"]) <= 1e-9 * figure["ratio"], figure
    names = [figure["name"] for figure in figures]
    assert len(names) == len(set(names)) and EXPECTED <= set(names), names
    print(done.stdout, end="")


if __name__ == "__main__":
    main()
