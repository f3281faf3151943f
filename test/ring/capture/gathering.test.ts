/** How long a ring is left alone, and from what. */
import { expect, it } from "vitest";
import { Gathering } from "../../../src/ring/capture/gathering.js";
import { fakeRing } from "../support/block.js";

const data = new Uint8Array(60);

it("rests after a block that filled up, once", () => {
  const gathering = new Gathering(30);
  expect(gathering.takeRestMs()).toBe(0);
  gathering.saw(4, 32);
  expect(gathering.takeRestMs()).toBe(16);
  expect(gathering.takeRestMs()).toBe(0);
});

it("rests no longer than it may, and than an eighth of the free blocks takes to fill", () => {
  const gathering = new Gathering(30);
  for (const [fillMs, free, rest] of [
    [100, 32, 30],
    [6, 32, 24],
    [6, 4, 3],
    [0.1, 32, 0],
    [-5, 32, 0],
  ] as const) {
    gathering.saw(fillMs, free);
    expect(gathering.takeRestMs()).toBe(rest);
  }
});

it("does not rest after a block whose time was up, and not at all when it may not", () => {
  const gathering = new Gathering(30);
  gathering.saw(10, 32);
  gathering.saw(undefined, 32);
  expect(gathering.takeRestMs()).toBe(0);
  const never = new Gathering(0);
  never.saw(10, 32);
  expect(never.takeRestMs()).toBe(0);
});

it("a ring tells how long its last block took to fill", () => {
  const { ring, fill } = fakeRing(3);
  expect(ring.fillMs).toBeUndefined();
  const from = { data, seconds: 10, nanoseconds: 999_000_000 };
  fill(0, { packets: [from, { data, seconds: 11, nanoseconds: 1_500_000 }] });
  fill(1, { packets: [from], timedOut: true });
  ring.take()!.release();
  expect(ring.fillMs).toBeCloseTo(2.5, 6);
  ring.take()!.release();
  expect(ring.fillMs).toBeUndefined();
});
