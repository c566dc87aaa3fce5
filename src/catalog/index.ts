export { goodsReceiptPosted } from "./goods-receipt-posted.ts";
export { purchaseOrderPlaced } from "./purchase-order-placed.ts";
export { shipmentEtaChanged } from "./shipment-eta-changed.ts";
export { supplierBankChanged } from "./supplier-bank-changed.ts";
