import { describe, expect, it } from "vitest";
import { type Approval, toApproval } from "../../src/policy/index.ts";
import { codeOf } from "../support.ts";
import { always, at, policyOf, rule } from "./support.ts";

const change = "a".repeat(64);
const digest = (letter: string): string => letter.repeat(64);
const policy = policyOf([
  rule("bank", "allow", always, {
    sentence: "the bank account was changed",
    obligations: [{ id: "approval", params: { count: 2, roles: ["treasurer", "controller"], maxAgeHours: 48 } }],
  }),
]);

const by = (principal: string, more: Partial<Approval> = {}): Approval => ({
  statement: digest(principal === "erika" ? "1" : "2"),
  verdict: "approve",
  principal,
  role: "treasurer",
  change,
  approvedAt: "2026-03-31T07:00:00Z",
  ...more,
});
const erika = by("erika");
const hans = by("hans", { role: "controller" });
const decide = (approvals: readonly Approval[], more: object = {}) =>
  policy.evaluate({}, { at, change, requester: "max", approvals, ...more });

describe("a change that two people must approve", () => {
  it("is allowed when two have", () => {
    const decision = decide([erika, hans]);
    expect(decision).toMatchObject({ effect: "allow", obligations: [], approvals: [erika.statement, hans.statement] });
  });
  it("waits for review when one has, and says so in numbers", () => {
    const decision = decide([erika]);
    expect(decision.effect).toBe("review");
    expect(decision.reasons).toEqual([
      { code: "approval_missing", effect: "review", status: "true", rule: "bank", have: 1, need: 2 },
    ]);
    expect(decision.obligations).toMatchObject([{ id: "approval", params: { count: 2 } }]);
    expect(decision.approvals).toEqual([erika.statement]);
  });
  it("is denied when anybody in the role rejects it, whoever has approved", () => {
    const rejection = by("eva", { verdict: "reject", statement: digest("3") });
    expect(decide([erika, hans, rejection])).toMatchObject({
      effect: "deny",
      reasons: [{ code: "approval_rejected", approval: digest("3") }],
    });
  });

  const uncounted: readonly [why: string, approval: Approval, code: string, more?: object][] = [
    ["is of another change", by("hans", { change: digest("f") }), "approval_other_change"],
    ["has expired", by("hans", { expiresAt: "2026-03-31T08:00:00Z" }), "approval_expired"],
    ["is dated after the decision", by("hans", { approvedAt: "2026-03-31T08:00:00.001Z" }), "approval_future_dated"],
    ["is older than the rule allows", by("hans", { approvedAt: "2026-03-29T07:59:59Z" }), "approval_too_old"],
    [
      "is by somebody who approved before",
      by("erika", { role: "controller", statement: digest("4") }),
      "approval_same_person",
    ],
    ["is by the requester himself", by("max"), "approval_by_requester"],
    ["was given in another role", by("hans", { role: "buyer" }), "approval_wrong_role"],
    ["was given in a role from Object.prototype", by("hans", { role: "constructor" }), "approval_wrong_role"],
    ["names no person", by(""), "approval_malformed"],
    ["names no time", by("hans", { approvedAt: "yesterday" }), "approval_malformed"],
    ["has a verdict of its own", by("hans", { verdict: "Approve" as never }), "approval_malformed"],
    ["has no statement", by("hans", { statement: undefined as never }), "approval_malformed"],
  ];
  it.each(uncounted)("does not count an approval that %s", (_, approval, code) => {
    const decision = decide([erika, approval]);
    expect(decision.effect).toBe("review");
    expect(decision.reasons).toMatchObject([
      { code: "approval_missing", have: 1 },
      { code, approval: String(approval.statement) },
    ]);
  });

  it("cannot be approved while nobody knows who requested it", () => {
    const decision = decide([erika, hans], { requester: undefined });
    expect(decision.reasons.map(({ code }) => code)).toEqual([
      "approval_missing",
      "approval_requester_unknown",
      "approval_requester_unknown",
    ]);
  });
  it("cannot be approved while nobody knows which change it is", () => {
    const decision = decide([erika, hans], { change: undefined });
    expect(decision.reasons.map(({ code }) => code)).toEqual([
      "approval_missing",
      "approval_change_unknown",
      "approval_change_unknown",
    ]);
  });

  it.each([
    ["old", { approvedAt: "2020-01-01T00:00:00Z" }],
    ["dated ahead", { approvedAt: "2027-01-01T00:00:00Z" }],
    ["the requester's own", { principal: "max" }],
    ["of somebody who had approved", { principal: "erika" }],
    ["of nobody", { principal: "" }],
  ])("is denied by a rejection that is %s: less is asked of a no", (_, more) => {
    expect(decide([erika, hans, by("eva", { verdict: "reject", ...more })]).effect).toBe("deny");
  });
  it.each([
    ["of another change", { change: digest("f") }],
    ["in another role", { role: "buyer" }],
    ["expired", { expiresAt: "2026-03-31T07:30:00Z" }],
  ])("is not denied by a rejection that is %s", (_, more) => {
    expect(decide([erika, hans, by("eva", { verdict: "reject", ...more })]).effect).toBe("allow");
  });
  it("counts thousands of approvals of one person as one", () => {
    const decision = decide(Array.from({ length: 5_000 }, () => erika));
    expect(decision.reasons[0]).toMatchObject({ code: "approval_missing", have: 1 });
  });
});

describe("two different demands for approval", () => {
  const both = policyOf([
    rule("bank", "allow", always, { obligations: [{ id: "approval", params: { count: 1, roles: ["treasurer"] } }] }),
    rule("large", "allow", always, { obligations: [{ id: "approval", params: { count: 1, roles: ["controller"] } }] }),
  ]);
  it("are counted apart", () => {
    const context = { at, change, requester: "max" };
    expect(both.evaluate({}, { ...context, approvals: [erika] }).reasons).toMatchObject([
      { code: "approval_missing", rule: "large" },
      { code: "approval_wrong_role", rule: "large" },
    ]);
    expect(both.evaluate({}, { ...context, approvals: [erika, hans] }).effect).toBe("allow");
  });
});

describe("an approval's predicate", () => {
  const predicate = { formatVersion: 1, verdict: "approve", role: "treasurer", approvedAt: "2026-03-31T07:00:00Z" };
  const verified = { statement: digest("1"), principal: "erika", change };
  it("joins what verification has shown", () => {
    expect(toApproval({ ...predicate, reason: "called back" }, verified)).toEqual(erika);
  });
  it.each([
    [{ verdict: "maybe" }, "format_malformed"],
    [{ role: "" }, "format_malformed"],
    [{ approvedAt: "2026-03-31" }, "format_malformed"],
    [{ expiresAt: "never" }, "format_malformed"],
    [{ principal: "somebody else" }, "format_malformed"],
    [{ formatVersion: 2 }, "newer_format"],
  ])("is refused with %j", (more, code) =>
    expect(codeOf(() => toApproval({ ...predicate, ...more }, verified))).toBe(code),
  );
});
