import { isIntegrityError } from "../../foundation/index.ts";
import { closed, oneOf } from "../../foundation/shape.ts";
import { shortText } from "../shapes.ts";
import { misfit, type OperationKind } from "./operation.ts";

/** Data was written for another version of the contract. */
export interface Migrate {
  readonly op: "migrate";
  /** Id of the contract. */
  readonly contract: string;
  /** Its versions. */
  readonly from: string;
  readonly to: string;
}

export const migrate: OperationKind<Migrate> = {
  shape: closed({ op: oneOf("migrate"), contract: shortText, from: shortText, to: shortText }),
  tell: ({ contract, from, to }) => `migrate from ${contract} ${from} to ${to}`,
  fields: () => [""],
  apply(data, { contract, from, to }, { migrate: step }) {
    if (!step) throw misfit("", "no migrations are at hand: name the registry that has them");
    try {
      return step(data, { contract, from, to });
    } catch (cause) {
      if (!isIntegrityError(cause)) throw cause;
      throw misfit("", cause.message);
    }
  },
};
