/** XDP programs on devices, against the kernel. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, vi } from "vitest";
import { isNetlinkError } from "../../src/netlink/connection/index.js";
import * as bpf from "../../src/ring/bpf/index.js";
import { compileText } from "../support/program.js";
import type { Namespace } from "./support/namespace.js";
import { thrownBy, tidy } from "./support/xdp.js";

const { r0 } = bpf;
const PASS = [bpf.mov(r0, bpf.XdpAction.pass), bpf.exit()];

interface ShownXdp {
  readonly xdp?: { readonly mode?: number; readonly prog?: { readonly id: number; readonly name?: string } };
}

/** What `ip link` shows: mode 1 is the driver's, 2 generic. */
async function shown(ns: Namespace, device: string): Promise<ShownXdp["xdp"]> {
  const [link] = await ns.json<ShownXdp[]>("ip", "-j", "link", "show", device);
  return link?.xdp;
}

const VETH = "ip link add va up type veth peer name vb; ip link set vb up";

describe("attachments", () => {
  tidy("run where they were asked to, and end with their object", ["bpfXdp"], async (ns) => {
    await ns.script(`${VETH}; ip link set lo up`);
    const netns = { pid: ns.pid };
    using program = bpf.BpfProgram.load({ instructions: bpf.assemble(PASS), name: "passes" });
    const { id } = program.info();
    for (const via of ["link", "netlink"] as const) {
      for (const [mode, got, number] of [
        ["auto", "driver", 1],
        ["driver", "driver", 1],
        ["generic", "generic", 2],
      ] as const) {
        using attachment = bpf.attachXdp(program, "va", { mode, via, netns });
        expect(attachment).toMatchObject({ mode: got, via, interfaceName: "va", driverRefusal: undefined });
        expect(await shown(ns, "va")).toMatchObject({ mode: number, prog: { id, name: "passes" } });
        attachment.detach();
        attachment.detach();
        expect(await shown(ns, "va")).toBeUndefined();
      }
    }
    // A device whose driver has no XDP.
    using generic = bpf.attachXdp(program, "lo", { netns });
    expect(generic.mode).toBe("generic");
    expect(thrownBy(() => bpf.attachXdp(program, "vb", { netns, mode: "hardware" as "driver" }))).toBeInstanceOf(
      RangeError,
    );
  });

  tidy("put another program in their place", ["bpfXdp"], async (ns) => {
    await ns.script(VETH);
    using first = bpf.BpfProgram.load({ instructions: bpf.assemble(PASS), name: "first" });
    for (const via of ["link", "netlink"] as const) {
      using second = bpf.BpfProgram.load({ instructions: bpf.assemble(PASS), name: "second" });
      using attachment = bpf.attachXdp(first, "va", { via, netns: { pid: ns.pid } });
      attachment.replace(second);
      expect((await shown(ns, "va"))?.prog?.name).toBe("second");
      second.close();
      attachment.replace(first);
      expect((await shown(ns, "va"))?.prog?.name).toBe("first");
      attachment.close();
      expect(() => attachment.replace(first)).toThrow(/detached/);
    }
  });

  tidy("that fail say why, in the kernel's words", ["bpfXdp"], async (ns) => {
    await ns.script(VETH);
    const netns = { pid: ns.pid };
    using program = bpf.BpfProgram.load({ instructions: bpf.assemble(PASS) });
    const attach = (options: bpf.XdpAttachOptions) => bpf.attachXdp(program, "va", { netns, ...options });
    {
      using held = attach({});
      expect(held.mode).toBe("driver");
      expect(thrownBy(() => attach({}))).toMatchObject({
        code: "EBUSY",
        message: expect.stringMatching(/va: EBUSY.*Can't replace active BPF XDP link/),
      });
      expect(thrownBy(() => attach({ mode: "generic" }))).toMatchObject({
        code: "EEXIST",
        message: expect.stringMatching(/Native and generic XDP can't be active at the same time/),
      });
      const refused = thrownBy(() => attach({ via: "netlink" }));
      expect(isNetlinkError(refused, "EBUSY")).toBe(true);
      expect(refused.message).toMatch(/RTM_SETLINK va: EBUSY: Can't replace active BPF XDP link/);
    }
    await ns.script("ip link set va mtu 9000; ip link set vb mtu 9000");
    expect(thrownBy(() => attach({ mode: "driver" }))).toMatchObject({
      code: "ERANGE",
      message: expect.stringMatching(/MTU/),
    });
    using fallen = attach({});
    expect(fallen.mode).toBe("generic");
    expect(fallen.driverRefusal?.message).toMatch(/ERANGE.*MTU/);
    fallen.close();
    expect(await shown(ns, "va")).toBeUndefined();
    expect(thrownBy(() => bpf.attachXdp(program, "nothere", { netns })).code).toBe("ENODEV");
    const socketFilter = { type: "socket_filter", instructions: bpf.assemble([bpf.mov(r0, 0), bpf.exit()]) } as const;
    using wrong = bpf.BpfProgram.load(socketFilter);
    expect(thrownBy(() => bpf.attachXdp(wrong, "vb", { netns })).code).toBe("EINVAL");
    expect(() => attach({ replace: true })).toThrow(/only with via: netlink/);
  });

  tidy("through rtnetlink can be left behind and taken over", ["bpfXdp"], async (ns) => {
    await ns.script(VETH);
    const options = { via: "netlink", netns: { pid: ns.pid } } as const;
    using first = bpf.BpfProgram.load({ instructions: bpf.assemble(PASS), name: "left" });
    using second = bpf.BpfProgram.load({ instructions: bpf.assemble(PASS), name: "taker" });
    bpf.attachXdp(first, "va", options).leave();
    expect((await shown(ns, "va"))?.prog?.name).toBe("left");
    expect(thrownBy(() => bpf.attachXdp(second, "va", options)).code).toBe("EBUSY");
    using old = bpf.attachXdp(first, "va", { ...options, replace: true });
    using taker = bpf.attachXdp(second, "va", { ...options, replace: true });
    // The one that was replaced does not take the other one's program away.
    old.detach();
    expect((await shown(ns, "va"))?.prog?.name).toBe("taker");
    taker.detach();
    expect(await shown(ns, "va")).toBeUndefined();
    using linked = bpf.attachXdp(first, "va", { netns: { pid: ns.pid } });
    expect(() => linked.leave()).toThrow(/cannot outlive/);
  });

  tidy("end with the device without complaint", ["bpfXdp"], async (ns) => {
    await ns.script(`${VETH}; ip link add vc up type veth peer name vd`);
    const netns = { pid: ns.pid };
    using program = bpf.BpfProgram.load({ instructions: bpf.assemble(PASS) });
    using link = bpf.attachXdp(program, "va", { netns });
    using netlink = bpf.attachXdp(program, "vc", { netns, via: "netlink" });
    await ns.script("ip link del va; ip link del vc");
    link.detach();
    netlink.detach();
  });

  tidy("of a process that is killed are gone, unless through rtnetlink", ["bpfXdp"], async (ns) => {
    await ns.script(`${VETH}; ip link add vc up type veth peer name vd; ip link set vd up`);
    const source = `
      import * as bpf from "./src/ring/bpf/index.js";
      const program = bpf.BpfProgram.load({ instructions: bpf.assemble([bpf.mov(bpf.r0, 2), bpf.exit()]) });
      const netns = { pid: ${ns.pid} };
      globalThis.held = [bpf.attachXdp(program, "va", { netns }), bpf.attachXdp(program, "vc", { netns, via: "netlink" })];
      console.log("attached");
      setInterval(() => {}, 1000);
    `;
    const child = spawn(process.execPath, [await compileText(source)], { stdio: ["ignore", "pipe", "inherit"] });
    const exit = once(child, "exit");
    try {
      const first = await Promise.race([once(child.stdout, "data"), exit.then(() => ["ended"])]);
      expect(String(first[0])).toContain("attached");
      expect((await shown(ns, "va"))?.mode).toBe(1);
      expect((await shown(ns, "vc"))?.mode).toBe(1);
    } finally {
      child.kill("SIGKILL");
      await exit;
    }
    await vi.waitFor(async () => expect(await shown(ns, "va")).toBeUndefined(), { timeout: 60_000, interval: 50 });
    expect((await shown(ns, "vc"))?.mode).toBe(1);
    await ns.script("ip link set vc xdp off");
  });
});
