export type { CapDatabase, CapGuard, CapRequest, Cds } from "./cap/cds.ts";
export { toEvents } from "./cap/events.ts";
export { intentTable } from "./cap/intents.ts";
export { type Rejection, toRejection } from "./cap/rejection.ts";
export { unitOfWork } from "./cap/unit-of-work.ts";
