export type { EndpointInput } from "./endpoint.js";
export { generatePresharedKey, generatePrivateKey, type KeyInput, publicKey } from "./keys.js";
export type { DeviceOptions, DeviceReference, PeerOptions } from "./options.js";
export type { WireguardDevice, WireguardPeer } from "./read.js";
export type { Wireguard, WireguardReadOptions, WireguardWriteOptions } from "./wireguard.js";
