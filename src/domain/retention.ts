import { z } from "zod";
import { settingsOf } from "./settings-of.ts";

const days = (least: number, usual: number) => z.int().min(least).max(3650).default(usual);

/** For how many days what is over is kept. What is open stays, however old it is. */
export const retention = settingsOf({
	/** What runs did to each record. With their run they go at the latest. */
	changes: days(7, 180),
	/** Finished runs, and conflicts that are settled. The last ones of each mode stay. */
	runs: days(30, 365),
	/** Who did what. */
	audit: days(30, 730),
	/** Webhooks and updates that are done, failed messages that were replayed, when sides were heard. */
	inbox: days(7, 30),
});
export type Retention = z.infer<typeof retention>;

/** What is pruned by its age, in this order. */
export const PRUNED = ["changes", "runs", "conflicts", "audit", "inbox", "letters", "heard", "presses"] as const;
export type Pruned = (typeof PRUNED)[number];

const KEPT_AS: Readonly<Record<Pruned, keyof Retention>> = {
	...{ changes: "changes", runs: "runs", conflicts: "runs", audit: "audit" },
	...{ inbox: "inbox", letters: "inbox", heard: "inbox", presses: "inbox" },
};

const DAY_MS = 24 * 3_600_000;

/** Older than that (epoch ms) it may go. */
export function keptSince(kept: Retention, what: Pruned, now: number): number {
	const days = what === "changes" ? Math.min(kept.changes, kept.runs) : kept[KEPT_AS[what]];
	return now - days * DAY_MS;
}
