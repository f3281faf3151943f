/** The command line of the lab. */
import { resolve } from "node:path";
import { z } from "zod";

export const USAGE = `usage: npm run lab -- [OPTION…] COMMAND [ARGUMENT…]
       npm run lab -- --list

Boots a Linux kernel under qemu and runs the command in it as root, in this work tree.

  --kernel SPEC      a kernel image, or a series that Debian has, such as 6.1, 6.12, 7.2
  --root DIR         userland: a folder with a root file system, "sid" (Debian sid, fetched once) or "host" (default)
  --write DIR        a folder of this machine that the guest may write to, under the same path; may be repeated
  --timeout SECONDS  limit for the whole run (default 1800)
  --console          the kernel's messages on standard error
  --list             what is in the cache

Everything else that the command writes stays in the guest's memory. The exit status is the command's; 124 on a time-out,
125 when the lab itself fails.`;

/** A mistake on the command line or a machine that lacks something: one line for the person, no stack. */
export class LabError extends Error {
  override readonly name = "LabError";
}

export interface LabArguments {
  readonly action: "run" | "list" | "help";
  readonly kernel: string | undefined;
  readonly root: string;
  /** Absolute. */
  readonly write: readonly string[];
  readonly timeoutSeconds: number;
  readonly console: boolean;
  readonly command: readonly string[];
}

const text = z.string().min(1, "must not be empty");
const VALUES = {
  kernel: text,
  root: text,
  write: text,
  // setTimeout takes 2^31 ms at most.
  timeout: z
    .string()
    .regex(/^\d+(\.\d+)?$/, "must be a number of seconds")
    .transform(Number)
    .pipe(z.number().positive("must be more than 0").max(2_000_000, "must be at most 2000000")),
};

/** Reads the arguments behind `npm run lab --`; `cwd` is what relative folders start from. */
export function parseArguments(argv: readonly string[], cwd: string): LabArguments {
  let action: LabArguments["action"] = "run";
  let kernel: string | undefined;
  let root = "host";
  let timeoutSeconds = 1800;
  let console = false;
  const write: string[] = [];
  let at = 0;
  for (; at < argv.length; at++) {
    const argument = argv[at]!;
    if (!argument.startsWith("-")) break;
    if (argument === "--") {
      at++;
      break;
    }
    const [, name, attached] = /^--([a-z]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (name === "list" || name === "help" || name === "console") {
      if (attached !== undefined) throw new LabError(`--${name} takes no value`);
      if (name === "console") console = true;
      else action = name;
      continue;
    }
    if (name === undefined || !Object.hasOwn(VALUES, name)) throw new LabError(`unknown option ${argument}`);
    const value = attached ?? argv[++at];
    if (value === undefined) throw new LabError(`--${name} needs a value`);
    const checked = check(name as keyof typeof VALUES, value);
    if (name === "kernel") kernel = value;
    else if (name === "root") root = value;
    else if (name === "write") write.push(resolve(cwd, value));
    else timeoutSeconds = Number(checked);
  }
  const command = argv.slice(at);
  if (action === "run" && command.length === 0) throw new LabError("no command; --help tells more");
  return { action, kernel, root, write, timeoutSeconds, console, command };
}

function check(name: keyof typeof VALUES, value: string): string | number {
  const result = VALUES[name].safeParse(value);
  if (!result.success) throw new LabError(`--${name} ${JSON.stringify(value)}: ${result.error.issues[0]!.message}`);
  return result.data;
}
