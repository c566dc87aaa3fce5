import { canonicalJson, type IntegrityError, toBase64url, utf8 } from "../foundation/index.ts";
import { put } from "../stores/index.ts";
import { type Admission, type DraftAdmission, draftAdmission, toAdmission } from "./admission.ts";
import type { Passage, PassageReason } from "./passage.ts";
import type { Settings } from "./settings.ts";
import { tierOf } from "./tier.ts";

/**
 * The answer when a part that must be asked gave none. Events of low impact may pass, degraded, once they are safe in
 * the spool; everything else is held, and is to be sent again: nothing of it was written down.
 */
export async function unavailable(
  passage: Passage,
  failure: IntegrityError | undefined,
  settings: Settings,
): Promise<Admission> {
  const reason: PassageReason = {
    stage: "commit",
    code: "dependency_unavailable",
    effect: "review",
    heldFor: "unavailable",
    sentence: `${silent(failure)} gave no answer (${failure?.code ?? "it keeps failing"}): send the event again`,
  };
  // Nothing was written down: all that can be said is that it was refused, or that it must come again.
  const spooled = await spool(passage, settings);
  const draft = draftAdmission(
    spooled ? passage : { ...passage, reasons: [...passage.reasons.filter(({ effect }) => effect === "deny"), reason] },
    settings,
  );
  return toAdmission(spooled ? degraded(draft) : draft.sealed, {
    note: noteOf(draft, spooled),
    statement: passage.statement,
    duplicate: false,
    durable: spooled,
  });
}

const silent = (failure: IntegrityError | undefined): string =>
  failure?.code === "lookup_failed" ? "the house's own records" : "the store";

/** Puts an event of low impact, which the policy allows and nothing speaks against, where it survives a crash. */
async function spool(passage: Passage, settings: Settings): Promise<boolean> {
  const { event, envelope, reasons, decision } = passage;
  const against = reasons.some(({ effect }) => effect !== "allow");
  if (!settings.degraded || !event || !envelope || against || decision?.effect !== "allow" || tierOf(passage) !== "low")
    return false;
  const key = `spool/${passage.at.getTime()}/${toBase64url(settings.random.bytes(16))}`;
  const value = utf8(canonicalJson({ formatVersion: 1, input: passage.text ?? canonicalJson(event) }));
  try {
    return (await put(settings.degraded.spool, key, value, "absent")).committed;
  } catch {
    return false;
  }
}

const degraded = ({ sealed }: DraftAdmission): DraftAdmission["sealed"] => {
  const { heldFor: _, wouldBe: __, ...rest } = sealed;
  return { ...rest, outcome: "accepted", degraded: true };
};

const noteOf = ({ note }: DraftAdmission, spooled: boolean): DraftAdmission["note"] =>
  spooled
    ? {
        ...note,
        sentence:
          "accepted while the store gives no answer: of low impact, kept in the spool, to be admitted in full later",
      }
    : note;
