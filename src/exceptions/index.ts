export { formatExceptionsCsv } from "./csv.ts";
export type { DifferenceOptions } from "./differences.ts";
export { ExceptionsError, type ExceptionsFailures } from "./errors.ts";
export {
  type Exception,
  type ExceptionCause,
  type ExceptionKind,
  type ExceptionState,
  exceptionId,
  exceptionKinds,
  exceptionStates,
  type Resolution,
  resolutions,
} from "./exception.ts";
export type { ExceptionFilter, ExceptionListOptions, ExceptionPage } from "./list.ts";
export type { ExceptionMove } from "./move.ts";
export { type Departure, type Occurrence, toPlace } from "./occurrence.ts";
export type { AssignOrder, ExceptionOrder, ResolveOrder, SnoozeOrder } from "./order.ts";
export type { EventPage } from "./outbox.ts";
export { createExceptionsPage, type ExceptionsPageOptions } from "./page/page.ts";
export {
  createExceptionQueue,
  type ExceptionMoveResult,
  type ExceptionQueue,
  type ExceptionQueueOptions,
  type MemberPage,
  type ShownException,
} from "./queue.ts";
export { readMoney } from "./stake.ts";
