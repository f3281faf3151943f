#!/usr/bin/env node
/** Decodes netlink captures; `--help` says how. */
import { main } from "./decoder/main.js";

process.exitCode = await main(process.argv.slice(2), process);
