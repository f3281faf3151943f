/** The script that the guest gets, and the mark that ends its output. */
import type { Kernel } from "./kernels.js";

export interface Job {
  readonly kernel: Kernel;
  readonly root: string;
  readonly workTree: string;
  readonly write: readonly string[];
  readonly cwd: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Unique to the run: ends both outputs, followed by the exit status. */
  readonly mark: string;
}

/** A word that a shell takes as it is. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** The guest's script: settings for init.sh, and `main`, which runs the command. */
export function jobScript(job: Job): string {
  const { kernel } = job;
  const settings: Record<string, string> = {
    lab_root: job.root === "/" ? "" : job.root,
    lab_tree: job.workTree,
    lab_shares: String(job.write.length),
    lab_modules: kernel.modules ?? "",
    lab_config: kernel.config ?? "",
    lab_release: kernel.release,
    // A root of its own may have no node, and the host's modules are built for the host's.
    lab_node: job.root === "/" ? "" : process.execPath,
  };
  for (const [index, folder] of job.write.entries()) settings[`lab_share_${index + 1}`] = folder;
  const assignments = Object.entries(settings).map(([name, value]) => `${name}=${quote(value)}`);
  const exports = Object.entries(job.environment).map(([name, value]) => `  export ${name}=${quote(value)}`);
  return `${assignments.join("\n")}
main() {
${exports.join("\n")}
  # Without it every new network namespace has some ten fallback tunnel devices where tunnels are built in.
  echo 2 2>/dev/null >/proc/sys/net/core/fb_tunnels_only_for_init_net
  mount -t debugfs none /sys/kernel/debug 2>/dev/null
  mount -t bpf none /sys/fs/bpf 2>/dev/null
  mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null
  (
    cd ${quote(job.cwd)} || exit 125
    exec ${job.command.map(quote).join(" ")}
  ) </dev/null >/dev/vport0p2 2>/dev/vport0p3
  status=$?
  sync
  # Not in the pipes' order otherwise: what the command wrote is before the mark.
  printf '%s%s\\n' ${quote(job.mark)} $status >/dev/vport0p2
  printf '%s%s\\n' ${quote(job.mark)} $status >/dev/vport0p3
  # The host ends the machine.
  while :; do sleep 60; done
}
`;
}

/** Passes on what comes before the mark; tells when the mark and the status behind it have come. */
export class MarkedOutput {
  readonly #mark: Buffer;
  #held = Buffer.alloc(0);
  #status: number | undefined;

  constructor(mark: string) {
    this.#mark = Buffer.from(mark);
  }

  /** The command's exit status, once it has come. */
  get status(): number | undefined {
    return this.#status;
  }

  /** The part of the chunk, and of what was held back, that is the command's for certain. */
  push(chunk: Buffer): Buffer {
    if (this.#status !== undefined) return Buffer.alloc(0);
    const all = Buffer.concat([this.#held, chunk]);
    const at = all.indexOf(this.#mark);
    if (at >= 0) {
      const line = all.toString("latin1", at + this.#mark.length);
      this.#held = all.subarray(at);
      const end = line.indexOf("\n");
      if (end >= 0) this.#status = Number(line.slice(0, end));
      return all.subarray(0, at);
    }
    const keep = this.#overlap(all);
    this.#held = all.subarray(all.length - keep);
    return all.subarray(0, all.length - keep);
  }

  /** What was held back, when the machine ended without a mark. */
  rest(): Buffer {
    return this.#status === undefined ? this.#held : Buffer.alloc(0);
  }

  /** How many bytes at the end may be the start of the mark. */
  #overlap(all: Buffer): number {
    for (let keep = Math.min(this.#mark.length - 1, all.length); keep > 0; keep--) {
      if (all.subarray(all.length - keep).equals(this.#mark.subarray(0, keep))) return keep;
    }
    return 0;
  }
}
