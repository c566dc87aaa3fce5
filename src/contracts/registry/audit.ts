import {
  type Check,
  combineStatus,
  type Envelope,
  isIntegrityError,
  type SignedStatement,
  type Statement,
  type Status,
  type Verdict,
  type Verify,
} from "../../foundation/index.ts";
import type { Documents } from "../../stores/index.ts";
import { contractDigest } from "../contract.ts";
import type { ContractsChecks } from "../errors.ts";
import { compileMigration } from "../migrate/compile.ts";
import type { Migration } from "../migrate/migration.ts";
import { parseContract } from "../validate.ts";
import {
  contractPath,
  type Listing,
  migrationPath,
  type PublishedVersion,
  readDocument,
  readListing,
  statementPath,
} from "./listing.ts";
import { CONTRACT_PUBLISHED } from "./publish.ts";

export interface AuditOptions {
  readonly at: Date;
  /** Verifies the sealed statements; without it they are listed as not checked. */
  readonly verify?: Verify;
}

/** Derives everything that listings say anew from the documents beside them. */
export async function auditRegistry(
  documents: Documents,
  ids: readonly string[],
  options: AuditOptions,
): Promise<Verdict> {
  const checks: Check<keyof ContractsChecks>[] = [];
  const notChecked: string[] = [];
  for (const id of ids) {
    const { listing } = await readListing(documents, id);
    for (const entry of listing.versions) {
      checks.push(await checkDocument(documents, id, entry));
      const statement = await checkStatement(documents, id, entry, options);
      if (typeof statement === "string") notChecked.push(statement);
      else checks.push(statement);
    }
    checks.push(...(await checkMigrations(documents, listing)));
  }
  return { status: combineStatus(checks.map(({ status }) => status)), checks, notChecked };
}

async function checkDocument(
  documents: Documents,
  id: string,
  { version, digest }: PublishedVersion,
): Promise<Check<keyof ContractsChecks>> {
  const path = contractPath(id, version);
  return told(
    "version_unchanged",
    path,
    async () => contractDigest(parseContract(readDocument(await documents.read(path), path))) === digest,
  );
}

async function checkMigrations(
  documents: Documents,
  { contract, migrations }: Listing,
): Promise<readonly Check<keyof ContractsChecks>[]> {
  const checks = migrations.map(({ from, to, digest }) => {
    const path = migrationPath(contract, from, to);
    const read = async (): Promise<Migration> => readDocument(await documents.read(path), path) as unknown as Migration;
    return told("migration_unchanged", path, async () => compileMigration(await read()).digest === digest);
  });
  return Promise.all(checks);
}

async function told(
  code: keyof ContractsChecks,
  path: string,
  isSame: () => Promise<boolean>,
): Promise<Check<keyof ContractsChecks>> {
  try {
    const same = await isSame();
    return {
      code,
      status: same ? "proven" : "refuted",
      sentence: `\`${path}\` is ${same ? "" : "not "}what was published`,
    };
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    return { code, status: "refuted", sentence: error.message };
  }
}

/** The sealed statement about a version: whose it is says `verify`; that it is about this version is seen here. */
async function checkStatement(
  documents: Documents,
  id: string,
  entry: PublishedVersion,
  { verify, at }: AuditOptions,
): Promise<Check<keyof ContractsChecks> | string> {
  const path = statementPath(id, entry.version);
  if (!entry.sealed) return `\`${id}\` ${entry.version}: it was published without a seal`;
  if (!verify) return `\`${path}\`: no keys were given to verify it with`;
  const answer = await verifyStatement(await documents.read(path), path, verify, at);
  if ("code" in answer) return answer;
  const problem = problemOf(answer, id, entry);
  const status: Status = answer.status === "proven" && problem !== undefined ? "refuted" : answer.status;
  const sentence =
    problem === undefined ? `\`${path}\` holds the seal of \`${entry.by}\`'s publication` : `\`${path}\`: ${problem}`;
  return { code: "publication_signed", status, sentence };
}

/** What keeps a statement from showing that this version was published by whom the listing names. */
function problemOf(
  { status, value, checks }: Verdict<SignedStatement>,
  id: string,
  entry: PublishedVersion,
): string | undefined {
  if (!value || !isStatementAbout(value, id, entry)) return "it is about something else";
  if (status !== "proven") return checks.find((check) => check.status === status)?.sentence ?? "it is not proven";
  if (value.principals.includes(entry.by)) return undefined;
  return `it is signed by ${value.principals.map((name) => `\`${name}\``).join(", ")}, and not by \`${entry.by}\``;
}

async function verifyStatement(
  text: string | undefined,
  path: string,
  verify: Verify,
  at: Date,
): Promise<Verdict<SignedStatement> | Check<keyof ContractsChecks>> {
  try {
    return await verify(readDocument(text, path) as unknown as Envelope, at);
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    return { code: "publication_signed", status: "refuted", sentence: error.message };
  }
}

const isStatementAbout = (
  { predicateType, subject, predicate }: Statement,
  id: string,
  entry: PublishedVersion,
): boolean =>
  predicateType === CONTRACT_PUBLISHED &&
  subject.length === 1 &&
  subject[0]?.digest.sha256 === entry.digest &&
  predicate.contract === id &&
  predicate.version === entry.version &&
  predicate.owner === entry.owner &&
  predicate.by === entry.by &&
  predicate.publishedAt === entry.publishedAt;
