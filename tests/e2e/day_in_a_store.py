#!/usr/bin/env python3
"""A day in a store: tills as processes, a bad network, kills; in the end every slip equals the ledger.

Usage: day_in_a_store.py FOLDER_OF_PROGRAMS [--tills N] [--sales N] [--seed N]

Each till sells, redeems, voids, cancels and takes back, through a network of its own that drops, slows
and swallows. Some tills are killed in the middle of a sale or of its commit, and the service too; at noon
a new program is published. When the weather clears every till delivers what it kept, and then:
  each sale that a till was told is committed is in the ledger once, with the figures of its slip;
  a commit that was cut off by a kill is there once or not at all;
  so is each return; the ledger is whole; nothing waits and nothing was parked;
  every till knows of every member what the service knows;
  an offer with a total was given no more often than its bound for tills that are alone says;
  headquarters has every answer of a customer once, and what the tills' guard noticed.
"""

import argparse
import json
import random
import re
import sys
import threading
import time

from network import Network
from stack import SOURCE, Stack, Till, wait_until

CARDS = [f"UK{number:05d}" for number in range(1, 41)]
UNKNOWN_CARD = "UK99999"  # by its format a card, of no member
GOODS = [("85123A", 255), ("22423", 1275), ("47566", 495), ("84879", 169), ("20725", 165),
         ("POST", 1800), ("21931", 195), ("23084", 208), ("22386", 1950), ("85099B", 208)]
NOON = SOURCE / "tests/e2e/replay_program.yaml"
FEW_TOTAL, FEW_ALONE = 60, 3
OF_THE_DAY = f'''
  - offer_id: few
    name: {{en: For the first}}
    priority: 5
    limits: {{uses_total: {FEW_TOTAL}, offline_uses_per_terminal: {FEW_ALONE}}}
    effects: [{{amount_off: {{goods: {{set_id: goods}}, amount: 0.50}}}}]

guard: {{rules: [{{scope: TILL, sales: 1, window: 1h}}]}}
surveys: [{{survey_id: nps, question: {{en: "Would you recommend us?"}}, maximum: 10, share: 20%}}]

redemption:'''


def write_members(target):
    rows = ["member_id,card,tier,opening_points"]
    for number, card in enumerate(CARDS):
        tier = "wholesale" if number % 5 == 0 else "regular"
        rows.append(f"01940000-{number:04x}-7000-8000-000000000001,{card},{tier},{number * 20}")
    target.write_text("\n".join(rows) + "\n")


def read_slip(slip):
    """Total, points earned and points spent as printed; None where the slip promises no figure."""
    figures = {}
    for line in slip.splitlines():
        words = re.fullmatch(r"(TOTAL|Points (?:earned|to come|spent)) +([\d ,.\u00a0]+)", line)
        if words:
            figures[words[1]] = int(re.sub(r"\D", "", words[2]))
    earned = figures.get("Points earned", figures.get("Points to come"))
    return figures["TOTAL"], earned, figures.get("Points spent", 0)


class Killed(Exception):
    """The till's process is gone, as was asked for."""


