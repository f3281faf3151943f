"""Decodes messages with pyroute2, timed. Driven by run.ts over standard input and output, one JSON object a line.

{"load": name, "messages": [hex, ...]}  ->  {"count": messages, "attributes": attributes of the first one}
{"time": name, "n": messages}           ->  {"ns": nanoseconds of processor time}
"""
import json
import platform
import sys
import time

from pyroute2.netlink.rtnl.marshal import MarshalRtnl

try:
    from importlib.metadata import version

    release = version("pyroute2")
except Exception:
    release = "unknown"

marshal = MarshalRtnl()
sets = {}


def decode(data):
    # Attributes are decoded when they are first read; dump() reads them all.
    return [message.dump() for message in marshal.parse(data)]


def count(attributes):
    total = 0
    for attribute in attributes:
        total += 1
        if isinstance(attribute[1], dict):
            total += count(attribute[1].get("attrs", []))
    return total


def answer(value):
    print(json.dumps(value), flush=True)


answer({"pyroute2": release, "python": platform.python_version()})
for line in sys.stdin:
    order = json.loads(line)
    if "load" in order:
        messages = [bytes.fromhex(text) for text in order["messages"]]
        sets[order["load"]] = messages
        first = decode(messages[0])
        errors = [m["header"]["error"] for m in first if m["header"].get("error")]
        if errors:
            raise SystemExit("pyroute2: %r" % errors[0])
        answer({"count": len(first), "attributes": count(first[0].get("attrs", []))})
    else:
        messages = sets[order["time"]]
        kept = [None] * 64
        size = len(messages)
        start = time.process_time_ns()
        for i in range(order["n"]):
            kept[i & 63] = decode(messages[i % size])
        answer({"ns": time.process_time_ns() - start})
