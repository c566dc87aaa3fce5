import { appendToken, isJsonObject, type JsonObject, type JsonValue } from "../../foundation/index.ts";
import { createField, type Field, observeValue } from "./field.ts";

/** One place in the records, with what was seen there; items of a list share one. */
export interface TreeNode {
  /** Pointer, `*` for every item. */
  readonly pointer: string;
  readonly depth: number;
  readonly field: Field;
  readonly members: Map<string, TreeNode>;
  items: TreeNode | undefined;
  /** Whether members came that there was no room for. */
  isCut: boolean;
}

/** The places of all records. Memory: at most 2,000 places. */
export interface Tree {
  readonly root: TreeNode;
  observe(record: JsonValue, line: number): void;
  /** Every place, outer ones first. */
  nodes(): readonly TreeNode[];
}

const MOST_PLACES = 2_000;
/** Deeper than this, values are only known to be there: a contract nests at most 64 deep, two for each level. */
export const DEEPEST = 20;
const LONGEST_NAME = 200;

export function createTree(): Tree {
  let places = 1;
  const root = createNode("", 0);

  const roomFor = (node: TreeNode, token: string): TreeNode | undefined => {
    node.isCut ||= places >= MOST_PLACES || node.depth >= DEEPEST || token.length > LONGEST_NAME;
    if (places >= MOST_PLACES || node.depth >= DEEPEST || token.length > LONGEST_NAME) return undefined;
    places += 1;
    return createNode(appendToken(node.pointer, token), node.depth + 1);
  };
  const memberOf = (node: TreeNode, name: string): TreeNode | undefined => {
    const known = node.members.get(name);
    if (known) return known;
    const made = name.isWellFormed() && name !== "__proto__" ? roomFor(node, name) : undefined;
    if (made) node.members.set(name, made);
    return made;
  };
  const observe = (node: TreeNode, value: JsonValue, line: number): void => {
    observeValue(node.field, value, line);
    if (Array.isArray(value)) {
      node.items ??= value.length > 0 ? roomFor(node, "*") : undefined;
      for (const item of value) if (node.items) observe(node.items, item, line);
    } else if (isJsonObject(value)) {
      for (const name of Object.keys(value)) {
        const member = memberOf(node, name);
        if (member) observe(member, value[name] as JsonValue, line);
      }
    }
  };
  return { root, observe: (record, line) => observe(root, record, line), nodes: () => allNodes(root) };
}

const createNode = (pointer: string, depth: number): TreeNode => ({
  pointer,
  depth,
  field: createField(),
  members: new Map(),
  items: undefined,
  isCut: false,
});

function allNodes(node: TreeNode): readonly TreeNode[] {
  return [node, ...[...node.members.values()].flatMap(allNodes), ...(node.items ? allNodes(node.items) : [])];
}

/** One object whose fields may be related to each other: a record itself, or an item of one of its lists. */
export interface TableRow {
  /** Pointer of the object, `*` for every item: `""` for the record itself. */
  readonly table: string;
  /** Its scalars, by pointers from the object; those of inner objects too, and none of inner lists. */
  readonly cells: ReadonlyMap<string, JsonValue>;
}

/** Lists longer than this are looked into only so far. */
const MOST_ITEMS = 1_000;

/** The rows that a record is made of. */
export function rowsOf(record: JsonValue): readonly TableRow[] {
  const rows: TableRow[] = [];
  const visit = (object: JsonObject, table: string): void => {
    const cells = new Map<string, JsonValue>();
    collect(object, "", (pointer, value) => {
      if (!Array.isArray(value)) cells.set(pointer, value);
      else for (const item of value.slice(0, MOST_ITEMS)) if (isJsonObject(item)) visit(item, `${table}${pointer}/*`);
    });
    rows.push({ table, cells });
  };
  if (isJsonObject(record)) visit(record, "");
  return rows;
}

function collect(object: JsonObject, outer: string, take: (pointer: string, value: JsonValue) => void): void {
  for (const name of Object.keys(object)) {
    const [value, pointer] = [object[name] as JsonValue, appendToken(outer, name)];
    if (isJsonObject(value)) collect(value, pointer, take);
    else take(pointer, value);
  }
}
