/** Mirrors of a kernel that is made up: it has links and routes, and forgets to tell when it is told to. */
import { describe, expect, it } from "vitest";
import type { Input } from "../../src/codec/index.js";
import {
  type Answer,
  type AnswerMessage,
  answer,
  Connection,
  errno,
  MemorySocket,
  multipart,
  type SeenRequest,
  SyscallError,
} from "../../src/netlink/connection/index.js";
import { Link, type MirrorChange, type MirrorObject, type MirrorOptions, Route, Rtnl } from "../../src/rtnl/index.js";

const UP = 1;
const INTERRUPTED = 0x10;
const CREATE = 0x400;

type LinkInput = Input<typeof Link>;
type RouteInput = Input<typeof Route>;

/** A kernel with tables, behind a MemorySocket. */
class Kernel {
  links: LinkInput[] = [{ index: 1, ifname: "lo", flags: UP, mtu: 65536 }];
  routes: RouteInput[] = [];
  /** Dumps of each kind so far. */
  readonly dumps: string[] = [];
  /** Called in the midst of a dump, before its end is sent. */
  onDump: ((kind: string) => void) | undefined;
  /** Flags of the next dumps. */
  dumpFlags = 0;
  failure: "EPERM" | undefined;
  readonly socket: MemorySocket;

  constructor() {
    this.socket = new MemorySocket((request) => this.#answer(request));
  }

  *#answer(request: SeenRequest): Iterable<Answer> {
    if ((request.flags & 0x300) !== 0x300) {
      yield errno(request);
      return;
    }
    if (this.failure !== undefined) {
      yield errno(request, this.failure);
      return;
    }
    const kind = request.type === 18 ? "link" : request.payload[0] === 10 ? "route6" : "route4";
    this.dumps.push(kind);
    const messages: AnswerMessage[] =
      kind === "link"
        ? this.links.map((link) => answer(16, Link, link, this.dumpFlags))
        : this.routes
            .filter(({ family }) => family === (kind === "route6" ? "inet6" : "inet"))
            .map((route) => answer(24, Route, route, this.dumpFlags));
    const flags = this.dumpFlags;
    this.onDump?.(kind);
    yield* multipart([messages], 0, flags);
  }

  get feed(): MemorySocket {
    return [...this.socket.others][0]!;
  }

  tellLink(link: LinkInput, type = 16): void {
    this.feed.push([answer(type, Link, link)]);
  }

  tellRoute(route: RouteInput, type = 24, flags = CREATE): void {
    this.feed.push([answer(type, Route, route, flags)]);
  }

  lose(): void {
    this.feed.push(new SyscallError("recvmsg", 105));
  }
}

const route = (dst: string, oif: number, more: RouteInput = {}): RouteInput => {
  return { family: "inet", dst, dstLen: 24, table: "main", type: "unicast", oif, ...more };
};

function start<const O extends MirrorObject = "links" | "routes">(kernel: Kernel, options: MirrorOptions<O> = {}) {
  const rtnl = Rtnl.over(Connection.over(kernel.socket));
  const objects = (options.objects ?? ["links", "routes"]) as readonly O[];
  const mirror = rtnl.mirror({ debounceMs: 1, ...options, objects });
  const changes: string[] = [];
  mirror.onChange((change) => changes.push(textOf(change as MirrorChange)));
  return { rtnl, mirror, changes };
}

function textOf(change: MirrorChange): string {
  if (change.object === "link") return `${change.type} ${change.link.ifname}`;
  if (change.object === "route") return `${change.type} ${change.route.dst}`;
  if (change.type === "resync") {
    return `resync ${change.reason} +${change.added} ~${change.changed} -${change.deleted}`;
  }
  return change.type;
}

