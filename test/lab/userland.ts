/** Root file systems for the guest. */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { debianMirror } from "./apt.js";
import { LabError } from "./arguments.js";
import { cacheFolder, fillEntry } from "./cache.js";
import { findTool, run } from "./tools.js";

const PACKAGES = "iproute2,strace,wireguard-tools,iw,ethtool,nftables,ipset,conntrack,kmod,python3,netcat-openbsd";

/** The folder of a userland: `host` is this machine's own, `sid` is fetched once, anything else is a path. */
export async function findRoot(name: string, cwd: string): Promise<string> {
  if (name === "host") return "/";
  if (name === "sid") return await sid();
  const path = resolve(cwd, name);
  if (!existsSync(join(path, "bin/sh"))) throw new LabError(`--root ${name}: no root file system (bin/sh is missing)`);
  return path;
}

/** Userlands in the cache. */
export function cachedRoots(): { name: string; path: string }[] {
  const folder = join(cacheFolder(), "roots");
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => !name.startsWith("."));
  return names
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .map((name) => ({ name, path: join(folder, name) }));
}

async function sid(): Promise<string> {
  const found = cachedRoots().find(({ name }) => name === "sid");
  if (found !== undefined) return found.path;
  const debootstrap = findTool("debootstrap");
  if (process.getuid?.() !== 0) throw new LabError("--root sid is not in the cache, and only root can debootstrap it");
  process.stderr.write("lab: fetching a Debian sid userland\n");
  return await fillEntry(join(cacheFolder(), "roots"), "sid", async (partial) => {
    await run(debootstrap, ["--variant=minbase", `--include=${PACKAGES}`, "sid", partial, debianMirror()], {
      timeoutSeconds: 1800,
    });
    for (const waste of ["var/cache/apt/archives", "var/lib/apt/lists", "usr/share/doc", "usr/share/locale"]) {
      rmSync(join(partial, waste), { recursive: true, force: true });
    }
  });
}
