import { isSha256Hex, parseInstant } from "../foundation/index.ts";
import { closed, instant, oneOf, readFormat, type Shape, text } from "../foundation/shape.ts";
import { label } from "./label.ts";
import type { ApprovalParams } from "./obligation.ts";

/** Predicate type of a statement that approves or rejects a change; see `docs/formats/approval.md`. */
export const approvalPredicateType = "urn:countersign:predicate:approval:1";

export type ApprovalVerdict = "approve" | "reject";

/** What one person said of one change. Its signature has been checked: nothing here is believed on its own word. */
export interface Approval {
  /** SHA-256 of the statement's payload: the approval's own identity. */
  readonly statement: string;
  readonly verdict: ApprovalVerdict;
  /** The person, as the verified key names him: one name for one person, whatever keys he has. */
  readonly principal: string;
  readonly role: string;
  /** SHA-256 of the payload of the statement that is approved: of that change, and of no other. */
  readonly change: string;
  readonly approvedAt: string;
  readonly expiresAt?: string;
}

/** What the verification of an approval's envelope has shown. */
export type VerifiedApproval = Pick<Approval, "statement" | "principal" | "change">;

interface ApprovalPredicate {
  readonly formatVersion: 1;
  readonly verdict: ApprovalVerdict;
  readonly role: string;
  readonly approvedAt: string;
  readonly expiresAt?: string;
  /** For people. Not read by any rule. */
  readonly reason?: string;
}

const predicateShape: Shape<ApprovalPredicate> = closed(
  { formatVersion: oneOf(1), verdict: oneOf("approve", "reject"), role: label, approvedAt: instant },
  { expiresAt: instant, reason: text },
);

/**
 * Joins an approval's predicate with what the verification of its envelope has shown.
 *
 * @throws {FoundationError} `format_malformed`, `newer_format`
 */
export function toApproval(predicate: unknown, { statement, principal, change }: VerifiedApproval): Approval {
  const { verdict, role, approvedAt, expiresAt } = readFormat("approval", 1, predicateShape, predicate);
  return { statement, verdict, principal, role, change, approvedAt, ...(expiresAt !== undefined && { expiresAt }) };
}

/** Who asks, for which change, and when. */
export interface ApprovalScope {
  readonly at: number;
  readonly change: string | undefined;
  readonly requester: string | undefined;
}

/** Why an approval does not count; each is the code of a reason. */
export type ApprovalObjection =
  | "approval_malformed"
  | "approval_change_unknown"
  | "approval_other_change"
  | "approval_wrong_role"
  | "approval_requester_unknown"
  | "approval_by_requester"
  | "approval_future_dated"
  | "approval_expired"
  | "approval_too_old"
  | "approval_same_person";

type Objects = (approval: Approval, params: ApprovalParams, scope: ApprovalScope) => boolean;

/** Looked at in this order; the first that applies is the reason. */
const objections: readonly (readonly [ApprovalObjection, Objects])[] = [
  ["approval_malformed", (approval) => !isWellFormed(approval)],
  ["approval_change_unknown", (_, __, { change }) => change === undefined],
  ["approval_other_change", (approval, _, { change }) => approval.change !== change],
  ["approval_wrong_role", ({ role }, { roles }) => !roles.includes(role)],
  ["approval_requester_unknown", (_, __, { requester }) => requester === undefined],
  ["approval_by_requester", ({ principal }, _, { requester }) => principal === requester],
  ["approval_future_dated", ({ approvedAt }, _, { at }) => instantOf(approvedAt) > at],
  ["approval_expired", (approval, _, { at }) => isExpired(approval, at)],
  [
    "approval_too_old",
    ({ approvedAt }, { maxAgeHours = Infinity }, { at }) => at - instantOf(approvedAt) > maxAgeHours * 3_600_000,
  ],
];

function isWellFormed({ statement, verdict, principal, approvedAt, expiresAt }: Approval): boolean {
  const isNamed = typeof principal === "string" && principal !== "";
  const isDated =
    !Number.isNaN(instantOf(approvedAt)) && (expiresAt === undefined || !Number.isNaN(instantOf(expiresAt)));
  return isSha256Hex(statement) && (verdict === "approve" || verdict === "reject") && isNamed && isDated;
}

const instantOf = (time: unknown): number =>
  typeof time === "string" ? (parseInstant(time) ?? Number.NaN) : Number.NaN;

const isExpired = ({ expiresAt }: Approval, at: number): boolean =>
  expiresAt !== undefined && instantOf(expiresAt) <= at;

export interface ApprovalCount {
  /** Statements of the approvals that count, one for each person. */
  readonly counted: readonly string[];
  readonly uncounted: readonly { readonly code: ApprovalObjection; readonly approval: string }[];
  readonly rejections: readonly string[];
}

/** Which approvals count toward an obligation: one for each person; the first that he gave. */
export function countApprovals(
  approvals: readonly Approval[],
  params: ApprovalParams,
  scope: ApprovalScope,
): ApprovalCount {
  const persons = new Set<string>();
  const counted: string[] = [];
  const uncounted: { code: ApprovalObjection; approval: string }[] = [];
  for (const approval of approvals.filter(({ verdict }) => verdict !== "reject")) {
    const code =
      objectionTo(approval, params, scope) ?? (persons.has(approval.principal) ? "approval_same_person" : undefined);
    if (code) uncounted.push({ code, approval: String(approval.statement) });
    else counted.push(approval.statement);
    if (!code) persons.add(approval.principal);
  }
  const rejections = approvals.filter((approval) => isRejection(approval, params, scope));
  return { counted, uncounted, rejections: rejections.map(({ statement }) => String(statement)) };
}

function objectionTo(approval: Approval, params: ApprovalParams, scope: ApprovalScope): ApprovalObjection | undefined {
  return objections.find(([, objects]) => objects(approval, params, scope))?.[0];
}

/** A rejection needs less than an approval: its age, its date and who requested the change do not weaken it. */
function isRejection(approval: Approval, { roles }: ApprovalParams, { change, at }: ApprovalScope): boolean {
  const isMeant = approval.verdict === "reject" && approval.change === change && roles.includes(approval.role);
  return isMeant && !isExpired(approval, at);
}
