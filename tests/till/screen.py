"""A program on a terminal of its own: keys in, the picture out.

Understands what ncurses sends to TERM=xterm, and fails on a sequence that it doesn't know."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import unicodedata

CSI = re.compile(r"\x1b\[([?>]?)([0-9;]*)([@-~])")
OTHER = re.compile(r"\x1b(?:[()][0-9A-B]|[=>78M]|\][^\x07]*\x07)")


class Screen:
    """What a terminal of so many rows and columns shows after the bytes that it was fed."""

    def __init__(self, rows, columns):
        self.rest = ""
        self.alternate = False
        self.cursor_shown = True
        self.resize(rows, columns)

    def resize(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.cells = [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.top, self.bottom = 0, rows - 1
        self.last = " "

    def feed(self, text):
        text = self.rest + text
        at = 0
        while at < len(text):
            if text[at] == "\x1b":
                found = CSI.match(text, at) or OTHER.match(text, at)
                if found is None:
                    if len(text) - at > 64:
                        raise AssertionError(f"unknown sequence {text[at:at + 16]!r}")
                    break
                self._sequence(found)
                at = found.end()
            else:
                self._character(text[at])
                at += 1
        self.rest = text[at:]

    def text(self):
        return "\n".join("".join(row).rstrip() for row in self.cells)

    def _character(self, c):
        if c == "\r":
            self.column = 0
        elif c == "\n":
            self._down()
        elif c == "\b":
            self.column = max(0, self.column - 1)
        elif c == "\t":
            self.column = min(self.columns - 1, self.column // 8 * 8 + 8)
        elif c in "\x07\x0e\x0f":
            pass
        elif unicodedata.combining(c):
            self.cells[self.row][max(0, self.column - 1)] += c
        else:
            if self.column >= self.columns:
                self.column = 0
                self._down()
            self.cells[self.row][self.column] = c
            self.last = c
            self.column += 1

    def _down(self):
        if self.row == self.bottom:
            self._scroll(1)
        else:
            self.row = min(self.rows - 1, self.row + 1)

    def _scroll(self, lines):
        for _ in range(abs(lines)):
            if lines > 0:
                del self.cells[self.top]
                self.cells.insert(self.bottom, [" "] * self.columns)
            else:
                del self.cells[self.bottom]
                self.cells.insert(self.top, [" "] * self.columns)

    def _sequence(self, found):
        if found.re is OTHER:
            if found.group() == "\x1bM":
                if self.row == self.top:
                    self._scroll(-1)
                else:
                    self.row = max(0, self.row - 1)
            return
        private, numbers, final = found.groups()
        values = [int(n) if n else 0 for n in numbers.split(";")]
        n = max(1, values[0])
        row = self.cells[self.row]
        column = min(self.column, self.columns - 1)
        if final in "hl" and private == "?":
            if 1049 in values:
                self.alternate = final == "h"
            if 25 in values:
                self.cursor_shown = final == "h"
        elif final in "mhltcq" or private:
            pass
        elif final in "Hf":
            self.row = min(self.rows, n) - 1
            self.column = min(self.columns, max(1, values[1] if len(values) > 1 else 1)) - 1
        elif final == "A":
            self.row = max(0, self.row - n)
        elif final == "B":
            self.row = min(self.rows - 1, self.row + n)
        elif final == "C":
            self.column = min(self.columns - 1, self.column + n)
        elif final == "D":
            self.column = max(0, column - n)
        elif final == "G":
            self.column = min(self.columns, n) - 1
        elif final == "d":
            self.row = min(self.rows, n) - 1
        elif final == "J":
            self._erase_display(values[0], column)
        elif final == "K":
            start, end = {0: (column, self.columns), 1: (0, column + 1), 2: (0, self.columns)}[values[0]]
            row[start:end] = [" "] * (end - start)
        elif final == "X":
            end = min(self.columns, column + n)
            row[column:end] = [" "] * (end - column)
        elif final == "@":
            row[column:column] = [" "] * n
            del row[self.columns:]
        elif final == "P":
            del row[column:column + n]
            row.extend([" "] * (self.columns - len(row)))
        elif final in "LM":
            top, self.top = self.top, self.row
            self._scroll(n if final == "M" else -n)
            self.top = top
        elif final in "ST":
            self._scroll(n if final == "S" else -n)
        elif final == "b":
            for _ in range(n):
                self._character(self.last)
        elif final == "r":
            self.top = n - 1
            self.bottom = (values[1] if len(values) > 1 and values[1] else self.rows) - 1
            self.row = self.column = 0
        else:
            raise AssertionError(f"unknown sequence {found.group()!r}")

    def _erase_display(self, how, column):
        blank = [" "] * self.columns
        if how == 0:
            self.cells[self.row][column:] = [" "] * (self.columns - column)
            self.cells[self.row + 1:] = [blank[:] for _ in self.cells[self.row + 1:]]
        elif how == 1:
            self.cells[self.row][:column + 1] = [" "] * (column + 1)
            self.cells[:self.row] = [blank[:] for _ in self.cells[:self.row]]
        else:
            self.cells = [blank[:] for _ in self.cells]


class OnScreen:
    """A process whose terminal is a Screen. Use as a context manager."""

    def __init__(self, command, rows=24, columns=80):
        self.screen = Screen(rows, columns)
        self.status = None
        self.decoder = __import__("codecs").getincrementaldecoder("utf-8")("replace")
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", LC_ALL="C.UTF-8", COLUMNS="", LINES="")
            del os.environ["COLUMNS"], os.environ["LINES"]
            time.sleep(0.05)  # the parent sets the size first
            os.execv(command[0], [str(word) for word in command])
        self._set_size(rows, columns)
        self.before = termios.tcgetattr(self.terminal)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()
        os.close(self.terminal)

    def _set_size(self, rows, columns):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, rows, columns):
        self.screen.resize(rows, columns)
        self._set_size(rows, columns)

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def read(self, seconds):
        """Takes in what arrives; False at the end of the process."""
        ready, _, _ = select.select([self.terminal], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.terminal, 65536)
        except OSError:
            return False
        self.screen.feed(self.decoder.decode(data))
        return bool(data)

    def until(self, text, seconds=30):
        """Waits for the text to be on the screen, and gives the screen."""
        return self.until_true(lambda shown: text in shown, repr(text), seconds)

    def until_gone(self, text, seconds=30):
        return self.until_true(lambda shown: text not in shown, f"no {text!r}", seconds)

    def until_true(self, condition, what, seconds=30):
        end = time.monotonic() + seconds
        while not condition(self.screen.text()):
            alive = self.read(0.2)
            if condition(self.screen.text()):
                break
            assert alive and time.monotonic() < end, f"{what} is not on the screen:\n{self.screen.text()}"
        return self.screen.text()

    def wait(self):
        """The exit code, minus the signal's number if it was one."""
        while self.status is None and self.read(0.2):
            pass
        if self.status is None:
            _, status = os.waitpid(self.pid, 0)
            self.status = os.waitstatus_to_exitcode(status)
        return self.status
