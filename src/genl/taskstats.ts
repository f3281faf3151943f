// include/uapi/linux/taskstats.h: struct taskstats, TASKSTATS_*; include/uapi/linux/cgroupstats.h: CGROUPSTATS_*
import {
  as,
  attr,
  attrs,
  chars,
  counter64,
  cstring,
  fixedBytes,
  type Infer,
  later,
  message,
  nested,
  struct,
  u8,
  u16,
  u32,
  unit,
} from "../codec/index.js";
import { genericFamily } from "../netlink/protocol.js";
import { GenlHeader } from "./header.js";
import { KernelTimespec } from "./wireguard/wireguard.js";

/** What the kernel accounts for a task. `version` says how much of it a kernel has; members from `thrashingCount` on may be missing. */
export const TaskAccounting = struct("taskstats", 688, {
  version: u16,
  acExitcode: u32,
  acFlag: u8,
  acNice: u8,
  cpuCount: counter64,
  cpuDelayTotal: unit("ns", counter64),
  blkioCount: counter64,
  blkioDelayTotal: unit("ns", counter64),
  swapinCount: counter64,
  swapinDelayTotal: unit("ns", counter64),
  cpuRunRealTotal: unit("ns", counter64),
  cpuRunVirtualTotal: unit("ns", counter64),
  acComm: chars(32),
  acSched: u8,
  acPad: fixedBytes(3),
  /** Keeps the next member aligned to 8 bytes, as C does. */
  uidPadding: as("(padding)", fixedBytes(4)),
  acUid: u32,
  acGid: u32,
  acPid: u32,
  acPpid: u32,
  acBtime: unit("s", u32),
  acEtime: unit("us", counter64),
  acUtime: unit("us", counter64),
  acStime: unit("us", counter64),
  acMinflt: counter64,
  acMajflt: counter64,
  coremem: unit("MiB us", counter64),
  virtmem: unit("MiB us", counter64),
  hiwaterRss: unit("KiB", counter64),
  hiwaterVm: unit("KiB", counter64),
  readChar: unit("bytes", counter64),
  writeChar: unit("bytes", counter64),
  readSyscalls: counter64,
  writeSyscalls: counter64,
  readBytes: unit("bytes", counter64),
  writeBytes: unit("bytes", counter64),
  cancelledWriteBytes: unit("bytes", counter64),
  nvcsw: counter64,
  nivcsw: counter64,
  acUtimescaled: unit("us", counter64),
  acStimescaled: unit("us", counter64),
  cpuScaledRunRealTotal: unit("ns", counter64),
  freepagesCount: counter64,
  freepagesDelayTotal: unit("ns", counter64),
  thrashingCount: later(counter64),
  thrashingDelayTotal: later(unit("ns", counter64)),
  acBtime64: later(unit("s", counter64)),
  compactCount: later(counter64),
  compactDelayTotal: later(unit("ns", counter64)),
  acTgid: later(u32),
  acTgetime: later(unit("us", counter64)),
  acExeDev: later(counter64),
  acExeInode: later(counter64),
  wpcopyCount: later(counter64),
  wpcopyDelayTotal: later(unit("ns", counter64)),
  irqCount: later(counter64),
  irqDelayTotal: later(unit("ns", counter64)),
  cpuDelayMax: later(unit("ns", counter64)),
  cpuDelayMin: later(unit("ns", counter64)),
  blkioDelayMax: later(unit("ns", counter64)),
  blkioDelayMin: later(unit("ns", counter64)),
  swapinDelayMax: later(unit("ns", counter64)),
  swapinDelayMin: later(unit("ns", counter64)),
  freepagesDelayMax: later(unit("ns", counter64)),
  freepagesDelayMin: later(unit("ns", counter64)),
  thrashingDelayMax: later(unit("ns", counter64)),
  thrashingDelayMin: later(unit("ns", counter64)),
  compactDelayMax: later(unit("ns", counter64)),
  compactDelayMin: later(unit("ns", counter64)),
  wpcopyDelayMax: later(unit("ns", counter64)),
  wpcopyDelayMin: later(unit("ns", counter64)),
  irqDelayMax: later(unit("ns", counter64)),
  irqDelayMin: later(unit("ns", counter64)),
  cpuDelayMaxTs: later(KernelTimespec),
  blkioDelayMaxTs: later(KernelTimespec),
  swapinDelayMaxTs: later(KernelTimespec),
  freepagesDelayMaxTs: later(KernelTimespec),
  thrashingDelayMaxTs: later(KernelTimespec),
  compactDelayMaxTs: later(KernelTimespec),
  wpcopyDelayMaxTs: later(KernelTimespec),
  irqDelayMaxTs: later(KernelTimespec),
});
export interface TaskAccounting extends Infer<typeof TaskAccounting> {}

