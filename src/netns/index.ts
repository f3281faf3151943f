export {
  create,
  exists,
  list,
  type NetnsCreateOptions,
  type NetnsOptions,
  pathOf,
  remove,
  remove as delete,
} from "./names.js";
export { getId, type IdOptions, type Opener, run, setId } from "./run.js";
export {
  type NetnsChange,
  type NetnsChangesLost,
  type NetnsEvent,
  NetnsWatch,
  type NetnsWatchOptions,
  watch,
} from "./watch.js";
