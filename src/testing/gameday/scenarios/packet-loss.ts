import type { Scenario } from "../scenario.ts";

const SHARE = 0.3;

export const packetLoss: Scenario = {
  name: "packet_loss",
  about: "three messages in ten do not arrive, and are sent again",
  transport(sent, random) {
    const lost = new Set(sent.filter(() => random.next() < SHARE));
    return { arriving: sent.filter((one) => !lost.has(one)), lost: [...lost] };
  },
};
