import { applyPatch, isIntegrityError, type PatchOperation, parsePatch } from "../../../foundation/index.ts";
import type { Shape } from "../../../foundation/shape.ts";
import { satisfying } from "../../../foundation/shape.ts";
import { StepProblem } from "../change.ts";
import type { Operation } from "./operation.ts";

/** An operation of RFC 6902, as it stands there: what it names has to be there. */
const shape: Shape<PatchOperation> = (value, path) => {
  try {
    return parsePatch([value])[0] as PatchOperation;
  } catch (error) {
    const { problem } = (error as { details: { problem: string } }).details;
    return satisfying<never>(`an operation of RFC 6902: ${problem}`, () => false)(value, path);
  }
};

export const patch: Operation<PatchOperation> = {
  shape,
  compile: (step) => (data) => {
    try {
      return applyPatch(data, [step]);
    } catch (error) {
      if (!isIntegrityError(error)) throw error;
      throw new StepProblem(step.path, (error.details as { problem?: string }).problem ?? error.message);
    }
  },
  invert: (step) => inverses[step.op](step as never),
};

/** What takes each back, where that needs no knowledge of what was there. */
const inverses: { readonly [Op in PatchOperation["op"]]: (step: PatchOperation & { op: Op }) => object | undefined } = {
  add: ({ path }) => (/\/-$/.test(path) ? undefined : { op: "remove", path }),
  move: ({ path, from }) => ({ op: "move", from: path, path: from }),
  copy: ({ path }) => (/\/-$/.test(path) ? undefined : { op: "remove", path }),
  test: (step) => step,
  replace: () => undefined,
  remove: () => undefined,
};
