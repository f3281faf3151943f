/** What NODE_DEBUG=ringlink prints of rtnetlink: every message by its own name, decoded. */
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { compileProgram } from "../support/program.js";

it("NODE_DEBUG=ringlink names replies, dumps and events, also those that nobody waits for", async () => {
  const path = await compileProgram(new URL("./programs/debug.ts", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [path], {
    encoding: "utf8",
    env: { ...process.env, NODE_DEBUG: "ringlink" },
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const lines = stderr.split("\n");
  const frames = lines.flatMap((line, at) =>
    /^[→←] RTM_|^[→←] type /.test(line) ? [`${line.split(" len ")[0]}: ${lines[at + 1]!.trim().split("  ")[2]}`] : [],
  );
  expect(frames).toEqual([
    "→ RTM_GETLINK: ifi_index 2",
    "← RTM_NEWLINK: ifi_index 2",
    "→ RTM_GETLINK: ifi_index 0",
    "← RTM_NEWLINK: ifi_index 2",
    "← RTM_DELLINK: ifi_index 3",
    "← RTM_DELNEIGH: ndm_state 0",
  ]);
  expect(lines).toContain('  IFLA_IFNAME "gone"');
});
