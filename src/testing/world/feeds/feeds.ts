import { accounts } from "./accounts.ts";
import { carriers } from "./carriers.ts";
import type { Feed } from "./feed.ts";
import { notices } from "./notices.ts";
import { orders } from "./orders.ts";
import { receipts } from "./receipts.ts";
import { sensors } from "./sensors.ts";

/** Everything that happens in a month in which nothing goes wrong. To add a feed, write its file and list it here. */
export const feeds: readonly Feed[] = [carriers, receipts, orders, notices, sensors, accounts];
