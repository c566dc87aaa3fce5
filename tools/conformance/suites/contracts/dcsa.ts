import { parse } from "yaml";
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from "../../../../src/foundation/index.ts";
import { ask, draft7 } from "../../compatibility.ts";
import { type Case, deviating, failed, filesAt, passed, type Suite, textAt } from "../../suite.ts";

/**
 * The published history of the container lines' standard: for each release, whether its schemas read what was written
 * under the release before. A release that is not a major one promises so; the first document that shows that it does not
 * keep the promise is told.
 */
const suite: Suite = {
  name: "dcsa",
  room: "contracts",
  async *run(vectors): AsyncIterable<Case> {
    const releases = readReleases(`${vectors}/contracts/dcsa/domain`);
    for (const domain of new Set(releases.map((release) => release.domain))) {
      const history = releases.filter((release) => release.domain === domain);
      for (const [at, after] of history.entries()) {
        const before = history[at - 1];
        if (before) yield await judgeRelease(before, after, releases);
      }
    }
  },
};
export default suite;

interface Release {
  /** `DCSA_DOMAIN`, as references call it. */
  readonly domain: string;
  readonly version: string;
  readonly schemas: JsonObject;
}

/** The name that references have for the documents of a folder. */
const domains: Readonly<Record<string, string>> = {
  dcsa: "DCSA_DOMAIN",
  documentation: "DOCUMENTATION_DOMAIN",
  error: "ERROR_DOMAIN",
  event: "EVENT_DOMAIN",
  location: "LOCATION_DOMAIN",
  ovs: "OVS_DOMAIN",
};

function readReleases(folder: string): readonly Release[] {
  return filesAt(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => {
      const [, domain = "", version = ""] = /^([a-z]+)\/.*_v(\d+\.\d+\.\d+)\.yaml$/.exec(file) ?? [];
      const document = parse(textAt(folder, file)) as { components?: { schemas?: JsonObject } };
      return { domain: domains[domain] ?? domain, version, schemas: document.components?.schemas ?? {} };
    })
    .sort((left, right) => compareVersions(left.version, right.version));
}

const compareVersions = (left: string, right: string): number => left.localeCompare(right, "en", { numeric: true });

async function judgeRelease(before: Release, after: Release, all: readonly Release[]): Promise<Case> {
  const step = stepOf(before.version, after.version);
  const id = `${after.domain} ${before.version} → ${after.version} (${step})`;
  let [isRefused, undecided] = [false, ""];
  for (const name of Object.keys(before.schemas).filter((one) => Object.hasOwn(after.schemas, one))) {
    const [old, next] = [bundle(before, name, all), bundle(after, name, all)];
    if (canonicalJson(old) === canonicalJson(next)) continue;
    const answers = await ask(old, next, STEPS);
    if (typeof answers === "string") isRefused = true;
    else if (answers.backward.verdict === "unknown") undecided = name;
    else if (answers.backward.verdict === "broken") {
      const told = `a ${step} release with a counterexample: ${name} ${answers.backward.proof}`;
      return step === "major" ? passed(id) : deviating(id, told);
    }
  }
  if (undecided !== "") return failed(id, `not decided: ${undecided}`);
  return isRefused
    ? deviating(id, "compatible as far as its schemas are no refused ones (patterns that take too long)")
    : passed(id);
}

/** Steps for each schema: there are hundreds. */
const STEPS = 3_000;

function stepOf(before: string, after: string): "major" | "minor" | "patch" {
  const [left, right] = [before.split("."), after.split(".")];
  if (left[0] !== right[0]) return "major";
  return left[1] === right[1] ? "patch" : "minor";
}

/** A schema with all that it refers to, across documents, as one schema that stands by itself. */
function bundle(release: Release, name: string, all: readonly Release[]): JsonObject {
  const definitions: Record<string, JsonValue> = {};
  const definitionName = createNames();
  const waiting = [{ release, name }];
  // The list grows while it is walked: what is referred to refers to more in turn.
  for (const one of waiting) {
    const key = definitionName(one.release, one.name);
    if (Object.hasOwn(definitions, key)) continue;
    definitions[key] = {};
    definitions[key] = rewrite(one.release.schemas[one.name] ?? {}, (reference) => {
      const target = follow(reference, one.release, all);
      if (!target) return undefined;
      waiting.push(target);
      return `#/definitions/${definitionName(target.release, target.name)}`;
    });
  }
  return { $schema: draft7, allOf: [{ $ref: `#/definitions/${definitionName(release, name)}` }], definitions };
}

/** Without the version: what did not change is to read alike in both releases. Only a second version of a domain says it. */
function createNames(): (release: Release, name: string) => string {
  const versions = new Map<string, string>();
  return ({ domain, version }, name) => {
    const first = versions.get(domain) ?? version;
    versions.set(domain, first);
    return first === version ? `${domain}.${name}` : `${domain}.${version}.${name}`;
  };
}

interface Target {
  readonly release: Release;
  readonly name: string;
}

function follow(reference: string, from: Release, all: readonly Release[]): Target | undefined {
  const [, domain, version, name = ""] =
    /^(?:https:\/\/api\.swaggerhub\.com\/domains\/dcsaorg\/([A-Z_]+)\/([\d.]+))?#\/components\/schemas\/(.+)$/.exec(
      reference,
    ) ?? [];
  const release = domain ? all.find((one) => one.domain === domain && one.version === version) : from;
  return release && Object.hasOwn(release.schemas, name) ? { release, name } : undefined;
}

/** References that lead nowhere here ask nothing: of what stands there nobody knows more. */
function rewrite(value: JsonValue, lead: (reference: string) => string | undefined): JsonValue {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, lead));
  if (!isJsonObject(value)) return value;
  if (typeof value.$ref === "string") {
    const reference = lead(value.$ref);
    return reference === undefined ? {} : { $ref: reference };
  }
  const kept = Object.entries(value).filter(([name, member]) => !(untold.has(name) && !isJsonObject(member)));
  return Object.fromEntries(kept.map(([name, member]) => [name, rewrite(member, lead)]));
}

/** Words for people: they change with every release. A member of the same name is described by an object. */
const untold: ReadonlySet<string> = new Set(["description", "example", "title"]);
