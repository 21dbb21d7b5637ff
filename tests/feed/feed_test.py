#!/usr/bin/env python3
"""A consumer of the feed is killed at random, and so is the service: it ends with the service's own rows.

Usage: feed_test.py FOLDER_OF_PROGRAMS [--seed N] [--kills N] [--sales N]

Two tills sell and take back, headquarters adjusts and merges, while tessera-feed-consumer keeps a copy and
is killed again and again, and the service now and then. Then a backup is restored, whose cursors are none
of the restored database, and events are pruned that the consumer has not read: both times it has to take
a snapshot by itself. Each time the copy is compared with the service's tables, row by row.
"""

import argparse
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from stack import Stack  # noqa: E402  pylint: disable=wrong-import-position

CARDS = ["2977000000010", "2977000000027", "2977000000034"]
LOST, TWICE = "2977000000041", ("2977000000058", "2977000000065")
WITHOUT_ROWS = {"coupon"}  # the demo program issues none

# What the service has, and what the copy has: the same rows, or something was lost or came twice.
UUID = ("lower(substr(hex({0}), 1, 8) || '-' || substr(hex({0}), 9, 4) || '-' || substr(hex({0}), 13, 4)"
        " || '-' || substr(hex({0}), 17, 4) || '-' || substr(hex({0}), 21))")


def uuid(column):
    return f"CASE WHEN {column} IS NULL THEN '' ELSE {UUID.format(column)} END"


PAIRS = {
    "member": (f"SELECT {uuid('member_id')}, status, tier, {uuid('merged_into')},"
               f" {uuid('coalesce(shares, member_id)')}, masked_name, language FROM member",
               "SELECT member_id, status, tier, merged_into, account_id, masked_name, language FROM member"),
    "card": (f"SELECT lower(hex(identifier_hash)), {uuid('member_id')}, status = 2 FROM identifier",
             "SELECT hash, member_id, out_of_use FROM card"),
    "sale": (f"SELECT {uuid('sale_id')}, {uuid('member_id')}, store_id, terminal_id, receipt_no FROM sale",
             "SELECT sale_id, member_id, store_id, terminal_id, receipt_no FROM sale"),
    "refund": (f"SELECT {uuid('refund_id')}, {uuid('sale_id')} FROM refund",
               "SELECT refund_id, sale_id FROM refund WHERE sale_id <> ''"),
    "entry": (f"SELECT {uuid('member_id')}, entry_no, kind, points, balance_points, lower(hex(hash)) FROM entry",
              "SELECT account_id, entry_no, kind, points, balance_points, hash FROM entry"),
    "coupon": ("SELECT lower(hex(code_hash)), batch_id, status, uses FROM coupon",
               "SELECT hash, batch_id, status, uses FROM coupon"),
    "tender": ("SELECT kind, lower(hex(key_id)), balance_minor FROM tender WHERE last_entry_no > 0",
               "SELECT kind, key, balance_minor FROM tender WHERE entry_no > 0"),
}


class Consumer:
    """The sample program, which may die at any time."""

    def __init__(self, stack):
        self.stack = stack
        self.copy = stack.folder / "copy.db"
        self.process = None

    def start(self, *options):
        ca = self.stack.folder / "ca"
        with open(self.stack.folder / "consumer.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.stack.binaries / "tessera-feed-consumer", "--server",
                 f"127.0.0.1:{self.stack.port}", "--database", self.copy, "--ca", ca / "ca.crt",
                 "--cert", ca / "hq-e2e.crt", "--key", ca / "hq-e2e.key", *options], stderr=log)

    def kill(self):
        code = self.process.poll()
        assert code is None, f"the consumer ended by itself with {code}: {self.log()[-2000:]}"
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def read_all(self):
        self.start("--once")
        code = self.process.wait(timeout=120)
        assert code == 0, f"the consumer ended with {code}: {self.log()[-2000:]}"

    def log(self):
        return (self.stack.folder / "consumer.log").read_text(errors="replace")


def rows(file, query):
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        found = sorted(database.execute(query).fetchall())
    database.close()
    return found


def compare(stack, consumer, when):
    """The copy is what the service has."""
    consumer.read_all()
    service = next((stack.folder / "service").glob("*.db"))
    for name, (theirs, ours) in PAIRS.items():
        expected, found = rows(service, theirs), rows(consumer.copy, ours)
        assert expected or name in WITHOUT_ROWS, f"{when}: nothing of {name} to compare"
        assert expected == found, (
            f"{when}: {name} differs: {len(expected)} rows in the service, {len(found)} in the copy;"
            f" only there {sorted(set(expected) - set(found))[:3]}, only here"
            f" {sorted(set(found) - set(expected))[:3]}")
    print(f"{when}: {len(rows(service, PAIRS['sale'][0]))} sales and"
          f" {len(rows(service, PAIRS['entry'][0]))} entries agree", flush=True)


def count_seen(stack, consumer):
    """Each event was taken: not only the states that a later one repeats."""
    service = next((stack.folder / "service").glob("*.db"))
    told = rows(service, "SELECT count(*) FROM event WHERE kind IN (1, 2, 3, 4, 5, 7, 8)")
    seen = rows(consumer.copy, "SELECT count(*) FROM seen")
    assert told == seen, f"{told} events in the service, {seen} were taken"


