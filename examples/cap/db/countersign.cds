namespace countersign;

/** Written in the transaction of the change that it is about: a row is there exactly when the change is. */
entity Intents {
  key idempotencyKey : String(64);
      admission      : String(40);
      statement      : String(64);
      source         : String(200);
      id             : String(64);
      subject        : String(400);
      recordedAt     : Timestamp;
      settledAt      : Timestamp;
}
