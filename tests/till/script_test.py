#!/usr/bin/env python3
"""The script mode with the real plugin and no service. Usage: script_test.py TILL LIBRARY"""

import subprocess
import sys
import unittest

from programs import BREAD, CHEESE_WEIGHED, MILK, TillTest, main

LINE = {"do": "line", "sku": "A", "name": "Альфа", "quantity_milli": 2000, "unit_price_minor": 9990}


class ScriptMode(TillTest):

    def test_a_sale_without_a_service_is_committed_to_the_outbox(self):
        answers = self.script({"do": "begin"}, LINE, {"do": "quote"}, {"do": "commit", "cash_minor": 50000},
                              {"do": "slip"}, {"do": "status"})
        self.assertTrue(all(answer["ok"] for answer in answers), answers)
        begin, line, quote, commit, slip, status = answers
        self.assertEqual(line["line_no"], 1)
        self.assertEqual(quote["totals"]["total_minor"], 19980)
        self.assertEqual([line["net_minor"] for line in quote["lines"]], [19980])
        self.assertEqual((commit["delivered"], commit["sale_id"]), (False, begin["sale_id"]))
        self.assertIn("ИТОГО                             199,80\n", slip["text"])
        self.assertIn("Сдача                             300,20\n", slip["text"])
        self.assertEqual((status["online"], status["outbox_records"]), (False, 1))
        self.assertEqual(self.slips(), [slip["text"]])

    def test_the_outbox_and_the_receipt_number_live_on_in_the_next_run(self):
        for expected in ("1", "2"):
            commit, status = self.script(LINE, {"do": "quote"}, {"do": "commit"}, {"do": "status"})[2:]
            self.assertEqual(commit["receipt_no"], expected)
            self.assertEqual(status["outbox_records"], int(expected))

    def test_a_receipt_number_is_taken_before_the_sale_is_booked_and_never_given_out_again(self):
        self.script(LINE, {"do": "quote"}, {"do": "commit"})
        # As if the till died between taking a number and booking the sale.
        counter, = [path for path in (self.path / "data").rglob("*") if path.is_file()
                    and path.read_bytes() == b"2\n"]
        refused = self.script({"do": "commit"})[0]
        self.assertEqual(refused["reason"], "LINES_EMPTY")
        self.assertEqual(counter.read_text(encoding="utf-8"), "3\n")
        answers = self.script({"do": "commit"}, LINE, {"do": "quote"}, {"do": "commit"})
        self.assertEqual(answers[3]["receipt_no"], "3")
        self.assertEqual(counter.read_text(encoding="utf-8"), "4\n")

    def test_a_slip_that_is_there_is_not_written_over(self):
        slips = self.path / "data/slips"
        slips.mkdir(parents=True)
        (slips / "slip-1.txt").write_text("of another sale\n", encoding="utf-8")
        commit, slip = self.script(LINE, {"do": "quote"}, {"do": "commit"}, {"do": "slip"})[2:]
        self.assertTrue(commit["slip_path"].endswith("slip-1-2.txt"), commit)
        self.assertCountEqual(self.slips(), ["of another sale\n", slip["text"]])

    def test_a_quantity_that_was_typed_does_not_outlive_its_sale(self):
        answers = self.script({"do": "scan", "text": "3*"}, {"do": "begin"}, {"do": "scan", "text": MILK})
        self.assertEqual(answers[2]["quantity_milli"], 1000)

    def test_only_parked_records_can_be_sent_again(self):
        answers = self.script(LINE, {"do": "quote"}, {"do": "commit"}, {"do": "resend", "sequence": 1},
                              {"do": "resend", "sequence": 9})
        self.assertEqual([answer.get("reason") for answer in answers[3:]], ["RECORD_UNKNOWN", "RECORD_UNKNOWN"])
        self.assertEqual([answer["code"] for answer in answers[3:]], [3, 3])

    def test_scans_are_goods_with_the_quantity_that_was_typed(self):
        answers = self.script({"do": "scan", "text": MILK}, {"do": "scan", "text": "3*" + BREAD},
                              {"do": "scan", "text": "2*"}, {"do": "scan", "text": "]E0" + MILK},
                              {"do": "scan", "text": "1,250*" + CHEESE_WEIGHED}, {"do": "quote"})
        self.assertEqual([answer.get("kind") for answer in answers[:5]],
                         ["goods", "goods", "quantity", "goods", "goods"])
        self.assertEqual([line["gross_minor"] for line in answers[5]["lines"]],
                         [9490, 3 * 5490, 2 * 9490, 99875])

    def test_what_is_wrong_with_a_scan_is_said_and_the_sale_goes_on(self):
        answers = self.script({"do": "scan", "text": CHEESE_WEIGHED}, {"do": "scan", "text": "9999"},
                              {"do": "scan", "text": "0*" + MILK}, {"do": "scan", "text": "x*" + MILK},
                              {"do": "scan", "text": MILK}, {"do": "quote"})
        self.assertEqual([answer.get("reason") for answer in answers],
                         ["WEIGHT_REQUIRED", "GOODS_UNKNOWN", "QUANTITY_INVALID", "QUANTITY_INVALID", None, None])
        self.assertEqual(answers[5]["totals"]["total_minor"], 9490)

    def test_goods_are_found_by_the_number_in_their_code_and_bank_cards_are_not_repeated(self):
        answers = self.script({"do": "scan", "text": "3*]d2010" + MILK + "21abc"},
                              {"do": "scan", "text": "4111 1111 1111 1111"}, {"do": "quote"})
        self.assertEqual((answers[0]["kind"], answers[0]["quantity_milli"]), ("goods", 3000))
        self.assertEqual(answers[1]["reason"], "BANK_CARD_REFUSED")
        self.assertNotIn("1111", str(answers[1]))
        self.assertEqual([line["gross_minor"] for line in answers[2]["lines"]], [3 * 9490])

    def test_a_customers_answer_waits_in_the_outbox(self):
        answers = self.script(LINE, {"do": "quote"}, {"do": "payment_began"}, {"do": "commit"},
                              {"do": "survey", "survey_id": "nps", "score": 9, "comment": "quick"},
                              {"do": "survey", "survey_id": "nps"}, {"do": "survey", "survey_id": "nps", "score": 101},
                              {"do": "status"})
        self.assertEqual([answer.get("reason") for answer in answers],
                         [None, None, None, None, None, "ANSWER_EMPTY", "ARGUMENT_INVALID", None])
        self.assertNotIn("survey", answers[3])
        self.assertEqual((answers[7]["outbox_records"], answers[7]["disk"]), (2, "good"))

    def test_bad_lines_are_refused_with_reason_and_field_and_change_nothing(self):
        answers = self.script(LINE, {**LINE, "quantity_milli": -1}, {**LINE, "unit_price_minor": -10**12 - 1},
                              {**LINE, "sku": ""}, {"do": "void", "line_no": 9}, {"do": "quote"})
        self.assertEqual([answer.get("reason") for answer in answers],
                         [None, "QUANTITY_INVALID", "PRICE_INVALID", "BASKET_SKU_INVALID", "LINE_UNKNOWN", None])
        self.assertEqual(answers[1]["field"], "quantity_milli")
        self.assertTrue(answers[1]["message"])
        self.assertEqual(answers[5]["totals"]["gross_minor"], 19980)

    def test_a_line_can_be_replaced_and_taken_off(self):
        answers = self.script(LINE, {**LINE, "sku": "B"}, {**LINE, "line_no": 1, "quantity_milli": 1000},
                              {"do": "void", "line_no": 2}, {"do": "quote"})
        self.assertEqual([(line["line_no"], line["net_minor"]) for line in answers[4]["lines"]], [(1, 9990)])

    def test_numbers_that_are_no_integers_and_unknown_arguments_are_refused(self):
        answers = self.script({**LINE, "unit_price_minor": 99.9}, {**LINE, "quantity_milli": "2"},
                              {**LINE, "unit_price_minor": 2**63}, {**LINE, "line_no": -1},
                              {**LINE, "colour": "red"}, {**LINE, "flags": ["no_fun"]},
                              {"do": "member", "kind": "face", "value": "1"})
        self.assertEqual({answer["reason"] for answer in answers}, {"ARGUMENT_INVALID"})
        self.assertEqual([answer["field"] for answer in answers],
                         ["unit_price_minor", "quantity_milli", "unit_price_minor", "line_no", "colour", "flags",
                          "kind"])

    def test_a_commit_needs_a_quote_of_what_is_there_now(self):
        answers = self.script(LINE, {"do": "commit"}, {"do": "quote"}, {**LINE, "sku": "B"}, {"do": "commit"},
                              {"do": "quote"}, {"do": "commit"})
        self.assertEqual([answer.get("reason") for answer in answers],
                         [None, "QUOTE_REQUIRED", None, None, "QUOTE_REQUIRED", None, None])

    def test_a_second_commit_gets_the_first_answer_and_a_finished_sale_takes_no_more(self):
        answers = self.script(LINE, {"do": "quote"}, {"do": "commit"}, {"do": "commit"}, LINE, {"do": "cancel"},
                              {"do": "status"})
        self.assertEqual({key: answers[2][key] for key in answers[2]}, answers[3])
        self.assertEqual([answers[4]["reason"], answers[5]["reason"]], ["SALE_CLOSED", "SALE_CLOSED"])
        self.assertEqual(answers[6]["outbox_records"], 1)

    def test_a_cancelled_sale_leaves_nothing(self):
        answers = self.script(LINE, {"do": "quote"}, {"do": "cancel"}, {"do": "commit"}, {"do": "status"})
        self.assertEqual(answers[3]["reason"], "SALE_CLOSED")
        self.assertEqual(answers[4]["outbox_records"], 0)

    def test_what_needs_the_service_says_that_it_is_away(self):
        answers = self.script({"do": "enrol", "phone": "+79000000001", "consent_text_version": "1"},
                              {"do": "synchronise", "timeout_ms": 100})
        self.assertEqual([answer["reason"] for answer in answers], ["SERVICE_AWAY", "NOT_SYNCHRONISED"])

    def test_nothing_is_parked_and_no_slip_is_there_before_a_sale(self):
        answers = self.script({"do": "parked"}, {"do": "slip"}, {"do": "dance"}, {"do": 5}, {})
        self.assertEqual(answers[0]["records"], [])
        self.assertEqual([answer["reason"] for answer in answers[1:]],
                         ["SLIP_MISSING", "COMMAND_UNKNOWN", "COMMAND_UNKNOWN", "COMMAND_UNKNOWN"])

    def test_expect_ok_stops_at_the_first_failure(self):
        answers = self.script({"do": "commit"}, {"do": "status"}, options=["--expect-ok"], code=1)
        self.assertEqual(len(answers), 1)

    def test_a_line_that_is_no_object_ends_the_script(self):
        for text in ("{\"do\":\"status\"\n", "[]\n", "1\n", "\xff\n"):
            out, _ = self.run_till("--script", "-", text="# a comment\n\n" + text, code=2)
            self.assertIn("SCRIPT_MALFORMED", out)
            self.assertIn("line 3", out)

    def test_slips_are_english_and_narrow_where_asked_for(self):
        slip = self.script(LINE, {"do": "quote"}, {"do": "commit"}, {"do": "slip"},
                           options=["--language", "en", "--slip-width", "32", "--shop", "CORNER SHOP"])[3]["text"]
        self.assertIn("          CORNER SHOP\n", slip)
        self.assertIn("TOTAL                     199.80\n", slip)


