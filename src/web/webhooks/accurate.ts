import type { Context } from "hono";
import { type AccurateEvents, readEvents } from "../../systems/accurate/webhook.ts";
import { jsonOf } from "../../systems/bodies.ts";
import type { WebEnv } from "../dependencies.ts";
import { secretsEqual } from "../security/equal.ts";
import { count } from "../security/rate-limit.ts";
import { accept, keep, notConfigured, rawText, unreadable } from "./intake.ts";

/** Types of a body that are named in the log, and how much of each. */
const SHOWN = { types: 20, characters: 50 };

/**
 * Accurate's webhook. It signs nothing, so a secret in the address stands for the signature; who has it wrong has a wrong
 * address, and gets what any address gets that is not there: 404 says less than 401 would.
 */
export async function takeAccurate(c: Context<WebEnv>): Promise<Response> {
	const { accurateWebhook, log } = c.env;
	if (!accurateWebhook.ok) return notConfigured(c, "accurate", accurateWebhook.message);
	const { secrets, databaseId } = accurateWebhook.value;
	if (!(await isOneOf(c.req.param("secret") ?? "", secrets))) {
		log.warn("accurate_webhook_wrong_secret");
		await count(c, "requests");
		return await c.notFound();
	}
	const text = await rawText(c);
	const body = jsonOf(text);
	if (body === undefined) return await unreadable(c, "accurate", text, "the body is not JSON");
	const events = readEvents(body, databaseId);
	logIgnored(c, events);
	const [first] = events.unreadable;
	if (first === undefined) return await accept(c, "accurate", events.deliveries);
	const cause = events.unreadable.length > 1 ? `${first} (and ${events.unreadable.length - 1} more)` : first;
	if (events.deliveries.length === 0 && events.foreign === 0) return await unreadable(c, "accurate", text, cause);
	// What could be read is not held up by what could not, nor brought again because of it.
	await keep(c, "accurate", text, cause);
	return await accept(c, "accurate", events.deliveries);
}

/** Asks all of them, so that the time does not tell which one it was. */
async function isOneOf(given: string, secrets: readonly string[]): Promise<boolean> {
	return (await Promise.all(secrets.map((secret) => secretsEqual(given, secret)))).includes(true);
}

function logIgnored(c: Context<WebEnv>, { ignored, foreign }: AccurateEvents): void {
	if (foreign > 0) c.env.log.info("webhook_ignored", { source: "accurate", otherDatabase: foreign });
	if (ignored.size === 0) return;
	const shown = [...ignored].slice(0, SHOWN.types);
	const types = shown.map(([type, count]) => ({ type: type.slice(0, SHOWN.characters), count }));
	c.env.log.info("webhook_ignored", { source: "accurate", types });
}
