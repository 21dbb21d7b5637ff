#!/usr/bin/env python3
"""Bad input gets a stable reason, and the sale after it works as if nothing had happened.

Usage: bad_inputs.py FOLDER_OF_PROGRAMS
"""

import sys

from stack import SOURCE, Stack

CARD = "2977000000027"      # 2,150 points, tier family
NOBODY = "2977999999993"    # a card by its format and check digit, of no member
LINE = {"sku": "A", "quantity_milli": 1000, "unit_price_minor": 9990}
committed = []


def good_sale(till):
    """Proof that the till still works."""
    till.well("begin")
    till.well("scan", text=CARD)
    till.well("line", **LINE)
    till.well("quote")
    sale = till.well("commit")
    committed.append(sale["sale_id"])
    return sale


def unknown_card(till):
    till.well("begin")
    till.well("line", **LINE)
    till.refused("MEMBER_UNKNOWN", "scan", text=NOBODY)
    till.well("quote")  # the sale goes on without a card
    committed.append(till.well("commit")["sale_id"])


def malformed_scan(till):
    till.well("begin")
    till.refused("GOODS_UNKNOWN", "scan", text="]C1\u001d???")
    till.refused("SCAN_INVALID", "scan", text="2977" + "\u0001" * 9)
    till.refused("IDENTIFIER_INVALID", "member", kind="phone", value="call me")
    till.refused("BANK_CARD_REFUSED", "member", kind="card", value="4111111111111111")


def bad_lines(till):
    till.well("begin")
    till.refused("QUANTITY_INVALID", "line", **{**LINE, "quantity_milli": -1000})
    till.refused("QUANTITY_INVALID", "line", **{**LINE, "quantity_milli": 0})
    till.refused("PRICE_INVALID", "line", **{**LINE, "unit_price_minor": -10**12 - 1})
    till.refused("BASKET_SKU_INVALID", "line", **{**LINE, "sku": ""})
    till.refused("ARGUMENT_INVALID", "line", **{**LINE, "unit_price_minor": 99.9})
    till.well("line", **LINE)
    quote = till.well("quote")
    assert len(quote["lines"]) == 1, quote


def too_many_lines(till):
    till.well("begin")
    for number in range(1, 1001):
        till.well("line", **{**LINE, "line_no": number})
    till.refused("TOO_MANY_LINES", "line", **{**LINE, "line_no": 1001})
    till.well("quote")
    committed.append(till.well("commit")["sale_id"])


def overflow(till):
    till.well("begin")
    for number in range(1, 11):
        till.well("line", line_no=number, sku="A", quantity_milli=10**9, unit_price_minor=10**12)
    till.refused("AMOUNT_OVERFLOW", "quote")
    for number in range(2, 11):
        till.well("void", line_no=number)
    till.well("line", **{**LINE, "line_no": 1})
    till.well("quote")
    committed.append(till.well("commit")["sale_id"])


def wrong_currency(till):
    till.well("begin", currency_code="USD")
    till.well("line", **LINE)
    till.refused("CURRENCY_MISMATCH", "quote")


def second_commit_with_other_content(till):
    sale = good_sale(till)
    till.well("begin", sale_id=sale["sale_id"])
    till.well("line", **{**LINE, "unit_price_minor": 5000})
    till.well("quote")
    till.refused("SALE_ID_REUSED", "commit")


def points_beyond_the_balance(till):
    till.well("begin")
    till.well("scan", text=CARD)
    till.well("line", **{**LINE, "unit_price_minor": 10_000_000})
    till.well("quote")
    answer = till.ask("redeem", points=1_000_000)
    assert answer["ok"] is False and answer["reason"] in ("REDEEM_LIMIT", "POINTS_INSUFFICIENT"), answer
    till.refused("POINTS_INVALID", "redeem", points=-5)


CASES = [unknown_card, malformed_scan, bad_lines, too_many_lines, overflow, wrong_currency,
         second_commit_with_other_content, points_beyond_the_balance]


def main():
    with Stack(sys.argv[1]) as stack:
        stack.start()
        stack.publish_demo()
        with stack.till("till-1", "--goods", SOURCE / "packaging/demo/goods.csv") as till:
            till.well("synchronise", timeout_ms=30000)
            for case in CASES:
                print(case.__name__, flush=True)
                case(till)
                assert good_sale(till)["delivered"] is True
            till.well("synchronise", timeout_ms=30000)
            status = till.well("status")
            assert status["outbox_records"] == 0 and status["parked_records"] == 0, status
        found = [sale["sale_id"] for sale in stack.sales()]
        assert sorted(found) == sorted(committed), (found, committed)
        stack.verify()
        stack.stop()
    print(f"{len(CASES)} kinds of bad input were refused, {len(committed)} sales stand")


if __name__ == "__main__":
    main()
