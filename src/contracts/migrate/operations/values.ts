import {
  addRationals,
  equalJson,
  invertRational,
  type JsonObject,
  type JsonValue,
  multiplyRationals,
  negateRational,
  type Packs,
  parsePointer,
  parseUnit,
  type Rational,
  rational,
} from "../../../foundation/index.ts";
import { closed, count, listOf, mapOf, matching, oneOf, type Shape, text } from "../../../foundation/shape.ts";
import { shortText, where } from "../../shapes.ts";
import { changeAt, StepProblem } from "../change.ts";
import { type Affine, parseFactor, recalculate } from "../recalculate.ts";
import { memberPattern, type Operation } from "./operation.ts";

/** How a number is written where it has no exact decimal, and which texts are left as they are. */
interface NumberOptions {
  /** Round to so many digits after the point. Without it, a number without an exact decimal does not fit. */
  readonly digits?: number;
  /** Texts that stand for "no value". */
  readonly except?: readonly string[];
}

const numberOptions = {
  digits: where(count, (digits) => digits <= 100, "a whole number from 0 to 100"),
  except: where(listOf(text), ({ length }) => length <= 1_000, "at most 1,000 texts"),
};

/** Rounding loses digits: what was rounded does not come back. */
const exactly = <Step extends NumberOptions>(step: Step, inverse: Partial<Step>): object | undefined =>
  step.digits === undefined ? { ...step, ...inverse } : undefined;

/** A number, or decimal text, times an exact factor: `60`, `1/60`, `0.45359237`. */
export interface Scale extends NumberOptions {
  readonly op: "scale";
  readonly path: string;
  readonly by: string;
}

const factor: Shape<string> = where(
  matching(/^\d{1,30}(?:\.\d{1,30})?(?:\/\d{1,30}(?:\.\d{1,30})?)?$/, "a factor such as `60`, `0.5` or `1/60`"),
  (by) => !/(?:^|\/)[0.]+(?:$|\/)/.test(by),
  "a factor that is not zero",
);

export const scale: Operation<Scale> = {
  shape: closed({ op: oneOf("scale"), path: memberPattern, by: factor }, numberOptions),
  compile: ({ path, by, ...options }) =>
    changeNumbers(path, { factor: parseFactor(by), offset: rational(0n) }, options),
  invert: (step) => exactly(step, { by: invertFactor(step.by) }),
};

function invertFactor(by: string): string {
  const [top = "1", bottom = "1"] = by.split("/");
  return top === "1" ? bottom : `${bottom}/${top}`;
}

/** A number, or decimal text, in another unit. */
export interface Convert extends NumberOptions {
  readonly op: "convert";
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly packs?: Packs;
}

const packs = where(mapOf(shortText), (all) => Object.keys(all).length <= 200, "at most 200 packs");
const convertShape: Shape<Convert> = closed(
  { op: oneOf("convert"), path: memberPattern, from: shortText, to: shortText },
  { ...numberOptions, packs },
);

export const convert: Operation<Convert> = {
  shape: where(convertShape, isConvertible, "two units that measure the same"),
  compile: (step) => changeNumbers(step.path, conversion(step), step),
  invert: (step) => exactly(step, { from: step.to, to: step.from }),
};

function isConvertible(step: Convert): boolean {
  try {
    const [from, to] = [parseUnit(step.from, step.packs), parseUnit(step.to, step.packs)];
    return from.dimension === to.dimension;
  } catch {
    return false;
  }
}

/** `(value + from's zero) × from's factor ÷ to's factor − to's zero`, as one factor and one offset. */
function conversion({ from, to, packs: declared }: Convert): Affine {
  const [source, target] = [parseUnit(from, declared), parseUnit(to, declared)];
  const ratio: Rational = multiplyRationals(source.factor, invertRational(target.factor));
  return {
    factor: ratio,
    offset: addRationals(multiplyRationals(source.offset, ratio), negateRational(target.offset)),
  };
}

function changeNumbers(
  path: string,
  affine: Affine,
  { digits, except = [] }: NumberOptions,
): (data: JsonValue) => JsonValue {
  const [tokens, excepted] = [parsePointer(path), new Set(except)];
  return (data) =>
    changeAt(data, tokens, (value, at) => {
      if (value === null || (typeof value === "string" && excepted.has(value))) return value;
      return recalculate({ value, at, digits }, affine);
    });
}

/** A text that means one thing under one version and is another under the next. Every text has to be listed. */
export interface MapValues {
  readonly op: "map";
  readonly path: string;
  readonly values: Readonly<Record<string, JsonValue>>;
}

const scalar: Shape<JsonValue> = (value, path) =>
  (value === null || typeof value === "boolean" || typeof value === "number" ? value : text(value, path)) as JsonValue;

export const map: Operation<MapValues> = {
  shape: closed({ op: oneOf("map"), path: memberPattern, values: mapOf(scalar) }),
  compile: ({ path, values }) => {
    const tokens = parsePointer(path);
    return (data) =>
      changeAt(data, tokens, (value, at) => {
        if (typeof value !== "string" || !Object.hasOwn(values, value))
          throw new StepProblem(at, "it is none of the values that the step lists");
        return values[value] as JsonValue;
      });
  },
  invert: (step) => invertMap(step),
};

/** Only where every new value is a text, and each comes from one old value. */
function invertMap({ path, values }: MapValues): object | undefined {
  const pairs = Object.entries(values);
  const isOneToOne = pairs.every(
    ([, to], at) => typeof to === "string" && !pairs.slice(0, at).some(([, other]) => equalJson(to, other)),
  );
  if (!isOneToOne) return undefined;
  return { op: "map", path, values: Object.fromEntries(pairs.map(([from, to]) => [to, from])) as JsonObject };
}
