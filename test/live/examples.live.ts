/** The programs in examples/, each run once. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { main as rates } from "../../examples/rates.js";
import { main as watch } from "../../examples/watch.js";
import { main as wayOut } from "../../examples/way-out.js";
import { main as why } from "../../examples/why.js";
import { main as wireguard } from "../../examples/wireguard.js";
import { compileProgram } from "../support/program.js";
import { live } from "./support/live.js";

const PAIR =
  "ip link add d0 type veth peer name p0; ip link set p0 up; ip link set d0 up; ip addr add 192.0.2.1/24 dev d0;";

describe("examples", () => {
  live("way-out", ["veth"], async (ns) => {
    const options = { netns: { pid: ns.pid } };
    expect(await wayOut([], options)).toBe("no way out");
    await ns.script(`${PAIR} ip route add default via 192.0.2.254 metric 7`);
    expect(await wayOut([], options)).toBe("inet: 192.0.2.254 on d0; from 192.0.2.1; metric 7");
    expect(await wayOut(["203.0.113.1"], options)).toBe("203.0.113.1 by 192.0.2.254 on d0 from 192.0.2.1");
  });

  live("watch", ["veth"], async (ns) => {
    const stop = new AbortController();
    const lines: string[] = [];
    let made: Promise<void> | undefined;
    await watch({
      netns: { pid: ns.pid },
      signal: stop.signal,
      print(line) {
        lines.push(line);
        if (line.endsWith("watching")) made = ns.script(PAIR);
        if (line.startsWith("address-new") && line.includes("192.0.2.1")) stop.abort();
      },
    });
    await made;
    expect(lines[0]).toMatch(/^lo: /);
    expect(lines.some((line) => line.startsWith("link-new"))).toBe(true);
  });

  live("rates", ["veth"], async (ns) => {
    await ns.script(PAIR);
    const stop = new AbortController();
    const tables: string[] = [];
    await rates({
      netns: { pid: ns.pid },
      intervalMs: 20,
      signal: stop.signal,
      draw(table) {
        tables.push(table);
        if (tables.length === 3) stop.abort();
      },
    });
    expect(tables[2]).toMatch(/^interface +rx B\/s/);
    expect(tables[2]).toMatch(/^d0 /m);
  });

  live("why", [], async (ns) => {
    const text = (await why({ netns: { pid: ns.pid } })).join("\n");
    expect(text).toMatch(/no kernel has: RTM_NEWROUTE 192\.0\.2\.0\/24: EINVAL: .*congestion/);
    expect(text).toMatch(/eth99: ENODEV/);
    expect(text).toContain("rtnl-link-warp");
    expect(text).toMatch(/addresses\.add: address: no prefix length/);
    expect(text).not.toContain("it worked");
  });

  live("wireguard: peers do not expire by default", [], async (ns) => {
    for (const words of [
      ["expire", "wg0"],
      ["expire", "wg0", "soon"],
      ["expire", "wg0", "-1"],
    ])
      await expect(wireguard(words, { netns: { pid: ns.pid } })).rejects.toThrow("say after how many days");
  });

  live("integration-test", ["veth"], async (ns) => {
    const temporary = mkdtempSync(join(tmpdir(), "ringlink-examples-"));
    try {
      const program = await compileProgram(new URL("../../examples/integration-test.ts", import.meta.url));
      const out = await ns.run("env", `TMPDIR=${temporary}`, process.execPath, program);
      expect(out).toMatch(/^to 192\.0\.2\.2: from 192\.0\.2\.1, scope \w+\nthe other end: eth0, veth, up\n$/);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
});
