/** A pair of devices with addresses, as most tests need it. */
import type { Namespace } from "./namespace.js";

/** va with 10.0.0.1/24 and 2001:db8::1/64, its peer vb; both up. Gives names by index. */
export async function withVeth(ns: Namespace): Promise<Map<number, string>> {
  await ns.script(`
    ip link set lo up
    ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
    ip link set va up
    ip link set vb up
    ip address add 10.0.0.1/24 dev va
    ip -6 address add 2001:db8::1/64 dev va nodad
  `);
  const links = await ns.json<{ ifindex: number; ifname: string }[]>("ip", "-j", "link");
  return new Map(links.map(({ ifindex, ifname }) => [ifindex, ifname]));
}
