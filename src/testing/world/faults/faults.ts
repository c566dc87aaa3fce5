import { alteredPayload } from "./altered-payload.ts";
import { brokenArithmetic } from "./broken-arithmetic.ts";
import { changeAroundGate } from "./change-around-gate.ts";
import { doublePosting } from "./double-posting.ts";
import { duplicateDelivery } from "./duplicate-delivery.ts";
import { expiredCertificate } from "./expired-certificate.ts";
import type { Fault } from "./fault.ts";
import { feedDark } from "./feed-dark.ts";
import { forgedSource } from "./forged-source.ts";
import { lateEvent } from "./late-event.ts";
import { leadingZerosLost } from "./leading-zeros-lost.ts";
import { lostPosting } from "./lost-posting.ts";
import { outOfOrder } from "./out-of-order.ts";
import { renamedField } from "./renamed-field.ts";
import { replay } from "./replay.ts";
import { sensorLying } from "./sensor-lying.ts";
import { sensorStuck } from "./sensor-stuck.ts";
import { singlePersonBankChange } from "./single-person-bank-change.ts";
import { unitSwitch } from "./unit-switch.ts";
import { wrongCurrency } from "./wrong-currency.ts";
import { wrongPackSize } from "./wrong-pack-size.ts";

/** Everything that can be wrong in a world, in the order in which it is planted: what lasts comes before single messages. */
export const faults: readonly Fault[] = [
  feedDark,
  unitSwitch,
  renamedField,
  sensorStuck,
  sensorLying,
  alteredPayload,
  forgedSource,
  lateEvent,
  outOfOrder,
  expiredCertificate,
  wrongCurrency,
  brokenArithmetic,
  leadingZerosLost,
  singlePersonBankChange,
  replay,
  duplicateDelivery,
  lostPosting,
  doublePosting,
  wrongPackSize,
  changeAroundGate,
];
