"""Real processes for the end-to-end tests: tesserad, the command line, and tills."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
STORE = "msk-1"
# The leak check at exit walks the stacks of gRPC's threads while they wind down, and now and then dies
# of it. Leaks are looked for where the parts are tested one by one.
os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=0")


def free_port():
    """A port that nobody listens on now. tesserad refuses to start if that changes meanwhile."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, what, seconds=60, service=None):
    """Processes have no injected clock: this polls, and fails loudly."""
    end = time.monotonic() + seconds
    while not condition():
        if service is not None and service.exit_code() is not None:
            raise AssertionError(f"tesserad ended with {service.exit_code()} while waiting for {what}:\n{service.log()}")
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not happen within {seconds} s")
        time.sleep(0.02)


class Stack:
    """A folder with certificates, a service that can be killed, and what talks to it.

    Use as a context manager: all processes are gone and the folder is removed afterwards, unless the
    test failed: then the folder stays and its name is printed.
    """

    def __init__(self, binaries, tills=("till-1", "till-2")):
        self.binaries = pathlib.Path(binaries)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tessera-e2e-"))
        self.port = free_port()
        self.process = None
        self.log_file = self.folder / "tesserad.log"
        names = [word for till in tills for word in ("--terminal", "/".join(place_of(till)))]
        run([SOURCE / "packaging/dev-ca", self.folder / "ca", *names, "--hq", "e2e"])
        (self.folder / "tesserad.yaml").write_text(
            f"data_folder: {self.folder}/service\n"
            f"listen: 127.0.0.1:{self.port}\n"
            "tls:\n"
            f"  ca: {self.folder}/ca/ca.crt\n"
            f"  certificate: {self.folder}/ca/server.crt\n"
            f"  key: {self.folder}/ca/server.key\n"
            "times: {heartbeat_seconds: 1, stop_grace_seconds: 2}\n")
        run([self.binaries / "tesserad", "init", "--config", self.folder / "tesserad.yaml"])

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if kind is None:
            shutil.rmtree(self.folder)
        else:
            print(f"the test's folder is kept: {self.folder}", flush=True)

    # The service.

    def start(self):
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "tesserad", "--config", self.folder / "tesserad.yaml"],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        wait_until(self._listens, "tesserad listening", service=self)

    def kill(self):
        """As a power cut does it, as far as a process can tell."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        code = self.process.wait(timeout=60)
        assert code == 0, f"tesserad ended with {code}:\n{self.log()}"

    def exit_code(self):
        return self.process.poll()

    def log(self):
        return self.log_file.read_text(errors="replace")[-4000:]

    def _listens(self):
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    # Headquarters.

    def tessera(self, *words, code=0):
        """The command line as an administrator; its standard output."""
        return run([self.binaries / "tessera", *words, *self.tessera_options()], code=code)

    def tessera_options(self):
        ca = self.folder / "ca"
        return ["--server", f"127.0.0.1:{self.port}", "--ca", ca / "ca.crt",
                "--cert", ca / "hq-e2e.crt", "--key", ca / "hq-e2e.key"]

    def publish(self, program):
        self.tessera("program", "publish", "--yes", program)

    def import_members(self, file):
        """Every row has to succeed."""
        self.tessera("member", "import", file)

    def publish_demo(self):
        self.publish(SOURCE / "packaging/demo/program.yaml")
        self.import_members(SOURCE / "packaging/demo/members.csv")

    def sales(self):
        """Every sale of the ledger, oldest first; amounts as numbers."""
        found = []
        for sale in json.loads(self.tessera("sale", "list", "--limit", "0", "--output", "json")):
            flat = {**sale, **sale["result"]}
            found.append({key: to_number(key, value) for key, value in flat.items()})
        return found

    def balance(self, card):
        """Points of the member, as the service says."""
        page = json.loads(self.tessera("member", "show", "--card", card, "--output", "json"))
        return int(page["member"]["balance_points"])

    def verify(self):
        """Fails unless the ledger is whole."""
        return self.tessera("ledger", "verify")

    # Tills.

    def till_options(self, till):
        ca = self.folder / "ca"
        store, terminal = place_of(till)
        return ["--server", f"127.0.0.1:{self.port}", "--ca", ca / "ca.crt",
                "--cert", ca / f"terminal-{store}-{terminal}.crt",
                "--key", ca / f"terminal-{store}-{terminal}.key",
                "--store", store, "--terminal", terminal, "--data", self.folder / till.replace("/", "-")]

    def till(self, name="till-1", *options):
        # A loaded machine under sanitizers must not look like a service that is away.
        patience = ("--deadline-ms", 5000, "--commit-deadline-ms", 5000)
        return Till([self.binaries / "tessera-till", "--script", "-", *self.till_options(name), *patience,
                     *options])


class Till:
    """tessera-till in script mode: one JSON object in, one out."""

    def __init__(self, command):
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, bufsize=1)
        self.watchdog = threading.Timer(300, self.process.kill)
        self.watchdog.daemon = True
        self.watchdog.start()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.watchdog.cancel()
        if self.process.stdin:
            self.process.stdin.close()
        if kind is not None:
            self.process.kill()
        code = self.process.wait(timeout=120)
        self.process.stdout.close()
        if kind is None:
            assert code == 0, f"tessera-till ended with {code}"

    def ask(self, do, **fields):
        """The answer, whatever it is."""
        self.process.stdin.write(json.dumps({"do": do, **fields}, ensure_ascii=False) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"tessera-till gave no answer to {do} {fields}"
        return json.loads(line)

    def well(self, do, **fields):
        """The answer, which must be a success."""
        answer = self.ask(do, **fields)
        assert answer.get("ok") is True, f"{do} {fields}: {answer}"
        return answer

    def refused(self, reason, do, **fields):
        """The answer, which must be this refusal."""
        answer = self.ask(do, **fields)
        assert answer.get("ok") is False, f"{do} {fields} was to be refused with {reason}: {answer}"
        found = answer.get("error", answer).get("reason")
        assert found == reason, f"{do} {fields}: {found} instead of {reason}: {answer}"
        return answer


def place_of(till):
    """"till-1" stands in the one store of most tests; "msk-2/till-1" says in which."""
    store, _, terminal = till.rpartition("/")
    return store or STORE, terminal


def to_number(key, value):
    """Protobuf's JSON has int64 as text."""
    return int(value) if key.endswith(("_minor", "_points", "_us")) else value


def run(command, code=0):
    """Standard output of a command that has to end with `code`."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False,
                          timeout=900, env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert done.returncode == code, (f"{' '.join(map(str, command))} ended with {done.returncode}:\n"
                                     f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout
