#!/usr/bin/env python3
"""A marketer's week on the command line: an offer from the first draft to its cost.

Usage: marketers_week.py FOLDER_OF_PROGRAMS

Real processes: tesserad, a till in each of two stores, and `tessera` for all that headquarters does. Every
figure is compared with sums that this script makes itself from what the tills were told.
"""

import csv
import io
import json
import sys
import time

from stack import SOURCE, Stack, wait_until

PILOT, OTHER = "msk-1/till-1", "msk-2/till-1"
COFFEE = "4600070143650"
MILK = "4600070130919"
PRICE = 59990
MILK_PRICE = 9490
# Of the demo's members: four who will have bought three times, and two who bought once.
REGULARS = ["2977000000010", "2977000000027", "2977000000034", "2977000000041"]
OTHERS = ["2977000000058", "2977000000065"]

SEGMENT = """
life_cycle: {loyal_visits: 3}
segments:
  - segment_id: regulars
    name: {ru: Постоянные, en: Regulars}
    stages: [LOYAL]
surveys:
  - survey_id: nps
    kind: NPS
    question: {ru: "Посоветуете нас друзьям?", en: "Would you recommend us?"}
    maximum: 10
"""

OFFER = """  - offer_id: coffee-15
    name: {ru: Кофе −15 % постоянным, en: Coffee −15 % for regulars}
    priority: 400
    audience: {segments: [regulars]}
    effects: [{percent_off: {goods: {set_id: coffee}, percent: 15%}}]

"""

DEVOTED = """  - segment_id: devoted
    name: {ru: Верные, en: Devoted}
    bought: [{days: 30, minimum_visits: 3}]
"""

OFFER_FOR_DEVOTED = """  - offer_id: milk-20
    name: {ru: Молоко −20 % верным, en: Milk −20 % for the devoted}
    priority: 410
    audience: {segments: [devoted]}
    effects: [{percent_off: {goods: {set_id: one-milk}, percent: 20%}}]

"""


class Week:
    def __init__(self, stack):
        self.stack = stack
        self.tills = {}
        self.folder = stack.folder
        self.discounts = []  # of coffee-15, as slips show them

    def tessera(self, *words, code=0):
        return self.stack.tessera(*words, code=code)

    def listed(self, *words, code=0):
        return json.loads(self.tessera(*words, "--output", "json", code=code))

    def sell(self, place, card, goods, offer="coffee-15"):
        """A whole sale; what the offer took off."""
        till = self.tills[place]
        till.well("begin")
        till.well("scan", text=card)
        for sku in goods:
            till.well("scan", text=sku)
        quote = till.well("quote")
        assert till.well("commit")["delivered"] is True
        given = sum(one["discount_minor"] for one in quote["offers"] if one["offer_id"] == offer)
        if given and offer == "coffee-15":
            self.discounts.append(given)
        return given

    def write(self, name, text):
        path = self.stack.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def members_of(self, segment):
        """0 as long as nobody was sorted into segments yet."""
        try:
            rows = self.listed("segment", "list")
        except AssertionError as refused:
            if "COUNTING" not in str(refused):
                raise
            return 0
        return sum(int(row["members"]) for row in rows if row["id"] == segment)

    def synchronise(self):
        for till in self.tills.values():
            till.well("synchronise", timeout_ms=30000)

    def versions(self):
        return {f'{row["store_id"]}/{row["terminal_id"]}': int(row["report"]["program_version"])
                for row in self.listed("terminal", "list")}

    def wait_for_versions(self, expected):
        wait_until(lambda: self.versions() == expected, f"terminals running {expected}", service=self.stack, seconds=180)


def sunday(week):
    """The chain as it is: its program with a segment, and some days' receipts."""
    base = (SOURCE / "packaging/demo/program.yaml").read_text(encoding="utf-8")
    week.base = base + SEGMENT
    base_file = week.write("base.yaml", week.base)
    week.tessera("program", "publish", base_file, "--yes")
    week.stack.import_members(SOURCE / "packaging/demo/members.csv")
    week.tessera("store", "set", "msk-1", "--region", "moscow", "--name", "Arbat")
    week.tessera("store", "set", "msk-2", "--region", "moscow", "--name", "Tverskaya")
    week.synchronise()
    for _ in range(3):
        for card in REGULARS:
            week.sell(PILOT, card, [MILK])
    for card in OTHERS:
        week.sell(PILOT, card, [MILK])
    wait_until(lambda: week.members_of("regulars") == len(REGULARS), "the regulars becoming a segment",
               service=week.stack, seconds=180)
    members = week.tessera("export", "members", "--segment", "regulars").splitlines()
    assert len(members) == len(REGULARS), members
    week.synchronise()


def monday(week):
    """An offer for them: written, checked, kept as a draft."""
    offers_end = week.base.index("redemption:")
    text = week.base[:offers_end] + OFFER + week.base[offers_end:]
    wrong = week.write("wrong.yaml", text.replace("percent: 15%}}]\n\nredemption", "percnt: 15%}}]\n\nredemption"))
    said = week.tessera("program", "check", wrong, code=1)
    assert "percnt" in said and "FIELD_UNKNOWN" in said, said
    week.draft = week.write("coffee.yaml", text)
    week.tessera("program", "check", week.draft)
    week.tessera("program", "draft", "save", "coffee", week.draft, "--comment", "coffee for regulars")


