/** Follows conversations: which family has which id, which reply answers which request. */
import { type ByteView, type Direction, decode, isDecodeError, viewOf } from "../codec/index.js";
import { type Catalog, schemaOf } from "./catalog.js";
import { type SplitDatagram, splitDatagram } from "./datagram.js";
import { CTRL_CMD_NEWFAMILY, FamilyIntroduction, GENL_ID_CTRL, UnknownFamily } from "./generic.js";
import {
  MessageFlags,
  NetlinkProtocol,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_MIN_TYPE,
  NLMSG_NOOP,
  NLMSG_OVERRUN,
} from "./header.js";
import { type Meaning, NetlinkMessage, type RequestNote, type Resolve } from "./message.js";
import type { MessageEntry } from "./protocol.js";

const CONTROL_NAMES = new Map([
  [NLMSG_NOOP, "NLMSG_NOOP"],
  [NLMSG_ERROR, "NLMSG_ERROR"],
  [NLMSG_DONE, "NLMSG_DONE"],
  [NLMSG_OVERRUN, "NLMSG_OVERRUN"],
]);

/** Requests remembered for each conversation; more are forgotten, oldest first. */
const MAX_REQUESTS = 1024;

export interface DissectorOptions {
  readonly littleEndian?: boolean;
  /** Ids of generic netlink families that are known beforehand. */
  readonly families?: Readonly<Record<string, number>>;
}

export interface DissectedDatagram {
  readonly messages: readonly NetlinkMessage[];
  readonly split: SplitDatagram;
  readonly view: ByteView;
}

export interface DatagramInput {
  readonly bytes: Uint8Array;
  /** NETLINK_* number; undefined: rtnetlink is assumed by nobody, bodies stay undecoded. */
  readonly protocol: number | undefined;
  readonly direction: Direction | undefined;
  /** Tells sockets apart, so that sequence numbers of one are not matched with those of another. */
  readonly conversation?: string;
}

export class Dissector {
  readonly littleEndian: boolean;
  readonly #catalog: Catalog;
  readonly #familyById = new Map<number, string>();
  readonly #requests = new Map<string, RequestNote>();

  constructor(catalog: Catalog, options: DissectorOptions = {}) {
    this.#catalog = catalog;
    this.littleEndian = options.littleEndian ?? true;
    this.#familyById.set(GENL_ID_CTRL, "nlctrl");
    for (const [name, id] of Object.entries(options.families ?? {})) this.#familyById.set(id, name);
  }

  /** Families whose ids are known by now. */
  get familyIds(): ReadonlyMap<number, string> {
    return this.#familyById;
  }

  /** Says which id a generic netlink family has, as a reply of the controller would. */
  introduce(name: string, id: number): void {
    this.#familyById.set(id, name);
  }

  /** Cuts a datagram into messages and names them. Never throws on content. */
  dissect(input: DatagramInput): DissectedDatagram {
    const view = viewOf(input.bytes);
    const split = splitDatagram(view, this.littleEndian);
    const resolve: Resolve = (type, direction, payload) => this.#resolve(input.protocol, type, direction, payload);
    const messages = split.messages.map((raw) => {
      const direction = input.direction ?? directionOf(raw.type, raw.flags);
      const key = `${input.conversation ?? ""}/${input.protocol}/${raw.sequence}`;
      const answers = direction === "reply" ? this.#requests.get(key) : undefined;
      const message = new NetlinkMessage(view, raw, direction, this.littleEndian, resolve, answers);
      if (direction === "request") this.#remember(key, message);
      else this.#learn(input.protocol, message);
      return message;
    });
    return { messages, split, view };
  }

  #remember(key: string, message: NetlinkMessage): void {
    const { type, sequence } = message.raw;
    this.#requests.delete(key);
    this.#requests.set(key, { name: message.name, type, sequence, bytes: message.bytes.slice() });
    if (this.#requests.size > MAX_REQUESTS) {
      for (const oldest of this.#requests.keys()) {
        this.#requests.delete(oldest);
        break;
      }
    }
  }

  #learn(protocol: number | undefined, message: NetlinkMessage): void {
    const { type, payload, end, start } = message.raw;
    if (protocol !== NetlinkProtocol.generic || type !== GENL_ID_CTRL) return;
    const body = message.bytes.subarray(payload - start, end - start);
    if (body[0] !== CTRL_CMD_NEWFAMILY) return;
    try {
      const { id, name } = decode(FamilyIntroduction, body, { littleEndian: this.littleEndian });
      if (id !== undefined && name !== undefined) this.#familyById.set(id, name);
    } catch (error) {
      // Malformed: the message itself reports it when it is read.
      if (!isDecodeError(error)) throw error;
    }
  }

  #resolve(protocol: number | undefined, type: number, direction: Direction, payload: Uint8Array): Meaning {
    if (type < NLMSG_MIN_TYPE) return { name: CONTROL_NAMES.get(type) ?? `control type ${type}`, schema: undefined };
    if (protocol === NetlinkProtocol.generic) return this.#generic(type, direction, payload);
    const entry = protocol === undefined ? undefined : this.#catalog.protocols.get(protocol)?.messages.get(type);
    return meaningOf(entry, direction, payload) ?? { name: `type 0x${type.toString(16)}`, schema: undefined };
  }

  #generic(type: number, direction: Direction, payload: Uint8Array): Meaning {
    const name = this.#familyById.get(type);
    const family = name === undefined ? undefined : this.#catalog.families.get(name);
    const known = meaningOf(payload.length < 4 ? undefined : family?.[direction].get(payload[0]!), direction, payload);
    if (known !== undefined) return { ...known, family: name! };
    const command = payload.length === 0 ? "no command" : `command ${payload[0]}`;
    return { name: command, family: name ?? `0x${type.toString(16)}`, schema: undefined, outline: UnknownFamily };
  }
}

function meaningOf(entry: MessageEntry | undefined, direction: Direction, payload: Uint8Array): Meaning | undefined {
  if (entry === undefined) return undefined;
  const { name, fromRequest } = entry;
  return { name, schema: schemaOf(entry, direction, payload[0]), ...(fromRequest && { fromRequest }) };
}

/** A guess for messages whose way is not known: requests carry NLM_F_REQUEST. */
function directionOf(type: number, flags: number): Direction {
  return type >= NLMSG_MIN_TYPE && (flags & MessageFlags.request) !== 0 ? "request" : "reply";
}
