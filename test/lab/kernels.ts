/** Kernels to boot: images by path, and Debian's, fetched once. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Apt, type Package } from "./apt.js";
import { LabError } from "./arguments.js";
import { cacheFolder, fillEntry } from "./cache.js";
import { findTool, run } from "./tools.js";

export interface Kernel {
  /** What `uname -r` says. */
  readonly release: string;
  readonly image: string;
  /** Folder of modules, when the kernel has any. */
  readonly modules?: string;
  /** Its .config, when it is known. */
  readonly config?: string;
}

const SERIES = /^\d+\.\d+$/;

/** Everything below is of no use in a machine whose only devices are virtual. */
const UNUSED = [
  "sound",
  ..."gpu media iio staging infiniband scsi ata hid input mfd video comedi".split(" ").map((d) => `drivers/${d}`),
];

/**
 * The kernel that a SPEC names: a path, or a series such as `6.12`, which is fetched when it is not in the cache.
 *
 * @param spec undefined: `$RINGLINK_KERNEL`, a kernel with everything built in beside the work tree, or 6.12
 */
export async function findKernel(spec: string | undefined, workTree: string, cwd: string): Promise<Kernel> {
  const wanted = spec ?? process.env["RINGLINK_KERNEL"] ?? defaultSpec(workTree);
  if (!SERIES.test(wanted)) return kernelFromPath(resolve(cwd, wanted));
  return cachedKernels().findLast((kernel) => seriesOf(kernel.release) === wanted) ?? (await fetchKernel(wanted));
}

function defaultSpec(workTree: string): string {
  const full = join(workTree, "../shared/lab/bzImage-7.2.13");
  return existsSync(full) ? full : "6.12";
}

/** Kernels in the cache, oldest first. */
export function cachedKernels(): Kernel[] {
  const folder = kernelFolder();
  if (!existsSync(folder)) return [];
  const releases = readdirSync(folder).filter((entry) => existsSync(join(folder, entry, LAYOUT.image)));
  return releases
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((release) => cachedKernel(join(folder, release), release));
}

function kernelFolder(): string {
  return join(cacheFolder(), "kernels");
}

/** What an entry of the cache consists of, whatever the packages' layout was. */
const LAYOUT = { image: "vmlinuz", config: "config", modules: "modules" } as const;

function cachedKernel(entry: string, release: string): Kernel {
  const [image, config, modules] = [LAYOUT.image, LAYOUT.config, LAYOUT.modules].map((name) => join(entry, name));
  return { release, image: image!, config: config!, modules: modules! };
}

/**
 * Makes an entry of the cache out of unpacked packages: those before 7.x have boot/vmlinuz-RELEASE and lib/modules/RELEASE, later
 * ones usr/lib/modules/RELEASE with everything in it.
 */
export async function settleKernel(unpacked: string, entry: string, release: string, depmod: string): Promise<void> {
  // Where depmod looks depends on how far its distribution has merged /usr: both ways lead there.
  for (const [here, there] of [
    ["lib", "usr/lib"],
    ["usr/lib", "lib"],
  ] as const) {
    if (!existsSync(join(unpacked, there, "modules"))) continue;
    mkdirSync(join(unpacked, here), { recursive: true });
    if (!existsSync(join(unpacked, here, "modules"))) {
      symlinkSync(join(unpacked, there, "modules"), join(unpacked, here, "modules"));
    }
  }
  const modules = join(unpacked, "lib/modules", release);
  for (const unused of UNUSED) rmSync(join(modules, "kernel", unused), { recursive: true, force: true });
  await run(depmod, ["-b", unpacked, release]);
  for (const name of [LAYOUT.image, LAYOUT.config]) {
    const places = [join(unpacked, "boot", `${name}-${release}`), join(modules, name)];
    const found = places.find((path) => existsSync(path));
    if (found === undefined) throw new LabError(`Debian's Linux ${release} has no ${name}`);
    renameSync(found, join(entry, name));
  }
  renameSync(modules, join(entry, LAYOUT.modules));
}

/** A kernel image, with the `config-…` and the `modules` beside it where they are. */
export function kernelFromPath(image: string): Kernel {
  const release = releaseOf(image);
  const version = basename(image).replace(/^[^-]+-/, "");
  const config = join(dirname(image), `config-${version}`);
  const modules = join("/lib/modules", release);
  return {
    release,
    image,
    ...(existsSync(config) ? { config } : {}),
    ...(existsSync(join(modules, "modules.dep")) ? { modules } : {}),
  };
}

/** Reads the release out of an x86 boot image (Documentation/arch/x86/boot.rst: HdrS at 0x202, its pointer at 0x20e). */
export function releaseOf(image: string): string {
  if (!existsSync(image) || !statSync(image).isFile()) throw new LabError(`no kernel image at ${image}`);
  const head = Buffer.alloc(0x4000);
  const fd = openSync(image, "r");
  try {
    readSync(fd, head, 0, head.length, 0);
  } finally {
    closeSync(fd);
  }
  if (head.toString("latin1", 0x202, 0x206) !== "HdrS") throw new LabError(`${image} is no x86 kernel image (bzImage)`);
  const at = 0x200 + head.readUInt16LE(0x20e);
  const text = head.toString("latin1", at, at + 256).split("\0")[0]!;
  return text.split(" ")[0]!;
}

export function seriesOf(release: string): string {
  return /^\d+\.\d+/.exec(release)?.[0] ?? release;
}

async function fetchKernel(series: string): Promise<Kernel> {
  for (const tool of ["depmod", "dpkg-deb"] as const) findTool(tool);
  process.stderr.write(`lab: fetching Debian's Linux ${series}\n`);
  const apt = await Apt.open();
  const metas = await apt.show("linux-image-amd64");
  const meta = metas.find(({ version }) => seriesOf(version) === series);
  if (meta === undefined) {
    const known = metas.map(({ version }) => seriesOf(version)).join(", ");
    throw new LabError(`Debian has no Linux ${series} (it has ${known || "none"}); give the path of a kernel image`);
  }
  const packages = await kernelPackages(apt, meta);
  const release = packages[0]!.replace(/^linux-image-|=.*$/g, "");
  const root = await fillEntry(kernelFolder(), release, async (partial) => {
    const unpacked = join(partial, ".unpacked");
    mkdirSync(unpacked);
    await apt.unpack(packages, unpacked);
    await settleKernel(unpacked, partial, release, findTool("depmod"));
    rmSync(unpacked, { recursive: true });
  });
  return cachedKernel(root, release);
}

/** The image package (first) and what it is made of: since 7.x an image depends on a binary, modules and base files. */
async function kernelPackages(apt: Apt, meta: Package): Promise<string[]> {
  const found: string[] = [];
  const queue = meta.depends.filter((name) => /^linux-image-\d/.test(name));
  for (const name of queue) {
    const versions = await apt.show(name);
    const one = versions.find(({ version }) => version === meta.version) ?? versions[0];
    if (one === undefined) throw new LabError(`Debian's ${meta.name} depends on ${name}, which is not there`);
    found.push(`${one.name}=${one.version}`);
    for (const next of one.depends) {
      if (/^linux-(?:binary|modules|base)-\d/.test(next) && !queue.includes(next)) queue.push(next);
    }
  }
  if (found.length === 0) throw new LabError(`Debian's ${meta.name} ${meta.version} names no kernel image`);
  return found;
}
