/**
 * SAP CAP as far as we touch it, written out: `@sap/cds` belongs to the service and is never imported here.
 * https://cap.cloud.sap/docs/node.js/
 */

/** `cds.db`, or one of its transactions. */
export interface CapDatabase {
  run(query: object): Promise<unknown>;
  /** A transaction: of a request, or of its own for the function. */
  // biome-ignore lint/suspicious/noExplicitAny: CAP overloads it, and each overload has to be assignable.
  tx(...args: any[]): any;
}

/** The facade of `@sap/cds`; its database may be connected later. */
export interface Cds {
  readonly db: CapDatabase;
}

/** What a CAP handler is handed. */
export interface CapRequest {
  readonly event: string;
  /** In CAP's query notation. https://cap.cloud.sap/docs/cds/cqn */
  readonly query: unknown;
  readonly target: unknown;
  readonly user: { readonly id: string };
  readonly tenant?: string | undefined;
  before(event: "commit", handler: () => Promise<void>): unknown;
  on(event: "succeeded" | "failed", handler: () => Promise<void>): unknown;
}

/** Which fields of an entity are guarded, and what a change of them is called. */
export interface CapGuard {
  readonly cds: Cds;
  /** Source of the events: this system and entity, such as `erp/suppliers`. One for each guarded entity. */
  readonly source: string;
  /** Type of the events, such as `supplier.bank.changed`. */
  readonly type: string;
  /** Names of the guarded elements, each with a plain value. */
  readonly fields: readonly string[];
  /** Name of the entity that keeps the intents. Default `countersign.Intents`. */
  readonly intents?: string;
}

export const intentsOf = ({ intents = "countersign.Intents" }: Pick<CapGuard, "intents">): string => intents;

/** Elements of an entity in the compiled model. */
interface Element {
  readonly isAssociation?: boolean;
  readonly virtual?: boolean;
  readonly elements?: object;
  readonly items?: object;
}

/** An entity of the compiled model. */
export interface Entity {
  readonly name: string;
  readonly keys: Readonly<Record<string, Element>>;
  readonly elements: Readonly<Record<string, Element>>;
}

export const entityOf = ({ target }: CapRequest): Entity => target as Entity;

export const isPlain = (element: Element | undefined): boolean =>
  element !== undefined && !element.isAssociation && !element.virtual && !element.elements && !element.items;

export const keysOf = ({ keys }: Entity): readonly string[] => Object.keys(keys).filter((key) => isPlain(keys[key]));

export const columns = (names: readonly string[]): readonly object[] => names.map((name) => ({ ref: [name] }));

/** `a = 1 and b = 2` in CQN. */
export const equal = (values: object): readonly unknown[] =>
  Object.entries(values).flatMap(([name, val], at) => [...(at === 0 ? [] : ["and"]), { ref: [name] }, "=", { val }]);
