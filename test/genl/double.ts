/** A controller and families in memory. */
import { decode, type Infer, type Input } from "../../src/codec/index.js";
import { Genl, GenlFamily } from "../../src/genl/index.js";
import {
  type Answer,
  answer,
  errno,
  type Handler,
  MemorySocket,
  multipart,
  type SeenRequest,
} from "../../src/netlink/connection/index.js";
import { GetFlags } from "../../src/netlink/index.js";

const CONTROLLER = 16;
const NEWFAMILY = 1;
const GETFAMILY = 3;

export interface MadeFamily {
  id: number;
  readonly ops?: Input<typeof GenlFamily>["ops"];
  readonly mcastGroups?: Input<typeof GenlFamily>["mcastGroups"];
  /** What it does with a request. */
  readonly handle: Handler;
}

export interface Made {
  readonly genl: Genl;
  readonly socket: MemorySocket;
  readonly families: Map<string, MadeFamily>;
  /** Names that the controller was asked for, in order; `*` for a dump. */
  readonly asked: string[];
}

export const isDump = ({ flags }: SeenRequest): boolean => (flags & GetFlags.dump) === GetFlags.dump;

/** Command of a request. */
export const commandOf = ({ payload }: SeenRequest): number => payload[0]!;

function describe(name: string, { id, ops, mcastGroups }: MadeFamily) {
  const head = { cmd: NEWFAMILY, genlVersion: 2, familyId: id, familyName: name, version: 1, hdrsize: 0, maxattr: 9 };
  return answer(CONTROLLER, GenlFamily, { ...head, ...(ops && { ops }), ...(mcastGroups && { mcastGroups }) });
}

export interface MadeOptions {
  /** Answers in the controller's place, unless it gives nothing. */
  readonly controller?: (request: SeenRequest) => Answer[] | undefined;
  /** rtnetlink's part. */
  readonly route?: Handler;
  readonly timeoutMs?: number;
}

/** A connection to a kernel that has these families. */
export function made(list: Readonly<Record<string, MadeFamily>>, options: MadeOptions = {}): Made {
  const families = new Map(Object.entries(list));
  const asked: string[] = [];
  const control = (request: SeenRequest): Answer[] => {
    const value: Infer<typeof GenlFamily> = decode(GenlFamily, request.payload);
    if (isDump(request) && value.cmd === GETFAMILY) {
      asked.push("*");
      return multipart([[...families].map(([name, family]) => describe(name, family))]);
    }
    const found = [...families].find(([name, { id }]) => name === value.familyName || id === value.familyId);
    asked.push(value.familyName ?? String(value.familyId));
    if (found === undefined) return [errno(request, "ENOENT")];
    return [[describe(...found)], errno(request)];
  };
  const socket = new MemorySocket(
    (request) => {
      if (request.protocol === 0) return options.route?.(request) ?? [errno(request, "EOPNOTSUPP")];
      if (request.type === CONTROLLER) return options.controller?.(request) ?? control(request);
      const family = [...families.values()].find(({ id }) => id === request.type);
      return family === undefined ? [errno(request, "ENOENT")] : family.handle(request);
    },
    { protocol: 16 },
  );
  const { timeoutMs } = options;
  return { genl: Genl.over(socket, timeoutMs === undefined ? {} : { timeoutMs }), socket, families, asked };
}
