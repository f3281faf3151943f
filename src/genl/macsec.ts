// include/uapi/linux/if_macsec.h: MACSEC_CMD_*, MACSEC_ATTR_*
import {
  attr,
  attrs,
  be64,
  bytes,
  constants,
  counter64,
  enumOf,
  fixedBytes,
  hex,
  type Infer,
  indexed,
  message,
  type NameOf,
  nested,
  u8,
  u32,
  u64,
  uint,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";

export const MacsecValidate = constants("MACSEC_VALIDATE_", { disabled: 0, check: 1, strict: 2 });
export type MacsecValidate = NameOf<typeof MacsecValidate>;

export const MacsecOffload = constants("MACSEC_OFFLOAD_", { off: 0, phy: 1, mac: 2 });
export type MacsecOffload = NameOf<typeof MacsecOffload>;

export const MacsecSaStats = attrs({
  inPktsOk: attr(1, "MACSEC_SA_STATS_ATTR_IN_PKTS_OK", unit("packets", u32)),
  inPktsInvalid: attr(2, "MACSEC_SA_STATS_ATTR_IN_PKTS_INVALID", unit("packets", u32)),
  inPktsNotValid: attr(3, "MACSEC_SA_STATS_ATTR_IN_PKTS_NOT_VALID", unit("packets", u32)),
  inPktsNotUsingSa: attr(4, "MACSEC_SA_STATS_ATTR_IN_PKTS_NOT_USING_SA", unit("packets", u32)),
  inPktsUnusedSa: attr(5, "MACSEC_SA_STATS_ATTR_IN_PKTS_UNUSED_SA", unit("packets", u32)),
  outPktsProtected: attr(6, "MACSEC_SA_STATS_ATTR_OUT_PKTS_PROTECTED", unit("packets", u32)),
  outPktsEncrypted: attr(7, "MACSEC_SA_STATS_ATTR_OUT_PKTS_ENCRYPTED", unit("packets", u32)),
});
export interface MacsecSaStats extends Infer<typeof MacsecSaStats> {}

export const MacsecRxscStats = attrs(
  {
    inOctetsValidated: attr(1, "MACSEC_RXSC_STATS_ATTR_IN_OCTETS_VALIDATED", unit("bytes", counter64)),
    inOctetsDecrypted: attr(2, "MACSEC_RXSC_STATS_ATTR_IN_OCTETS_DECRYPTED", unit("bytes", counter64)),
    inPktsUnchecked: attr(3, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_UNCHECKED", unit("packets", counter64)),
    inPktsDelayed: attr(4, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_DELAYED", unit("packets", counter64)),
    inPktsOk: attr(5, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_OK", unit("packets", counter64)),
    inPktsInvalid: attr(6, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_INVALID", unit("packets", counter64)),
    inPktsLate: attr(7, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_LATE", unit("packets", counter64)),
    inPktsNotValid: attr(8, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_NOT_VALID", unit("packets", counter64)),
    inPktsNotUsingSa: attr(9, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_NOT_USING_SA", unit("packets", counter64)),
    inPktsUnusedSa: attr(10, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_UNUSED_SA", unit("packets", counter64)),
  },
  { pad: { MACSEC_RXSC_STATS_ATTR_PAD: 11 } },
);
export interface MacsecRxscStats extends Infer<typeof MacsecRxscStats> {}

export const MacsecTxscStats = attrs(
  {
    outPktsProtected: attr(1, "MACSEC_TXSC_STATS_ATTR_OUT_PKTS_PROTECTED", unit("packets", counter64)),
    outPktsEncrypted: attr(2, "MACSEC_TXSC_STATS_ATTR_OUT_PKTS_ENCRYPTED", unit("packets", counter64)),
    outOctetsProtected: attr(3, "MACSEC_TXSC_STATS_ATTR_OUT_OCTETS_PROTECTED", unit("bytes", counter64)),
    outOctetsEncrypted: attr(4, "MACSEC_TXSC_STATS_ATTR_OUT_OCTETS_ENCRYPTED", unit("bytes", counter64)),
  },
  { pad: { MACSEC_TXSC_STATS_ATTR_PAD: 5 } },
);
export interface MacsecTxscStats extends Infer<typeof MacsecTxscStats> {}

export const MacsecSecyStats = attrs(
  {
    outPktsUntagged: attr(1, "MACSEC_SECY_STATS_ATTR_OUT_PKTS_UNTAGGED", unit("packets", counter64)),
    inPktsUntagged: attr(2, "MACSEC_SECY_STATS_ATTR_IN_PKTS_UNTAGGED", unit("packets", counter64)),
    outPktsTooLong: attr(3, "MACSEC_SECY_STATS_ATTR_OUT_PKTS_TOO_LONG", unit("packets", counter64)),
    inPktsNoTag: attr(4, "MACSEC_SECY_STATS_ATTR_IN_PKTS_NO_TAG", unit("packets", counter64)),
    inPktsBadTag: attr(5, "MACSEC_SECY_STATS_ATTR_IN_PKTS_BAD_TAG", unit("packets", counter64)),
    inPktsUnknownSci: attr(6, "MACSEC_SECY_STATS_ATTR_IN_PKTS_UNKNOWN_SCI", unit("packets", counter64)),
    inPktsNoSci: attr(7, "MACSEC_SECY_STATS_ATTR_IN_PKTS_NO_SCI", unit("packets", counter64)),
    inPktsOverrun: attr(8, "MACSEC_SECY_STATS_ATTR_IN_PKTS_OVERRUN", unit("packets", counter64)),
  },
  { pad: { MACSEC_SECY_STATS_ATTR_PAD: 9 } },
);
export interface MacsecSecyStats extends Infer<typeof MacsecSecyStats> {}

/** Packet number: 32 bits, or 64 with extended packet numbering, as an unsigned integer. */
const PacketNumber = uint;

/** A secure association: one key of a channel. */
export const MacsecSa = attrs(
  {
    an: attr(1, "MACSEC_SA_ATTR_AN", u8),
    active: attr(2, "MACSEC_SA_ATTR_ACTIVE", u8),
    pn: attr(3, "MACSEC_SA_ATTR_PN", PacketNumber),
    key: attr(4, "MACSEC_SA_ATTR_KEY", bytes),
    keyid: attr(5, "MACSEC_SA_ATTR_KEYID", fixedBytes(16)),
    stats: attr(6, "MACSEC_SA_ATTR_STATS", nested(MacsecSaStats)),
    ssci: attr(8, "MACSEC_SA_ATTR_SSCI", hex(u32)),
    salt: attr(9, "MACSEC_SA_ATTR_SALT", fixedBytes(12)),
  },
  { pad: { MACSEC_SA_ATTR_PAD: 7 } },
);
export interface MacsecSa extends Infer<typeof MacsecSa> {}

/** A secure channel that is received. */
export const MacsecRxsc = attrs(
  {
    sci: attr(1, "MACSEC_RXSC_ATTR_SCI", hex(be64)),
    active: attr(2, "MACSEC_RXSC_ATTR_ACTIVE", u8),
    saList: attr(3, "MACSEC_RXSC_ATTR_SA_LIST", nested(indexed(nested(MacsecSa)))),
    stats: attr(4, "MACSEC_RXSC_ATTR_STATS", nested(MacsecRxscStats)),
  },
  { pad: { MACSEC_RXSC_ATTR_PAD: 5 } },
);
export interface MacsecRxsc extends Infer<typeof MacsecRxsc> {}

/** The MACsec entity of an interface. */
export const MacsecSecy = attrs(
  {
    sci: attr(1, "MACSEC_SECY_ATTR_SCI", hex(be64)),
    encodingSa: attr(2, "MACSEC_SECY_ATTR_ENCODING_SA", u8),
    window: attr(3, "MACSEC_SECY_ATTR_WINDOW", unit("packets", u32)),
    cipherSuite: attr(4, "MACSEC_SECY_ATTR_CIPHER_SUITE", hex(u64)),
    icvLen: attr(5, "MACSEC_SECY_ATTR_ICV_LEN", u8),
    protect: attr(6, "MACSEC_SECY_ATTR_PROTECT", u8),
    replay: attr(7, "MACSEC_SECY_ATTR_REPLAY", u8),
    oper: attr(8, "MACSEC_SECY_ATTR_OPER", u8),
    validate: attr(9, "MACSEC_SECY_ATTR_VALIDATE", enumOf(u8, MacsecValidate)),
    encrypt: attr(10, "MACSEC_SECY_ATTR_ENCRYPT", u8),
    incSci: attr(11, "MACSEC_SECY_ATTR_INC_SCI", u8),
    es: attr(12, "MACSEC_SECY_ATTR_ES", u8),
    scb: attr(13, "MACSEC_SECY_ATTR_SCB", u8),
  },
  { pad: { MACSEC_SECY_ATTR_PAD: 14 } },
);
export interface MacsecSecy extends Infer<typeof MacsecSecy> {}

export const MacsecOffloadConfig = attrs(
  {
    type: attr(1, "MACSEC_OFFLOAD_ATTR_TYPE", enumOf(u8, MacsecOffload)),
  },
  { pad: { MACSEC_OFFLOAD_ATTR_PAD: 2 } },
);
export interface MacsecOffloadConfig extends Infer<typeof MacsecOffloadConfig> {}

export const MacsecAttrs = attrs({
  ifindex: attr(1, "MACSEC_ATTR_IFINDEX", u32),
  rxscConfig: attr(2, "MACSEC_ATTR_RXSC_CONFIG", nested(MacsecRxsc)),
  saConfig: attr(3, "MACSEC_ATTR_SA_CONFIG", nested(MacsecSa)),
  secy: attr(4, "MACSEC_ATTR_SECY", nested(MacsecSecy)),
  txsaList: attr(5, "MACSEC_ATTR_TXSA_LIST", nested(indexed(nested(MacsecSa)))),
  rxscList: attr(6, "MACSEC_ATTR_RXSC_LIST", nested(indexed(nested(MacsecRxsc)))),
  txscStats: attr(7, "MACSEC_ATTR_TXSC_STATS", nested(MacsecTxscStats)),
  secyStats: attr(8, "MACSEC_ATTR_SECY_STATS", nested(MacsecSecyStats)),
  offload: attr(9, "MACSEC_ATTR_OFFLOAD", nested(MacsecOffloadConfig)),
});
export const Macsec = message(GenlHeader, MacsecAttrs);
export interface Macsec extends Infer<typeof Macsec> {}

/** Generic netlink family "macsec". */
export const macsec = genericFamily("macsec", {
  MACSEC_CMD_GET_TXSC: [0, Macsec],
  MACSEC_CMD_ADD_RXSC: [1, Macsec],
  MACSEC_CMD_DEL_RXSC: [2, Macsec],
  MACSEC_CMD_UPD_RXSC: [3, Macsec],
  MACSEC_CMD_ADD_TXSA: [4, Macsec],
  MACSEC_CMD_DEL_TXSA: [5, Macsec],
  MACSEC_CMD_UPD_TXSA: [6, Macsec],
  MACSEC_CMD_ADD_RXSA: [7, Macsec],
  MACSEC_CMD_DEL_RXSA: [8, Macsec],
  MACSEC_CMD_UPD_RXSA: [9, Macsec],
  MACSEC_CMD_UPD_OFFLOAD: [10, Macsec],
});
