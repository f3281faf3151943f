/** Records captures and golden fixtures again: see test/lab/README.md. */
import { main } from "../test/lab/fixtures.js";

process.exitCode = await main(process.argv.slice(2));
