/** The first root file system: busybox, the modules that reach the host's folders, and the init script. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache.js";
import { type ArchiveEntry, cpio, S_IFDIR, S_IFREG } from "./cpio.js";
import type { Kernel } from "./kernels.js";
import { findTool, run } from "./tools.js";

/** What a kernel needs before it sees the host: its devices, 9p over virtio, overlayfs. */
const MODULES = ["virtio_pci", "virtio_console", "9pnet_virtio", "9p", "overlay"];
const FOLDERS = ["bin", "dev", "host", "modules", "new", "proc", "sys", "rw"];

/** Builds the initramfs of a kernel, or takes it from the cache. */
export async function buildInitramfs(kernel: Kernel): Promise<string> {
  const busybox = findTool("busybox");
  const libraries = await librariesOf(busybox);
  const init = readFileSync(new URL("init.sh", import.meta.url));
  const hash = createHash("sha256")
    .update(init)
    .update(kernel.modules ?? "")
    .update(kernel.release);
  for (const file of [busybox, ...libraries]) hash.update(`${file} ${statSync(file).size} ${statSync(file).mtimeMs}`);
  const folder = join(cacheFolder(), "initramfs");
  const path = join(folder, `${kernel.release}-${hash.digest("hex").slice(0, 16)}.cpio`);
  if (existsSync(path)) return path;

  const entries: ArchiveEntry[] = [];
  const folders = new Set<string>();
  const addFolder = (name: string) => {
    if (name === "" || folders.has(name)) return;
    addFolder(name.split("/").slice(0, -1).join("/"));
    folders.add(name);
    entries.push({ path: name, mode: S_IFDIR | 0o755, content: new Uint8Array() });
  };
  const addFile = (name: string, content: Uint8Array) => {
    addFolder(name.split("/").slice(0, -1).join("/"));
    entries.push({ path: name, mode: S_IFREG | 0o755, content });
  };
  for (const name of FOLDERS) addFolder(name);
  addFile("init", init);
  addFile("bin/busybox", readFileSync(busybox));
  for (const library of libraries) addFile(library.slice(1), readFileSync(library));
  const modules = kernel.modules === undefined ? [] : moduleFiles(kernel.modules, MODULES);
  for (const [index, file] of modules.entries()) {
    addFile(`modules/${String(index).padStart(3, "0")}.ko`, await unpacked(join(kernel.modules!, file)));
  }
  mkdirSync(folder, { recursive: true });
  // By way of a name of its own: two runs may build the same one.
  const partial = `${path}.${process.pid}`;
  try {
    writeFileSync(partial, cpio(entries));
    renameSync(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
  return path;
}

/** Shared libraries and the loader of a program, by absolute path; none when it is static. */
async function librariesOf(program: string): Promise<string[]> {
  const text = await run(findTool("ldd"), [program]).catch(() => "");
  return [...text.matchAll(/^\s*(?:\S+ => )?(\/\S+) \(0x/gm)].map((match) => match[1]!);
}

/**
 * Files of the modules that are not built in, each after those that it needs.
 *
 * @param folder /lib/modules/RELEASE, with a modules.dep
 */
export function moduleFiles(folder: string, names: readonly string[]): string[] {
  const needs = new Map<string, string[]>();
  const byName = new Map<string, string>();
  for (const line of readFileSync(join(folder, "modules.dep"), "utf8").split("\n")) {
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const file = line.slice(0, colon);
    // Dependencies are listed with the last one to load first.
    needs.set(
      file,
      line
        .slice(colon + 1)
        .split(" ")
        .filter((one) => one !== "")
        .reverse(),
    );
    byName.set(moduleName(file), file);
  }
  const order = new Set<string>();
  for (const name of names) {
    const file = byName.get(name);
    if (file === undefined) continue;
    for (const needed of needs.get(file)!) order.add(needed);
    order.add(file);
  }
  return [...order];
}

function moduleName(file: string): string {
  return file.replace(/^.*\/|\.ko(\.\w+)?$/g, "").replaceAll("-", "_");
}

/** A module's bytes; busybox's insmod takes no compressed ones. */
async function unpacked(file: string): Promise<Buffer> {
  const tool = file.endsWith(".xz") ? findTool("xz") : file.endsWith(".zst") ? findTool("zstd") : undefined;
  if (tool === undefined) return readFileSync(file);
  const folder = join(cacheFolder(), "initramfs");
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, `.module-${process.pid}`);
  try {
    await run("sh", ["-c", '"$1" -dc "$2" >"$3"', "sh", tool, file, copy]);
    return readFileSync(copy);
  } finally {
    rmSync(copy, { force: true });
  }
}
