/** Verbs against the double: what they send. */
import { type AnyType, decode, type Infer } from "../../src/codec/index.js";
import {
  type Answer,
  answer,
  Connection,
  errno,
  MemorySocket,
  multipart,
  type SeenRequest,
} from "../../src/netlink/connection/index.js";
import { Link, Rtnl } from "../../src/rtnl/index.js";

/** Interfaces of the double, by name. */
const INDEXES: Readonly<Record<string, number>> = { eth0: 7, eth1: 8, br0: 9 };
const RTM_NEWLINK = 16;
const RTM_GETLINK = 18;

export interface Stage {
  readonly rtnl: Rtnl;
  readonly socket: MemorySocket;
  /** Requests but those that look up interfaces. */
  readonly seen: SeenRequest[];
  /** The body of a request, of the last one by default. */
  body<T extends AnyType>(schema: T, index?: number): Infer<T>;
}

/** @param handler what the kernel answers to other requests; an acknowledgement by default */
export function stage(handler: (request: SeenRequest) => Iterable<Answer> = (request) => [errno(request)]): Stage {
  const seen: SeenRequest[] = [];
  const socket = new MemorySocket((request) => {
    if (request.type !== RTM_GETLINK) {
      seen.push(request);
      return handler(request);
    }
    const { ifname, index: wanted } = decode(Link, request.payload, { direction: "request" });
    const name = ifname ?? Object.keys(INDEXES).find((one) => INDEXES[one] === wanted) ?? "";
    const index = INDEXES[name];
    if (index === undefined) return [errno(request, "ENODEV")];
    return [[answer(RTM_NEWLINK, Link, { index, ifname: name })], errno(request)];
  });
  const rtnl = Rtnl.over(Connection.over(socket));
  return {
    rtnl,
    socket,
    seen,
    body: (schema, index = -1) => decode(schema, seen.at(index)!.payload, { direction: "request" }),
  };
}

/** A dump of values. */
export function dumped<T extends AnyType>(type: number, schema: T, values: readonly unknown[]): Answer[] {
  return multipart([values.map((value) => answer(type, schema, value as never))]);
}

/** What a promise fails with. */
export function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error("it should have failed");
    },
    (reason: unknown) => reason as Error,
  );
}
