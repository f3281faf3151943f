/** Runs a command in a kernel of its own: see test/lab/README.md. */
import { main } from "../test/lab/lab.js";

process.exitCode = await main(process.argv.slice(2));
