/** One message: what it is called, and its two views. */
import {
  type AnyType,
  type ByteView,
  type CodecOptions,
  DecodeError,
  type Direction,
  decode,
  decodeTree,
  encodeTree,
  isDecodeError,
  nameInSet,
  pathAt,
  type StructNode,
  type TreeNode,
  viewOf,
} from "../codec/index.js";
import { errnoName } from "../uapi/errno.js";
import { DoneHeader, ErrorHeader, ExtendedAck } from "./control.js";
import type { RawMessage } from "./datagram.js";
import { AckFlags, type MessageVerb, NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN, verbOf } from "./header.js";
import type { FromRequest } from "./protocol.js";

/** What a message type stands for, as far as it is known. */
export interface Meaning {
  /** The kernel's constant, or `type 0x1b`. */
  readonly name: string;
  /** Generic netlink family. */
  readonly family?: string;
  /** Undefined: no schema covers the body. */
  readonly schema: AnyType | undefined;
  /** Names that the schema takes from the request's value. */
  readonly fromRequest?: FromRequest;
  /** How the body is laid out at least: the tree shows it, the message still counts as not covered. */
  readonly outline?: AnyType;
}

/** Tells what a message type stands for in a conversation. */
export type Resolve = (type: number, direction: Direction, payload: Uint8Array) => Meaning;

/** A request that an error or an answer refers to. */
export interface RequestNote {
  readonly name: string;
  readonly type: number;
  readonly sequence: number;
  /** The whole message, header included. */
  readonly bytes: Uint8Array;
}

/** The request in an NLMSG_ERROR. */
export interface EchoedRequest {
  type: number;
  typeName: string;
  flags: number;
  seq: number;
  port: number;
  /** The body; bytes when no schema covers it or it is malformed, which may be why it was refused. Absent when capped. */
  value?: unknown;
  /** Why the body does not fit its schema. */
  malformed?: string;
}

/** The value of NLMSG_ERROR and NLMSG_DONE. */
export interface ControlValue {
  /** Negative errno, 0 for success. */
  error: number;
  /** `"EEXIST"`; undefined for success. */
  code: string | undefined;
  /** NLMSG_ERROR: the request, as far as it was echoed. */
  request?: EchoedRequest;
  extack?: ExtendedAck | undefined;
  /** Kernel names of the attribute that the extended acknowledgement points at. */
  attribute?: string[];
}

export class NetlinkMessage {
  readonly raw: RawMessage;
  readonly direction: Direction;
  readonly name: string;
  readonly family: string | undefined;
  readonly verb: MessageVerb;
  /** Undefined for control messages and for bodies that no schema covers. */
  readonly schema: AnyType | undefined;
  /** The request that this message answers, when it was seen. */
  readonly answers: RequestNote | undefined;
  readonly littleEndian: boolean;
  readonly #view: ByteView;
  readonly #resolve: Resolve;
  readonly #outline: AnyType | undefined;
  readonly #fromRequest: FromRequest | undefined;

  constructor(
    view: ByteView,
    raw: RawMessage,
    direction: Direction,
    littleEndian: boolean,
    resolve: Resolve,
    answers?: RequestNote,
  ) {
    const meaning = resolve(raw.type, direction, view.u8.subarray(raw.payload, raw.end));
    this.raw = raw;
    this.direction = direction;
    this.name = meaning.name;
    this.family = meaning.family;
    this.schema = meaning.schema;
    this.#outline = meaning.schema ?? meaning.outline;
    this.#fromRequest = direction === "reply" ? meaning.fromRequest : undefined;
    this.verb = verbOf(meaning.name);
    this.answers = answers;
    this.littleEndian = littleEndian;
    this.#view = view;
    this.#resolve = resolve;
  }

  /** The message's bytes, header included, padding excluded: a view, not a copy. */
  get bytes(): Uint8Array {
    return this.#view.u8.subarray(this.raw.start, this.raw.end);
  }

  get isControl(): boolean {
    return this.verb === "control";
  }

  /** Whether a schema covers the body (control messages and empty bodies need none). */
  get isDecodable(): boolean {
    return this.isControl || this.schema !== undefined || this.raw.end === this.raw.payload;
  }

