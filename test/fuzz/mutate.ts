/** Damage of the kinds that framing, lengths, types and flags can have. */
import { type AttrsNode, decodeTree, encodeTree, isEncodeError, type TreeNode } from "../../src/index.js";
import type { Sample } from "./corpus.js";
import type { Random } from "./random.js";

const LENGTHS = [0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 255, 256, 0x7fff, 0x8000, 0xfffc, 0xffff];
const FLAGS = [0x4000, 0x8000, 0xc000];
const WORDS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
/** What a mutation may grow a message to: repeated doubling would only test memory. */
const LONGEST = 1 << 16;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Offsets where an attribute might start: aligned, with a length that fits. */
function attributeStarts(bytes: Uint8Array, littleEndian: boolean): number[] {
  const dv = viewOf(bytes);
  const found: number[] = [];
  for (let o = 0; o + 4 <= bytes.length; o += 4) {
    const length = dv.getUint16(o, littleEndian);
    if (length >= 4 && o + length <= bytes.length) found.push(o);
  }
  return found;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let o = 0;
  for (const part of parts) {
    out.set(part, o);
    o += part.length;
  }
  return out;
}

type Mutation = (bytes: Uint8Array, random: Random, sample: Sample, others: readonly Sample[]) => Uint8Array;

const flipBit: Mutation = (bytes, random) => {
  if (bytes.length > 0) bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
  return bytes;
};

const setByte: Mutation = (bytes, random) => {
  if (bytes.length > 0) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
};

const setWord: Mutation = (bytes, random, { littleEndian }) => {
  const at = random.below(bytes.length >> 2) * 4;
  if (at + 4 <= bytes.length) viewOf(bytes).setUint32(at, random.of(WORDS), littleEndian);
  return bytes;
};

const setLength: Mutation = (bytes, random, { littleEndian }) => {
  const starts = attributeStarts(bytes, littleEndian);
  if (starts.length === 0) return bytes;
  const at = random.of(starts);
  const dv = viewOf(bytes);
  const off = dv.getUint16(at, littleEndian) + random.below(17) - 8;
  dv.setUint16(at, (random.chance(2) ? random.of(LENGTHS) : off) & 0xffff, littleEndian);
  return bytes;
};

const setType: Mutation = (bytes, random, { littleEndian }) => {
  const starts = attributeStarts(bytes, littleEndian);
  if (starts.length === 0) return bytes;
  const at = random.of(starts) + 2;
  const dv = viewOf(bytes);
  const type = dv.getUint16(at, littleEndian);
  const other = random.of([type ^ random.of(FLAGS), random.below(80), random.below(0x10000), type + 1, type - 1]);
  dv.setUint16(at, other & 0xffff, littleEndian);
  return bytes;
};

const truncate: Mutation = (bytes, random) => bytes.slice(0, random.below(bytes.length + 1));

const extend: Mutation = (bytes, random) => {
  const n = random.chance(8) ? random.below(2000) : random.below(20);
  return concat(bytes, random.chance(2) ? new Uint8Array(n) : random.bytes(n));
};

/** A piece that starts and ends where attributes may. */
function piece(bytes: Uint8Array, random: Random, littleEndian: boolean): [from: number, to: number] {
  const starts = attributeStarts(bytes, littleEndian);
  if (starts.length === 0 || random.chance(4)) {
    const from = random.below(bytes.length + 1);
    return [from, from + random.below(bytes.length - from + 1)];
  }
  const from = random.of(starts);
  return [from, Math.min(bytes.length, from + ((viewOf(bytes).getUint16(from, littleEndian) + 3) & ~3))];
}

const remove: Mutation = (bytes, random, { littleEndian }) => {
  const [from, to] = piece(bytes, random, littleEndian);
  return concat(bytes.subarray(0, from), bytes.subarray(to));
};

const repeat: Mutation = (bytes, random, { littleEndian }) => {
  const [from, to] = piece(bytes, random, littleEndian);
  const times = random.chance(16) ? random.below(200) : 2;
  const copies = Array.from({ length: times }, () => bytes.subarray(from, to));
  return concat(bytes.subarray(0, from), ...copies, bytes.subarray(to));
};

