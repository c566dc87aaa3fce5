import {
  goodsReceiptPosted,
  purchaseOrderPlaced,
  shipmentEtaChanged,
  shipmentNotified,
  supplierBankChanged,
  supplierCertificateIssued,
  temperatureRecorded,
} from "../../catalog/index.ts";
import { type Contract, contractDataschema } from "../../contracts/index.ts";
import type { JsonObject } from "../../foundation/index.ts";

/** A catalog contract in which one member is held tighter, as a house does with what it knows of its own numbers. */
function tightened(contract: Contract, member: string, rule: JsonObject): Contract {
  const properties = contract.schema.properties as JsonObject;
  const own = { ...(properties[member] as JsonObject), ...rule };
  return { ...contract, schema: { ...contract.schema, properties: { ...properties, [member]: own } } };
}

/** A catalog contract whose events are promised within six hours: what comes later may no longer be true. */
const fresh = (contract: Contract, id: string): Contract => ({
  ...contract,
  formatVersion: 2,
  id,
  sla: { ...contract.sla, freshness: "PT6H" },
});

/**
 * The distributor's contracts by event type: the catalog's, knowing that its items have eighteen digits and that it trades
 * in two currencies. Changes of bank accounts wait for people anyway, as long as that takes.
 */
export const distributorContracts: Readonly<Record<string, Contract>> = {
  "goods.receipt.posted": fresh(
    tightened(goodsReceiptPosted, "item", { pattern: "^[0-9]{18}$" }),
    "distributor-goods-receipt",
  ),
  "purchase.order.placed": fresh(
    tightened(purchaseOrderPlaced, "currency", { enum: ["EUR", "CHF"] }),
    "distributor-order",
  ),
  "shipment.eta.changed": fresh(shipmentEtaChanged, "distributor-eta"),
  "shipment.notified": fresh(shipmentNotified, "distributor-notice"),
  "supplier.certificate.issued": fresh(supplierCertificateIssued, "distributor-certificate"),
  "supplier.bank.changed": supplierBankChanged,
  "temperature.recorded": fresh(temperatureRecorded, "distributor-temperature"),
};

/** By which events of a type name their contract. */
export const dataschemaOf = (type: string): string => contractDataschema(distributorContracts[type] as Contract);
