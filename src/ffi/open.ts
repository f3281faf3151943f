/** The binding in use: koffi, or what a program put in its place. */
import { codedError } from "./errors.js";
import type { Ffi } from "./ffi.js";
import { koffiFfi } from "./koffi.js";

let current: Ffi | undefined;

/** Where it runs, as far as that decides whether it can. */
export interface Runtime {
  readonly platform: string;
  readonly bun?: string | undefined;
}

/** @throws Error with a code where koffi's calls or its poll cannot work */
export function checkRuntime({ platform, bun }: Runtime): void {
  if (platform !== "linux") throw codedError("ERR_RINGLINK_PLATFORM", `ringlink needs Linux; this is ${platform}`);
  if (bun !== undefined) {
    throw codedError(
      "ERR_RINGLINK_RUNTIME",
      `sockets of ringlink do not work on Bun ${bun}, which aborts in koffi's poll; run it with Node`,
    );
  }
}

/** The system calls, loaded on first use. @throws Error with a code where they cannot work */
export function ffi(): Ffi {
  if (current === undefined) {
    checkRuntime({ platform: process.platform, bun: process.versions["bun"] });
    current = koffiFfi();
  }
  return current;
}

/** Puts another binding in the place of koffi; undefined goes back to it. Sockets that are open keep theirs. */
export function useFfi(binding: Ffi | undefined): void {
  current = binding;
}
