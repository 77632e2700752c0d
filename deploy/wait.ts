import { webhooksOf } from "./bot.ts";
import type { Say } from "./say.ts";

/** Where a deployed Worker answers, and how to ask it; the key is null where it is not known. */
export interface Known {
	readonly publicUrl: string;
	readonly apiKey: string | null;
}

const EVERY_MS = 5_000;
const LONGEST_MS = 30 * 60_000;

/** Says when the first delivery of each system has come; ends when both have, or after half an hour. */
export async function waitForDeliveries(say: Say, { publicUrl, apiKey }: Known): Promise<void> {
	if (apiKey === null) return say.line("API_KEY is not known here, so nobody can look for deliveries.");
	say.step("Waiting for the first webhook of SMH and of Accurate Online; Ctrl-C ends it, and nothing is lost");
	const told = new Set<string>();
	for (const until = Date.now() + LONGEST_MS; Date.now() < until; ) {
		const webhooks = await webhooksOf(publicUrl, apiKey);
		if (typeof webhooks !== "string") {
			for (const [side, { lastDelivery }] of Object.entries(webhooks)) {
				if (lastDelivery === null || told.has(side)) continue;
				told.add(side);
				say.line(`${side === "smh" ? "SMH" : "Accurate Online"} has delivered: ${lastDelivery}`);
			}
			if (told.size === Object.keys(webhooks).length) return;
		}
		await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
	}
	say.line("Nothing more has come within half an hour. Are the addresses above in the two systems?");
}
