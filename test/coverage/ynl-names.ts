/** Prefixes of C names that the specifications do not give. */

/** By family, then attribute set. */
export const SET_PREFIXES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  conntrack: {
    "counter-attrs": "cta-counters-",
    "tuple-proto-attrs": "cta-",
    "tuple-ip-attrs": "cta-",
    "tuple-attrs": "cta-",
    "protoinfo-tcp-attrs": "cta-protoinfo-",
    "protoinfo-dccp-attrs": "cta-protoinfo-",
    "protoinfo-sctp-attrs": "cta-protoinfo-sctp-",
    "protoinfo-attrs": "cta-",
    "help-attrs": "cta-",
    "nat-proto-attrs": "cta-proto",
    "nat-attrs": "cta-",
    "seqadj-attrs": "cta-seqadj-",
    "secctx-attrs": "cta-",
    "synproxy-attrs": "cta-synproxy-",
    "filter-attrs": "cta-filter-",
    "conntrack-attrs": "cta-",
    "conntrack-stats-attrs": "cta-stats-",
  },
  tc: { "hfsc-attrs": "tca-hfsc-" },
  nftables: {
    "log-attrs": "nfta-log-",
    "numgen-attrs": "nfta-ng-",
    "range-attrs": "nfta-range-",
    "batch-attrs": "nfnl-batch-",
    "table-attrs": "nfta-table-",
    "chain-attrs": "nfta-chain-",
    "counter-attrs": "nfta-counter-",
    "nft-hook-attrs": "nfta-hook-",
    "hook-dev-attrs": "nfta-device-",
    "nft-counter-attrs": "nfta-counter-",
    "rule-attrs": "nfta-rule-",
    "expr-list-attrs": "nfta-list-",
    "expr-attrs": "nfta-expr-",
    "rule-compat-attrs": "nfta-rule-compat-",
    "set-attrs": "nfta-set-",
    "set-desc-attrs": "nfta-set-desc-",
    "set-desc-concat-attrs": "nfta-list-",
    "set-field-attrs": "nfta-set-field-",
    "set-list-attrs": "nfta-list-",
    "setelem-attrs": "nfta-set-elem-",
    "setelem-list-elem-attrs": "nfta-list-",
    "setelem-list-attrs": "nfta-set-elem-list-",
    "gen-attrs": "nfta-gen-",
    "obj-attrs": "nfta-obj-",
    "quota-attrs": "nfta-quota-",
    "flowtable-attrs": "nfta-flowtable-",
    "flowtable-hook-attrs": "nfta-flowtable-hook-",
    "expr-bitwise-attrs": "nfta-bitwise-",
    "expr-cmp-attrs": "nfta-cmp-",
    "data-attrs": "nfta-data-",
    "verdict-attrs": "nfta-verdict-",
    "expr-counter-attrs": "nfta-counter-",
    "expr-fib-attrs": "nfta-fib-",
    "expr-ct-attrs": "nfta-ct-",
    "expr-flow-offload-attrs": "nfta-flow-",
    "expr-immediate-attrs": "nfta-immediate-",
    "expr-lookup-attrs": "nfta-lookup-",
    "expr-masq-attrs": "nfta-masq-",
    "expr-meta-attrs": "nfta-meta-",
    "expr-nat-attrs": "nfta-nat-",
    "expr-payload-attrs": "nfta-payload-",
    "expr-reject-attrs": "nfta-reject-",
    "expr-target-attrs": "nfta-target-",
    "expr-tproxy-attrs": "nfta-tproxy-",
    "expr-objref-attrs": "nfta-objref-",
    "compat-target-attrs": "nfta-target-",
    "compat-match-attrs": "nfta-match-",
    "compat-attrs": "nfta-compat-",
  },
};

/** Names that do not follow from the specification's, by the one that would. */
export const NAMES: Readonly<Record<string, string>> = {
  CTA_COUNTERS_PACKETS_OLD: "CTA_COUNTERS32_PACKETS",
  CTA_COUNTERS_BYTES_OLD: "CTA_COUNTERS32_BYTES",
  CTA_PROTOINFO_SCTP_SCTP_STATE: "CTA_PROTOINFO_SCTP_STATE",
  NFTA_FLOW_NAME: "NFTA_FLOW_TABLE_NAME",
  NFTA_HOOK_NUM: "NFTA_HOOK_HOOKNUM",
  NFT_MSG_BATCH_BEGIN: "NFNL_MSG_BATCH_BEGIN",
  NFT_MSG_BATCH_END: "NFNL_MSG_BATCH_END",
};

/** Structs of the specifications that C has under another name. */
export const STRUCT_NAMES: Readonly<Record<string, string>> = {
  nf_ct_tcp_flags_mask: "nf_ct_tcp_flags",
  sta_flag_update: "nl80211_sta_flag_update",
};

/** Members of the specifications' structs that C has under another name. */
export const MEMBER_NAMES: Readonly<Record<string, string>> = {
  "tc_dualpi2_xstats.pkts_in_c": "packets_in_c",
  "tc_dualpi2_xstats.pkts_in_l": "packets_in_l",
  "tc_dualpi2_xstats.step_mark": "step_marks",
};

/** By family: what the operations' names follow. */
export const MESSAGE_PREFIXES: Readonly<Record<string, string>> = {
  conntrack: "ipctnl-msg-ct-",
  nftables: "nft-msg-",
};