class Workplace(threading.Thread):
    """One till and its cashier."""

    def __init__(self, stack, name, network, sales, seed):
        super().__init__(name=name)
        self.stack, self.till_name, self.network, self.sales = stack, name, network, sales
        self.chance = random.Random(seed)
        self.till = None
        self.told = {}       # sale id -> (total, earned, spent) as the slip has it
        self.unknown = set()  # sale ids whose commit was cut off
        self.kept = []       # of told: what nothing came back of
        self.refunds = set()
        self.lowered = 0     # quotes that did not bear the points any more
        self.few = 0         # receipts with the offer that has a total
        self.said = set()    # what customers answered
        self.sources = {"service": 0, "cache": 0, "none": 0}
        self.kills = 0
        self.done = 0
        self.failure = None

    def open(self):
        options = [str(word) for word in self.stack.till_options(self.till_name)]
        options[options.index("--server") + 1] = f"127.0.0.1:{self.network.port}"
        self.till = Till([self.stack.binaries / "tessera-till", "--script", "-", *options,
                          "--language", "en", "--deadline-ms", 300, "--commit-deadline-ms", 300])

    def kill(self):
        self.kills += 1
        self.till.process.kill()
        self.till.process.wait()
        self.till.watchdog.cancel()
        self.till.process.stdin.close()
        self.till.process.stdout.close()
        self.open()

    def run(self):
        try:
            self.open()
            while self.done < self.sales:
                try:
                    self.sell()
                except Killed:
                    self.kill()
                self.done += 1
        except Exception as failure:  # pylint: disable=broad-except
            self.failure = failure

    def maybe_killed(self, share):
        if self.chance.random() < share:
            raise Killed

    def sell(self):
        chance, till = self.chance, self.till
        sale_id = till.well("begin", cashier_id=f"c{chance.randrange(3)}")["sale_id"]
        if chance.random() < 0.75:
            self.show_card()
        lines = [chance.choice(GOODS) for _ in range(chance.randint(1, 9))]
        for number, (sku, price) in enumerate(lines, 1):
            till.well("line", line_no=number, sku=sku, unit_price_minor=price,
                      quantity_milli=1000 * chance.randint(1, 4))
        if len(lines) > 1 and chance.random() < 0.2:
            till.well("void", line_no=chance.randint(1, len(lines)))
        self.maybe_killed(0.01)
        quote = till.well("quote")
        if quote["totals"]["max_redeem_points"] > 0 and chance.random() < 0.5:
            quote = self.redeem(quote)
            if chance.random() < 0.3:
                quote = self.add_after_redeeming()
        if chance.random() < 0.05:
            till.well("cancel")
            return
        self.commit(sale_id, quote)
        if self.kept and chance.random() < 0.15:
            self.take_back(self.kept.pop(chance.randrange(len(self.kept))))

    def show_card(self):
        card = UNKNOWN_CARD if self.chance.random() < 0.05 else self.chance.choice(CARDS)
        answer = self.till.ask("member", kind="card", value=card)
        if not answer["ok"]:
            assert answer["reason"] == "MEMBER_UNKNOWN" and card == UNKNOWN_CARD, answer

    def redeem(self, quote):
        """As much as the till offers, or less. What it offers may be gone by then: then it says so."""
        points = self.chance.randint(10, max(10, quote["totals"]["max_redeem_points"]))
        answer = self.till.ask("redeem", points=points)
        if answer["ok"]:
            return answer
        assert answer["reason"] in ("REDEEM_LIMIT", "POINTS_INSUFFICIENT"), answer
        return self.till.well("quote")

    def add_after_redeeming(self):
        """One more line, often just when the link goes. What was redeemed may be more than the till alone
        may spend: then it says so, and goes on without."""
        if self.chance.random() < 0.5:
            self.network.set("cut")
        sku, price = self.chance.choice(GOODS)
        self.till.well("line", line_no=100, sku=sku, unit_price_minor=price, quantity_milli=1000)
        answer = self.till.ask("quote")
        if answer["ok"]:
            return answer
        assert answer["reason"] in ("REDEEM_LIMIT", "POINTS_INSUFFICIENT"), answer
        self.lowered += 1
        return self.till.well("redeem", points=0)

    def commit(self, sale_id, quote):
        till = self.till
        if self.chance.random() < 0.03:
            self.unknown.add(sale_id)
            till.process.stdin.write(json.dumps({"do": "commit"}) + "\n")
            till.process.stdin.flush()
            time.sleep(self.chance.uniform(0, 0.02))
            raise Killed
        answer = till.ask("commit")
        while not answer["ok"]:
            # Another till was faster with the points: the cashier asks again and shows that.
            assert answer["reason"] in ("QUOTE_CHANGED", "POINTS_INSUFFICIENT"), answer
            till.ask("redeem", points=0)
            quote = till.well("quote")
            answer = till.ask("commit")
        totals = quote["totals"]
        assert answer["sale_id"] == sale_id, (answer, sale_id)
        self.sources[totals["source"]] += 1
        self.told[sale_id] = read_slip(till.well("slip")["text"])
        assert self.told[sale_id][0] == totals["total_minor"], (self.told[sale_id], totals)
        self.kept.append(sale_id)
        self.few += any(offer["offer_id"] == "few" and offer["outcome"] == "applied"
                        for offer in quote["offers"])
        if "survey" in answer:
            till.well("survey", survey_id=answer["survey"]["survey_id"], comment=sale_id,
                      score=self.chance.randint(0, 10))
            self.said.add(sale_id)

    def take_back(self, sale_id):
        self.refunds.add(self.till.well("refund", sale_id=sale_id)["refund_id"])


def spoil(stack, workplaces, chance):
    """Weather for the tills, kills for the service and noon for all, until everybody has sold."""
    total = sum(place.sales for place in workplaces)
    marks = sorted([(chance.uniform(0.1, 0.9) * total, "kill") for _ in range(3)] + [(total / 2, "noon")])
    while marks or any(place.is_alive() for place in workplaces):
        place = chance.choice(workplaces)
        place.network.set(chance.choice(Network.WEATHERS + ("clear",) * 4))
        at_work = any(place.is_alive() for place in workplaces)
        if marks and (not at_work or sum(place.done for place in workplaces) >= marks[0][0]):
            if marks.pop(0)[1] == "noon":
                stack.publish(stack.folder / "noon.yaml")
            else:
                stack.kill()
                time.sleep(chance.uniform(0, 1))
                stack.start()
        time.sleep(0.05)


