#!/usr/bin/env node
/** Captures packets and shows or writes them; `--help` says how. */
import { main } from "./capture/main.js";

const stop = new AbortController();
// Once: the second one ends the program where it stands.
process.once("SIGINT", () => stop.abort());
process.once("SIGTERM", () => stop.abort());
process.exitCode = await main(process.argv.slice(2), process, stop.signal);
