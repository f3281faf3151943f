// include/uapi/linux/mptcp.h: MPTCP_SUBFLOW_ATTR_*, MPTCP_SUBFLOW_FLAG_*
import { attr, attrs, constants, flagsOf, hex, type Infer, u8, u16, u32, u64 } from "../codec/index.js";

export const MptcpSubflowFlags = constants("MPTCP_SUBFLOW_FLAG_", {
  mcap_rem: 1,
  mcap_loc: 2,
  join_rem: 4,
  join_loc: 8,
  bkup_rem: 0x10,
  bkup_loc: 0x20,
  fully_established: 0x40,
  connected: 0x80,
  mapvalid: 0x100,
});

/** What INET_DIAG_ULP_INFO tells of a TCP socket that is a subflow of an MPTCP connection. */
export const MptcpSubflow = attrs(
  {
    tokenRem: attr(1, "MPTCP_SUBFLOW_ATTR_TOKEN_REM", hex(u32)),
    tokenLoc: attr(2, "MPTCP_SUBFLOW_ATTR_TOKEN_LOC", hex(u32)),
    relwriteSeq: attr(3, "MPTCP_SUBFLOW_ATTR_RELWRITE_SEQ", u32),
    mapSeq: attr(4, "MPTCP_SUBFLOW_ATTR_MAP_SEQ", u64),
    mapSfseq: attr(5, "MPTCP_SUBFLOW_ATTR_MAP_SFSEQ", u32),
    ssnOffset: attr(6, "MPTCP_SUBFLOW_ATTR_SSN_OFFSET", u32),
    mapDatalen: attr(7, "MPTCP_SUBFLOW_ATTR_MAP_DATALEN", u16),
    flags: attr(8, "MPTCP_SUBFLOW_ATTR_FLAGS", flagsOf(u32, MptcpSubflowFlags)),
    idRem: attr(9, "MPTCP_SUBFLOW_ATTR_ID_REM", u8),
    idLoc: attr(10, "MPTCP_SUBFLOW_ATTR_ID_LOC", u8),
  },
  { pad: { MPTCP_SUBFLOW_ATTR_PAD: 11 } },
);
export interface MptcpSubflow extends Infer<typeof MptcpSubflow> {}
