export { AddressFamily } from "./address-family.js";
export { Errno, errnoName } from "./errno.js";
export { EtherType } from "./ether-type.js";
export { IlaAttrs } from "./ila.js";
export { IpProtocol } from "./ip-protocol.js";
export { Sockaddr, SockaddrIn, SockaddrIn6 } from "./sockaddr.js";