class CommandLine(TillTest):

    def test_help_shows_modes_examples_and_the_commands_of_scripts(self):
        out, _ = self.run_till("--help")
        for word in ("--script", "--replay", "Examples", "F5"):
            self.assertIn(word, out)
        out, _ = self.run_till("--help-script")
        for word in ("begin", "scan", "line", "void", "member", "clear_member", "quote", "redeem", "commit",
                     "cancel", "slip", "refund", "enrol", "status", "synchronise", "parked", "resend"):
            self.assertIn(f'"do":"{word}"', out)

    def test_what_is_wrong_with_the_command_line_is_said_in_one_line(self):
        for options, word in ((["--script", self.path / "none"], "--script"),
                              (["--goods", self.path / "none", "--script", "-"], "--goods"),
                              (["--library", self.path / "none.so", "--script", "-"], "--library"),
                              (["--replay", "-", "--columns", "sku=a"], "--columns"),
                              (["--replay", "-", "--card-format", "x"], "--card-format")):
            _, error = self.run_till(*options, code=2)
            self.assertIn(word, error)

    def test_without_a_terminal_the_interactive_mode_says_so(self):
        done = subprocess.run(self.command(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--script", done.stderr)


if __name__ == "__main__":
    main("__main__", *sys.argv[1:])
