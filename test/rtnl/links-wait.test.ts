/** rtnl.links.waitFor without a kernel. */
import { expect, it } from "vitest";
import { SyscallError } from "../../src/ffi/index.js";
import { answer, errno, type MemorySocket } from "../../src/netlink/connection/index.js";
import { Link, LinkFlags, type LinkInput, type Rtnl } from "../../src/rtnl/index.js";
import { Errno } from "../../src/uapi/errno.js";
import { converse, failure } from "./links-support.js";

const eth = (flags: number, more: LinkInput = {}) => answer(16, Link, { index: 2, ifname: "eth0", flags, ...more });

/** A kernel whose links change: `now` is what it answers. */
function changing(): { rtnl: Rtnl; now: { link: LinkInput | undefined }; socket: MemorySocket; looks: () => number } {
  const now: { link: LinkInput | undefined } = { link: undefined };
  let looks = 0;
  const { rtnl, socket } = converse((request) => {
    looks++;
    return now.link === undefined ? [errno(request, "ENODEV")] : [[answer(16, Link, now.link)], errno(request)];
  });
  return { rtnl, now, socket, looks: () => looks };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

it("waiting goes by notifications about the link, and no others", async () => {
  const { rtnl, socket, looks } = changing();
  const up = rtnl.links.waitFor("eth0", "up");
  await until(() => looks() === 1);
  socket.notify(1, [answer(16, Link, { index: 3, ifname: "eth1", flags: LinkFlags.up })]);
  socket.notify(1, [eth(0)]);
  socket.notify(1, [answer(16, Link, { family: "bridge", index: 2, ifname: "eth0", flags: LinkFlags.up, mtu: 1 })]);
  socket.notify(1, [eth(LinkFlags.up, { mtu: 1400 })]);
  expect(await up).toMatchObject({ mtu: 1400 });
  expect(looks()).toBe(1);
  expect(socket.others.size).toBe(0);
});

it("a bridge that lets a port go does not make it absent; another name does, and so does deletion", async () => {
  const { rtnl, socket, now, looks } = changing();
  now.link = { index: 2, ifname: "eth0" };
  let isAbsent = false;
  const absent = rtnl.links.waitFor("eth0", "absent").then(() => {
    isAbsent = true;
  });
  const gone = rtnl.links.waitFor(2, "absent");
  await until(() => looks() === 2);
  socket.notify(1, [answer(17, Link, { family: "bridge", index: 2, ifname: "eth0" })]);
  socket.notify(1, [eth(LinkFlags.up)]);
  await rtnl.links.get("eth0");
  expect(isAbsent).toBe(false);
  socket.notify(1, [answer(16, Link, { index: 2, ifname: "lan0" })]);
  await absent;
  socket.notify(1, [answer(17, Link, { index: 2, ifname: "lan0" })]);
  expect(await gone).toBeUndefined();
});

it("when notifications were lost the link is looked at again", async () => {
  const { rtnl, socket, now, looks } = changing();
  const found = rtnl.links.waitFor("eth0", ({ mtu }) => mtu === 1400);
  await until(() => looks() === 1);
  now.link = { index: 2, ifname: "eth0", mtu: 1400 };
  for (const other of socket.others) other.push(new SyscallError("recvmsg", Errno.ENOBUFS));
  expect(await found).toMatchObject({ ifname: "eth0" });
  expect(looks()).toBe(2);
});

it("what a condition throws, and a refusal other than that there is none, end the wait", async () => {
  const { rtnl, socket, now } = changing();
  now.link = { index: 2, ifname: "eth0" };
  const wrong = rtnl.links.waitFor("eth0", () => {
    throw new Error("mine");
  });
  expect((await failure(wrong)).message).toBe("mine");
  expect(socket.others.size).toBe(0);
  const refusing = converse((request) => [errno(request, "EPERM")]);
  expect(await failure(refusing.rtnl.links.waitFor("eth0", "up"))).toMatchObject({ code: "EPERM" });
  expect(refusing.socket.others.size).toBe(0);
});

it("waiting takes conditions that there are, and limits that make sense", async () => {
  const { rtnl } = changing();
  const wait = rtnl.links.waitFor.bind(rtnl.links) as (...args: unknown[]) => Promise<unknown>;
  expect((await failure(wait("eth0", "upp"))).message).toMatch(/^links\.waitFor: condition: /);
  expect((await failure(wait("eth0", "up", { timeoutMs: 0 }))).message).toMatch(/^links\.waitFor: timeoutMs: /);
  const late = await failure(wait("eth0", "up", { timeoutMs: 1 }));
  expect(late).toMatchObject({ name: "TimeoutError", code: "ERR_RINGLINK_TIMEOUT" });
  const controller = new AbortController();
  const endless = failure(wait("eth0", "up", { timeoutMs: Number.POSITIVE_INFINITY, signal: controller.signal }));
  controller.abort(new Error("enough"));
  expect(await endless).toMatchObject({ name: "AbortError" });
});
