/** The program without the process: arguments, streams and a signal in, exit status out. */
import { version } from "../decoder/help.js";
import { BrokenPipe, clean, Failure, type Io, Output, systemMessage, UsageError } from "../decoder/io.js";
import { HELP } from "./help.js";
import { compileFilter, filterLines } from "./library.js";
import { captureLive } from "./live.js";
import { type Options, parseOptions } from "./options.js";
import { readFile } from "./reading.js";
import { captureXdp } from "./xdp.js";

/** What every part of the program needs. */
export interface Stage {
  readonly io: Io;
  readonly out: Output;
  readonly errors: Output;
  /** Ends it: what is under way is finished. */
  readonly signal: AbortSignal;
}

/** Runs the program. Never throws on anything that its arguments, files or packets can cause. */
export async function main(args: readonly string[], io: Io, signal: AbortSignal): Promise<number> {
  const out = new Output(io.stdout);
  const errors = new Output(io.stderr);
  let status = 0;
  try {
    status = await dispatch(parseOptions(args), { io, out, errors, signal });
    await out.flush();
  } catch (error) {
    if (!(error instanceof BrokenPipe)) {
      await out.flush().catch(ignore);
      const { text, status: failed } = complaint(error);
      errors.line(`capture: ${text}`);
      status = failed;
    }
  }
  await errors.flush().catch(ignore);
  out.release();
  errors.release();
  return status;
}

/** A reader that has gone does not hear of errors. */
function ignore(error: unknown): void {
  if (!(error instanceof BrokenPipe) && !(error instanceof Failure)) throw error;
}

/** What to say about an error that the user can do something about. @throws the others */
function complaint(error: unknown): { text: string; status: number } {
  if (error instanceof UsageError) return { text: `${clean(error.message)} (--help shows the use)`, status: 2 };
  if (error instanceof Failure) return { text: error.message, status: error.status };
  const { code, syscall, path, name } = error as NodeJS.ErrnoException;
  if (typeof code !== "string") throw error;
  if (code === "EPIPE") return { text: "the reader of the file has gone", status: 1 };
  // Errors of node:fs; those of this library read well as they are.
  if (syscall !== undefined && name === "Error") {
    const subject = path === undefined ? syscall : clean(path);
    return { text: `${subject}: ${systemMessage(error)}`, status: 1 };
  }
  return { text: clean((error as Error).message), status: 1 };
}

async function dispatch(options: Options, stage: Stage): Promise<number> {
  const { out } = stage;
  switch (options.mode) {
    case "help":
      out.line(HELP.trimEnd());
      return 0;
    case "version":
      out.line(version());
      return 0;
    case "program": {
      const { filter, interface: device, netns: namespace, snapLength } = options;
      const lines = filterLines(compileFilter(filter, { interface: device, namespace, snapLength }));
      for (const line of lines) out.line(line);
      return 0;
    }
    case "read":
      return readFile(options, stage);
    case "capture":
      return options.xdp ? captureXdp(options, stage) : captureLive(options, stage);
  }
}
