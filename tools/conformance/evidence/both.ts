import type { Mutant } from "./mutant.ts";
import { keysOf, type Outcome, outcomeOf } from "./outcome.ts";
import type { Scene } from "./scenes.ts";
import { startSecondVerifier, whyNoSecondVerifier } from "./second-verifier.ts";

/** What one verifier says of a mutant, and what the other says, where it can be asked. */
export interface Outcomes {
  readonly ours: Outcome;
  readonly second?: Outcome;
}

/** Asks both verifiers about each mutant of a scene, many at a time, and answers in order. */
export async function* askBoth(scene: Scene, mutants: Iterable<Mutant>): AsyncIterable<readonly [Mutant, Outcomes]> {
  const keys = keysOf(scene);
  const second = whyNoSecondVerifier() === undefined ? startSecondVerifier(scene.keys) : undefined;
  const ask = async ({ bytes }: Mutant): Promise<Outcomes> => {
    const asked = second?.verify(bytes);
    const ours = await outcomeOf(bytes, keys);
    return { ours, ...(asked && { second: await asked }) };
  };
  try {
    yield* answersInOrder(mutants, ask, AT_ONCE);
  } finally {
    second?.close();
  }
}

/** So many, that neither waits for the other. */
const AT_ONCE = 64;

/** Answers in the order of the questions, with so many under way at a time. */
export async function* answersInOrder<Question, Answer>(
  questions: Iterable<Question>,
  ask: (question: Question) => Promise<Answer>,
  atOnce: number,
): AsyncIterable<readonly [Question, Answer]> {
  const waiting: [Question, Promise<Answer>][] = [];
  for (const question of questions) {
    waiting.push([question, ask(question)]);
    if (waiting.length < atOnce) continue;
    const [first, answer] = waiting.shift() as [Question, Promise<Answer>];
    yield [first, await answer];
  }
  for (const [question, answer] of waiting) yield [question, await answer];
}
