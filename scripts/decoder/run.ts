/** `run`: a command under strace, decoded as it goes. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, constants as fs, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { constants as os, tmpdir } from "node:os";
import { join } from "node:path";
import { BrokenPipe, clean, Failure, systemMessage } from "./io.js";
import { straceArguments } from "./library.js";
import { type Stage, show } from "./main.js";
import type { Options } from "./options.js";
import { fromStream } from "./source.js";
import type { View } from "./view.js";

/** Signals that a terminal sends to everybody: the command decides whether it ends, and strace follows it. */
const IGNORED = ["SIGINT", "SIGQUIT"] as const;
/** Signals that only reach this process; strace blocks them, so they are passed on to the command. */
const FORWARDED = ["SIGTERM", "SIGHUP"] as const;

/** What a shell says about a program that does not exist. */
const NOT_FOUND = 127;

/**
 * Runs the command and gives its messages to the view. The status is the command's own; 128 and the signal's number when
 * a signal ended it.
 */
export async function run(options: Options, stage: Stage, view: View): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "ringlink-"));
  try {
    const path = join(folder, "strace");
    makePipe(path);
    // Not blocking: strace opens the other end later. No writer is no end before there was one.
    const stream = new Socket({ fd: openSync(path, fs.O_RDONLY | fs.O_NONBLOCK), readable: true, writable: false });
    const child = spawn("strace", straceArguments({ output: path, command: options.operands }), { stdio: "inherit" });
    const status = statusOf(child).finally(() => endOf(path));
    try {
      await Promise.all([decodeAll(stream, options, stage, view), status]);
    } catch (error) {
      // The command goes on, and must not wait for a reader that is gone.
      stream.resume();
      const ended = await status.catch(() => undefined);
      if (!(error instanceof BrokenPipe) || ended === undefined) throw error;
      return ended;
    } finally {
      stream.destroy();
    }
    view.end();
    return await status;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Node itself cannot make a named pipe. */
function makePipe(path: string): void {
  const { error, stderr } = spawnSync("mkfifo", ["-m", "600", path], { encoding: "utf8" });
  if (error !== undefined) throw new Failure(`mkfifo (package coreutils): ${systemMessage(error)}`, NOT_FOUND);
  if (stderr !== "") throw new Failure(clean(stderr.trimEnd()));
}

/** Makes the reader see the end also when strace ended before it opened its output. */
function endOf(path: string): void {
  try {
    closeSync(openSync(path, fs.O_WRONLY | fs.O_NONBLOCK));
  } catch (error) {
    // ENXIO: the reader has gone already.
    if ((error as NodeJS.ErrnoException).code !== "ENXIO") throw error;
  }
}

async function decodeAll(stream: Socket, options: Options, stage: Stage, view: View): Promise<void> {
  // The stream outlives its reader: strace would complain about a pipe that breaks.
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  const input = await fromStream("strace", chunks, { ...options, format: "strace" }, stage.complain);
  await show(input, options, stage, view);
}

/** The process that strace started; strace itself where that is not known. */
function commandOf({ pid }: ChildProcess): number[] {
  if (pid === undefined) return [];
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    const pids = text.split(" ").filter((word) => /^\d+$/.test(word));
    if (pids.length > 0) return pids.map(Number);
  } catch {
    // A kernel without this file, or the process has ended.
  }
  return [pid];
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in the meantime.
  }
}

/** Waits for strace, whose status is the command's. */
async function statusOf(child: ChildProcess): Promise<number> {
  const ignore = (): void => {};
  const forward = (signal: NodeJS.Signals): void => {
    for (const pid of commandOf(child)) kill(pid, signal);
  };
  for (const signal of IGNORED) process.on(signal, ignore);
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", (error: NodeJS.ErrnoException) => {
        const missing = error.code === "ENOENT";
        const text = missing ? "strace is not installed (apt install strace)" : `strace: ${systemMessage(error)}`;
        reject(new Failure(text, missing ? NOT_FOUND : 1));
      });
      child.on("exit", (code, signal) => resolve(code ?? 128 + (os.signals[signal!] ?? 0)));
    });
  } finally {
    for (const signal of IGNORED) process.off(signal, ignore);
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}
