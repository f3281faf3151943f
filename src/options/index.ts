export {
  type AddressInput,
  address,
  addressBits,
  addressText,
  type IpAddress,
  type IpFamily,
  type IpPrefix,
  isWithin,
  lladdrText,
  parseAddress,
  parsePrefix,
  prefix,
  prefixText,
} from "./address.js";
export {
  callOf,
  checkOptions,
  didYouMean,
  isOptionError,
  nameOf,
  nearest,
  OptionError,
  type OptionProblem,
  shownValue,
} from "./check.js";
export { connectionShape, networkNamespace, waiting } from "./connection.js";
export { type KeyedType, optionShape, optionsOf, type SchemaOptions } from "./from-schema.js";
