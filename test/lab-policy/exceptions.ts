/**
 * Where a schema rightly differs from a kernel's policy, each with its reason. The test fails when an entry is not
 * needed any more.
 */

export interface PolicyException {
  readonly reason: string;
  /** Kernels that differ in this way, by their first two numbers; every kernel when it is absent. */
  readonly kernels?: readonly string[];
}

/** By family, then by the sentence that the comparison reports; a `*` at the end stands for any rest. */
export const POLICY_EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, PolicyException>>>> = {
  l2tp: {
    "L2TP_ATTR_RECV_TIMEOUT is u64, the kernel has uint": {
      reason: "the kernel's NLA_MSECS, eight bytes on the wire, is announced as uint",
    },
  },
  mptcp_pm: {
    "MPTCP_PM_CMD_ADD_ADDR lacks attribute *": {
      reason: "all commands shared one policy, with the attributes of the events, until each got one of its own",
      kernels: ["6.1"],
    },
  },
  nl80211: {
    "NL80211_ATTR_CONTROL_PORT_ETHERTYPE is u16[], the kernel has u16": {
      reason: "one number in requests and frames, an empty attribute where a wiphy tells that it can do it",
    },
    "NL80211_ATTR_KEY_TYPE has no name for the value 3": {
      reason: "the policy's limit is the number of key types, which is no key type",
    },
    "NL80211_ATTR_MLO_LINKS lacks attribute *": {
      reason: "the kernel checks a link with the policy of all requests and reads a link's own attributes only",
    },
    "NL80211_ATTR_WIPHY_TX_POWER_LEVEL is s32, the kernel has u32": {
      reason: "checked as an unsigned number, read as a signed one, in units of 0.01 dBm",
    },
    "NL80211_BAND_*": {
      reason: "in NL80211_TID_CONFIG_ATTR_TX_RATE, which the kernel checks as the rates of one band and reads by band",
    },
    "NL80211_TID_CONFIG_ATTR_TX_RATE lacks attribute *": {
      reason: "the kernel checks its content as the rates of one band and reads it by band",
    },
  },
  SEG6: {
    "SEG6_ATTR_HMACINFO is bytes, the kernel has nested": {
      reason: "in the policy only: no code reads or writes the attribute",
    },
  },
};

/** The exception for a sentence: its own, or one that ends in `*` and fits. */
export function exceptionFor(family: string, problem: string): string | undefined {
  const keys = Object.keys(POLICY_EXCEPTIONS[family] ?? {});
  return keys.find((key) => (key.endsWith("*") ? problem.startsWith(key.slice(0, -1)) : key === problem));
}
