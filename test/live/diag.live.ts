/** Socket diagnostics against sockets that the tests make themselves, and against `ss`. */
import { describe, expect } from "vitest";
import { Inet6Diag, InetDiag, NetlinkDiag, PacketDiag, UnixDiag } from "../../src/diag/index.js";
import { live } from "./support/live.js";
import type { Namespace } from "./support/namespace.js";

/** Waits until `ss` sees something. */
async function until(ns: Namespace, seen: RegExp, ...command: string[]): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if (seen.test(await ns.run(...command))) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${command.join(" ")} never shows ${seen}`);
}

const SOCKETS = `
import socket, time
keep = []
for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
    s = socket.socket(family, socket.SOCK_STREAM)
    s.bind((host, 8080)); s.listen(7)
    c = socket.socket(family, socket.SOCK_STREAM)
    c.bind((host, 48080)); c.connect((host, 8080))
    u = socket.socket(family, socket.SOCK_DGRAM)
    u.bind((host, 5353))
    keep += [s, c, s.accept()[0], u]
x = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
x.bind("\\0ringlink-live"); x.listen(3)
time.sleep(600)
`;

async function withSockets(ns: Namespace): Promise<void> {
  await ns.run("ip", "link", "set", "lo", "up");
  ns.background("python3", "-c", SOCKETS);
  await until(ns, /ringlink-live/, "ss", "-xln");
}

/** Lines of `ss -Htan`: state, queues, local and peer address. */
function lines(stdout: string): string[][] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.trim().split(/\s+/));
}
const STATES: Record<string, string> = { listen: "LISTEN", established: "ESTAB", close: "UNCONN" };

describe("sockets", () => {
  live("TCP over IPv4 and IPv6", ["inetDiag", "ipv6"], async (ns) => {
    await withSockets(ns);
    const trace = await ns.trace(["ss", "-Htanmi"]);
    const expected = lines(trace.stdout)
      .filter((words) => ["LISTEN", "ESTAB"].includes(words[0]!))
      .map(([state, , , local, peer]) => [state, local, peer]);
    const v4 = trace.messages.filter(({ schema }) => schema === InetDiag).map((message) => message.value() as InetDiag);
    const v6 = trace.messages
      .filter(({ schema }) => schema === Inet6Diag)
      .map((message) => message.value() as Inet6Diag);
    const end = (address: string, port: number) => `${address}:${port === 0 ? "*" : port}`;
    const decoded = [
      ...v4.map(({ state, id }) => [STATES[state], end(id.src, id.sport), end(id.dst, id.dport)]),
      ...v6.map(({ state, id }) => [STATES[state], end(`[${id.src}]`, id.sport), end(`[${id.dst}]`, id.dport)]),
    ];
    expect(decoded.sort()).toEqual(expected.sort());
    expect(decoded).toContainEqual(["ESTAB", "127.0.0.1:48080", "127.0.0.1:8080"]);
    const listener = v4.find(({ state }) => state === "listen");
    // The backlog that listen(2) was given.
    expect(listener?.wqueue).toBe(7);
    const established = v4.find(({ id }) => id.sport === 48080);
    expect(established?.cong).toMatch(/^[a-z]+$/);
    expect(established?.info).toMatchObject({ state: "established", sndMss: expect.any(Number) });
  });

  live("UDP", ["udpDiag", "ipv6"], async (ns) => {
    await withSockets(ns);
    const trace = await ns.trace(["ss", "-Huan"]);
    const v4 = trace.messages.filter(({ schema }) => schema === InetDiag).map((message) => message.value() as InetDiag);
    expect(v4.map(({ id, state }) => [STATES[state], id.src, id.sport])).toEqual([["UNCONN", "127.0.0.1", 5353]]);
    const v6 = trace.messages
      .filter(({ schema }) => schema === Inet6Diag)
      .map((message) => message.value() as Inet6Diag);
    expect(v6.map(({ id }) => [id.src, id.sport])).toEqual([["::1", 5353]]);
    expect(
      lines(trace.stdout)
        .map((words) => words[3])
        .sort(),
    ).toEqual(["127.0.0.1:5353", "[::1]:5353"]);
  });

  live("unix", ["unixDiag"], async (ns) => {
    await withSockets(ns);
    const trace = await ns.trace(["ss", "-Hxlne", "src", "@ringlink-live"]);
    const sockets = trace.messages
      .filter(({ schema }) => schema === UnixDiag)
      .map((message) => message.value() as UnixDiag);
    const ours = sockets.find(({ name }) => name !== undefined && Buffer.from(name).toString() === "\0ringlink-live");
    expect(ours).toMatchObject({ family: "unix", type: "stream", state: "listen", rqlen: { rqueue: 0, wqueue: 3 } });
    expect(trace.stdout).toContain(`${ours?.ino}`);
  });

  live("packet and netlink", ["packetDiag", "netlinkDiag"], async (ns) => {
    const netlink = await ns.trace(["ss", "-Hf", "netlink", "-n"]);
    const found = netlink.messages.filter(({ schema }) => schema === NetlinkDiag);
    expect(found.length).toBeGreaterThan(0);
    expect(lines(netlink.stdout)).toHaveLength(found.length);
    const packet = await ns.trace(["ss", "-H0an"]);
    expect(packet.messages.filter(({ schema }) => schema === PacketDiag)).toHaveLength(lines(packet.stdout).length);
  });
});
