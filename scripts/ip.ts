#!/usr/bin/env node
/** A part of `ip`, made with ringlink; `-help` says which. */
import { main } from "./ip/main.js";

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
process.stdout.on("error", () => process.exit(0));
process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stop.signal,
});