describe("following", () => {
  it("fills the tables, then makes and tells changes in order", async () => {
    const kernel = new Kernel();
    kernel.routes = [route("10.0.0.0", 1)];
    const { mirror, changes } = start(kernel);
    await mirror.ready;
    expect([...mirror.links.keys()]).toEqual([1]);
    expect([...mirror.routes.keys()]).toEqual(["inet table main 10.0.0.0/24 metric 0"]);
    kernel.tellLink({ index: 2, ifname: "eth0", mtu: 1500 });
    kernel.tellLink({ index: 2, ifname: "eth0", mtu: 1400 });
    kernel.tellLink({ index: 2, ifname: "eth0", mtu: 1400, change: 1 });
    kernel.links.push({ index: 2, ifname: "eth0", mtu: 1400 });
    kernel.tellRoute(route("10.0.1.0", 2));
    kernel.routes.push(route("10.0.1.0", 2));
    await mirror.settle();
    kernel.tellRoute(route("10.0.1.0", 2), 25);
    kernel.routes.pop();
    await mirror.settle();
    expect(changes).toEqual([
      "ready",
      "link-new eth0",
      "link-change eth0",
      "route-new 10.0.1.0",
      "route-delete 10.0.1.0",
    ]);
    expect(mirror.links.get(2)?.mtu).toBe(1400);
    expect(mirror.routes.size).toBe(1);
    expect(mirror.resyncs).toBe(0);
  });

  it("what the kernel tells in the midst of the first dump counts", async () => {
    const kernel = new Kernel();
    kernel.onDump = (kind) => {
      if (kind !== "link") return;
      kernel.onDump = undefined;
      kernel.tellLink({ index: 7, ifname: "new0" });
      kernel.links.push({ index: 7, ifname: "new0" });
      kernel.tellLink({ index: 1, ifname: "lo" }, 17);
      kernel.links.shift();
    };
    const { mirror } = start(kernel, { objects: ["links"] });
    await mirror.ready;
    await mirror.settle();
    expect([...mirror.links.values()].map(({ ifname }) => ifname)).toEqual(["new0"]);
  });

  it("messages of a bridge about its ports are no links", async () => {
    const kernel = new Kernel();
    const { mirror } = start(kernel, { objects: ["links"] });
    await mirror.ready;
    kernel.tellLink({ family: "bridge", index: 1, ifname: "lo" }, 17);
    kernel.tellLink({ index: 1, ifname: "lo", wireless: new Uint8Array(8) });
    await mirror.settle();
    expect(mirror.links.get(1)?.mtu).toBe(65536);
  });

  it("tables that are not mirrored are an error", async () => {
    const kernel = new Kernel();
    const { mirror } = start(kernel, { objects: ["links"] });
    expect(() => (mirror as { rules?: unknown }).rules).toThrow("mirror: rules are not among its objects");
    await mirror.ready;
    const rtnl = Rtnl.over(Connection.over(new Kernel().socket));
    expect(() => rtnl.mirror({ objects: ["link"] as never })).toThrow(/^mirror: objects\[0\]/);
    expect(() => rtnl.mirror({ object: 1 } as never)).toThrow(/did you mean "objects"/);
  });
});

describe("what the kernel does not tell of", () => {
  it("a link that goes down took routes along: they are looked at again", async () => {
    const kernel = new Kernel();
    kernel.links.push({ index: 2, ifname: "eth0", flags: UP });
    kernel.routes = [route("10.0.0.0", 2), route("10.0.9.0", 1)];
    const { mirror, changes } = start(kernel);
    await mirror.ready;
    const before = kernel.dumps.length;
    kernel.routes = [route("10.0.9.0", 1)];
    kernel.tellLink({ index: 2, ifname: "eth0", flags: 0 });
    kernel.links[1] = { index: 2, ifname: "eth0", flags: 0 };
    // Without being asked to: shortly after.
    for await (const change of mirror) if (change.type === "route-delete") break;
    expect(changes).toEqual(["ready", "link-change eth0", "route-delete 10.0.0.0"]);
    // Only what may have changed: no route of IPv6 uses the link.
    expect(kernel.dumps.slice(before)).toEqual(["route4"]);
    expect(mirror.resyncs).toBe(0);
  });

  it("links that nothing depends on cost nothing", async () => {
    const kernel = new Kernel();
    kernel.routes = [route("10.0.0.0", 1)];
    const { mirror } = start(kernel);
    await mirror.ready;
    const before = kernel.dumps.length;
    kernel.tellLink({ index: 5, ifname: "d5" });
    kernel.tellLink({ index: 5, ifname: "d5", flags: UP });
    await mirror.settle();
    expect(kernel.dumps.slice(before)).toEqual([]);
  });
});

