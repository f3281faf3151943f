/** Memory that waits to be received into again. */
import { expect, it } from "vitest";
import { LONGEST_CHUNK } from "../../../src/netlink/connection/packed-list.js";
import { SpareMemory } from "../../../src/netlink/connection/spare-memory.js";

it("long chunks are used again, the last one first; short ones are not kept", () => {
  const spare = new SpareMemory();
  const chunks = [spare.chunk(LONGEST_CHUNK), spare.chunk(LONGEST_CHUNK)];
  expect(chunks.map(({ length }) => length)).toEqual([LONGEST_CHUNK, LONGEST_CHUNK]);
  for (const chunk of chunks) spare.giveChunk(chunk);
  expect(spare.chunk(LONGEST_CHUNK - 4)).toHaveLength(LONGEST_CHUNK - 4);
  expect(spare.chunk(LONGEST_CHUNK)).toBe(chunks[1]);
  expect(spare.chunk(LONGEST_CHUNK)).toBe(chunks[0]);
  const short = spare.chunk(64);
  spare.giveChunk(short);
  expect(spare.chunk(64)).not.toBe(short);
  expect(spare.chunk(LONGEST_CHUNK)).toHaveLength(LONGEST_CHUNK);
});

it("places are used again where they are enough, with all of their memory", () => {
  const spare = new SpareMemory();
  const places = spare.places(100);
  spare.givePlaces(places.subarray(0, 10));
  // Those of a shorter list do not take their place.
  spare.givePlaces(spare.places(1000).slice(0, 5));
  expect(spare.places(101).buffer).not.toBe(places.buffer);
  const found = spare.places(100);
  expect([found.buffer === places.buffer, found.length]).toEqual([true, 100]);
  expect(spare.places(100).buffer).not.toBe(places.buffer);
});

it("keeps 16 MiB of chunks and 4 MiB of places, and nothing once it is closed", () => {
  const spare = new SpareMemory();
  const chunks = Array.from({ length: 20 }, () => new Uint8Array(LONGEST_CHUNK));
  for (const chunk of chunks) spare.giveChunk(chunk);
  const again = new Set(chunks.map(() => spare.chunk(LONGEST_CHUNK)));
  expect(chunks.filter((chunk) => again.has(chunk))).toHaveLength(16);
  const many = new Uint32Array(1024 * 1024 + 1);
  spare.givePlaces(many);
  expect(spare.places(8).buffer).not.toBe(many.buffer);
  spare.giveChunk(chunks[0]!);
  spare.close();
  spare.giveChunk(chunks[1]!);
  spare.givePlaces(new Uint32Array(64));
  expect(chunks).not.toContain(spare.chunk(LONGEST_CHUNK));
  expect(spare.places(8)).toHaveLength(8);
});
