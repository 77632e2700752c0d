import { jsonOf } from "../bodies.ts";
import type { Channel } from "../channel.ts";
import { readEvents } from "./webhook.ts";
import { createWebhookAccount, type WebhookAccountOptions } from "./webhook-account.ts";

export interface AccurateChannelOptions extends WebhookAccountOptions {
	/** Somebody has given Accurate our address; a webhook that is nobody's needs no care. */
	readonly registered: boolean;
}

/** Seven days after each renewal (facts 8, seen live). */
const LIFE_MS = 7 * 24 * 3_600_000;

/** Accurate Online's webhook: what it says, and the care that it needs. */
export function accurateChannel(options: AccurateChannelOptions): Channel {
	return {
		side: "accurate",
		read(text) {
			const { deliveries, unreadable } = readEvents(jsonOf(text), options.databaseId);
			return unreadable.length > 0 ? null : deliveries;
		},
		...(options.registered ? { ...createWebhookAccount(options), livesMs: LIFE_MS } : {}),
	};
}
