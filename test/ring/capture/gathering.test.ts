/** How long a ring is left alone, and from what. */
import { expect, it } from "vitest";
import { Gathering } from "../../../src/ring/capture/gathering.js";
import { BLOCK_SIZE, fakeRing } from "../support/block.js";

const data = new Uint8Array(60);

it("rests after a block that filled up, once", () => {
  const gathering = new Gathering(41, 60);
  expect(gathering.takeRestMs()).toBe(0);
  gathering.saw(3.75, 32);
  expect(gathering.takeRestMs()).toBe(40);
  expect(gathering.takeRestMs()).toBe(0);
});

it.each([
  [60, 32, 30],
  [61, 32, 0],
  [3.75, 32, 30],
  [3.7, 32, 14],
  [6, 4, 3],
  [0.1, 32, 0],
  [0, 32, 0],
  [-5, 32, 0],
])(
  "a block that filled in %d ms, and %d free: rests no longer than it may, and than a part of them lasts",
  (...given) => {
    const [fillMs, free, rest] = given;
    const gathering = new Gathering(30, 60);
    gathering.saw(fillMs, free);
    expect(gathering.takeRestMs()).toBe(rest);
  },
);

it.each([
  [4, 42],
  [6, 54],
  [10, 50],
  [59.5, 0],
  [61, 0],
])("of itself rests no longer than a block's time lasts: %d ms to fill, %d ms of rest", (fillMs, rest) => {
  const gathering = new Gathering(undefined, 60);
  gathering.saw(fillMs, 32);
  expect(gathering.takeRestMs()).toBe(rest);
});

it("a block that was slow to fill does not say that the next ones will be", () => {
  const gathering = new Gathering(undefined, 60);
  gathering.saw(1, 32);
  expect(gathering.takeRestMs()).toBe(4);
  gathering.saw(40, 32);
  expect(gathering.takeRestMs()).toBe(5);
  gathering.saw(undefined, 32);
  expect(gathering.takeRestMs()).toBe(0);
  gathering.saw(-1000, 32);
  expect(gathering.takeRestMs()).toBe(0);
  gathering.saw(40, 32);
  expect(gathering.takeRestMs()).toBe(6);
  // One that was fast does.
  gathering.saw(0.5, 32);
  expect(gathering.takeRestMs()).toBe(2);
});

it("does not rest after a block whose time was up, and not at all when it may not", () => {
  const gathering = new Gathering(30, 60);
  gathering.saw(10, 32);
  gathering.saw(undefined, 32);
  expect(gathering.takeRestMs()).toBe(0);
  const never = new Gathering(0, 60);
  never.saw(10, 32);
  expect(never.takeRestMs()).toBe(0);
});

it("a ring tells how long its last block took to fill, or would have taken", () => {
  const { ring, fill } = fakeRing(4);
  expect(ring.fillMs).toBeUndefined();
  const packets = [
    { data, seconds: 10, nanoseconds: 999_000_000 },
    { data, seconds: 11, nanoseconds: 1_500_000 },
  ];
  fill(0, { packets, used: 48 + 100 });
  fill(1, { packets, timedOut: true, used: 48 + BLOCK_SIZE / 4 });
  fill(2, { packets: packets.slice(0, 1), timedOut: true, used: 48 + 160 });
  fill(3, { packets, timedOut: true, used: 0 });
  const next = () => {
    ring.take()!.release();
    return ring.fillMs;
  };
  expect(next()).toBeCloseTo(2.5, 6);
  expect(next()).toBeCloseTo(10, 6);
  expect([next(), next()]).toEqual([undefined, undefined]);
});
