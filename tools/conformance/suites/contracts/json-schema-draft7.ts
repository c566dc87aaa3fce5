import { drafts, requiredCases } from "../../json-schema.ts";
import type { Suite } from "../../suite.ts";

const suite: Suite = {
  name: "json-schema-draft7",
  room: "contracts",
  run: (vectors) => requiredCases(vectors, drafts.draft7),
};
export default suite;
