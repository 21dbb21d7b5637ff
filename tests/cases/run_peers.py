#!/usr/bin/env python3
"""Runs tessera-cases over the peers' cases, where they are there; exit code 77 where they are not.

Usage: run_peers.py TESSERA_CASES FOLDER      TESSERA_CASES in the environment names another folder
"""

import os
import pathlib
import subprocess
import sys

ABSENT = 77


def main():
    program, folder = sys.argv[1:]
    folder = os.environ.get("TESSERA_CASES") or folder
    if not any(pathlib.Path(folder).glob("*.json")):
        print(f"there are no cases in {folder}; name their folder in TESSERA_CASES")
        return ABSENT
    return subprocess.run([program, "--dir", folder], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
