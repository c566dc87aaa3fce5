import type { Statement } from "../../foundation/index.ts";
import { eventPredicate } from "./event.ts";
import { keyEventPredicate } from "./key-event.ts";
import { isOfKind, type PredicateKind } from "./predicate.ts";
import { receivingPredicate } from "./receiving.ts";
import {
  admissionPredicate,
  approvalPredicate,
  contractPublishedPredicate,
  effectPredicate,
  exceptionMovePredicate,
  manifestPredicate,
  quarantineMovePredicate,
  renewalPredicate,
  repairPlanPredicate,
  streamSwitchPredicate,
} from "./timed.ts";

/** Every kind of statement that is known. To add one, write its file and list it here. */
const kinds: readonly PredicateKind[] = [
  eventPredicate,
  receivingPredicate,
  admissionPredicate,
  approvalPredicate,
  effectPredicate,
  quarantineMovePredicate,
  repairPlanPredicate,
  exceptionMovePredicate,
  streamSwitchPredicate,
  contractPublishedPredicate,
  manifestPredicate,
  renewalPredicate,
  keyEventPredicate,
];

export const kindOf = (statement: Statement): PredicateKind | undefined =>
  kinds.find((kind) => isOfKind(statement, kind));
