/** What the tests of traffic control share. */

/** Lines of shell: a pair of devices to hang things on. */
export const VETH = `ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
  ip link set va up
  ip link set vb up
`;

/** A handle as tc prints it: `1:`, `1:10`. */
export function handle(value: number): string {
  const minor = value & 0xffff;
  return `${(value >>> 16).toString(16)}:${minor === 0 ? "" : minor.toString(16)}`;
}

export const TC_H_ROOT = 0xffffffff;

/** The options of an object as tc prints them. */
export type Options = Record<string, unknown>;
