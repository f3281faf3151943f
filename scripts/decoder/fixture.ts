/** `--fixture`: annotated hex and JSON for each message, as files for tests. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { byteOrderLine, directivesOf, messageLines } from "./hex.js";
import { clean, Failure, type Output, systemMessage } from "./io.js";
import { unknownJson, valueJson } from "./json.js";
import { kindOf } from "./kind.js";
import { encode, hexDigits, isEncodeError, type NetlinkMessage, NLMSG_ERROR, toJson } from "./library.js";
import type { Seen } from "./session.js";
import type { View } from "./view.js";

/** Notes of the header, in this order; others follow. */
const KEYS = ["kernel", "command", "tool"];
/** Commands of a batch that are named. */
const MAX_COMMANDS = 3;

/** The two files of a message. */
export interface Fixture {
  /** Name of both without its ending. */
  readonly name: string;
  readonly hex: string;
  readonly json: string;
}

/** Makes the fixture of a message. `notes` win over what the capture says itself. */
export function fixtureOf(message: NetlinkMessage, seen: Seen, notes: Readonly<Record<string, string>>): Fixture {
  const kind = kindOf(message, message.tree());
  // A command without a name is told apart by its family.
  const plain = message.name.replace(/[^\w+-]+/g, "-");
  const known = message.isControl || message.schema !== undefined || message.family === undefined;
  const name = known ? plain : `${message.family}.${plain}`.replace(/[^\w.+-]/g, "_");
  return {
    name: [name, message.direction, ...(kind === undefined ? [] : [kind])].join("."),
    hex: `${[...headerLines(message, seen, notes), ...messageLines(message)].join("\n")}\n`,
    json: `${JSON.stringify(jsonOf(message, seen), null, 1)}\n`,
  };
}

function headerLines(message: NetlinkMessage, seen: Seen, notes: Readonly<Record<string, string>>): string[] {
  const commands = seen.commands.slice(0, MAX_COMMANDS);
  if (seen.commands.length > MAX_COMMANDS) commands.push(`(${seen.commands.length - MAX_COMMANDS} more in one batch)`);
  const facts: Record<string, string> = { ...Object.fromEntries(seen.facts) };
  if (commands.length > 0) facts["command"] = commands.join("; ");
  Object.assign(facts, notes);
  const family = message.family === undefined ? "" : `${clean(message.family)} `;
  const lines = [`# ${family}${message.name} ${message.direction}`];
  for (const key of [...KEYS, ...Object.keys(facts).filter((key) => !KEYS.includes(key))]) {
    if (facts[key] !== undefined) lines.push(`# ${key}: ${clean(facts[key])}`);
  }
  lines.push(...directivesOf(message, seen.protocol), byteOrderLine(message.littleEndian));
  return lines;
}

function jsonOf(message: NetlinkMessage, { protocol, families }: Seen): unknown {
  const { direction, family, name, littleEndian, answers } = message;
  const { type, flags, sequence, port, length } = message.raw;
  const refused = message.raw.type === NLMSG_ERROR && answers !== undefined;
  const { value, error } = valueJson(message);
  return toJson({
    direction,
    protocol,
    type,
    typeName: name,
    flags,
    seq: sequence,
    port,
    length,
    family,
    byteOrder: littleEndian ? "little-endian" : "big-endian",
    value,
    unknown: unknownJson(message.tree()),
    error,
    canonical: canonicalOf(message),
    // An acknowledgement points into the request, which it may echo in part only.
    answers: refused ? hexDigits(answers.bytes) : undefined,
    answersFamily: refused ? families.get(answers.type) : undefined,
  });
}

/** Whether the value alone encodes to the message's bytes; undefined when it has no schema or cannot be read. */
function canonicalOf(message: NetlinkMessage): boolean | undefined {
  const { schema, direction, littleEndian, raw } = message;
  if (schema === undefined || valueJson(message).error !== undefined) return undefined;
  try {
    const again = encode(schema, message.value(), { direction, littleEndian });
    return Buffer.compare(again, message.bytes.subarray(raw.payload - raw.start)) === 0;
  } catch (error) {
    if (isEncodeError(error)) return false;
    throw error;
  }
}

/** A message without its sequence number and port id, by which repetitions differ. */
export function contentKey(message: NetlinkMessage, protocol: string | undefined): string {
  const bytes = message.bytes.slice();
  bytes.fill(0, 8, 16);
  return createHash("sha256").update(`${protocol} ${message.direction} `).update(bytes).digest("base64");
}

export class FixtureView implements View {
  readonly #out: Output;
  readonly #folder: string;
  readonly #notes: Readonly<Record<string, string>>;
  readonly #written = new Set<string>();
  readonly #counts = new Map<string, number>();

  constructor(out: Output, folder: string, notes: Readonly<Record<string, string>>) {
    this.#out = out;
    this.#folder = folder;
    this.#notes = notes;
    this.#try(() => mkdirSync(folder, { recursive: true }));
  }

  datagram(seen: Seen): void {
    for (const { message } of seen.messages) {
      const key = contentKey(message, seen.protocol);
      if (this.#written.has(key)) continue;
      this.#written.add(key);
      this.#write(fixtureOf(message, seen, this.#notes));
    }
  }

  end(): number {
    this.#out.line(`${this.#written.size} fixtures in ${clean(this.#folder)}`);
    return 0;
  }

  #try<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw new Failure(`${clean(this.#folder)}: ${systemMessage(error)}`);
    }
  }

  /** Under the first free number; files of an earlier run stay, and the same fixture is not written twice. */
  #write({ name, hex, json }: Fixture): void {
    for (let number = this.#counts.get(name) ?? 1; ; number++) {
      const path = join(this.#folder, number === 1 ? name : `${name}-${number}`);
      this.#counts.set(name, number + 1);
      const isNew = this.#try(() => writeNew(`${path}.hex`, hex));
      if (!isNew && this.#try(() => readFileSync(`${path}.hex`, "utf8")) !== hex) continue;
      this.#try(() => writeFileSync(`${path}.json`, json));
      return;
    }
  }
}

function writeNew(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
