import { SchemaError } from "./errors.js";
import { make, type Simplify } from "./make.js";
import type { AttrsType, MessageType, StructType } from "./type.js";

type MessageOf<Header, Body> = Body extends unknown ? Simplify<Header & Body> : never;

export interface Message<H extends StructType, B extends AttrsType> extends MessageType {
  readonly "~out": MessageOf<H["~out"], B["~out"]>;
  readonly "~in": MessageOf<H["~in"], B["~in"]>;
}

/**
 * A struct followed by attributes, in one object: a netlink message, or an attribute that is built like one
 * (VETH_INFO_PEER, netem's TCA_OPTIONS, a struct rtnexthop). Attributes start at the header's size aligned to 4.
 */
export function message<H extends StructType, B extends AttrsType>(header: H, body: B): Message<H, B> {
  const [tail] = (header as StructType).tails;
  if (tail !== undefined) throw new SchemaError(`struct ${header.name} ends in ${tail.key}: no attributes can follow`);
  for (const { key, type } of (header as StructType).members) {
    // Attributes follow at the header's full size, so no member of it can be missing.
    if (type.later === true)
      throw new SchemaError(`${key} of struct ${header.name} is later: no attributes can follow`);
    if (key === "unknown" || Object.hasOwn((body as AttrsType).fields, key)) {
      throw new SchemaError(`${key} of struct ${header.name} is also a key of the attributes`);
    }
  }
  return make<Message<H, B>>({ tag: "message", header, body });
}