  /**
   * The body as a value: what the schema infers, a ControlValue for NLMSG_ERROR and NLMSG_DONE, bytes where there is no
   * schema.
   *
   * @throws DecodeError when the body does not fit its schema; offsets count from the start of the payload
   */
  value(): unknown {
    const { type, payload, end } = this.raw;
    if (type === NLMSG_ERROR) return this.#errorValue();
    if (type === NLMSG_DONE) return this.#doneValue();
    if (this.schema === undefined) return this.#view.u8.slice(payload, end);
    return decode(this.schema, this.#view, { start: payload, end, ...this.#options() });
  }

  /** The body, losslessly: `encodeTree` gives the payload's bytes. Never throws on content. */
  tree(): TreeNode {
    const { type, payload, end } = this.raw;
    if (type === NLMSG_ERROR && end - payload >= ErrorHeader.size) return this.#errorTree();
    if (type === NLMSG_DONE && end - payload >= DoneHeader.size) return this.#doneTree();
    if (this.#outline === undefined) {
      return { kind: "raw", offset: 0, length: end - payload, raw: this.#view.u8.slice(payload, end) };
    }
    return decodeTree(this.#outline, this.#view, { start: payload, end, ...this.#options() });
  }

  #options(): CodecOptions {
    const { direction, littleEndian, name } = this;
    const scope = this.#scope();
    return scope === undefined ? { direction, littleEndian, name } : { direction, littleEndian, name, scope };
  }

  /** What the request says about the reply, when it was seen and makes sense. */
  #scope(): Record<string, unknown> | undefined {
    const wanted = this.#fromRequest;
    const asked = this.answers;
    if (wanted === undefined || asked === undefined) return undefined;
    const payload = asked.bytes.subarray(NLMSG_HDRLEN);
    const { schema } = this.#resolve(asked.type, "request", payload);
    if (schema === undefined) return undefined;
    try {
      const options = { direction: "request" as const, littleEndian: this.littleEndian };
      const value = decode(schema, payload, options) as Record<string, unknown>;
      const found = (keys: readonly string[]) => keys.map((key) => value[key]).find((item) => item !== undefined);
      return Object.fromEntries(Object.entries(wanted).map(([name, keys]) => [name, found(keys)]));
    } catch (error) {
      if (isDecodeError(error)) return undefined;
      throw error;
    }
  }

  /** The message encoded again from a tree of its body; the header's length follows from it. */
  encode(tree: TreeNode): Uint8Array {
    const body = encodeTree(tree, { littleEndian: this.littleEndian, direction: this.direction });
    const out = viewOf(new Uint8Array(NLMSG_HDRLEN + body.length));
    const { type, flags, sequence, port } = this.raw;
    out.dv.setUint32(0, out.u8.length, this.littleEndian);
    out.dv.setUint16(4, type, this.littleEndian);
    out.dv.setUint16(6, flags, this.littleEndian);
    out.dv.setUint32(8, sequence, this.littleEndian);
    out.dv.setUint32(12, port, this.littleEndian);
    out.u8.set(body, NLMSG_HDRLEN);
    return out.u8;
  }

  /**
   * Kernel names of the attribute that an extended acknowledgement points at, or of the one that it misses; empty when it
   * tells neither, or when the request is not known.
   */
  refusedAttribute(extack: ExtendedAck | undefined): string[] {
    const request = this.#request();
    if (extack === undefined || request === undefined) return [];
    const { offs, missNest, missType } = extack;
    const payload = request.bytes.subarray(NLMSG_HDRLEN);
    const { schema } = this.#resolve(request.type, "request", payload);
    const missing = missType === undefined ? [] : [`missing attribute ${missType}`];
    if (schema === undefined) return missing;
    const tree = decodeTree(schema, payload, { direction: "request", littleEndian: this.littleEndian });
    // The kernel counts from the nlmsghdr, a tree from the payload.
    const place = missNest ?? offs;
    const path = place === undefined ? [] : pathAt(tree, place - NLMSG_HDRLEN);
    if (missType === undefined) return [...path];
    const name = nameInSet(tree, missNest === undefined ? undefined : missNest - NLMSG_HDRLEN, missType);
    return [...path, name === undefined ? missing[0]! : `missing ${name}`];
  }

  /** The refused request: as echoed, or as remembered where the echo is capped to the header. */
  #request(): { type: number; bytes: Uint8Array } | undefined {
    const { type, payload, end, flags } = this.raw;
    if (type === NLMSG_ERROR && (flags & AckFlags.capped) === 0 && end - payload > ErrorHeader.size) {
      const length = this.#view.dv.getUint32(payload + 4, this.littleEndian);
      const echoed = this.#view.u8.subarray(payload + 4, Math.min(end, payload + 4 + length));
      return { type: this.#view.dv.getUint16(payload + 8, this.littleEndian), bytes: echoed };
    }
    return this.answers;
  }

  /** Where the parts of NLMSG_ERROR lie: the echoed payload and the TLVs. */
  #errorParts(): { echoEnd: number; tlvs: number } {
    const { payload, end, flags } = this.raw;
    const length = this.#view.dv.getUint32(payload + 4, this.littleEndian);
    const whole = (flags & AckFlags.capped) === 0;
    const tlvs = (flags & AckFlags.ack_tlvs) !== 0;
    const echoed = whole ? payload + 4 + Math.max(length, NLMSG_HDRLEN) : payload + ErrorHeader.size;
    const echoEnd = Math.min(end, echoed);
    return { echoEnd, tlvs: tlvs && whole ? Math.min(end, payload + ((echoEnd - payload + 3) & ~3)) : echoEnd };
  }

