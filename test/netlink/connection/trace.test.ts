/** What can be seen of a connection from outside. */
import { spawnSync } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, it } from "vitest";
import { type DatagramTrace, errno, multipart } from "../../../src/netlink/connection/index.js";
import { compileProgram } from "../../support/program.js";
import { converse, GetItem, idOf, item, NewItem } from "./support.js";

async function during(channels: Record<string, (message: unknown) => void>, run: () => Promise<void>): Promise<void> {
  for (const [name, listener] of Object.entries(channels)) subscribe(name, listener);
  try {
    await run();
  } finally {
    for (const [name, listener] of Object.entries(channels)) unsubscribe(name, listener);
  }
}

it("channels carry every datagram, as copies, and what nobody waits for", async () => {
  const { nl, socket } = converse((request) => [[item(7)], errno(request)]);
  const sent: DatagramTrace[] = [];
  const received: DatagramTrace[] = [];
  const unexpected: unknown[] = [];
  await during(
    {
      "ringlink:netlink:send": (message) => sent.push(message as DatagramTrace),
      "ringlink:netlink:receive": (message) => received.push(message as DatagramTrace),
      "ringlink:netlink:unexpected": (message) => unexpected.push(message),
    },
    async () => {
      socket.push([item(1)], 99);
      await nl.get(GetItem, { id: 7 });
    },
  );
  expect(sent.map(({ protocol, port, bytes }) => [protocol, port, bytes])).toEqual([[0, 1000, socket.sent[0]]]);
  expect(received).toHaveLength(3);
  expect(unexpected).toEqual([{ protocol: 0, port: 1000, type: 16, sequence: 99 }]);
  const [first] = received;
  const copy = first!.bytes.slice();
  socket.view.u8.fill(0);
  expect(first!.bytes).toEqual(copy);
  await nl.get(GetItem, { id: 7 });
  expect(sent).toHaveLength(1);
});

it("a listener may use the connection that it listens to", async () => {
  const { nl } = converse((request) =>
    request.type === 18 ? multipart([[item(idOf(request))], [item(idOf(request) + 1)]]) : [errno(request)],
  );
  const inner: Promise<unknown>[] = [];
  let calls = 0;
  const again = () => {
    if (calls++ < 5) inner.push(nl.request(NewItem, { id: 50 }), nl.list(GetItem, { id: 100 }));
  };
  await during({ "ringlink:netlink:receive": again, "ringlink:netlink:send": again }, async () => {
    expect((await nl.list(GetItem, { id: 1 })).map(({ id }) => id)).toEqual([1, 2]);
    for (let i = 0; i < inner.length; i++) await inner[i];
  });
  const lists = (await Promise.all(inner)).filter(Array.isArray) as { id: number }[][];
  expect(lists).toHaveLength(5);
  for (const list of lists) expect(list.map(({ id }) => id)).toEqual([100, 101]);
});

it("a listener may close the connection that it listens to", async () => {
  const { nl } = converse(() => multipart([[item(1)], [item(2)]]));
  await during({ "ringlink:netlink:receive": () => nl.close() }, async () => {
    await expect(nl.list(GetItem, {})).rejects.toMatchObject({ code: "ERR_RINGLINK_CLOSED" });
  });
});

it("NODE_DEBUG=ringlink prints decoded frames, escaped", async () => {
  const path = await compileProgram(new URL("./programs/debug.ts", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [path], {
    encoding: "utf8",
    env: { ...process.env, NODE_DEBUG: "ringlink" },
  });
  expect(status).toBe(0);
  expect(stderr.replace(/RINGLINK \d+/g, "RINGLINK")).toBe(
    [
      "RINGLINK: netlink protocol 0 port 1000: 32 bytes",
      "→ ITEM_GET len 32 seq 1 flags NLM_F_REQUEST|NLM_F_ACK",
      "  id 1",
      String.raw`  ITEM_NAME "a\u001b[1m"`,
      "RINGLINK: netlink protocol 0 port 1000: 20 bytes",
      "← type 16, answer to ITEM_GET len 20 seq 1 flags 0",
      "  id 1",
      "RINGLINK: netlink protocol 0 port 1000: 36 bytes",
      "← NLMSG_ERROR len 36 seq 1 flags NLM_F_CAPPED",
      "  error EBUSY",
      "",
    ].join("\n"),
  );
});
