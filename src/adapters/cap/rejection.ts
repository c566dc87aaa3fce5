import type { Admission, Problem } from "../../gate/index.ts";

/** What `req.reject` takes: CAP's error, with the problem details of RFC 9457 in an annotation. */
export interface Rejection {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly target?: string;
  readonly "@countersign.problem": Problem;
  /** SHA-256 of the statement that an approval has to be about. */
  readonly "@countersign.statement"?: string;
  /** One for each event that was not accepted, where there are several. */
  readonly details?: readonly Rejection[];
}

/** Why a request cannot go on, and what is missing: from the answers to all of its events. @throws {TypeError} when all of them were accepted */
export function toRejection(admissions: readonly Admission[]): Rejection {
  const rejections = admissions.filter(({ outcome }) => outcome !== "accepted").map(toOne);
  const [first] = rejections.toSorted((left, right) => gravity(right) - gravity(left));
  if (!first) throw new TypeError("every event was accepted: there is nothing to reject");
  return rejections.length === 1 ? first : { ...first, message: ofMany(first, rejections), details: rejections };
}

/** A refusal weighs more than what waits. */
const gravity = ({ status }: Rejection): number => (status === 403 ? 1 : 0);

const ofMany = ({ message }: Rejection, { length }: readonly Rejection[]): string =>
  `${length} changes of this request are not accepted; the first: ${message}`;

function toOne(admission: Admission): Rejection {
  const problem = admission.toProblem();
  const { status, code, detail } = problem;
  const { subject } = admission.event;
  return {
    status,
    code,
    message: detail,
    ...(subject !== undefined && { target: subject }),
    "@countersign.problem": problem,
    ...(admission.statement !== undefined && { "@countersign.statement": admission.statement }),
  };
}
