export { verifyBundle } from "./evidence/index.ts";
export { type Envelope, type Event, isIntegrityError, parseEvent } from "./foundation/index.ts";
export { type Admission, createGate, type Gate, type GateConfig, GateError } from "./gate/index.ts";
export { generateKey, localSigner, sealEvent, trustedKeys } from "./provenance/index.ts";
