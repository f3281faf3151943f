/** Keys and passwords stay out of what NODE_DEBUG prints. */
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { decodeTree, encode, printTree } from "../../../src/codec/index.js";
import { WgDevice } from "../../../src/genl/index.js";
import { hideSecrets, SECRET_ATTRIBUTES } from "../../../src/netlink/connection/secrets.js";
import { readDeclared } from "../../coverage/declared.js";
import { compileProgram } from "../../support/program.js";

it("the list names attributes that are declared, and all that are called secrets", () => {
  const declared = [...readDeclared().attributes.keys()];
  expect([...SECRET_ATTRIBUTES].filter((name) => !declared.includes(name))).toEqual([]);
  const called = declared.filter((name) =>
    /(?:PRIVATE_KEY|PRESHARED_KEY|CIPHER_KEY|SECRET|PASSWORD|KEY_DATA|_PMK|_KEK|_KCK)$/.test(name),
  );
  expect(called.length).toBeGreaterThan(8);
  expect(called.filter((name) => !SECRET_ATTRIBUTES.has(name) && name !== "NL80211_ATTR_REKEY_DATA")).toEqual([]);
});

it("in a tree they are counted, not shown, however deep", () => {
  const privateKey = new Uint8Array(32).fill(0xab);
  const presharedKey = new Uint8Array(32).fill(0xcd);
  const publicKey = new Uint8Array(32).fill(0x11);
  const bytes = encode(WgDevice, { ifname: "wg0", privateKey, peers: [{ publicKey, presharedKey }] });
  const tree = decodeTree(WgDevice, bytes, { direction: "request" });
  const text = () => printTree(tree).join("\n");
  expect(text()).toMatch(/abab[\s\S]*cdcd/);
  hideSecrets(tree);
  expect(text()).not.toMatch(/abab|cdcd/);
  expect(text()).toMatch(/WGDEVICE_A_PRIVATE_KEY.*\(secret, 32 bytes\)/);
  expect(text()).toMatch(/WGPEER_A_PRESHARED_KEY.*\(secret, 32 bytes\)/);
  expect(text()).toMatch(/WGPEER_A_PUBLIC_KEY.*1111/);
});

it("NODE_DEBUG=ringlink hides them, with ringlink-secrets it does not", async () => {
  const path = await compileProgram(new URL("./programs/secrets.ts", import.meta.url));
  const printed = (debug: string) => {
    const { status, stderr } = spawnSync(process.execPath, [path], {
      encoding: "utf8",
      env: { ...process.env, NODE_DEBUG: debug },
    });
    expect(status).toBe(0);
    return stderr;
  };
  expect(printed("ringlink")).toContain("WGDEVICE_A_PRIVATE_KEY");
  expect(printed("ringlink")).not.toContain("abababab");
  expect(printed("ringlink,ringlink-secrets")).toContain("abababab");
});
