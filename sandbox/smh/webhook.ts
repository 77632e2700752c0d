import { Webhook } from "standardwebhooks";
import { CREDENTIALS } from "../credentials.ts";
import type { EntityName, World } from "../world.ts";
import type { SmhRecord } from "./state.ts";

/** Tells the registered target of a write, signed by the Standard Webhooks scheme; without a target nothing happens. */
export function announce(world: World, entity: EntityName, event: "created" | "updated" | "deleted", record: SmhRecord): void {
	const { url } = world.state.smh.webhook;
	if (url === null) return;
	// Random, not counted: a reset must not bring back ids that the receiver has seen.
	const id = `msg_${crypto.randomUUID()}`;
	const at = new Date(world.now());
	const body = JSON.stringify({
		type: `${entity}.${event}`,
		timestamp: at.toISOString(),
		data: { id: record.id, version: record.version },
	});
	world.deliverLater({
		system: "smh",
		url,
		headers: {
			"content-type": "application/json",
			"webhook-id": id,
			"webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
			"webhook-signature": new Webhook(CREDENTIALS.smh.webhookSecret).sign(id, at, body),
		},
		body,
	});
}
