// include/uapi/linux/psp.h: PSP_CMD_*, PSP_A_*
import {
  attr,
  attrs,
  bytes,
  constants,
  enumOf,
  flag,
  hex,
  type Infer,
  message,
  type NameOf,
  nested,
  repeated,
  s32,
  u32,
  uint,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const PspVersion = constants("PSP_VERSION_", {
  hdr0_aes_gcm_128: 0,
  hdr0_aes_gcm_256: 1,
  hdr0_aes_gmac_128: 2,
  hdr0_aes_gmac_256: 3,
});
export type PspVersion = NameOf<typeof PspVersion>;

export const PspAssocDevInfo = attrs({
  ifindex: attr(1, "PSP_A_ASSOC_DEV_INFO_IFINDEX", u32),
  nsid: attr(2, "PSP_A_ASSOC_DEV_INFO_NSID", s32),
});
export interface PspAssocDevInfo extends Infer<typeof PspAssocDevInfo> {}

export const PspDevAttrs = attrs({
  id: attr(1, "PSP_A_DEV_ID", u32),
  ifindex: attr(2, "PSP_A_DEV_IFINDEX", u32),
  /** Bit n for number n of `PspVersion`. */
  pspVersionsCap: attr(3, "PSP_A_DEV_PSP_VERSIONS_CAP", hex(u32)),
  /** Bit n for number n of `PspVersion`. */
  pspVersionsEna: attr(4, "PSP_A_DEV_PSP_VERSIONS_ENA", hex(u32)),
  assocList: attr(5, "PSP_A_DEV_ASSOC_LIST", repeated(nested(PspAssocDevInfo))),
  nsid: attr(6, "PSP_A_DEV_NSID", s32),
  byAssociation: attr(7, "PSP_A_DEV_BY_ASSOCIATION", flag),
});
export const PspDev = message(GenlHeader, PspDevAttrs);
export interface PspDev extends Infer<typeof PspDev> {}

export const PspKeys = attrs({
  key: attr(1, "PSP_A_KEYS_KEY", bytes),
  spi: attr(2, "PSP_A_KEYS_SPI", u32),
});
export interface PspKeys extends Infer<typeof PspKeys> {}

export const PspAssocAttrs = attrs({
  devId: attr(1, "PSP_A_ASSOC_DEV_ID", u32),
  version: attr(2, "PSP_A_ASSOC_VERSION", enumOf(u32, PspVersion)),
  rxKey: attr(3, "PSP_A_ASSOC_RX_KEY", nested(PspKeys)),
  txKey: attr(4, "PSP_A_ASSOC_TX_KEY", nested(PspKeys)),
  sockFd: attr(5, "PSP_A_ASSOC_SOCK_FD", u32),
});
export const PspAssoc = message(GenlHeader, PspAssocAttrs);
export interface PspAssoc extends Infer<typeof PspAssoc> {}

export const PspStatsAttrs = attrs({
  devId: attr(1, "PSP_A_STATS_DEV_ID", u32),
  keyRotations: attr(2, "PSP_A_STATS_KEY_ROTATIONS", uint),
  staleEvents: attr(3, "PSP_A_STATS_STALE_EVENTS", uint),
  rxPackets: attr(4, "PSP_A_STATS_RX_PACKETS", unit("packets", uint)),
  rxBytes: attr(5, "PSP_A_STATS_RX_BYTES", unit("bytes", uint)),
  rxAuthFail: attr(6, "PSP_A_STATS_RX_AUTH_FAIL", uint),
  rxError: attr(7, "PSP_A_STATS_RX_ERROR", uint),
  rxBad: attr(8, "PSP_A_STATS_RX_BAD", uint),
  txPackets: attr(9, "PSP_A_STATS_TX_PACKETS", unit("packets", uint)),
  txBytes: attr(10, "PSP_A_STATS_TX_BYTES", unit("bytes", uint)),
  txError: attr(11, "PSP_A_STATS_TX_ERROR", uint),
});
export const PspStats = message(GenlHeader, PspStatsAttrs);
export interface PspStats extends Infer<typeof PspStats> {}

/** Generic netlink family "psp". */
export const psp = genericFamily(
  "psp",
  {
    PSP_CMD_DEV_GET: [1, PspDev],
    PSP_CMD_DEV_ADD_NTF: [2, { reply: PspDev }],
    PSP_CMD_DEV_DEL_NTF: [3, { reply: PspDev }],
    PSP_CMD_DEV_SET: [4, PspDev],
    PSP_CMD_DEV_CHANGE_NTF: [5, { reply: PspDev }],
    PSP_CMD_KEY_ROTATE: [6, PspDev],
    PSP_CMD_KEY_ROTATE_NTF: [7, { reply: PspDev }],
    PSP_CMD_RX_ASSOC: [8, PspAssoc],
    PSP_CMD_TX_ASSOC: [9, PspAssoc],
    PSP_CMD_GET_STATS: [10, PspStats],
    PSP_CMD_DEV_ASSOC: [11, PspDev],
    PSP_CMD_DEV_DISASSOC: [12, PspDev],
  },
  { version: 1, groups: ["mgmt", "use"] },
);
