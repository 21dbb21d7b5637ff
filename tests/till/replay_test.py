#!/usr/bin/env python3
"""The replay mode with the real plugin and no service. Usage: replay_test.py TILL LIBRARY"""

import json
import subprocess
import sys

from programs import TillTest, main

COLUMNS = "receipt=no,sku=code,name=text,quantity=pieces,price=price,card=who,time=at"
HEADER = "no,code,text,pieces,at,price,who\n"
ROWS = ("1,A,Alpha,2,2010-12-01 08:26:00,2.55,17850\n"
        "1,B,\"Beta, blue\",1,2010-12-01 08:26:00,3.005,17850\n"
        "2,A,Alpha,1,2010-12-01 08:28:00,2.55,\n"
        "C3,A,Alpha,-1,2010-12-01 08:29:00,2.55,17850\n")


class ReplayMode(TillTest):

    def replay(self, text, *options, code=0, data="data"):
        out, error = self.run_till("--replay", "-", "--synchronise-ms", 50, "--drain", 0, *options,
                                   text=text, code=code, data=data)
        return json.loads(out) if out else error

    def journal(self):
        return [line.split(",") for line in (self.path / "journal").read_text().splitlines()]

    def test_receipts_are_committed_and_summed_up(self):
        summary = self.replay(HEADER + ROWS, "--columns", COLUMNS, "--journal", self.path / "journal")
        expected = {"receipts": 2, "committed": 2, "delivered": 0, "offline": 2, "refused": {}, "lines": 3,
                    "rows": 4, "skipped": {"quantity_not_positive": 1}, "rounded": 1, "split": 0,
                    "total_minor": 510 + 301 + 255, "outbox_records": 2, "parked_records": 0}
        self.assertEqual({key: summary[key] for key in expected}, expected)
        self.assertEqual([entry[1:] for entry in self.journal()],
                         [["811", "0", "0", "0"], ["255", "0", "0", "0"]])

    def test_a_run_that_is_repeated_commits_nothing_twice(self):
        options = ("--columns", COLUMNS, "--journal", self.path / "journal")
        self.replay(HEADER + ROWS, *options, "--limit", 1)
        again = self.replay(HEADER + ROWS, *options)
        self.assertEqual((again["resumed"], again["committed"], again["outbox_records"]), (1, 1, 2))
        self.assertEqual(len({entry[0] for entry in self.journal()}), 2)

    def test_a_journal_line_that_was_torn_is_done_again(self):
        options = ("--columns", COLUMNS, "--journal", self.path / "journal")
        self.replay(HEADER + ROWS, *options, "--limit", 1)
        whole = (self.path / "journal").read_text()
        (self.path / "journal").write_text(whole + "0190")
        self.replay(HEADER + ROWS, *options)
        self.assertEqual([len(entry) for entry in self.journal()], [5, 5])

    def test_many_sales_in_flight_make_the_same_sum(self):
        rows = "".join(f"{i},A,Alpha,{i % 7 + 1},,{i}.99,\n" for i in range(1, 301))
        one = self.replay(HEADER + rows, "--columns", COLUMNS)
        many = self.replay(HEADER + rows, "--columns", COLUMNS, "--parallel", 8, "--seed", "2",
                           data="other")
        self.assertEqual(one["committed"], 300)
        self.assertEqual(one["total_minor"], sum((i % 7 + 1) * (i * 100 + 99) for i in range(1, 301)))
        self.assertEqual((many["committed"], many["total_minor"]), (300, one["total_minor"]))

    def test_baskets_get_made_up_prices(self):
        summary = self.replay("citrus fruit,margarine\nwhole milk\n", "--baskets")
        self.assertEqual((summary["receipts"], summary["committed"], summary["lines"]), (2, 2, 3))

    def test_a_refused_receipt_is_counted_by_reason_and_the_exit_code_says_so(self):
        rows = "1,A,Alpha,2000000,,1,\n2,A,Alpha,1,,1,\n"
        summary = self.replay(HEADER + rows, "--columns", COLUMNS, code=1)
        self.assertEqual((summary["committed"], summary["refused"]), (1, {"QUANTITY_INVALID": 1}))

    def test_a_file_that_is_no_such_csv_is_refused(self):
        self.assertIn("pieces", self.replay("no,code,text,price,who,at\n", "--columns", COLUMNS, code=2))
        self.assertIn("not closed", self.replay(HEADER + "1,\"A\n", "--columns", COLUMNS, code=2))

    def test_progress_is_reported_and_an_interrupted_run_says_what_it_did(self):
        # A receipt without a quote deadline to spare takes its time: enough of them to be interrupted.
        rows = "".join(f"{i},A,Alpha,1,,1,\n" for i in range(200000))
        (self.path / "rows.csv").write_text(HEADER + rows)
        process = subprocess.Popen(
            self.command("--replay", self.path / "rows.csv", "--columns", COLUMNS, "--synchronise-ms", 50),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = ""
        while "/s, about" not in line:
            line = process.stderr.readline()
            self.assertTrue(line, "no progress was reported")
        process.terminate()
        out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1)
        summary = json.loads(out)
        self.assertEqual(summary["outbox_records"], summary["committed"])
        self.assertLess(summary["committed"], 200000)


if __name__ == "__main__":
    main("__main__", *sys.argv[1:])
