"""Runs tessera-till with the real plugin; used by the tests of its modes."""

import json
import pathlib
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
GOODS = SOURCE / "packaging/demo/goods.csv"
MILK, BREAD, CHEESE_WEIGHED = "4600070130919", "4600070135464", "2000000001043"


class TillTest(unittest.TestCase):
    """A folder of its own for each test, and a till that reaches no service."""

    till = library = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="tessera-till-test-")
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def command(self, *options, data="data"):
        # Port 1 of this machine: nobody listens there.
        return [str(word) for word in (
            self.till, "--library", self.library, "--server", "127.0.0.1:1", "--insecure",
            "--data", self.path / data, "--goods", GOODS, "--deadline-ms", 50,
            "--commit-deadline-ms", 50, *options)]

    def run_till(self, *options, text="", code=0, data="data"):
        """(standard output, standard error) of a till that has to end with `code`."""
        done = subprocess.run(self.command(*options, data=data), input=text, capture_output=True, text=True,
                              timeout=120, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout, done.stderr

    def script(self, *commands, options=(), code=0):
        """The answers to the commands."""
        text = "".join(json.dumps(command, ensure_ascii=False) + "\n" for command in commands)
        out, _ = self.run_till("--script", "-", *options, text=text, code=code)
        return [json.loads(line) for line in out.splitlines()]

    def slips(self):
        """The text of each slip, in the order of the receipts."""
        files = sorted((self.path / "data/slips").glob("slip-*.txt"))
        return [file.read_text(encoding="utf-8") for file in files]


def main(module, till, library):
    TillTest.till, TillTest.library = till, library
    unittest.main(module=module, argv=[module, "-v"])
