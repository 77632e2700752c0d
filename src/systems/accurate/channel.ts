import { jsonOf } from "../bodies.ts";
import type { Channel } from "../channel.ts";
import { readEvents } from "./webhook.ts";
import { createWebhookAccount, type WebhookAccountOptions } from "./webhook-account.ts";

export interface AccurateChannelOptions extends WebhookAccountOptions {
	/** Somebody has given Accurate our address; a webhook that is nobody's needs no care. */
	readonly registered: boolean;
}

/** Accurate Online's webhook: what it says, and the care that it needs. */
export function accurateChannel(options: AccurateChannelOptions): Channel {
	return {
		side: "accurate",
		read(text) {
			const { deliveries, unreadable } = readEvents(jsonOf(text), options.databaseId);
			return unreadable.length > 0 ? null : deliveries;
		},
		...(options.registered ? createWebhookAccount(options) : {}),
	};
}
