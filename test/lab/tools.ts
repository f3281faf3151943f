/** Programs of the machine that the lab runs. */
import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { LabError } from "./arguments.js";

/** Program → Debian package. */
const PACKAGES = {
  "qemu-system-x86_64": "qemu-system-x86",
  busybox: "busybox-static",
  debootstrap: "debootstrap",
  depmod: "kmod",
  xz: "xz-utils",
  zstd: "zstd",
  "apt-get": "apt",
  "dpkg-deb": "dpkg",
  setpriv: "util-linux",
  nice: "coreutils",
  ldd: "libc-bin",
} as const;
export type Tool = keyof typeof PACKAGES;

const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin"];

/** The path of a program; looks where an administrator's PATH would, too. */
export function findTool(
  name: Tool,
  env: NodeJS.ProcessEnv = process.env,
  more: readonly string[] = SYSTEM_FOLDERS,
): string {
  for (const folder of [...(env["PATH"] ?? "").split(delimiter), ...more]) {
    const path = join(folder || ".", name);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // Not in this folder.
    }
  }
  throw new LabError(`${name} is missing: apt-get install ${PACKAGES[name]}`);
}

/** Children that must not outlive this process. */
const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

export function track<T extends ChildProcess>(child: T): T {
  children.add(child);
  child.once("close", () => children.delete(child));
  return child;
}

/** Runs a program to its end and gives its standard output; its error output goes into the LabError. */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; timeoutSeconds?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const timeoutSeconds = options.timeoutSeconds ?? 600;
  return new Promise((resolve, reject) => {
    const child = track(
      spawn(command, args, {
        cwd: options.cwd,
        env: { ...process.env, LC_ALL: "C.UTF-8", ...options.env },
        stdio: ["ignore", "pipe", "pipe"],
        timeout: timeoutSeconds * 1000,
        killSignal: "SIGKILL",
      }),
    );
    const out: Buffer[] = [];
    let errors = "";
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-4000);
    });
    child.once("error", (error) => reject(new LabError(`${command}: ${error.message}`)));
    child.once("close", (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(out).toString());
      const how = signal === null ? `exit status ${code}` : `${signal} (limit ${timeoutSeconds} s)`;
      const last = errors.trim().split("\n").slice(-5).join("\n");
      reject(new LabError(`${[command, ...args].join(" ")}: ${how}${last === "" ? "" : `\n${last}`}`));
    });
  });
}
