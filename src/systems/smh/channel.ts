import type { Channel } from "../channel.ts";
import { readBody } from "./webhook.ts";

/** SMH's webhook. It is registered for good and keeps no history. */
export const smhChannel: Channel = {
	side: "smh",
	read(text) {
		// Its id came with the signature.
		const read = readBody("", text);
		if (read.kind === "unreadable") return null;
		return [read.kind === "delivery" ? read : { id: read.id, signals: [] }];
	},
};