const splice: Mutation = (bytes, random, { littleEndian }, others) => {
  const other = random.of(others);
  const [from, to] = piece(other.bytes, random, other.littleEndian);
  const starts = attributeStarts(bytes, littleEndian);
  const at = starts.length === 0 ? random.below(bytes.length + 1) : random.of(starts);
  return concat(bytes.subarray(0, at), other.bytes.subarray(from, to), bytes.subarray(at));
};

const exchange: Mutation = (bytes, random, { littleEndian }) => {
  const [from, to] = piece(bytes, random, littleEndian);
  const rest = concat(bytes.subarray(0, from), bytes.subarray(to));
  const at = random.below((rest.length >> 2) + 1) * 4;
  return concat(rest.subarray(0, at), bytes.subarray(from, to), rest.subarray(at));
};

/** A header that claims to nest what follows, many times over. */
const nest: Mutation = (bytes, random, { littleEndian }) => {
  const starts = attributeStarts(bytes, littleEndian);
  if (starts.length === 0) return bytes;
  const at = random.of(starts);
  const type = viewOf(bytes).getUint16(at + 2, littleEndian);
  const depth = random.chance(8) ? random.below(500) : 1 + random.below(3);
  const headers = new Uint8Array(depth * 4);
  const dv = viewOf(headers);
  for (let i = 0; i < depth; i++) {
    dv.setUint16(i * 4, Math.min(0xffff, bytes.length - at + (depth - i) * 4), littleEndian);
    dv.setUint16(i * 4 + 2, type, littleEndian);
  }
  return concat(bytes.subarray(0, at), headers, bytes.subarray(at));
};

const noise: Mutation = (bytes, random) => random.bytes(random.below(Math.min(bytes.length, 300) + 5));

function setsIn(tree: TreeNode, found: AttrsNode[] = []): AttrsNode[] {
  if (tree.kind === "attrs") {
    if (tree.attributes.length > 0) found.push(tree);
    for (const attribute of tree.attributes) setsIn(attribute.content, found);
  } else if (tree.kind === "struct") {
    for (const part of tree.parts) setsIn(part.content, found);
  } else if (tree.kind === "list") {
    for (const record of tree.records) setsIn(record.content, found);
  }
  return found;
}

/** Attributes added, removed, moved and renumbered, with every length around them right. */
const regroup: Mutation = (bytes, random, { schema, direction, littleEndian }, others) => {
  const tree = decodeTree(schema, bytes, { direction, littleEndian });
  const sets = setsIn(tree);
  if (sets.length === 0) return bytes;
  for (let left = 1 + random.below(4); left > 0; left--) {
    const { attributes } = random.of(sets);
    const at = random.below(attributes.length);
    const one = attributes[at];
    if (one === undefined) continue;
    const other = random.of(others);
    switch (random.below(6)) {
      case 0:
        attributes.splice(at, 1);
        break;
      case 1:
        attributes.splice(random.below(attributes.length + 1), 0, one);
        break;
      case 2:
        attributes.splice(at, 1);
        attributes.splice(random.below(attributes.length + 1), 0, one);
        break;
      case 3:
        attributes[at] = { ...one, type: random.chance(2) ? random.below(64) : random.below(0x4000) };
        break;
      case 4: {
        const [from, to] = piece(other.bytes, random, other.littleEndian);
        const raw = other.bytes.slice(from, to);
        attributes[at] = { ...one, content: { kind: "raw", offset: 0, length: raw.length, raw } };
        break;
      }
      default:
        attributes[at] = { ...one, flags: random.of([0, ...FLAGS]) };
    }
  }
  try {
    return encodeTree(tree, { direction, littleEndian });
  } catch (error) {
    // Too long for the length field of an attribute around it.
    if (isEncodeError(error)) return bytes;
    throw error;
  }
};

const MUTATIONS: readonly Mutation[] = [
  ...[flipBit, setByte, setWord, setLength, setLength, setType, setType, truncate, extend],
  ...[remove, repeat, splice, splice, exchange, nest, noise, regroup, regroup, regroup],
];

/** One to four kinds of damage to a sample. */
export function mutate(sample: Sample, random: Random, others: readonly Sample[]): Uint8Array {
  let bytes: Uint8Array = sample.bytes.slice();
  for (let left = 1 + random.below(4); left > 0; left--) {
    bytes = random.of(MUTATIONS)(bytes, random, sample, others);
    if (bytes.length > LONGEST) bytes = bytes.slice(0, LONGEST);
  }
  return bytes;
}
