// include/uapi/linux/if_bonding.h; the rest from include/net/bond_options.h, bonding.h and bond_3ad.h
import { constants, type NameOf } from "../../../codec/index.js";

export const BondMode = constants("BOND_MODE_", {
  roundrobin: 0,
  activebackup: 1,
  xor: 2,
  broadcast: 3,
  "8023ad": 4,
  tlb: 5,
  alb: 6,
});
export type BondMode = NameOf<typeof BondMode>;

export const BondXmitPolicy = constants("BOND_XMIT_POLICY_", {
  layer2: 0,
  layer34: 1,
  layer23: 2,
  encap23: 3,
  encap34: 4,
  vlan_srcmac: 5,
});
export type BondXmitPolicy = NameOf<typeof BondXmitPolicy>;

export const BondState = constants("BOND_STATE_", { active: 0, backup: 1 });
export type BondState = NameOf<typeof BondState>;

export const BondLink = constants("BOND_LINK_", { up: 0, fail: 1, down: 2, back: 3 });
export type BondLink = NameOf<typeof BondLink>;

/** IEEE 802.1AX port state. */
export const LacpState = constants("LACP_STATE_", {
  lacp_activity: 0x1,
  lacp_timeout: 0x2,
  aggregation: 0x4,
  synchronization: 0x8,
  collecting: 0x10,
  distributing: 0x20,
  defaulted: 0x40,
  expired: 0x80,
});
export type LacpState = NameOf<typeof LacpState>;

/** What of the ARP traffic is checked: bits for active and backup devices, and for taking any other traffic as a sign of life. */
export const BondArpValidate = constants(
  "BOND_ARP_VALIDATE_",
  {
    none: 0,
    active: 1,
    backup: 2,
    all: 3,
    filter: 4,
    filter_active: 5,
    filter_backup: 6,
  },
  { filter: "BOND_ARP_FILTER", filter_active: "BOND_ARP_FILTER_ACTIVE", filter_backup: "BOND_ARP_FILTER_BACKUP" },
);
export type BondArpValidate = NameOf<typeof BondArpValidate>;

export const BondArpAllTargets = constants("BOND_ARP_TARGETS_", { any: 0, all: 1 });
export type BondArpAllTargets = NameOf<typeof BondArpAllTargets>;

export const BondPrimaryReselect = constants("BOND_PRI_RESELECT_", { always: 0, better: 1, failure: 2 });
export type BondPrimaryReselect = NameOf<typeof BondPrimaryReselect>;

export const BondFailOverMac = constants("BOND_FOM_", { none: 0, active: 1, follow: 2 });
export type BondFailOverMac = NameOf<typeof BondFailOverMac>;

export const BondLacpRate = constants("AD_LACP_", { slow: 0, fast: 1 });
export type BondLacpRate = NameOf<typeof BondLacpRate>;

export const BondAdSelect = constants("BOND_AD_", { stable: 0, bandwidth: 1, count: 2, prio: 3 });
export type BondAdSelect = NameOf<typeof BondAdSelect>;
