#!/usr/bin/env python3
"""A POS client in Python: the plugin by ctypes, through its JSON calls.

Usage: pos.py LIBRARY CONFIG CARD SKU:PRICE ...

CONFIG is a JSON file with the fields of tessera_config. Sells one piece of each, and prints what the
customer pays and what the sale earned, as JSON. With --synchronise first it waits until the till
follows the service and has nothing left to deliver.
"""

import ctypes
import json
import sys


class Refused(Exception):
    """What the plugin answered instead: code, reason, field, message."""

    def __init__(self, error):
        super().__init__(f"{error['reason']}: {error['message']}")
        self.error = error


class Tessera:
    """One open plugin."""

    def __init__(self, library, **config):
        self.library = ctypes.CDLL(library)
        # Not c_char_p as a result: Python would copy the text and lose the pointer that is to be freed.
        self.library.tessera_call.restype = ctypes.c_void_p
        self.library.tessera_call.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
        self.library.tessera_call_free.argtypes = [ctypes.c_void_p]
        self.plugin = self._call("open", **config)["plugin"]

    def _call(self, name, **fields):
        answer = self.library.tessera_call(name.encode(), json.dumps(fields).encode())
        if answer is None:
            raise MemoryError
        try:
            said = json.loads(ctypes.string_at(answer))
        finally:
            self.library.tessera_call_free(answer)
        if not said["ok"]:
            raise Refused(said["error"])
        return said

    def call(self, name, **fields):
        """Any function outside of a sale."""
        return self._call(name, plugin=self.plugin, **fields)

    def begin(self, **options):
        return Sale(self, self.call("sale_begin", **options))

    def close(self):
        self.call("close")

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.close()


class Sale:
    """One sale; each function sale_NAME of plugin.h is a method NAME."""

    def __init__(self, tessera, begun):
        self.tessera, self.number, self.sale_id = tessera, begun["sale"], begun["sale_id"]

    def __getattr__(self, name):
        return lambda **fields: self.tessera._call("sale_" + name, sale=self.number, **fields).get("answer")


def sell(tessera, card, goods):
    sale = tessera.begin(cashier_id="python")
    try:
        scan = sale.scan(text=card)
        for number, (sku, price) in enumerate(goods, 1):
            sale.set_line(line_no=number, sku=sku, quantity_milli=1000, unit_price_minor=int(price))
        totals = sale.quote()["totals"]
        commit = sale.commit(fiscal={"receipt_no": sale.sale_id[:8]})["commit"]
        return {"sale_id": commit["sale_id"], "scan": scan["scan"]["kind"], "source": totals["source"],
                "total_minor": totals["total_minor"], "earned_points": commit["earned_points"],
                "delivered": commit["delivered"]}
    finally:
        sale.release()


def main(words):
    synchronise = "--synchronise" in words
    library, config, card, *goods = [word for word in words if word != "--synchronise"]
    with open(config, encoding="utf-8") as file:
        fields = json.load(file)
    with Tessera(library, **fields) as tessera:
        if synchronise:
            tessera.call("synchronise", timeout_ms=30000)
        print(json.dumps(sell(tessera, card, [word.split(":") for word in goods])))


if __name__ == "__main__":
    main(sys.argv[1:])
