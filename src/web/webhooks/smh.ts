import type { Context } from "hono";
import { readDelivery } from "../../systems/smh/webhook.ts";
import type { WebEnv } from "../dependencies.ts";
import { count } from "../security/rate-limit.ts";
import { accept, notConfigured, rawText, unreadable } from "./intake.ts";

const SHOWN = 100;

/** SMH's webhook. Anything but 2xx is sent again, up to 8 times within 4 hours (SMH contract). */
export async function takeSmh(c: Context<WebEnv>): Promise<Response> {
	const { smhWebhook, log } = c.env;
	if (!smhWebhook.ok) return notConfigured(c, "smh", smhWebhook.message);
	const text = await rawText(c);
	const read = readDelivery(smhWebhook.value.secrets, c.req.raw.headers, text);
	switch (read.kind) {
		case "forged":
			log.warn("smh_webhook_forged");
			await count(c, "requests");
			return c.body(null, 401);
		case "unreadable":
			return await unreadable(c, "smh", text, read.cause);
		case "ignored":
			log.info("webhook_ignored", { source: "smh", type: read.type.slice(0, SHOWN) });
			return await accept(c, "smh", [{ id: read.id, signals: [] }]);
		case "delivery":
			return await accept(c, "smh", [read]);
	}
}
