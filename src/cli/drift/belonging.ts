import { basename } from "node:path";
import { type Contract, contractDataschema } from "../../contracts/index.ts";
import { isJsonObject, type JsonValue, memberOf } from "../../foundation/index.ts";
import { CliError } from "../errors.ts";

/** Records that are asked whether the contract is theirs. */
const ASKED = 100;

/** Whether a contract is that of a file: looked at with each record, and concluded at the end. */
export interface Belonging {
  /** @throws {CliError} `contract_of_other_data` */
  readonly note: (record: JsonValue) => void;
  /** @throws {CliError} `contract_of_other_data` */
  readonly conclude: () => void;
}

/** Some record must have all that the contract requires, or, where it requires nothing, anything that it declares. */
export function createBelonging(contract: Contract, file: string): Belonging {
  const { required, properties } = contract.schema;
  const [needed, declared] = [Array.isArray(required) ? required : [], isJsonObject(properties) ? properties : {}];
  const dataschema = contractDataschema(contract);
  let [asked, fitting] = [0, 0];

  const refuse = (problem: string): never => {
    const facts = { file, contract: contract.id, problem };
    throw new CliError("contract_of_other_data", `${basename(file)} is none of \`${contract.id}\`: ${problem}`, facts);
  };
  const fits = (record: JsonValue): boolean =>
    !isJsonObject(record) ||
    (needed.length > 0
      ? needed.every((name) => Object.hasOwn(record, String(name)))
      : Object.keys(declared).length === 0 || Object.keys(record).some((name) => Object.hasOwn(declared, name)));
  const conclude = (): void => {
    if (asked > 0 && fitting === 0) refuse(`none of the first ${asked} records has what it requires`);
  };
  return {
    note: (record) => {
      if (asked === ASKED) return;
      const named = memberOf(record, "dataschema");
      if (typeof named === "string" && named !== dataschema && !Object.hasOwn(declared, "dataschema"))
        refuse(`its records name another contract, \`${named.slice(0, 100)}\``);
      asked += 1;
      if (fits(record)) fitting += 1;
      if (asked === ASKED) conclude();
    },
    conclude,
  };
}
