"""Dumps IPv4 routes or links with pyroute2 and looks at every attribute: dump.py routes|links ROUNDS, a line of JSON for each."""
import json
import socket
import sys
import time

from pyroute2 import IPRoute

what, rounds = sys.argv[1], int(sys.argv[2])
with IPRoute() as ipr:
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        found = ipr.get_routes(family=socket.AF_INET) if what == "routes" else ipr.get_links()
        count = len([message for message in found])
        times = {"ms": (time.perf_counter() - wall) * 1e3, "cpuMs": (time.process_time() - cpu) * 1e3}
        print(json.dumps({**times, "count": count}))
