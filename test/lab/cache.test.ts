import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parsePackages } from "./apt.js";
import { LabError } from "./arguments.js";
import { cacheFolder, fillEntry } from "./cache.js";
import { cpio, S_IFDIR, S_IFREG } from "./cpio.js";
import { moduleFiles } from "./initramfs.js";
import { releaseOf, settleKernel } from "./kernels.js";
import { findTool } from "./tools.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ringlink-lab-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the cache", () => {
  test("is where the user's caches are", () => {
    expect(cacheFolder({ RINGLINK_CACHE: "/c" })).toBe("/c");
    expect(cacheFolder({ XDG_CACHE_HOME: "/x" })).toBe("/x/ringlink");
    expect(cacheFolder({ XDG_CACHE_HOME: "" })).toMatch(/\/\.cache\/ringlink$/);
  });

  test("an entry that could not be filled leaves nothing", async () => {
    const filling = fillEntry(folder, "entry", async (partial) => {
      writeFileSync(join(partial, "half"), "");
      throw new LabError("the network is down");
    });
    await expect(filling).rejects.toThrow("the network is down");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("an entry replaces an older one whole, and what a dead process left is removed", async () => {
    mkdirSync(join(folder, "entry"));
    writeFileSync(join(folder, "entry/old"), "");
    const dead = spawnSync("true").pid;
    mkdirSync(join(folder, `.partial-${dead}-entry`));
    mkdirSync(join(folder, `.partial-${process.ppid}-entry`));
    await fillEntry(folder, "entry", async (partial) => writeFileSync(join(partial, "new"), "content"));
    expect(readdirSync(folder).sort()).toEqual([`.partial-${process.ppid}-entry`, "entry"]);
    expect(readdirSync(join(folder, "entry"))).toEqual(["new"]);
  });
});

describe("the initramfs", () => {
  test("the archive is newc, aligned, and the same each time", () => {
    const entries = [
      { path: "bin", mode: S_IFDIR | 0o755, content: new Uint8Array() },
      { path: "bin/x", mode: S_IFREG | 0o755, content: Buffer.from("hello") },
    ];
    const archive = cpio(entries);
    expect(archive.equals(cpio(entries))).toBe(true);
    expect(archive.length % 4).toBe(0);
    expect(readArchive(archive)).toEqual([
      { path: "bin", mode: S_IFDIR | 0o755, content: "" },
      { path: "bin/x", mode: S_IFREG | 0o755, content: "hello" },
    ]);
  });

  test("modules come after what they need; what is built in is left out", () => {
    const lines = [
      "kernel/fs/9p/9p.ko.xz: kernel/net/9p/9pnet.ko.xz kernel/fs/netfs/netfs.ko.xz",
      "kernel/net/9p/9pnet_virtio.ko.xz: kernel/net/9p/9pnet.ko.xz kernel/drivers/virtio/virtio.ko.xz",
      "kernel/net/9p/9pnet.ko.xz:",
    ];
    writeFileSync(join(folder, "modules.dep"), `${lines.join("\n")}\n`);
    expect(moduleFiles(folder, ["9pnet_virtio", "9p", "overlay"])).toEqual([
      "kernel/drivers/virtio/virtio.ko.xz",
      "kernel/net/9p/9pnet.ko.xz",
      "kernel/net/9p/9pnet_virtio.ko.xz",
      "kernel/fs/netfs/netfs.ko.xz",
      "kernel/fs/9p/9p.ko.xz",
    ]);
  });
});

describe("kernels", () => {
  test("the release is read from the image", () => {
    const image = Buffer.alloc(0x1000);
    image.write("HdrS", 0x202);
    image.writeUInt16LE(0x300, 0x20e);
    image.write("6.1.0-50-amd64 (builder@host) #1 SMP\0", 0x500);
    writeFileSync(join(folder, "vmlinuz"), image);
    expect(releaseOf(join(folder, "vmlinuz"))).toBe("6.1.0-50-amd64");
  });

  test("a missing file and a file of another kind are refused", () => {
    expect(() => releaseOf(join(folder, "none"))).toThrow(`no kernel image at ${folder}/none`);
    writeFileSync(join(folder, "text"), "no kernel");
    expect(() => releaseOf(join(folder, "text"))).toThrow(`${folder}/text is no x86 kernel image (bzImage)`);
  });

  test.each([
    ["before 7.x", "boot/vmlinuz-9.9", "boot/config-9.9", "lib/modules/9.9"],
    ["since 7.x", "usr/lib/modules/9.9/vmlinuz", "usr/lib/modules/9.9/config", "usr/lib/modules/9.9"],
  ])("packages are laid out in the same way: %s", async (_, image, config, modules) => {
    const unpacked = join(folder, "unpacked");
    const entry = join(folder, "entry");
    mkdirSync(entry);
    const files = { [image]: "image", [config]: "config", [`${modules}/kernel/net/a.ko`]: "a" };
    for (const [path, content] of Object.entries({ ...files, [`${modules}/kernel/sound/b.ko`]: "b" })) {
      mkdirSync(join(unpacked, dirname(path)), { recursive: true });
      writeFileSync(join(unpacked, path), content);
    }
    await settleKernel(unpacked, entry, "9.9", "true");
    expect(readFileSync(join(entry, "vmlinuz"), "utf8")).toBe("image");
    expect(readFileSync(join(entry, "config"), "utf8")).toBe("config");
    expect(readdirSync(join(entry, "modules"), { recursive: true }).map(String).sort()).toEqual([
      "kernel",
      "kernel/net",
      "kernel/net/a.ko",
    ]);
    const empty = join(folder, "empty");
    mkdirSync(join(empty, "lib/modules/9.9"), { recursive: true });
    await expect(settleKernel(empty, entry, "9.9", "true")).rejects.toThrow("Debian's Linux 9.9 has no vmlinuz");
  });

  test("packages are read from what apt-cache prints", () => {
    const text = `Package: linux-image-7.2-amd64
Version: 7.2.13-1
Depends: linux-binary-7.2-amd64 (= 7.2.13-1), kmod | other, linux-base (>= 4.3~)

Package: linux-image-6.1-amd64
Version: 6.1.176-1
`;
    expect(parsePackages(text)).toEqual([
      { name: "linux-image-7.2-amd64", version: "7.2.13-1", depends: ["linux-binary-7.2-amd64", "kmod", "linux-base"] },
      { name: "linux-image-6.1-amd64", version: "6.1.176-1", depends: [] },
    ]);
  });
});

test("a missing tool gives the apt command", () => {
  expect(() => findTool("qemu-system-x86_64", { PATH: folder }, [])).toThrow(
    new LabError("qemu-system-x86_64 is missing: apt-get install qemu-system-x86"),
  );
  expect(findTool("nice", { PATH: "" })).toMatch(/\/nice$/);
});

/** Entries of a newc archive, up to its trailer. */
function readArchive(archive: Buffer): { path: string; mode: number; content: string }[] {
  const found: { path: string; mode: number; content: string }[] = [];
  for (let at = 0; ; ) {
    expect(archive.toString("latin1", at, at + 6)).toBe("070701");
    const field = (n: number) => Number.parseInt(archive.toString("latin1", at + 6 + 8 * n, at + 14 + 8 * n), 16);
    const size = field(6);
    const nameEnd = at + 110 + field(11);
    const path = archive.toString("latin1", at + 110, nameEnd - 1);
    if (path === "TRAILER!!!") return found;
    const start = (nameEnd + 3) & ~3;
    found.push({ path, mode: field(1), content: archive.toString("latin1", start, start + size) });
    at = (start + size + 3) & ~3;
  }
}
