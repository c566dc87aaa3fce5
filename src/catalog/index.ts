export { goodsReceiptPosted } from "./goods-receipt-posted.ts";
export { purchaseOrderPlaced } from "./purchase-order-placed.ts";
export { shipmentEtaChanged } from "./shipment-eta-changed.ts";
export { shipmentNotified } from "./shipment-notified.ts";
export { supplierBankChanged } from "./supplier-bank-changed.ts";
export { supplierCertificateIssued } from "./supplier-certificate-issued.ts";
export { temperatureRecorded } from "./temperature-recorded.ts";
