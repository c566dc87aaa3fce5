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
function tightened(contract: Contract, id: string, member: string, rule: JsonObject): Contract {
  const properties = contract.schema.properties as JsonObject;
  const own = { ...(properties[member] as JsonObject), ...rule };
  return { ...contract, id, schema: { ...contract.schema, properties: { ...properties, [member]: own } } };
}

/** The distributor's contracts by event type: the catalog's, knowing that its items have eighteen digits and that it trades in two currencies. */
export const distributorContracts: Readonly<Record<string, Contract>> = {
  "goods.receipt.posted": tightened(goodsReceiptPosted, "distributor-goods-receipt", "item", {
    pattern: "^[0-9]{18}$",
  }),
  "purchase.order.placed": tightened(purchaseOrderPlaced, "distributor-order", "currency", { enum: ["EUR", "CHF"] }),
  "shipment.eta.changed": shipmentEtaChanged,
  "shipment.notified": shipmentNotified,
  "supplier.certificate.issued": supplierCertificateIssued,
  "supplier.bank.changed": supplierBankChanged,
  "temperature.recorded": temperatureRecorded,
};

/** By which events of a type name their contract. */
export const dataschemaOf = (type: string): string => contractDataschema(distributorContracts[type] as Contract);
