// include/uapi/linux/if_link.h: IFLA_MACSEC_*; if_macsec.h: MACSEC_CIPHER_ID_*
import {
  type AttrsType,
  attr,
  attrs,
  be16,
  be64,
  constants,
  enumOf,
  hex,
  type Infer,
  type Input,
  type NameOf,
  u8,
  u32,
  u64,
  unit,
} from "../../../codec/index.js";

export const MacsecValidation = constants("MACSEC_VALIDATE_", { disabled: 0, check: 1, strict: 2 });
export type MacsecValidation = NameOf<typeof MacsecValidation>;

export const MacsecOffload = constants("MACSEC_OFFLOAD_", { off: 0, phy: 1, mac: 2 });
export type MacsecOffload = NameOf<typeof MacsecOffload>;

/** Values of `cipherSuite`, MACSEC_CIPHER_ID_*. */
export const MacsecCipher = {
  gcm_aes_128: 0x0080c20001000001n,
  gcm_aes_256: 0x0080c20001000002n,
  gcm_aes_xpn_128: 0x0080c20001000003n,
  gcm_aes_xpn_256: 0x0080c20001000004n,
} as const;
export type MacsecCipher = keyof typeof MacsecCipher;

const macsecData = attrs(
  {
    /** Secure channel identifier: MAC address and port; big-endian. */
    sci: attr(1, "IFLA_MACSEC_SCI", hex(be64)),
    /** Big-endian. */
    port: attr(2, "IFLA_MACSEC_PORT", be16),
    /** 8 … 16. */
    icvLen: attr(3, "IFLA_MACSEC_ICV_LEN", unit("bytes", u8)),
    cipherSuite: attr(4, "IFLA_MACSEC_CIPHER_SUITE", hex(u64)),
    window: attr(5, "IFLA_MACSEC_WINDOW", unit("packets", u32)),
    /** Number of the secure association that is sent with, 0 … 3. */
    encodingSa: attr(6, "IFLA_MACSEC_ENCODING_SA", u8),
    encrypt: attr(7, "IFLA_MACSEC_ENCRYPT", u8),
    protect: attr(8, "IFLA_MACSEC_PROTECT", u8),
    incSci: attr(9, "IFLA_MACSEC_INC_SCI", u8),
    es: attr(10, "IFLA_MACSEC_ES", u8),
    scb: attr(11, "IFLA_MACSEC_SCB", u8),
    replayProtect: attr(12, "IFLA_MACSEC_REPLAY_PROTECT", u8),
    validation: attr(13, "IFLA_MACSEC_VALIDATION", enumOf(u8, MacsecValidation)),
    offload: attr(15, "IFLA_MACSEC_OFFLOAD", enumOf(u8, MacsecOffload)),
  },
  { pad: { IFLA_MACSEC_PAD: 14 } },
);
export interface MacsecData extends Infer<typeof macsecData> {}
export interface MacsecDataInput extends Input<typeof macsecData> {}
export const MacsecData: AttrsType<MacsecData, MacsecDataInput> = macsecData;
