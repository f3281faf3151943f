/** `ip netns`. */
import { create, getId, list as names, remove, watch } from "../../src/netns/index.js";
import { type Command, type Context, runCommand, show } from "./context.js";
import { Output } from "./output.js";
import type { Words } from "./words.js";

async function list(context: Context): Promise<void> {
  const outputs: Output[] = [];
  for (const name of await names()) {
    const output = new Output().put("name", name, name);
    const id = await getId(name);
    if (id !== undefined) output.put("id", id, ` (id: ${id})`);
    outputs.push(output);
  }
  show(context, outputs);
}

async function monitor(context: Context): Promise<void> {
  for await (const event of watch({ signal: context.signal })) {
    if (event.type === "lost") context.write("events were lost\n");
    else if (!event.initial) context.write(`${event.type === "created" ? "add" : "delete"} ${event.name}\n`);
  }
}

/** The name, and nothing after it. */
function only(words: Words): string {
  const name = words.next("a name");
  words.end();
  return name;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  add: (_, words) => create(only(words)),
  delete: (_, words) => remove(only(words)),
  list,
  show: list,
  monitor,
  set: async ({ rtnl, signal }, words) => {
    const name = words.next("a name");
    const id = words.take("auto") ? undefined : words.number("an id", 0x7fff_ffff);
    words.end();
    await rtnl.namespaceIds.set(name, id, { signal });
  },
};

export const netns: Command = (context, words) => runCommand(COMMANDS, context, words);
