#!/usr/bin/env python3
"""The till with a service: real plugin, real tesserad, the demo program.

Usage: online_test.py TILL LIBRARY TESSERAD TESSERA"""

import json
import socket
import subprocess
import sys
import time

from programs import BREAD, MILK, SOURCE, TillTest, main
from screen import OnScreen

ANNA, IVANS_PHONE = "2977000000010", "+7 900 000 00 02"
ANNAS_POINTS = 840
CTRL_U, CTRL_G = "\x15", "\x07"
ENTER, F2, F5, F6, F9 = "\r", "\x1bOQ", "\x1b[15~", "\x1b[17~", "\x1b[20~"


class WithService(TillTest):
    tesserad = tessera = None

    def setUp(self):
        super().setUp()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.server = f"127.0.0.1:{probe.getsockname()[1]}"
        folder = self.path / "service"
        self.run_well(self.tesserad, "init", "--data", folder)
        self.log = open(self.path / "tesserad.log", "wb")
        self.addCleanup(self.log.close)
        self.service = subprocess.Popen(
            [self.tesserad, "--data", folder, "--listen", self.server, "--insecure"],
            stdout=self.log, stderr=self.log)
        self.addCleanup(self.end_service)
        self.wait_for_service()
        demo = SOURCE / "packaging/demo"
        self.headquarters("program", "publish", demo / "program.yaml")
        self.headquarters("member", "import", demo / "members.csv")

    def run_well(self, *command):
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def headquarters(self, *words):
        return self.run_well(self.tessera, "--server", self.server, "--insecure", *words)

    def wait_for_service(self):
        host, port = self.server.split(":")
        end = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex((host, int(port))) == 0:
                    return
            self.assertIsNone(self.service.poll(), "tesserad ended")
            self.assertLess(time.monotonic(), end, "tesserad does not listen")
            time.sleep(0.05)

    def end_service(self):
        self.service.kill()
        self.service.wait()

    def command(self, *options, data="data"):
        command = super().command(*options, data=data)
        command[command.index("--server") + 1] = self.server
        # A deadline that a machine under load keeps too.
        command[command.index("--deadline-ms") + 1] = "10000"
        command[command.index("--commit-deadline-ms") + 1] = "10000"
        return command

    def test_a_scripted_sale_redeems_is_booked_and_comes_back(self):
        commands = [{"do": "synchronise", "timeout_ms": 30000}, {"do": "scan", "text": ANNA},
                    {"do": "scan", "text": "4*" + MILK}, {"do": "scan", "text": BREAD}, {"do": "quote"},
                    {"do": "redeem", "max": True}, {"do": "commit"}, {"do": "slip"}, {"do": "status"}]
        answers = self.script(*commands)
        self.assertTrue(all(answer["ok"] for answer in answers), answers)
        scan, quote, redeem, commit, slip, status = (answers[i] for i in (1, 4, 5, 6, 7, 8))
        self.assertEqual((scan["kind"], scan["member"]["balance_points"]), ("member", ANNAS_POINTS))
        self.assertEqual(quote["totals"]["source"], "service")
        self.assertGreater(quote["totals"]["discount_minor"], 0)
        totals = redeem["totals"]
        self.assertEqual(totals["spent_points"], quote["totals"]["max_redeem_points"])
        self.assertEqual(totals["total_minor"], sum(line["net_minor"] for line in redeem["lines"]))
        self.assertTrue(commit["delivered"])
        self.assertEqual(commit["balance_points"],
                         ANNAS_POINTS - commit["spent_points"] + commit["earned_points"])
        self.assertIn(f"Списано баллов {commit['spent_points']:>25}\n", slip["text"])
        self.assertEqual((status["currency_code"], status["outbox_records"]), ("RUB", 0))
        self.check_slip(slip["text"], totals)

        refund, parked = self.script({"do": "refund", "sale_id": commit["sale_id"]}, {"do": "parked"})
        self.assertTrue(refund["ok"] and refund["delivered"], refund)
        self.assertEqual((refund["net_minor"], refund["balance_points"]), (totals["total_minor"], ANNAS_POINTS))
        self.assertEqual(parked["records"], [])
        self.headquarters("ledger", "verify")

    def check_slip(self, slip, totals):
        """What is printed for the lines sums to what is printed for the whole."""
        def minor(text):
            return int(text.replace(" ", "").replace(",", ""))
        goods, rest = slip.split("-" * 40)[1:3]
        net = sum(minor(line[11:]) for line in goods.splitlines() if "к оплате" in line)
        total, = [minor(line[5:]) for line in rest.splitlines() if line.startswith("ИТОГО")]
        self.assertEqual((net, total), (totals["total_minor"], totals["total_minor"]), slip)

    def test_a_script_sees_why_a_coupon_does_nothing_and_whose_card_it_is(self):
        commands = [{"do": "synchronise", "timeout_ms": 30000}, {"do": "card", "text": ANNA},
                    {"do": "scan", "text": ANNA}, {"do": "scan", "text": MILK},
                    {"do": "coupon", "code": "NOBODY-KNOWS"}, {"do": "payment_method", "method": "card"},
                    {"do": "quote"}, {"do": "remove_coupon", "code": "NOBODY-KNOWS"}, {"do": "quote"},
                    {"do": "commit"}]
        answers = self.script(*commands)
        self.assertTrue(all(answer["ok"] for answer in answers), answers)
        card, refused, quote, commit = (answers[i] for i in (1, 6, 8, 9))
        self.assertEqual(card["member"]["balance_points"], ANNAS_POINTS)
        self.assertEqual(refused["refused_codes"], [{"code": "NOBODY-KNOWS", "reason": "CODE_UNKNOWN"}])
        self.assertEqual((quote["refused_codes"], quote["gifts"]), ([], []))
        self.assertEqual(quote["totals"]["due_minor"], quote["totals"]["total_minor"])
        self.assertEqual(commit["coupons"], [])
        receipt, unknown = self.script(
            {"do": "receipt", "sale_id": commit["sale_id"]},
            {"do": "receipt", "sale_id": "0194f3c0-1111-7000-8000-00000000000f"})
        self.assertEqual(receipt["earned_points"], commit["earned_points"], receipt)
        self.assertEqual(unknown["reason"], "SALE_UNKNOWN")
        tender, = self.script({"do": "tender", "code": "4111111111111111"})
        self.assertEqual(tender["reason"], "BANK_CARD_REFUSED")

    def test_a_cashier_is_told_what_became_of_a_coupon(self):
        with OnScreen(self.command()) as till:
            till.until("на связи")
            till.type(MILK + ENTER)
            till.until("Молоко")
            till.type(CTRL_U)
            till.until("Код купона")
            till.type("NOBODY" + ENTER)
            till.until("Такого купона нет")
            till.type(CTRL_G)
            till.until("Код подарочной карты")
            till.type("4111111111111111" + ENTER)
            till.until("Это банковская карта")

    def test_a_cashier_redeems_the_maximum_and_enrols_a_customer(self):
        with OnScreen(self.command()) as till:
            till.until("на связи")
            till.type(ANNA + ENTER)
            till.until("Анна")
            till.type("4*" + MILK + ENTER)
            till.until("Можно списать")
            till.type(F5)
            till.until("Списать баллы")
            till.type(ENTER)
            till.until("Списываем баллов")
            till.type(F9)
            till.until("Получено")
            till.type(ENTER)
            till.until("Оплачено. Чек 1")
            till.type(F6)
            till.until("Новый участник: телефон")
            till.type("89001112233" + ENTER)
            till.until("Имя")
            till.type("Пётр Первый" + ENTER)
            till.until("Согласен")
            till.type(ENTER)
            till.until("Участник зарегистрирован")
            till.until("Пётр П.")
            till.type(F2)
            till.until("Телефон покупателя")
            till.type(IVANS_PHONE + ENTER)
            till.until("Иван")
            till.until("Родня")

    def test_replayed_receipts_are_booked_for_their_cards(self):
        cards = ["2977000000010", "2977000000027", "2977000000034", "2977000000041", "2977000000058"]
        rows = "".join(f"{i},{MILK},Milk,2,94.90,{cards[i % 5]}\n" for i in range(40))
        out, _ = self.run_till("--replay", "-", "--columns",
                               "receipt=no,sku=code,name=text,quantity=pieces,price=price,card=who",
                               "--parallel", 4, "--redeem-every", 4, "--synchronise-ms", 30000,
                               text="no,code,text,pieces,price,who\n" + rows)
        summary = json.loads(out)
        self.assertEqual((summary["committed"], summary["delivered"], summary["refused"]), (40, 40, {}))
        self.assertEqual(summary["cards"], {"known": 40, "deferred": 0, "unknown": 0})
        self.assertGreater(summary["earned"], 0)
        self.assertGreater(summary["spent"], 0)
        self.headquarters("ledger", "verify")


if __name__ == "__main__":
    WithService.tesserad, WithService.tessera = sys.argv[3:5]
    main("__main__", *sys.argv[1:3])
