import type { Host } from "../host.ts";
import { cap } from "./cap.ts";
import { kafka } from "./kafka.ts";
import { nats } from "./nats.ts";
import { web } from "./web.ts";

/** Every host that a consumer can be written for. */
export const hosts: Readonly<Record<string, Host>> = { cap, kafka, nats, web };
