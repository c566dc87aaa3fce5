import { PolicyError, shown } from "./errors.ts";

/** Where a fact is found: names of members and indexes of items, from the facts inwards. */
export interface FactPath {
  /** The one spelling: `order.lines[0].price`. */
  readonly name: string;
  /** For `memberOf`, which finds own members only. */
  readonly steps: readonly string[];
}

const MAX_LENGTH = 200;
const plainSteps = /^(?:\.?[\p{L}\p{N}_-]+|\[\d{1,6}\])(?:\.[\p{L}\p{N}_-]+|\[\d{1,6}\])*$/u;

/**
 * Reads `order.total`, or `order` with the path `$.total`, `.total` or `total`: they name one fact. Filters, wildcards
 * and scripts, which JSONPath has as well, are refused: they would run what a rule says.
 *
 * @throws {PolicyError} `rule_path_unsafe`
 */
export function parseFactPath(fact: string, path = "", place = ""): FactPath {
  const steps = [...readSteps(fact, place), ...readSteps(path.replace(/^\$(?=$|[.[])/, ""), place)];
  if (steps.length === 0) throw unsafe(fact, place);
  return { steps, name: steps.map(formatStep).join("").replace(/^\./, "") };
}

function readSteps(text: string, place: string): readonly string[] {
  if (text === "") return [];
  if (text.length > MAX_LENGTH || !plainSteps.test(text)) throw unsafe(text, place);
  const steps: readonly string[] = text.match(/[^.[\]]+/g) ?? [];
  if (steps.includes("__proto__")) throw unsafe(text, place);
  return steps;
}

const formatStep = (step: string): string => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`);

function unsafe(factPath: string, path: string): PolicyError {
  const message = `\`${shown(factPath)}\` is not a path of plain steps: write it like \`order.lines[0].price\``;
  return new PolicyError("rule_path_unsafe", message, { path, factPath: shown(factPath) });
}
