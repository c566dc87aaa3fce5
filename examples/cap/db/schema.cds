namespace erp;

/** Where the money of a supplier goes is guarded: see srv/purchasing.js. */
entity Suppliers {
  key ID      : String(20);
      name    : String(80);
      country : String(2);
      iban    : String(34);
      bic     : String(11);
}
