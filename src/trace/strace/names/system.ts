// Address families and error numbers as strace spells them.
import { kernelName } from "../../../codec/index.js";
import { AddressFamily, Errno } from "../../../uapi/index.js";

const families = Object.keys(AddressFamily).map((name) => [
  kernelName(AddressFamily, name),
  AddressFamily[name as AddressFamily],
]);

/** AF_* values, with the second names that some have. */
export const ADDRESS_FAMILIES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(families),
  AF_FILE: AddressFamily.unix,
  AF_LOCAL: AddressFamily.unix,
  AF_ROUTE: AddressFamily.netlink,
};

/** Error numbers of the generic architectures (x86, arm, riscv …). */
export const ERRNO: Readonly<Record<string, number>> = Errno;
