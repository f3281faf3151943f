/** Named network namespaces: ours and those of `ip netns` are the same. */
import { expect } from "vitest";
import { compileProgram } from "../support/program.js";
import { live } from "./support/live.js";
import { finish } from "./support/process.js";

live("create, list, run, watch, ids and removal, as ip netns has them", ["netns"], async (ns) => {
  const user = process.getuid?.() === 0 ? [] : ["--user", "--preserve-credentials"];
  const enter = ["nsenter", "--target", String(ns.pid), ...user, "--net", "--mount", "--"];
  const program = [process.execPath, await compileProgram(new URL("./programs/netns.ts", import.meta.url))];
  const { status, stdout, stderr } = await finish([...enter, ...program], { limitSeconds: 290 });
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    created: [["blue"], "lo"],
    taken: "EEXIST",
    back: true,
    listed: [["blue", "red"], true, false],
    run: ["10.7.7.7"],
    missing: "ENOENT",
    events: [
      "created blue initial",
      "created red initial",
      "created green",
      "created grey",
      "deleted grey",
      "deleted green",
    ],
    noId: true,
    given: 77,
    chosen: true,
    ids: [77, true],
    twice: "EEXIST",
    printed: true,
    gone: [[], [], "ENOENT"],
    descriptors: [],
    home: true,
    refused: expect.stringMatching(/^E(?:ACCES|PERM) hint$/),
  });
});