/** A task, or a group of tasks, and its accounts. */
export const TaskstatsAggregate = attrs({
  pid: attr(1, "TASKSTATS_TYPE_PID", u32),
  tgid: attr(2, "TASKSTATS_TYPE_TGID", u32),
  stats: attr(3, "TASKSTATS_TYPE_STATS", TaskAccounting),
});
export interface TaskstatsAggregate extends Infer<typeof TaskstatsAggregate> {}

export const TaskstatsAttrs = attrs(
  {
    aggrPid: attr(4, "TASKSTATS_TYPE_AGGR_PID", nested(TaskstatsAggregate)),
    aggrTgid: attr(5, "TASKSTATS_TYPE_AGGR_TGID", nested(TaskstatsAggregate)),
  },
  { pad: { TASKSTATS_TYPE_NULL: 6 } },
);
export const Taskstats = message(GenlHeader, TaskstatsAttrs);
export interface Taskstats extends Infer<typeof Taskstats> {}

export const TaskstatsRequestAttrs = attrs({
  pid: attr(1, "TASKSTATS_CMD_ATTR_PID", u32),
  tgid: attr(2, "TASKSTATS_CMD_ATTR_TGID", u32),
  /** Processors whose tasks are reported when they exit, `0-3`. */
  registerCpumask: attr(3, "TASKSTATS_CMD_ATTR_REGISTER_CPUMASK", cstring),
  deregisterCpumask: attr(4, "TASKSTATS_CMD_ATTR_DEREGISTER_CPUMASK", cstring),
});
export const TaskstatsRequest = message(GenlHeader, TaskstatsRequestAttrs);
export interface TaskstatsRequest extends Infer<typeof TaskstatsRequest> {}

/** Tasks of a control group by state. */
export const CgroupAccounting = struct("cgroupstats", 40, {
  nrSleeping: counter64,
  nrRunning: counter64,
  nrStopped: counter64,
  nrUninterruptible: counter64,
  nrIoWait: counter64,
});
export interface CgroupAccounting extends Infer<typeof CgroupAccounting> {}

export const Cgroupstats = message(
  GenlHeader,
  attrs({ stats: attr(1, "CGROUPSTATS_TYPE_CGROUP_STATS", CgroupAccounting) }),
);
export interface Cgroupstats extends Infer<typeof Cgroupstats> {}

/** The control group is named by an open file descriptor of its directory. */
export const CgroupstatsRequest = message(GenlHeader, attrs({ fd: attr(1, "CGROUPSTATS_CMD_ATTR_FD", u32) }));
export interface CgroupstatsRequest extends Infer<typeof CgroupstatsRequest> {}

/** Generic netlink family "TASKSTATS". */
export const taskstats = genericFamily("TASKSTATS", {
  TASKSTATS_CMD_GET: [1, { request: TaskstatsRequest }],
  TASKSTATS_CMD_NEW: [2, { reply: Taskstats }],
  CGROUPSTATS_CMD_GET: [4, { request: CgroupstatsRequest }],
  CGROUPSTATS_CMD_NEW: [5, { reply: Cgroupstats }],
});
