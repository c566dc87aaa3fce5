using {erp} from '../db/schema';
using {countersign} from '../db/countersign';

@requires: 'authenticated-user'
service Purchasing @(path: '/purchasing') {
  entity Suppliers as projection on erp.Suppliers;

  @readonly @requires: 'auditor'
  entity Intents as projection on countersign.Intents;

  /** One change of many rows: `UPDATE … where`. */
  action moveBank(country : String, iban : String, bic : String);

  /** Suppliers from another system: `UPSERT`. */
  action takeOver(suppliers : many {
    ID      : String(20);
    name    : String(80);
    country : String(2);
    iban    : String(34);
    bic     : String(11);
  });

  /** A signed approval of a change that is held, as `npm run approve` makes it. */
  action approve(envelope : LargeString) returns {
    outcome  : String;
    sentence : String;
  };

  /** Everything about one supplier in one file that verifies offline. */
  @requires: 'auditor'
  function evidence(supplier : String) returns LargeString;
}