class Seller(threading.Thread):
    """Sells and takes back until it has sold enough."""

    def __init__(self, stack, name, sales, seed):
        super().__init__(daemon=True)
        self.stack, self.till_name, self.sales = stack, name, sales
        self.chance = random.Random(f"{seed}/{name}")
        self.failure = None

    def run(self):
        try:
            with self.stack.till(self.till_name) as till:
                till.well("synchronise", timeout_ms=60000)
                for _ in range(self.sales):
                    self.sell(till)
                while not till.ask("synchronise", timeout_ms=5000)["ok"]:
                    time.sleep(0.1)
        except Exception as failure:  # pylint: disable=broad-except
            self.failure = failure

    def sell(self, till):
        sale_id = till.well("begin")["sale_id"]
        if self.chance.random() < 0.8:
            till.ask("member", kind="card", value=self.chance.choice(CARDS))
        till.well("line", line_no=1, sku="A", quantity_milli=1000,
                  unit_price_minor=self.chance.randrange(1000, 90000))
        till.well("quote")
        if not till.ask("commit")["ok"]:
            till.ask("cancel")
        elif self.chance.random() < 0.1:
            till.ask("refund", sale_id=sale_id)


def sell(stack, sales, seed):
    sellers = [Seller(stack, name, sales, seed) for name in ("till-1", "till-2")]
    for seller in sellers:
        seller.start()
    return sellers


def finish(sellers):
    for seller in sellers:
        seller.join(timeout=240)
        assert not seller.is_alive(), f"{seller.till_name} hangs"
        if seller.failure:
            raise seller.failure


def trouble(stack, consumer, sellers, chance, kills):
    """Kills the consumer, and the service now and then, while tills sell."""
    killed = 0
    while killed < kills or any(seller.is_alive() for seller in sellers):
        consumer.start()
        time.sleep(chance.uniform(0.05, 0.6))
        consumer.kill()
        killed += 1
        if killed % 6 == 3:
            stack.kill()
            stack.start()
        if killed in (4, 5, 7):
            headquarters(stack, killed)
        assert killed < 400, "the tills do not come to an end"


def headquarters(stack, turn):
    """What is done by hand, a part at a time."""
    if turn == 4:
        stack.tessera("member", "adjust", "--card", CARDS[0], "--points", "50", "--comment", "sorry")
        stack.tessera("gift-card", "activate", "GIFT-0001", "--amount", "3000")
    elif turn == 5:
        stack.tessera("wallet", "adjust", "--card", CARDS[1], "--amount", "49.90", "--comment", "sorry")
        stack.tessera("member", "card", "replace", LOST, "2977000009990")
    else:
        stack.tessera("member", "merge", "--from-card", TWICE[0], "--into-card", TWICE[1],
                      "--comment", "one person", "--yes")


def restore(stack, backup):
    """As an operator puts a backup in the database's place."""
    stack.stop()
    service = next((stack.folder / "service").glob("*.db"))
    for file in service.parent.glob(service.name + "*"):
        file.unlink()
    service.write_bytes(backup.read_bytes())
    stack.start()


def prune(stack):
    """As if the days were over for which events are kept."""
    stack.stop()
    service = next((stack.folder / "service").glob("*.db"))
    with sqlite3.connect(service) as database:
        database.execute("UPDATE event_partition SET pruned_no = coalesce((SELECT max(event_no) - 1 FROM"
                         " event WHERE event.partition = event_partition.partition), 0)")
        database.execute("DELETE FROM event WHERE event_no <= (SELECT pruned_no FROM event_partition"
                         " WHERE event_partition.partition = event.partition)")
    database.close()
    stack.start()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("binaries")
    arguments.add_argument("--seed", type=int, default=random.randrange(10**6))
    arguments.add_argument("--kills", type=int, default=12)
    arguments.add_argument("--sales", type=int, default=20)
    options = arguments.parse_args()
    print(f"seed {options.seed}", flush=True)
    chance = random.Random(options.seed)
    with Stack(options.binaries) as stack:
        stack.start()
        stack.publish_demo()
        consumer = Consumer(stack)
        sellers = sell(stack, options.sales, options.seed)
        trouble(stack, consumer, sellers, chance, options.kills)
        finish(sellers)
        compare(stack, consumer, "after the kills")
        count_seen(stack, consumer)

        stack.tessera("backup", "monday.db")
        backup = next(stack.folder.glob("service/**/monday.db"))
        finish(sell(stack, 3, options.seed + 1))
        compare(stack, consumer, "before the restore")
        restore(stack, backup)
        compare(stack, consumer, "after the restore")
        assert "CURSOR_INVALID" in consumer.log(), consumer.log()

        finish(sell(stack, 3, options.seed + 2))
        prune(stack)
        compare(stack, consumer, "after the pruning")
        assert "CURSOR_TOO_OLD" in consumer.log(), consumer.log()
        stack.verify()
        stack.stop()


if __name__ == "__main__":
    main()
