/** Debian packages by apt-get download: with lists of their own, so the machine's package state stays as it is. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LabError } from "./arguments.js";
import { cacheFolder } from "./cache.js";
import { findTool, run } from "./tools.js";

/** `$RINGLINK_DEBIAN_MIRROR`, or Debian's own address. */
export function debianMirror(env: NodeJS.ProcessEnv = process.env): string {
  return env["RINGLINK_DEBIAN_MIRROR"] || "http://deb.debian.org/debian";
}

/** Suites that carry kernels, oldest first. */
const SUITES = ["bookworm", "bookworm-backports", "sid"];
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const DAY = 86_400_000;

export interface Package {
  readonly name: string;
  readonly version: string;
  /** Names of what it depends on; of alternatives the first. */
  readonly depends: readonly string[];
}

export class Apt {
  readonly #options: string[];

  private constructor(options: string[]) {
    this.#options = options;
  }

  /** With package lists that are at most a day old. */
  static async open(): Promise<Apt> {
    findTool("apt-get");
    if (!existsSync(KEYRING)) throw new LabError(`${KEYRING} is missing: apt-get install debian-archive-keyring`);
    const folder = join(cacheFolder(), "apt");
    const lists = join(folder, "lists");
    for (const part of ["lists/partial", "cache/archives/partial"]) mkdirSync(join(folder, part), { recursive: true });
    const sources = join(folder, "sources.list");
    const lines = SUITES.map((suite) => `deb [signed-by=${KEYRING}] ${debianMirror()} ${suite} main`);
    writeFileSync(sources, `${lines.join("\n")}\n`);
    const settings = {
      "Dir::Etc::SourceList": sources,
      "Dir::Etc::SourceParts": "/dev/null",
      "Dir::State::Lists": lists,
      "Dir::Cache": join(folder, "cache"),
      // Downloads stay this user's, also when that is root.
      "APT::Sandbox::User": "",
      "Acquire::Languages": "none",
      "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
      "Acquire::Retries": "3",
    };
    const apt = new Apt(Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]));
    const stamp = join(folder, `updated-${SUITES.join("-")}`);
    if (!existsSync(stamp) || Date.now() - statSync(stamp).mtimeMs > DAY) {
      await run("apt-get", [...apt.#options, "update", "--error-on=any"]);
      writeFileSync(stamp, "");
    }
    return apt;
  }

  /** Every version of a package. */
  async show(name: string): Promise<Package[]> {
    const text = await run("apt-cache", [...this.#options, "show", name]).catch(() => "");
    return parsePackages(text);
  }

  /** Unpacks packages (`name=version`) into a folder. */
  async unpack(packages: readonly string[], folder: string): Promise<void> {
    const downloads = join(folder, ".debs");
    mkdirSync(downloads, { recursive: true });
    await run("apt-get", [...this.#options, "download", ...packages], { cwd: downloads, timeoutSeconds: 1200 });
    for (const file of readdirSync(downloads)) await run("dpkg-deb", ["-x", join(downloads, file), folder]);
    rmSync(downloads, { recursive: true });
  }
}

/** Reads the paragraphs that `apt-cache show` prints. */
export function parsePackages(text: string): Package[] {
  const found: Package[] = [];
  for (const paragraph of text.split(/\n\n+/)) {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(paragraph)?.[1];
    const name = field("Package");
    const version = field("Version");
    if (name === undefined || version === undefined) continue;
    const depends = (field("Depends") ?? "").split(",").map((one) => one.trim().split(/[ :|(]/)[0]!);
    found.push({ name, version, depends: depends.filter((one) => one !== "") });
  }
  return found;
}
