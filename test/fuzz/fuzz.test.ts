/** Damaged messages, damaged captures, odd values: nothing but the library's own errors, and no byte lost. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeTree, everything, isDecodeError, netlink, printTree } from "../../src/index.js";
import { openReader, TraceError } from "../../src/trace/index.js";
import { checkBytes, checkRoundTrip, checkValue } from "./check.js";
import { type Corpus, readCorpus } from "./corpus.js";
import { fuzz } from "./fuzz.js";
import { mutate } from "./mutate.js";
import { Random } from "./random.js";
import { disturb } from "./values.js";

const CASES = 20_000;
/** Another one each day would find more and could not be repeated by others; `npm run fuzz` takes a new one each time. */
const SEED = 20_261_121;

let corpus: Corpus;
beforeAll(() => {
  corpus = readCorpus();
});

describe("the corpus", () => {
  it("has messages of many kinds, in both byte orders", () => {
    expect(corpus.samples.length).toBeGreaterThan(1000);
    expect(new Set(corpus.samples.map(({ name }) => name)).size).toBeGreaterThan(60);
    expect(corpus.samples.filter(({ littleEndian }) => !littleEndian).length).toBeGreaterThan(500);
    expect(corpus.samples.filter(({ direction }) => direction === "request").length).toBeGreaterThan(200);
  });

  it("holds undamaged", () => {
    for (const sample of corpus.samples) {
      const outcome = checkBytes(sample, sample.bytes);
      if ("value" in outcome) checkRoundTrip(sample, outcome.value);
    }
  });
});

describe("messages", () => {
  it(`${CASES} damaged ones, and values made from them`, { timeout: 300_000 }, () => {
    const report = fuzz(corpus, { seed: SEED, from: 0, to: CASES });
    // The damage must neither spare everything nor leave nothing.
    expect(report.decoded).toBeGreaterThan(CASES / 10);
    expect(report.decoded).toBeLessThan((CASES * 9) / 10);
    expect(report.encoded).toBeGreaterThan(CASES / 100);
  });

  it("a case is the same every time", () => {
    const make = () => {
      const random = new Random(SEED, 77);
      const sample = random.of(corpus.samples);
      return mutate(sample, random, corpus.samples);
    };
    expect(make()).toEqual(make());
  });

  it("any bytes at all, against any schema", () => {
    const property = fc.property(
      fc.nat(corpus.samples.length - 1),
      fc.uint8Array({ maxLength: 200, size: "max" }),
      fc.integer(),
      (which, bytes, seed) => {
        const sample = corpus.samples[which]!;
        const outcome = checkBytes(sample, bytes);
        if ("value" in outcome) checkValue(sample, disturb(outcome.value, new Random(seed)));
      },
    );
    fc.assert(property, { numRuns: 1500 });
  });

  it("any object at all, against any schema", () => {
    const anything = fc.anything({ withBigInt: true, withTypedArray: true, withNullPrototype: true, withDate: true });
    const property = fc.property(fc.nat(corpus.samples.length - 1), anything, (which, value) => {
      checkValue(corpus.samples[which]!, value);
    });
    fc.assert(property, { numRuns: 1500 });
  });
});

describe("datagrams", () => {
  const { Dissector } = netlink;

  function readAll(dissector: netlink.Dissector, bytes: Uint8Array, protocol: number | undefined, sent: boolean): void {
    const { messages, split } = dissector.dissect({ bytes, protocol, direction: sent ? "request" : "reply" });
    let covered = 0;
    for (const message of messages) {
      try {
        message.value();
      } catch (error) {
        if (!isDecodeError(error)) throw error;
      }
      const tree = message.tree();
      printTree(tree);
      const { payload, end, start } = message.raw;
      expect(Buffer.from(encodeTree(tree, message)).equals(bytes.subarray(payload, end))).toBe(true);
      expect(start).toBe(covered);
      covered = message.raw.next;
    }
    expect(split.end).toBe(covered);
    expect(split.end).toBeLessThanOrEqual(bytes.length);
  }

  it("recorded ones, damaged", () => {
    const property = fc.property(
      fc.nat(corpus.datagrams.length - 1),
      fc.integer(),
      fc.boolean(),
      (which, seed, little) => {
        const datagram = corpus.datagrams[which]!;
        const { bytes: whole, protocol } = datagram;
        const random = new Random(seed);
        const sample = { ...corpus.samples[0]!, littleEndian: true, bytes: whole };
        const dissector = new Dissector(everything, { littleEndian: little });
        const before = random.of(corpus.datagrams);
        readAll(dissector, before.bytes, before.protocol, before.direction === "send");
        const bytes = mutate(sample, random, corpus.samples);
        readAll(dissector, bytes, random.chance(8) ? random.below(24) : protocol, datagram.direction === "send");
      },
    );
    fc.assert(property, { numRuns: 1500 });
  });

  it("random ones", () => {
    const header = fc.tuple(
      fc.nat(0x40),
      fc.oneof(fc.nat(0x80), fc.nat(0xffff)),
      fc.nat(0xffff),
      fc.nat(4),
      fc.uint8Array({ maxLength: 64, size: "max" }),
    );
    const protocol = fc.constantFrom(undefined, 0, 4, 9, 12, 16);
    const property = fc.property(fc.array(header, { maxLength: 5 }), protocol, fc.boolean(), (parts, number, sent) => {
      const pieces = parts.map(([off, type, flags, sequence, body]) => {
        const bytes = new Uint8Array((16 + body.length + 3) & ~3);
        const dv = new DataView(bytes.buffer);
        dv.setUint32(0, off < 8 ? off : 16 + body.length, true);
        dv.setUint16(4, type, true);
        dv.setUint16(6, flags, true);
        dv.setUint32(8, sequence, true);
        bytes.set(body, 16);
        return bytes;
      });
      readAll(new Dissector(everything), new Uint8Array(Buffer.concat(pieces)), number, sent);
    });
    fc.assert(property, { numRuns: 1500 });
  });
});

describe("captures", () => {
  it("damaged text gives datagrams or a TraceError", { timeout: 120_000 }, () => {
    const property = fc.property(fc.nat(corpus.texts.length - 1), fc.integer(), (which, seed) => {
      const random = new Random(seed);
      const text = corpus.texts[which]!;
      const from = random.below(text.length);
      const bytes = text.slice(from, from + 30_000);
      for (let left = 1 + random.below(30); left > 0; left--) {
        const at = random.below(bytes.length);
        if (random.chance(3)) bytes.copyWithin(at, random.below(bytes.length), random.below(bytes.length));
        else bytes[at] = random.chance(2) ? random.below(256) : random.of([...Buffer.from(' \n|<>"\\{}[],=0x')]);
      }
      const dissector = new netlink.Dissector(everything);
      const reader = openReader(random.chance(2) ? {} : { format: "strace" });
      try {
        for (let o = 0; o < bytes.length; ) {
          const next = o + 1 + random.below(9000);
          for (const { bytes: datagram, protocol } of reader.push(bytes.subarray(o, next)))
            dissector.dissect({ bytes: datagram, protocol, direction: undefined });
          o = next;
        }
        reader.end();
      } catch (error) {
        if (!(error instanceof TraceError)) throw error;
      }
    });
    fc.assert(property, { numRuns: 300 });
  });
});
