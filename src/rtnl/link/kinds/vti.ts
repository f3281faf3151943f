// include/uapi/linux/if_tunnel.h: IFLA_VTI_*, of vti and vti6
import {
  type AnyType,
  type AttrsType,
  attr,
  attrs,
  be32,
  hex,
  type Infer,
  type Input,
  ipv4,
  ipv6,
  u32,
} from "../../../codec/index.js";

const vtiSet = <A extends AnyType>(address: A) =>
  attrs({
    /** Index of the device below, 0 for none. */
    link: attr(1, "IFLA_VTI_LINK", u32),
    /** Big-endian. */
    ikey: attr(2, "IFLA_VTI_IKEY", be32),
    /** Big-endian. */
    okey: attr(3, "IFLA_VTI_OKEY", be32),
    local: attr(4, "IFLA_VTI_LOCAL", address),
    remote: attr(5, "IFLA_VTI_REMOTE", address),
    fwmark: attr(6, "IFLA_VTI_FWMARK", hex(u32)),
  });

const vtiData = vtiSet(ipv4);
export interface VtiData extends Infer<typeof vtiData> {}
export interface VtiDataInput extends Input<typeof vtiData> {}
export const VtiData: AttrsType<VtiData, VtiDataInput> = vtiData;

const vti6Data = vtiSet(ipv6);
export interface Vti6Data extends Infer<typeof vti6Data> {}
export interface Vti6DataInput extends Input<typeof vti6Data> {}
export const Vti6Data: AttrsType<Vti6Data, Vti6DataInput> = vti6Data;
