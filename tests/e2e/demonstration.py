#!/usr/bin/env python3
"""A sale online, a sale while the service is away, and both in the ledger once.

Usage: demonstration.py FOLDER_OF_PROGRAMS
"""

import sys

from stack import SOURCE, Stack

CARD = "2977000000010"  # the first of the demo members: 840 points, tier friend
MILK, CHEESE = "4600070130919", "4600070134559"
OPENING_POINTS = 840


def sell(till, scans, redeem):
    """A sale as a cashier works it; (committed, quote)."""
    till.well("begin")
    assert till.well("scan", text=CARD)["kind"] == "member"
    for code in scans:
        assert till.well("scan", text=code)["kind"] == "goods"
    quote = till.well("quote")
    if redeem:
        quote = till.well("redeem", points=redeem)
    check_sums(quote)
    return till.well("commit"), quote


def check_sums(quote):
    """What is fiscalised by line sums to what is shown as the whole, to the kopeck."""
    totals, lines = quote["totals"], quote["lines"]
    for whole, part in (("gross_minor", "gross_minor"), ("discount_minor", "discount_minor"),
                        ("redeemed_minor", "redeemed_minor"), ("total_minor", "net_minor"),
                        ("earned_points", "earned_points"), ("spent_points", "spent_points")):
        assert totals[whole] == sum(line[part] for line in lines), (whole, quote)
    for line in lines:
        assert line["gross_minor"] - line["discount_minor"] - line["redeemed_minor"] == line["net_minor"], line


def main():
    with Stack(sys.argv[1]) as stack:
        stack.start()
        stack.publish_demo()
        goods = ("--goods", SOURCE / "packaging/demo/goods.csv")
        with stack.till("till-1", *goods) as till:
            till.well("synchronise", timeout_ms=30000)
            online, quote = sell(till, [MILK, CHEESE, CHEESE], redeem=100)
            assert online["delivered"] is True, online
            assert quote["totals"]["source"] == "service", quote
            # Two pieces of cheese at 349.90, ten percent off; milk at 94.90 is not discounted by it.
            assert quote["totals"]["gross_minor"] == 9490 + 2 * 34990, quote
            assert any(offer["offer_id"] == "cheese-10" and offer["discount_minor"] == 6998
                       for offer in quote["offers"]), quote
            assert quote["totals"]["redeemed_minor"] == 10000, quote
            assert online["spent_points"] == 100, online
            assert online["earned_points"] == quote["totals"]["earned_points"] > 0, online
            balance = OPENING_POINTS - 100 + online["earned_points"]
            assert online["balance_points"] == balance, online
            slip = till.well("slip")["text"]
            paid = quote["totals"]["total_minor"]
            assert f"{paid // 100}.{paid % 100:02}" in slip.replace("\u00a0", "").replace(",", "."), slip
            # The cache has to see the sale before the link goes, so that the balance is right offline.
            till.well("synchronise", timeout_ms=30000)

            stack.kill()
            offline, quote = sell(till, [MILK, MILK], redeem=20)
            assert offline["delivered"] is False, offline
            assert quote["totals"]["source"] == "cache", quote
            assert quote["totals"]["redeemed_minor"] == 2000, quote
            assert till.well("status")["outbox_records"] == 1
            till.refused("NOT_SYNCHRONISED", "synchronise", timeout_ms=200)

            stack.start()
            till.well("synchronise", timeout_ms=60000)
            status = till.well("status")
            assert status["outbox_records"] == 0 and status["parked_records"] == 0, status

        found = {sale["sale_id"]: sale for sale in stack.sales()}
        assert len(stack.sales()) == 2 and set(found) == {online["sale_id"], offline["sale_id"]}, found
        assert found[online["sale_id"]]["quoted_offline"] is False
        assert found[offline["sale_id"]]["quoted_offline"] is True
        assert found[offline["sale_id"]]["total_minor"] == quote["totals"]["total_minor"]
        stack.verify()
        expected = balance - 20 + offline["earned_points"]
        assert stack.balance(CARD) == expected, (stack.balance(CARD), expected)
        stack.stop()
    print("one sale online, one offline, both in the ledger once")


if __name__ == "__main__":
    main()