def deliver(workplaces):
    for place in workplaces:
        place.network.set("clear")
    for place in workplaces:
        wait_until(lambda till=place.till: till.ask("synchronise", timeout_ms=5000)["ok"],
                   f"{place.till_name} delivering", seconds=120)
        status = place.till.well("status")
        parked = place.till.well("parked")["records"]
        assert status["outbox_records"] == 0 and not parked, (place.till_name, status, parked)


def check_ledger(stack, workplaces):
    booked = {}
    for sale in stack.sales():
        assert sale["sale_id"] not in booked, f"{sale['sale_id']} is in the ledger twice"
        booked[sale["sale_id"]] = (sale["total_minor"], sale["earned_points"], sale["spent_points"])
    told = {sale: figures for place in workplaces for sale, figures in place.told.items()}
    unknown = set().union(*(place.unknown for place in workplaces))
    missing = told.keys() - booked.keys()
    assert not missing, f"{len(missing)} committed sales are not in the ledger: {sorted(missing)[:5]}"
    strange = booked.keys() - told.keys() - unknown
    assert not strange, f"{len(strange)} sales in the ledger were never committed: {sorted(strange)[:5]}"
    different = {sale: (told[sale], booked[sale]) for sale in told
                 if any(a not in (None, b) for a, b in zip(told[sale], booked[sale]))}
    assert not different, f"{len(different)} slips differ: {list(different.items())[:5]}"
    stack.verify()


def check_limits(workplaces):
    given = sum(place.few for place in workplaces)
    bound = FEW_TOTAL + FEW_ALONE * len(workplaces)
    assert 0 < given <= bound, f"an offer for {FEW_TOTAL} receipts was given {given} times"
    return given


def check_headquarters(stack, workplaces):
    said = [answer["comment"] for answer in json.loads(stack.tessera("survey", "list", "--output", "json"))]
    asked = set().union(*(place.said for place in workplaces))
    assert said and len(said) == len(set(said)) and set(said) == asked, (len(said), len(asked))
    noticed = {sale["sale_id"]
               for sale in json.loads(stack.tessera("sale", "suspicions", "--output", "json"))}
    known = {sale for place in workplaces for sale in place.told.keys() | place.unknown}
    assert noticed and noticed <= known, (len(noticed), noticed - known)
    return len(said), len(noticed)


def check_caches(stack, workplaces):
    truth = {card: stack.balance(card) for card in CARDS}
    stack.kill()
    for place in workplaces:
        found = {}
        for card in CARDS:
            place.till.well("begin")
            found[card] = place.till.well("member", kind="card", value=card)["member"]["balance_points"]
        assert found == truth, (place.till_name, [(c, truth[c], found[c]) for c in CARDS if truth[c] != found[c]])
    stack.start()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--tills", type=int, default=8)
    parser.add_argument("--sales", type=int, default=300, help="of each till")
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = random.randrange(2**32) if options.seed is None else options.seed
    print(f"seed {seed}: day_in_a_store.py ... --seed {seed} has the same cashiers", flush=True)
    chance = random.Random(seed)
    started = time.monotonic()
    names = [f"till-{number}" for number in range(1, options.tills + 1)]
    with Stack(options.binaries, tills=names) as stack:
        write_members(stack.folder / "members.csv")
        program = NOON.read_text(encoding="utf-8")
        program = program.replace("\nredemption:", OF_THE_DAY)
        (stack.folder / "morning.yaml").write_text(program)
        (stack.folder / "noon.yaml").write_text(program.replace("percent: 10%", "percent: 12%"))
        stack.start()
        stack.publish(stack.folder / "morning.yaml")
        stack.import_members(stack.folder / "members.csv")
        places = [Workplace(stack, name, Network(stack.port), options.sales, chance.randrange(2**32))
                  for name in names]
        for place in places:
            place.start()
        spoil(stack, places, chance)
        for place in places:
            place.join()
            if place.failure:
                raise AssertionError(f"{place.till_name} failed") from place.failure
        deliver(places)
        check_ledger(stack, places)
        given = check_limits(places)
        answers, noticed = check_headquarters(stack, places)
        check_caches(stack, places)
        for place in places:
            with place.till:
                pass
            place.network.close()
        stack.stop()
    sources = {source: sum(place.sources[source] for place in places) for source in places[0].sources}
    print(f"{sum(len(place.told) for place in places)} slips equal the ledger ({sources}), "
          f"{sum(len(place.unknown) for place in places)} commits cut off, "
          f"{sum(len(place.refunds) for place in places)} returns, "
          f"{sum(place.kills for place in places)} tills killed; {given} times an offer for "
          f"{FEW_TOTAL} receipts, {sum(place.lowered for place in places)} times points given up, "
          f"{answers} answers, {noticed} suspicions; {time.monotonic() - started:.0f} s")
    assert sources["service"] > 0 and sources["cache"] > 0, "the weather was not as it should be"
    return 0


if __name__ == "__main__":
    sys.exit(main())
