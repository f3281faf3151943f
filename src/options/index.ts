export {
  type AddressInput,
  address,
  addressBits,
  addressText,
  type IpAddress,
  type IpFamily,
  type IpPrefix,
  parseAddress,
  parsePrefix,
  prefix,
  prefixText,
} from "./address.js";
export { callOf, checkOptions, isOptionError, nearest, OptionError, type OptionProblem, shownValue } from "./check.js";
export { connectionShape, networkNamespace } from "./connection.js";
export { type KeyedType, optionShape, optionsOf, type SchemaOptions } from "./from-schema.js";
