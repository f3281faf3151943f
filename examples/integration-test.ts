/**
 * An integration test without sudo: two network namespaces with a cable between them, inside a user namespace of one's own,
 * and nothing left afterwards.
 *
 *     unshare -rnm npx tsx examples/integration-test.ts
 */
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as netns from "../src/netns/index.js";
import { Rtnl } from "../src/rtnl/index.js";

/** A namespace that is gone when the block ends. */
class TestNamespace implements AsyncDisposable {
  readonly rtnl: Rtnl;
  readonly path: string;
  readonly #name: string;
  readonly #directory: string;

  private constructor(rtnl: Rtnl, name: string, directory: string) {
    this.rtnl = rtnl;
    this.#name = name;
    this.#directory = directory;
    this.path = join(directory, name);
  }

  static async create(name: string, directory: string): Promise<TestNamespace> {
    await netns.create(name, { directory, shared: false });
    const rtnl = await Rtnl.open({ netns: { path: join(directory, name) } });
    await rtnl.links.set("lo", { up: true });
    return new TestNamespace(rtnl, name, directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.rtnl.close();
    await netns.remove(this.#name, { directory: this.#directory });
  }
}

/** A directory for the names, away from those of `ip netns`. */
class NameDirectory implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "ringlink-example-"));

  [Symbol.dispose](): void {
    rmdirSync(this.path);
  }
}

export async function main(): Promise<string[]> {
  using names = new NameDirectory();
  await using left = await TestNamespace.create("left", names.path);
  await using right = await TestNamespace.create("right", names.path);
  // One end here, the other there.
  await left.rtnl.links.add({ kind: "veth", name: "eth0", peer: { name: "eth0", netns: { path: right.path } } });
  for (const [{ rtnl }, address] of [
    [left, "192.0.2.1/24"],
    [right, "192.0.2.2/24"],
  ] as const) {
    await rtnl.addresses.add({ address, dev: "eth0" });
    await rtnl.links.set("eth0", { up: true });
  }
  await left.rtnl.links.waitFor("eth0", "running", { timeoutMs: 30_000 });

  // What a test would check.
  const route = await left.rtnl.routes.lookup("192.0.2.2");
  const lines = [`to 192.0.2.2: from ${route.prefsrc}, scope ${route.scope}`];
  const link = await right.rtnl.links.waitFor("eth0", "running", { timeoutMs: 30_000 });
  lines.push(`the other end: ${link.ifname}, ${link.linkinfo?.kind}, ${link.operstate}`);
  return lines;
}

if (import.meta.filename === process.argv[1]) console.log((await main()).join("\n"));
