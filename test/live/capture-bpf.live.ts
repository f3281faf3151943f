import { afterEach, expect } from "vitest";
import { alu, assemble, BpfProgram, exit, load, mov, r0, r1 } from "../../src/ring/bpf/index.js";
import { frame } from "../ring/support/frames.js";
import { live } from "./support/live.js";
import { capture, expectNothingLeft, injector, quietVeth, receive, sendAll } from "./support/packet-ring.js";

const FEATURES = ["enterNetns", "bpfXdp", "veth"] as const;

afterEach(expectNothingLeft);

const program = (...instructions: Parameters<typeof assemble>[0]) =>
  BpfProgram.load({ type: "socket_filter", instructions: assemble(instructions) });

live("an extended program is attached by its descriptor, and may be closed then", FEATURES, async (ns) => {
  await quietVeth(ns);
  const fifty = program(mov(r0, 50), exit());
  const forty = program(mov(r0, 40), exit());
  using from = capture(ns, "vb", { filterFd: fifty.fd });
  using to = injector(ns, "va");
  fifty.close();
  const next = () => {
    sendAll(to, [frame(1)]);
    return receive(from, 1, ({ length }) => length);
  };
  expect(next()).toEqual([50]);
  from.attachProgram(forty.fd);
  forty.close();
  expect(next()).toEqual([40]);
  expect(() => from.attachProgram(from.fd)).toThrow(expect.objectContaining({ code: "EINVAL" }));
  expect(() => from.attachProgram(-1)).toThrow(RangeError);
  from.setFilter(undefined);
  expect(next()).toEqual([64]);
});

live("fanout by an extended program", FEATURES, async (ns) => {
  await quietVeth(ns);
  // struct __sk_buff begins with the packet's length.
  using parity = program(load(r0, "u32", r1, 0), alu(r0, "&=", 1), exit());
  const fanout = { mode: "extendedBpf", group: 5, programFd: parity.fd } as const;
  using first = capture(ns, "vb", { fanout });
  using second = capture(ns, "vb", { fanout });
  using to = injector(ns, "va");
  sendAll(
    to,
    Array.from({ length: 40 }, (_, i) => frame(i, { length: 100 + (i % 2) })),
  );
  const even = receive(first, 20, ({ length }) => length);
  const odd = receive(second, 20, ({ length }) => length);
  expect([new Set(even).size, new Set(odd).size]).toEqual([1, 1]);
  expect(even[0]).not.toBe(odd[0]);
  expect(first.nextBatch(1) ?? second.nextBatch(1)).toBeUndefined();
});