  #errorValue(): ControlValue {
    const { payload, end, flags } = this.raw;
    const { littleEndian } = this;
    const head = decode(ErrorHeader, this.#view, { start: payload, end, littleEndian, name: this.name });
    const { echoEnd, tlvs } = this.#errorParts();
    const echo = this.#view.u8.subarray(payload + ErrorHeader.size, echoEnd);
    const meaning = this.#resolve(head.msg.type, "request", echo);
    // An echo without a body does not name the command of a generic netlink request; the request itself did.
    const asked = echo.length === 0 && this.answers?.type === head.msg.type ? this.answers.name : undefined;
    const request: EchoedRequest = {
      type: head.msg.type,
      typeName: asked ?? meaning.name,
      flags: head.msg.flags,
      seq: head.msg.seq,
      port: head.msg.pid,
    };
    if (echo.length > 0) this.#readEcho(request, echo, meaning);
    return this.#control(head.error, { request }, (flags & AckFlags.ack_tlvs) !== 0 ? tlvs : undefined);
  }

  #readEcho(request: EchoedRequest, echo: Uint8Array, { schema, name }: Meaning): void {
    request.value = echo.slice();
    if (schema === undefined) return;
    try {
      request.value = decode(schema, echo, { direction: "request", littleEndian: this.littleEndian, name });
    } catch (error) {
      if (!isDecodeError(error)) throw error;
      request.malformed = error.message;
    }
  }

  #doneValue(): ControlValue {
    const { payload, end, flags } = this.raw;
    // Dumps of generic netlink in user space, and some old ones, end without the errno.
    if (end === payload) return { error: 0, code: undefined };
    const { littleEndian } = this;
    const { error } = decode(DoneHeader, this.#view, { start: payload, end, littleEndian, name: this.name });
    return this.#control(error, {}, (flags & AckFlags.ack_tlvs) !== 0 ? payload + DoneHeader.size : undefined);
  }

  #control(error: number, parts: Partial<ControlValue>, tlvs: number | undefined): ControlValue {
    const value: ControlValue = { error, code: error < 0 ? errnoName(error) : undefined, ...parts };
    if (tlvs === undefined) return value;
    const { littleEndian } = this;
    value.extack = decode(ExtendedAck, this.#view, { start: tlvs, end: this.raw.end, littleEndian, name: this.name });
    const attribute = this.refusedAttribute(value.extack);
    if (attribute.length > 0) value.attribute = attribute;
    return value;
  }

  #errorTree(): TreeNode {
    const { payload, end, flags } = this.raw;
    const { echoEnd, tlvs } = this.#errorParts();
    const { littleEndian } = this;
    const echoStart = payload + ErrorHeader.size;
    const echo = this.#view.u8.subarray(echoStart, echoEnd);
    const type = this.#view.dv.getUint16(payload + 8, littleEndian);
    const meaning = this.#resolve(type, "request", echo);
    const found = this.#controlTree(ErrorHeader, end, echoStart);
    const raw = (from: number, to: number): TreeNode => {
      return { kind: "raw", offset: from - payload, length: to - from, raw: this.#view.u8.slice(from, to) };
    };
    if (echo.length > 0) {
      const content =
        meaning.schema === undefined
          ? raw(echoStart, echoEnd)
          : decodeTree(meaning.schema, this.#view, {
              start: echoStart,
              end: echoEnd,
              direction: "request",
              littleEndian,
            });
      found.parts.push({ name: meaning.name, content });
    }
    if (tlvs > echoEnd) found.parts.push({ name: "padding", content: raw(echoEnd, tlvs) });
    if (tlvs < end) this.#addTail(found, tlvs, (flags & AckFlags.ack_tlvs) !== 0);
    return found;
  }

  #doneTree(): TreeNode {
    const { payload, end, flags } = this.raw;
    const after = payload + DoneHeader.size;
    const found = this.#controlTree(DoneHeader, end, after);
    if (after < end) this.#addTail(found, after, (flags & AckFlags.ack_tlvs) !== 0);
    return found;
  }

  #controlTree(header: AnyType, end: number, headEnd: number): StructNode {
    const { payload } = this.raw;
    const head = decodeTree(header, this.#view, { start: payload, end: headEnd, littleEndian: this.littleEndian });
    if (head.kind !== "value") throw new DecodeError("no fixed header", [this.name], 0);
    return { kind: "struct", offset: 0, length: end - payload, head, parts: [] };
  }

  #addTail(found: StructNode, start: number, tlvs: boolean): void {
    const { end } = this.raw;
    if (!tlvs) {
      found.trailing = this.#view.u8.slice(start, end);
      return;
    }
    const content = decodeTree(ExtendedAck, this.#view, { start, end, littleEndian: this.littleEndian });
    found.parts.push({ name: "extended acknowledgement", content });
  }
}
