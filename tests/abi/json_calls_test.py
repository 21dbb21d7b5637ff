#!/usr/bin/env python3
"""tessera_call and open_file: what they take, what they refuse, and that they say so.

Usage: json_calls_test.py LIBRARY
"""

import ctypes
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import unittest

LINE = {"line_no": 1, "sku": "A", "quantity_milli": 1000, "unit_price_minor": 8990}


class JsonCalls(unittest.TestCase):
    library = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="tessera-json-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.config = {"insecure": 1, "data_folder": self.folder + "/data", "server": "127.0.0.1:1",
                       "store_id": "store-1", "terminal_id": "till-1", "language": "en",
                       "deadline_ms": 50, "commit_deadline_ms": 50}

    def raw(self, name, text):
        answer = self.library.tessera_call(name, text)
        self.assertIsNotNone(answer)
        try:
            return json.loads(ctypes.string_at(answer))
        finally:
            self.library.tessera_call_free(answer)

    def call(self, name, **fields):
        said = self.raw(name.encode(), json.dumps(fields).encode())
        self.assertTrue(said["ok"], said)
        return said

    def refused(self, reason, name, text):
        said = self.raw(name.encode(), text if isinstance(text, bytes) else json.dumps(text).encode())
        self.assertFalse(said["ok"], said)
        self.assertEqual(said["error"]["reason"], reason, said)
        return said["error"]

    def open(self):
        plugin = self.call("open", **self.config)["plugin"]
        self.addCleanup(self.call, "close", plugin=plugin)
        return plugin

    def test_a_sale_goes_through(self):
        plugin = self.open()
        begun = self.call("sale_begin", plugin=plugin, cashier_id="7")
        sale = begun["sale"]
        self.assertRegex(begun["sale_id"], "^[0-9a-f-]{36}$")
        self.call("sale_set_line", sale=sale, **LINE)
        self.call("sale_set_line", sale=sale, **{**LINE, "line_no": 2, "unit_price_minor": "1010"})
        quote = self.call("sale_quote", sale=sale)["answer"]
        self.assertEqual((quote["totals"]["total_minor"], quote["totals"]["source"]), (10000, 3))
        self.assertEqual([line["net_minor"] for line in quote["lines"]], [8990, 1010])
        self.assertEqual((quote["offers"], quote["gifts"], quote["texts"]["slip"]), ([], [], []))
        self.assertNotIn("member", quote)
        commit = self.call("sale_commit", sale=sale, fiscal={"printed": 1, "receipt_no": "12"})["answer"]
        self.assertEqual((commit["commit"]["delivered"], commit["commit"]["sale_id"]), (0, begun["sale_id"]))
        self.call("sale_release", sale=sale)
        self.refused("HANDLE_INVALID", "sale_quote", {"sale": sale})
        again = self.call("receipt", plugin=plugin, sale_id=begun["sale_id"])["answer"]
        self.assertEqual(again["commit"]["sale_id"], begun["sale_id"])
        status = self.call("status", plugin=plugin)["status"]
        self.assertEqual((status["outbox_records"], status["snapshot_age_ms"]), (1, str(2**64 - 1)))

    def test_scans_say_what_they_were_and_surveys_are_answered(self):
        plugin = self.open()
        sale = self.call("sale_begin", plugin=plugin)["sale"]
        scan = self.call("sale_scan", sale=sale, text="]E04600682000013\r")["answer"]["scan"]
        self.assertEqual(scan, {"kind": 2, "carrier": 1, "warning": 0, "content": "4600682000013", "gtin": ""})
        error = self.refused("BANK_CARD_REFUSED", "sale_scan", {"sale": sale, "text": ";4111111111111111=2712?"})
        self.assertNotIn("4111", str(error))
        self.call("sale_payment_began", sale=sale)
        answer = self.call("survey_answer", plugin=plugin, survey_id="nps", has_score=1, score=9)["answer"]
        self.assertNotIn("survey", answer)
        self.refused("ANSWER_EMPTY", "survey_answer", {"plugin": plugin, "survey_id": "nps", "score": 9})
        status = self.call("status", plugin=plugin)["status"]
        self.assertEqual((status["outbox_records"], status["disk"], status["snapshot_percent"]), (1, 1, 100))

    def test_calls_can_be_submitted(self):
        plugin = self.open()
        sale = self.call("sale_begin", plugin=plugin)["sale"]
        self.call("sale_set_line", sale=sale, **LINE)
        ticket = self.call("submit", plugin=plugin, operation=3, sale=sale, tag=77)["ticket"]
        done = self.call("wait", plugin=plugin, timeout_ms=20000)["completion"]
        self.assertEqual((done["ticket"], done["tag"], done["code"]), (ticket, 77, 0))
        self.assertEqual(done["answer"]["totals"]["total_minor"], 8990)
        self.assertIsNone(self.call("poll", plugin=plugin)["completion"])
        self.call("submit", plugin=plugin, operation=4, sale=sale, points=-1)
        done = self.call("wait", plugin=plugin, timeout_ms=20000)["completion"]
        self.assertEqual(done["error"]["reason"], "POINTS_INVALID")

    def test_what_is_wrong_is_named(self):
        plugin = self.open()
        sale = self.call("sale_begin", plugin=plugin)["sale"]
        self.refused("FUNCTION_UNKNOWN", "sale_guess", {})
        self.refused("FUNCTION_UNKNOWN", "", {})
        for text in (b"[1]", b"{", b"nonsense", b"{\"sale\":1,\"sale\":2}", b"{\"a\":\"\xff\"}"):
            self.refused("JSON_INVALID", "sale_quote", text)
        self.refused("JSON_TOO_DEEP", "sale_quote", b"{\"a\":" + b"[" * 100000 + b"]" * 100000 + b"}")
        self.refused("JSON_TOO_LARGE", "sale_quote", b"{\"a\":\"" + b"x" * (1 << 20) + b"\"}")
        error = self.refused("FIELD_UNKNOWN", "sale_set_line", {**LINE, "sale": sale, "pryce": 1})
        self.assertEqual(error["field"], "pryce")
        error = self.refused("FIELD_UNKNOWN", "sale_commit", {"sale": sale, "fiscal": {"printd": 1}})
        self.assertEqual(error["field"], "fiscal.printd")
        for price in (89.9, 1e3, True, [1], "89,90", "", 2**63, "9223372036854775808"):
            error = self.refused("FIELD_INVALID", "sale_set_line",
                                 {**LINE, "sale": sale, "unit_price_minor": price})
            self.assertEqual(error["field"], "unit_price_minor", price)
        self.refused("FIELD_INVALID", "sale_set_line", {**LINE, "sale": sale, "line_no": -1})
        self.refused("FIELD_INVALID", "sale_set_line", {**LINE, "sale": sale, "sku": 5})
        error = self.refused("FIELD_INVALID", "refund",
                             {"plugin": plugin, "lines": [{"line_no": 1}, {"line_no": "x"}]})
        self.assertEqual(error["field"], "lines[1].line_no")
        error = self.refused("QUANTITY_INVALID", "refund", {
            "plugin": plugin, "goods": [LINE, {**LINE, "line_no": 2, "quantity_milli": 0}]})
        self.assertEqual(error["field"], "goods.lines[1].quantity_milli")
        for number in (0, -1, 10**6, 2**53):
            reason = "FIELD_INVALID" if number < 0 else "HANDLE_INVALID"
            self.refused(reason, "sale_quote", {"sale": number})
        self.refused("HANDLE_INVALID", "status", {"plugin": sale})
        self.assertFalse(self.raw(None, None)["ok"])
        self.assertTrue(self.raw(b"version", None)["ok"])

    def test_a_configuration_can_be_a_file(self):
        path = self.folder + "/till.json"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.config, file)
        plugin = self.call("open_file", path=path)["plugin"]
        self.refused("DATA_FOLDER_IN_USE", "open_file", {"path": path})
        self.call("close", plugin=plugin)
        with open(path, "w", encoding="utf-8") as file:
            json.dump({**self.config, "deadline": 50}, file)
        self.assertEqual(self.refused("FIELD_UNKNOWN", "open_file", {"path": path})["field"], "deadline")
        self.refused("CONFIG_INVALID", "open_file", {"path": self.folder + "/nowhere"})
        self.refused("CONFIG_INVALID", "open_file", {"path": self.folder})

    def test_a_plugin_that_is_closed_takes_its_sales_along(self):
        plugin = self.call("open", **self.config)["plugin"]
        sale = self.call("sale_begin", plugin=plugin)["sale"]
        self.call("close", plugin=plugin)
        self.call("close", plugin=plugin)
        self.refused("HANDLE_INVALID", "sale_quote", {"sale": sale})
        self.call("close", plugin=self.call("open", **self.config)["plugin"])

    def test_threads_may_release_what_others_use(self):
        plugin = self.open()

        def sell():
            for _ in range(20):
                sale = self.call("sale_begin", plugin=plugin)["sale"]
                other = threading.Thread(target=self.call, args=("sale_release",), kwargs={"sale": sale})
                other.start()
                self.raw(b"sale_set_line", json.dumps({**LINE, "sale": sale}).encode())
                self.raw(b"sale_quote", json.dumps({"sale": sale}).encode())
                other.join()

        threads = [threading.Thread(target=sell) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def test_a_forked_child_is_told_so(self):
        plugin = self.open()
        child = os.fork()
        if child == 0:
            said = self.raw(b"status", json.dumps({"plugin": plugin}).encode())
            os._exit(0 if said["error"]["reason"] == "FORKED" and said["status"]["link"] == 5 else 1)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)


def with_sanitizer(library):
    """A library with a sanitizer in a program without it: its runtime has to come first."""
    needed = subprocess.run(["ldd", library], capture_output=True, text=True, check=True).stdout
    asan = re.search(r"lib[at]san\.so\S* => (\S+)", needed)
    if asan and "LD_PRELOAD" not in os.environ:
        os.environ.update(LD_PRELOAD=asan.group(1), ASAN_OPTIONS="detect_leaks=0")
        os.execv(sys.executable, [sys.executable, "-B", *sys.argv])


if __name__ == "__main__":
    with_sanitizer(sys.argv[1])
    JsonCalls.library = ctypes.CDLL(sys.argv[1])
    JsonCalls.library.tessera_call.restype = ctypes.c_void_p
    JsonCalls.library.tessera_call.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
    JsonCalls.library.tessera_call_free.argtypes = [ctypes.c_void_p]
    unittest.main(argv=[sys.argv[0], "-v"])