def tuesday(week):
    """What is different, and what it would have cost."""
    coffees = [week.sell(PILOT, card, [COFFEE]) for card in REGULARS]
    coffees += [week.sell(OTHER, card, [COFFEE]) for card in OTHERS]
    assert coffees == [0] * len(coffees), coffees
    said = week.tessera("program", "diff", "live", "draft:coffee", "--check", code=1)
    assert "coffee-15" in said, said
    report = week.listed("program", "try", "draft:coffee", "--last", "7d")
    # The two others bought coffee too, and are no regulars.
    expected = len(REGULARS) * -(-PRICE * 15 // 100)
    assert int(report["receipts_changed"]) == len(REGULARS), report
    gained = int(report["after"]["discount_minor"]) - int(report["before"]["discount_minor"])
    assert gained == expected, (gained, expected, report)


def wednesday(week):
    """The pilot store first."""
    week.tessera("program", "publish", "draft:coffee", "--store", "msk-1", "--comment", "pilot", "--yes")
    week.wait_for_versions({PILOT: 2, OTHER: 1})
    assert week.sell(PILOT, REGULARS[0], [COFFEE]) > 0
    assert week.sell(PILOT, OTHERS[0], [COFFEE]) == 0
    assert week.sell(OTHER, REGULARS[1], [COFFEE]) == 0


def thursday(week):
    """Everywhere, from an hour on."""
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3))
    week.tessera("program", "publish", "draft:coffee", "--at", at, "--comment", "for all", "--yes")
    assert week.versions()[OTHER] == 1
    week.wait_for_versions({PILOT: 2, OTHER: 2})
    assert week.sell(OTHER, REGULARS[1], [COFFEE]) > 0


def friday(week):
    """What it cost, what a customer said, and a mistake taken back."""
    def cost():
        rows = [row for row in week.listed("insight", "offers", "--last", "7d") if row["offer_id"] == "coffee-15"]
        return sum(int(row["cost_minor"]) for row in rows)
    wait_until(lambda: cost() == sum(week.discounts), f"the offer's cost being {sum(week.discounts)}",
               service=week.stack, seconds=180)
    stores = list(csv.DictReader(io.StringIO(week.tessera("insight", "show", "--last", "7d", "--by", "store",
                                                          "--output", "csv"))))
    assert {row["group"] for row in stores} >= {"msk-1", "msk-2"}, stores

    week.tessera("survey", "answer", "--survey", "nps", "--card", REGULARS[0], "--score", "3",
                 "--comment", "the coffee was cold")
    (follow_up,) = week.listed("survey", "followups")
    assert follow_up["comment"] == "the coffee was cold", follow_up
    week.tessera("survey", "followup", "close", follow_up["follow_up_no"], "--note", "called, sent a voucher")
    assert week.listed("survey", "followups") == []

    generous = week.write("generous.yaml", week.draft.read_text(encoding="utf-8").replace(
        "percent: 15%}}]\n\nredemption", "percent: 51%}}]\n\nredemption"))
    week.tessera("program", "publish", generous, "--comment", "a slip of the finger", "--yes")
    week.wait_for_versions({PILOT: 3, OTHER: 3})
    week.tessera("program", "rollback", "--comment", "51 was 15", "--yes")
    week.wait_for_versions({PILOT: 2, OTHER: 2})
    acts = week.listed("acts")
    assert any(act["comment"] == "51 was 15" and act["principal"] == "hq/e2e" for act in acts), acts
    week.stack.verify()


def saturday(week):
    """A segment that only the draft has: its offer is tried before anybody is in it."""
    for card in REGULARS:
        assert week.sell(PILOT, card, [MILK], "milk-20") == 0
    text = week.draft.read_text(encoding="utf-8").replace("  - segment_id: regulars", DEVOTED + "  - segment_id: regulars")
    text = text.replace("\nsets:\n", f'\nsets:\n  - set_id: one-milk\n    skus: ["{MILK}"]\n')
    offers_end = text.index("redemption:")
    draft = week.write("milk.yaml", text[:offers_end] + OFFER_FOR_DEVOTED + text[offers_end:])
    week.tessera("program", "draft", "save", "milk", draft, "--comment", "milk for the devoted")
    saved = week.folder / "report.json"
    # Beside the live program, which has the coffee's offer as well.
    report = week.listed("program", "try", "draft:milk", "--last", "7d", "--against", "live", "--save", saved)
    assert json.loads(saved.read_text(encoding="utf-8")) == report
    # Only today's milk: before each of those four receipts there were three visits or more.
    assert int(report["receipts_changed"]) == len(REGULARS), report
    assert any("devoted (milk-20)" in caution for caution in report["cautions"]), report["cautions"]
    gained = int(report["after"]["discount_minor"]) - int(report["before"]["discount_minor"])
    assert gained == len(REGULARS) * MILK_PRICE * 20 // 100, (gained, report)
    pilot = week.listed("program", "publish", "draft:milk", "--store", "msk-1", "--comment", "pilot", "--yes")
    assert pilot["unlike_segments"] == ["devoted"], pilot
    week.stack.verify()


def main():
    with Stack(sys.argv[1], tills=(PILOT, OTHER)) as stack:
        stack.start()
        goods = ("--goods", SOURCE / "packaging/demo/goods.csv")
        week = Week(stack)
        with stack.till(PILOT, *goods) as pilot, stack.till(OTHER, *goods) as other:
            week.tills = {PILOT: pilot, OTHER: other}
            for day in (sunday, monday, tuesday, wednesday, thursday, friday, saturday):
                day(week)
        print(f"a week: the offer was given {len(week.discounts)} times for {sum(week.discounts)} kopecks")


if __name__ == "__main__":
    sys.exit(main())
