#!/usr/bin/env python3
"""The cashier's screen: a real till on a terminal of its own, with the real plugin and no service.

Usage: screen_test.py TILL LIBRARY"""

import os
import signal
import sys
import termios
import unicodedata

from programs import BREAD, CHEESE_WEIGHED, MILK, TillTest, main
from screen import OnScreen

ENTER, ESCAPE, UP, F2 = "\r", "\x1b", "\x1bOA", "\x1bOQ"
F3, F4, F5, F7, F8, F9, F10, F11 = "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[18~", "\x1b[19~", "\x1b[20~", "\x1b[21~", "\x1b[23~"


class CashiersScreen(TillTest):

    def on_screen(self, *options, rows=24, columns=80, data="data"):
        return OnScreen(self.command(*options, data=data), rows, columns)

    def test_a_cashier_sells_takes_cash_and_gives_change(self):
        with self.on_screen() as till:
            shown = till.until("Новая продажа")
            self.assertIn("офлайн", shown)
            till.type(MILK + ENTER)
            till.until("Молоко Простоквашино")
            till.type("3*" + BREAD + ENTER)
            shown = till.until("259,60")
            self.assertIn("164,70", shown)
            till.type(F9)
            till.until("Получено")
            till.type("300" + ENTER)
            shown = till.until("Оплачено")
            self.assertIn("СДАЧА", shown)
            self.assertIn("40,40", shown)
            self.assertIn("Чек № 1", shown)
            till.until("в очереди: 1")
            till.type(MILK + ENTER)
            till.until_gone("СДАЧА")
            till.until("94,90")
        slip, = self.slips()
        self.assertIn("ИТОГО                             259,60\n", slip)
        self.assertIn("Сдача                              40,40\n", slip)

    def test_weighed_goods_ask_for_their_weight(self):
        with self.on_screen() as till:
            till.until("Товар или карта")
            till.type(CHEESE_WEIGHED + ENTER)
            till.until("Вес, кг")
            till.type("1,250" + ENTER)
            shown = till.until("998,75")
            self.assertIn("1,250", shown)

    def test_a_line_can_be_changed_and_taken_off(self):
        with self.on_screen() as till:
            till.until("Товар или карта")
            till.type(MILK + ENTER + BREAD + ENTER)
            till.until("149,80")
            till.type(UP)
            till.type(F3)
            till.until("Количество")
            till.type("2" + ENTER)
            till.until("244,70")
            till.type(F4)
            till.until("Удалить позицию №> 1")
            till.type(ENTER)
            till.until_gone("Молоко")
            till.until("54,90")

    def test_what_goes_wrong_is_one_clear_line(self):
        with self.on_screen() as till:
            till.until("Товар или карта")
            till.type("123456" + ENTER)
            till.until("Товар не найден")
            till.type(F9)
            till.until("Нечего оплачивать")
            till.type("0*" + MILK + ENTER)
            till.until("Введите число больше нуля")
            till.type(MILK + ENTER)
            till.until("94,90")
            till.type(F5)
            till.until("Сначала карта")
            till.type(F9)
            till.until("Получено")
            till.type("50" + ENTER)
            till.until("Не хватает 44,90")

    def test_alt_and_a_digit_or_ctrl_do_what_function_keys_do(self):
        with self.on_screen() as till:
            till.until("Товар или карта")
            till.type(MILK + ENTER)
            till.until("94,90")
            till.type("\x1b9")
            till.until("Получено")
            till.type(ESCAPE)
            till.until("Товар или карта")
            till.type("\x10")
            till.until("Получено")
            till.type(ENTER)
            till.until("Оплачено")

    def test_leaving_with_an_open_sale_asks_first(self):
        with self.on_screen() as till:
            till.until("Товар или карта")
            till.type(MILK + ENTER)
            till.until("94,90")
            till.type(F10)
            till.until("Отменить её и выйти")
            till.type(ESCAPE)
            till.until("Товар или карта")
            till.type(F10)
            till.until("Отменить её и выйти")
            till.type(ENTER)
            self.assertEqual(till.wait(), 0)
        self.assertEqual(self.script({"do": "status"})[0]["outbox_records"], 0)

    def test_a_cancelled_sale_makes_room_for_the_next(self):
        with self.on_screen() as till:
            till.until("Товар или карта")
            till.type(MILK + ENTER)
            till.until("94,90")
            till.type(F8)
            till.until("Отменить продажу?")
            till.type(ENTER)
            till.until("Продажа отменена")
            till.until_gone("Молоко")
            till.until("Новая продажа")

    def test_a_scan_is_no_answer_to_yes_or_no(self):
        with self.on_screen() as till:
            till.until("Товар или карта")
            till.type(MILK + ENTER)
            till.until("94,90")
            for key, question in ((F8, "Отменить продажу?"), (F10, "Отменить её и выйти")):
                till.type(key)
                till.until(question)
                till.type(BREAD + ENTER)
                shown = till.until("Ответ не понят")
                self.assertIn(question, shown)
                self.assertIn("«н»", shown)
                till.type("н" + ENTER)
                shown = till.until("Товар или карта")
                self.assertIn("Молоко", shown)
            till.type(F8)
            till.until("Отменить продажу?")
            till.type("д" + ENTER)
            till.until("Продажа отменена")

    def test_a_scan_is_no_cash(self):
        with self.on_screen() as till:
            till.until("Товар или карта")
            till.type(MILK + ENTER)
            till.until("94,90")
            # Goods, a card, something that nobody knows.
            for code in (BREAD, "2977000000017", "12345678"):
                till.type(F9)
                till.until("Получено")
                till.type(code + ENTER)
                shown = till.until("Похоже на код")
                self.assertNotIn("СДАЧА", shown)
                till.type(ESCAPE)
                till.until_gone("Похоже на код")
            till.type(F9)
            till.until("Получено")
            till.type("5000" + ENTER)
            shown = till.until("Оплачено")
            self.assertIn("4 905,10", shown)

    def test_escape_forgets_a_quantity(self):
        with self.on_screen() as till:
            till.until("Товар или карта")
            till.type("3*" + ENTER)
            till.until("Следующий товар в количестве")
            till.type(ESCAPE)
            till.until_gone("Следующий товар в количестве")
            till.type(MILK + ENTER)
            till.until("Молоко")
            shown = till.until("94,90")
            self.assertNotIn("284,70", shown)

    def test_a_card_can_be_taken_off_again(self):
        with self.on_screen() as till:
            till.until("Товар или карта")
            till.type(MILK + ENTER)
            till.until("94,90")
            till.type(F11)
            till.until("Карты в этой продаже нет")
            till.type(F2)
            till.until("Телефон покупателя")
            till.type("+79001112233" + ENTER)
            till.until("баллы будут начислены")
            till.until("F11 — снять карту")
            till.type(F11)
            till.until("Карта снята")
            till.until("без карты")

    def test_the_picture_follows_the_window(self):
        with self.on_screen() as till:
            till.until("Товар или карта")
            till.type(MILK + ENTER)
            till.until("Молоко")
            till.resize(40, 132)
            shown = till.until_true(lambda text: "Молоко" in text and "F10" in text.splitlines()[-1],
                                    "the keys on the last row")
            row, = [line for line in shown.splitlines() if "Молоко" in line]
            self.assertIn("94,90", row)
            till.resize(10, 40)
            till.until("Окно мало")
            till.resize(24, 80)
            till.until("Молоко")

    def test_nothing_is_drawn_beyond_the_edges(self):
        with self.on_screen(rows=22, columns=75) as till:
            till.until("Товар или карта")
            till.type((MILK + ENTER) * 12)
            shown = till.until(" 12 Молоко")
            for line in shown.splitlines():
                self.assertLessEqual(len(unicodedata.normalize("NFC", line)), 75)

    def test_english_is_spoken_where_asked_for(self):
        with self.on_screen("--language", "en") as till:
            shown = till.until("Goods or card")
            self.assertIn("TO PAY", shown)
            self.assertIn("offline", shown)

    def test_the_terminal_is_given_back_after_a_signal_to_end_and_after_a_fault(self):
        for number, expected in ((signal.SIGTERM, 0), (signal.SIGHUP, 0), (signal.SIGSEGV, -signal.SIGSEGV)):
            with self.on_screen(data=str(int(number))) as till:
                till.until("Товар или карта")
                self.assertTrue(till.screen.alternate)
                self.assertFalse(termios.tcgetattr(till.terminal)[3] & termios.ICANON)
                os.kill(till.pid, number)
                code = till.wait()
                # A sanitizer may turn the fault into an exit code of its own.
                self.assertTrue(code == expected or (expected < 0 and code != 0), code)
                self.assertFalse(till.screen.alternate)
                self.assertTrue(till.screen.cursor_shown)


if __name__ == "__main__":
    main("__main__", *sys.argv[1:])
