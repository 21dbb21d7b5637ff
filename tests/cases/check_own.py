#!/usr/bin/env python3
"""tessera-cases on small files of its own: what passes, what fails and what it says of it.

Usage: check_own.py TESSERA_CASES
"""

import json
import pathlib
import subprocess
import sys

OWN = pathlib.Path(__file__).resolve().parent / "own"


def run(program, *arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def expect(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: expected {wanted!r}, got {got!r}")


def statuses(output):
    return {case["id"]: case["status"] for case in json.loads(output)["cases"]}


def check_passing(program):
    code, out, err = run(program, "--dir", OWN, "--json")
    expect("cases that do not pass", {name: status for name, status in statuses(out).items() if status != "passed"}, {
        "own-segment-of-regulars": "needs segments",
        "own-net-threshold": "needs tax",
    })
    expect("exit code of passing cases", (code, err), (0, ""))
    counts = {"passed": 15, "needs segments": 1, "needs tax": 1}
    expect("counts", json.loads(out)["counts"]["all"], counts)


def check_failing(program):
    code, out, _ = run(program, "--dir", OWN / "failing", "--left-out", OWN / "lists/left_out.json", "--json")
    expect("exit code of failing cases", code, 1)
    expect("statuses of failing cases", statuses(out), {
        "own-wrong-on-purpose": "failed",
        "own-no-such-reward": "not translated",
        "own-no-such-expectation": "not translated",
        "own-left-out": "left out",
        "own-stale": "stale",
    })
    cases = {case["id"]: case for case in json.loads(out)["cases"]}
    differences = {d["key"]: (d["expected"], d["got"]) for d in cases["own-wrong-on-purpose"]["differences"]}
    expect("differences", differences, {
        "order_discount": ("70", "0"),
        "applied": ("[P]", "[]"),
        "rejected.P": ("usage_limit", "MINIMUM_QUANTITY"),
    })
    paths = [reason.split(":")[0] for reason in cases["own-no-such-reward"]["reasons"]]
    expect("constructs without a translation", sorted(paths), [
        "programme.promotions[0].mood",
        "programme.promotions[0].rewards[0].type",
        "programme.promotions[0].rewards[1].value",
    ])
    expect("keys that are not known", cases["own-no-such-expectation"]["reasons"],
           ["expected.weather: is not known here"])


def check_choice(program):
    failing = ("--dir", OWN / "failing", "--left-out", OWN / "lists/left_out.json")
    expect("a case that is left out", run(program, *failing, "--case", "own-left-out")[0], 0)
    expect("a stale list", run(program, *failing, "--case", "own-stale")[0], 1)
    code, out, _ = run(program, "--dir", OWN, "--feature", "ewallet", "--explain")
    expect("one feature", (code, "line mug: 24.00 - 9.00 - 0.00 = 15.00" in out), (0, True))
    code, out, _ = run(program, "--dir", OWN, "--source", "passing", "--json")
    expect("one source", (code, len(statuses(out))), (0, 3))


def check_usage(program):
    expect("no folder", run(program)[0], 2)
    expect("an unknown folder", run(program, "--dir", OWN / "nowhere")[0], 2)
    expect("a folder without cases of the format", run(program, "--dir", OWN / "lists")[0], 2)
    expect("no case chosen", run(program, "--dir", OWN, "--case", "none")[0], 2)


def main():
    program = sys.argv[1]
    for check in (check_passing, check_failing, check_choice, check_usage):
        check(program)


if __name__ == "__main__":
    main()
