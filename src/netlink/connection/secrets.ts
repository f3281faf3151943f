/** Attributes that no log should show: keys and passwords. */
import type { TreeNode } from "../../codec/index.js";

/** Kernel names of attributes whose content is a secret. */
export const SECRET_ATTRIBUTES: ReadonlySet<string> = new Set([
  "ETHTOOL_A_MODULE_FW_FLASH_PASSWORD",
  "INET_DIAG_MD5SIG",
  "MACSEC_SA_ATTR_KEY",
  "NFSD_A_SERVER_FH_KEY",
  "NL80211_ATTR_FILS_KEK",
  "NL80211_ATTR_KEY_DATA",
  "NL80211_ATTR_PMK",
  "NL80211_ATTR_SAE_PASSWORD",
  "NL80211_KEY_DATA",
  "NL80211_KEY_LTF_SEED",
  "NL80211_REKEY_DATA_KCK",
  "NL80211_REKEY_DATA_KEK",
  "OVPN_A_KEYDIR_CIPHER_KEY",
  "OVPN_A_KEYDIR_NONCE_TAIL",
  "PSP_A_KEYS_KEY",
  "SEG6_ATTR_SECRET",
  "WGDEVICE_A_PRIVATE_KEY",
  "WGPEER_A_PRESHARED_KEY",
]);

/** Takes the content of secret attributes out of a tree that is about to be printed. The tree is changed. */
export function hideSecrets(tree: TreeNode): void {
  switch (tree.kind) {
    case "attrs":
      for (const attribute of tree.attributes) {
        if (attribute.name === undefined || !SECRET_ATTRIBUTES.has(attribute.name)) {
          hideSecrets(attribute.content);
          continue;
        }
        const { offset, length } = attribute.content;
        attribute.content = { kind: "raw", offset, length, raw: new Uint8Array(), error: `secret, ${length} bytes` };
      }
      break;
    case "struct":
      for (const { content } of tree.parts) hideSecrets(content);
      break;
    case "list":
      for (const { content } of tree.records) hideSecrets(content);
      break;
  }
}
