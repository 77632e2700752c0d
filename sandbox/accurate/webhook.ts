import type { World } from "../world.ts";
import { formatTimestamp } from "./clock.ts";
import { MODULES } from "./definitions/modules.ts";
import type { ModuleName, StoredRecord, WebhookEvent } from "./state.ts";

const HISTORY_LIMIT = 20_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** "Lifetime 7 days maximum; it stops silently" (facts 8). */
const LIFE_MS = 7 * DAY_MS;
const HISTORY_MS = 31 * DAY_MS;

/** What the developer area does: sets the one address of the application and starts its 7 days. */
export function registerWebhook(world: World, url: string | null): void {
	world.state.accurate.webhook = { url, expiresAt: world.now() + LIFE_MS };
	world.touched();
}

/** New end of the registration, epoch ms. */
export function renewWebhook(world: World): number {
	const { webhook } = world.state.accurate;
	webhook.expiresAt = world.now() + LIFE_MS;
	world.touched();
	return webhook.expiresAt;
}

/** Every write of a customer or an item, whoever made it, is an event; employees have none (facts 8; data keys are a guess). */
export function announce(world: World, module: ModuleName, record: StoredRecord, action: "WRITE" | "DELETE"): void {
	const { webhook: keys, code } = MODULES[module];
	if (!keys) return;
	const { database, webhook, webhookHistory } = world.state.accurate;
	const at = world.now();
	const event: WebhookEvent = {
		databaseId: database.id,
		type: keys.type,
		timestamp: formatTimestamp(at),
		uuid: crypto.randomUUID(),
		data: [{ [keys.id]: record.id, [keys.no]: String(record.values[code.field] ?? ""), action }],
	};
	webhookHistory.push({ at, event });
	const oldest = webhookHistory.findIndex((entry) => entry.at >= at - HISTORY_MS);
	webhookHistory.splice(0, Math.max(oldest, webhookHistory.length - HISTORY_LIMIT));
	if (webhook.url === null || webhook.expiresAt <= at) return;
	world.deliverLater({
		system: "accurate",
		url: webhook.url,
		headers: { "content-type": "application/json" },
		body: JSON.stringify([event]),
	});
}
