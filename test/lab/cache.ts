/** The folder, outside the repository, that keeps what was fetched and built. */
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** `$RINGLINK_CACHE`, or `ringlink` in the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env["RINGLINK_CACHE"]) return env["RINGLINK_CACHE"];
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "ringlink");
}

const PARTIAL = /^\.partial-(\d+)-/;

/**
 * Fills `folder/name` by way of a folder beside it, which takes the name only when `fill` succeeds: an entry that is there is
 * whole. What an interrupted run left is removed by the next one.
 */
export async function fillEntry(
  folder: string,
  name: string,
  fill: (partial: string) => Promise<void>,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(folder)) {
    const pid = PARTIAL.exec(entry)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, entry), { recursive: true, force: true });
  }
  const partial = join(folder, `.partial-${process.pid}-${name}`);
  const whole = join(folder, name);
  const discard = () => rmSync(partial, { recursive: true, force: true });
  process.once("exit", discard);
  try {
    discard();
    mkdirSync(partial);
    await fill(partial);
    rmSync(whole, { recursive: true, force: true });
    renameSync(partial, whole);
  } finally {
    discard();
    process.off("exit", discard);
  }
  return whole;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
