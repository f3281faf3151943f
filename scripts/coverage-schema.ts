#!/usr/bin/env node
// Measures the schemas against the kernel's headers and specifications. It works in the repository only: what it runs is
// a part of the tests, which neither the build nor the published package contains.
import { existsSync } from "node:fs";

interface Coverage {
  main(args: readonly string[], write: (text: string) => void): Promise<number>;
}

const part = new URL("../test/coverage/main.ts", import.meta.url);
if (!existsSync(part))
  throw new Error("coverage-schema works in ringlink's repository only: test/coverage is not here");
const { main } = (await import(part.href)) as Coverage;
process.exitCode = await main(process.argv.slice(2), (text) => process.stdout.write(text));
