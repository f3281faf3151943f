// include/uapi/linux/if_link.h: IFLA_AF_SPEC, IFLA_MCTP_*
import { type AttrsType, attr, attrs, enumOf, type Infer, type Input, u8, u32 } from "../../codec/index.js";
import { MctpPhysBinding } from "./constants.js";
import { InetSpec } from "./inet.js";
import { Inet6Spec } from "./inet6.js";

const mctpSpec = attrs({
  net: attr(1, "IFLA_MCTP_NET", u32),
  /** Linux 6.15. */
  physBinding: attr(2, "IFLA_MCTP_PHYS_BINDING", enumOf(u8, MctpPhysBinding)),
});
export interface MctpSpec extends Infer<typeof mctpSpec> {}
export interface MctpSpecInput extends Input<typeof mctpSpec> {}
export const MctpSpec: AttrsType<MctpSpec, MctpSpecInput> = mctpSpec;

const familySpec = attrs({
  inet: attr(2, "AF_INET", InetSpec),
  inet6: attr(10, "AF_INET6", Inet6Spec),
  mctp: attr(45, "AF_MCTP", MctpSpec),
});
export interface FamilySpec extends Infer<typeof familySpec> {}
export interface FamilySpecInput extends Input<typeof familySpec> {}
/** What each address family has to say about a device; attribute types are the families. */
export const FamilySpec: AttrsType<FamilySpec, FamilySpecInput> = familySpec;