describe("losses", () => {
  it("everything is read again, the differences are told, and that it was so", async () => {
    const kernel = new Kernel();
    kernel.routes = [route("10.0.0.0", 1), route("10.0.1.0", 1)];
    const { mirror, changes } = start(kernel);
    await mirror.ready;
    kernel.routes = [route("10.0.1.0", 1, { prefsrc: "10.0.0.1" }), route("10.0.2.0", 1)];
    kernel.links.push({ index: 3, ifname: "eth3" });
    kernel.lose();
    await mirror.settle();
    expect(changes).toEqual([
      "ready",
      "link-new eth3",
      "route-delete 10.0.0.0",
      "route-change 10.0.1.0",
      "route-new 10.0.2.0",
      "resync overrun +2 ~1 -1",
    ]);
    expect(mirror.resyncs).toBe(1);
  });

  it("in the midst of reading again: once more", async () => {
    const kernel = new Kernel();
    const { mirror } = start(kernel);
    await mirror.ready;
    let losses = 2;
    kernel.onDump = () => {
      if (losses-- > 0) {
        kernel.lose();
        kernel.links.push({ index: 10 + losses, ifname: `d${losses}` });
      }
    };
    kernel.lose();
    await mirror.settle();
    expect(mirror.links.size).toBe(3);
    expect(mirror.resyncs).toBeGreaterThan(1);
  });

  it("of a full queue, and of messages that do not fit", async () => {
    const kernel = new Kernel();
    const { mirror, changes } = start(kernel, { objects: ["links"], queueLength: 4 });
    await mirror.ready;
    for (let i = 10; i < 100; i++) {
      kernel.links.push({ index: i, ifname: `d${i}` });
      // One datagram for all: none can be taken before it is full.
    }
    kernel.feed.push(kernel.links.slice(1).map((link) => answer(16, Link, link)));
    await mirror.settle();
    expect(mirror.links.size).toBe(91);
    expect(changes.at(-1)).toMatch(/^resync queue \+/);
    kernel.feed.push([{ type: 16, payload: Uint8Array.of(...new Uint8Array(16), 200, 0, 3, 0) }]);
    kernel.links[0] = { ...kernel.links[0]!, mtu: 9000 };
    await mirror.settle();
    expect(changes.slice(-2)).toEqual(["link-change lo", "resync malformed +0 ~1 -0"]);
  });

  it("a dump that was interrupted is made again", async () => {
    const kernel = new Kernel();
    let left = 4;
    kernel.dumpFlags = INTERRUPTED;
    kernel.onDump = () => {
      left--;
      if (left === 0) kernel.dumpFlags = 0;
      if (left === 1) kernel.links.push({ index: 8, ifname: "late" });
    };
    const { mirror } = start(kernel, { objects: ["links"] });
    await mirror.ready;
    await mirror.settle();
    expect([...mirror.links.keys()]).toEqual([1, 8]);
    expect(kernel.dumps.length).toBeGreaterThan(3);
  });

  it("of changes that nobody took: the table is right all the same", async () => {
    const kernel = new Kernel();
    const { mirror } = start(kernel, { objects: ["links"] });
    await mirror.ready;
    const few = mirror.changes({ queueLength: 2 });
    for (let i = 10; i < 20; i++) {
      kernel.links.push({ index: i, ifname: `d${i}` });
      kernel.tellLink({ index: i, ifname: `d${i}` });
    }
    await mirror.settle();
    expect(mirror.links.size).toBe(11);
    const seen = [await few.next(), await few.next(), await few.next()].map(({ value }) => textOf(value));
    expect(seen).toEqual(["link-new d10", "link-new d11", "lost"]);
  });
});

describe("its end", () => {
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  it("a kernel that refuses fails what waits, and nothing else", async () => {
    const kernel = new Kernel();
    kernel.failure = "EPERM";
    const { mirror, rtnl } = start(kernel);
    const loop = failure(mirror[Symbol.asyncIterator]().next());
    expect(await failure(mirror.ready)).toMatchObject({ code: "EPERM" });
    expect(await loop).toMatchObject({ code: "EPERM" });
    expect(await failure(mirror.settle())).toMatchObject({ code: "EPERM" });
    expect(mirror.closed).toBe(true);
    expect(rtnl.closed).toBe(false);
    expect(kernel.socket.others.size).toBe(0);
    expect(await failure(mirror.changes().next())).toMatchObject({ code: "EPERM" });
  });

  it("a signal, closing, and closing the connection", async () => {
    const kernel = new Kernel();
    const controller = new AbortController();
    const aborted = start(kernel, { signal: controller.signal });
    await aborted.mirror.ready;
    const loop = failure(
      aborted.mirror[Symbol.asyncIterator]()
        .next()
        .then(() => aborted.mirror.changes().next()),
    );
    const waiting = failure(aborted.mirror.changes().next());
    controller.abort();
    expect(await waiting).toMatchObject({ name: "AbortError" });
    expect(await loop).toMatchObject({ name: "AbortError" });
    expect(() => start(kernel, { signal: controller.signal })).toThrow(/abort/);

    const closed = start(kernel);
    await closed.mirror.ready;
    const end = closed.mirror.changes().next();
    closed.mirror.close();
    closed.mirror.close();
    expect((await end).done).toBe(true);
    expect(closed.mirror.links.size).toBe(1);
    expect(await failure(closed.mirror.settle())).toMatchObject({ code: "ERR_RINGLINK_CLOSED" });

    const under = start(new Kernel());
    await under.mirror.ready;
    const last = under.mirror.changes().next();
    under.rtnl.close();
    expect((await last).done).toBe(true);
    expect(under.mirror.closed).toBe(true);
  });

  it("before it was ready", async () => {
    const kernel = new Kernel();
    const { mirror } = start(kernel);
    mirror.close();
    expect(await failure(mirror.ready)).toMatchObject({ code: "ERR_RINGLINK_CLOSED" });
    expect(kernel.socket.others.size).toBe(0);
  });

  it("only waiting loops keep the process alive", async () => {
    const kernel = new Kernel();
    const { mirror } = start(kernel, { objects: ["links"] });
    await mirror.ready;
    expect(kernel.feed.referenced).toBe(false);
    const changes = mirror.changes();
    const waiting = changes.next();
    expect(kernel.feed.referenced).toBe(true);
    kernel.tellLink({ index: 2, ifname: "d2" });
    await waiting;
    expect(kernel.feed.referenced).toBe(false);
    await changes.return!();
  });
});
