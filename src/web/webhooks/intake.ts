import type { Context } from "hono";
import type { Side } from "../../domain/model.ts";
import { takeInDeliveries } from "../../store/inbox.ts";
import { quarantine } from "../../store/quarantine.ts";
import { tellOfLetter, UNREADABLE } from "../../sync/inbox/dead-letters.ts";
import { type ChannelDelivery, portionsOf } from "../../systems/channel.ts";
import type { WebEnv } from "../dependencies.ts";

/** The body to the letter, a byte order mark included: it is what was signed. */
export const rawText = async (c: Context<WebEnv>): Promise<string> =>
	new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(await c.req.arrayBuffer());

/** The feature is closed; `message` names the missing setting. */
export function notConfigured(c: Context<WebEnv>, source: Side, message: string): Response {
	c.env.log.error("webhook_not_configured", { source, message });
	return c.json({ error: { code: "not_configured", message } }, 503);
}

/** 400: it was theirs, but nobody can read it. It is kept for people to look at. */
export async function unreadable(c: Context<WebEnv>, source: Side, text: string, cause: string): Promise<Response> {
	await keep(c, source, text, cause);
	return c.json({ error: { code: "unreadable", message: cause } }, 400);
}

export async function keep(c: Context<WebEnv>, source: Side, text: string, cause: string): Promise<void> {
	const { connection, db, log, now } = c.env;
	log.warn("webhook_unreadable", { source, cause });
	await quarantine(db, { connection, source, text, cause, at: now() });
	await tellOfLetter(c.env, UNREADABLE);
}

/** Law 4: stores what a webhook said and we do not know yet, each delivery once, and lets the engine know. 202. */
export async function takeIn(c: Context<WebEnv>, source: Side, deliveries: readonly ChannelDelivery[]): Promise<Response> {
	const { connection, db, log, now } = c.env;
	let [fresh, open] = [0, false];
	for (const portion of portionsOf(deliveries)) {
		const taken = await takeInDeliveries(db, connection, source, portion, now());
		fresh += taken.fresh;
		open ||= taken.open;
	}
	log.info("webhook_taken_in", { source, deliveries: deliveries.length, fresh });
	// Also of what came before and is not done: the word of it may have been lost.
	if (open) await tellEngine(c, source);
	return c.body(null, 202);
}

/** What is stored is found sooner or later, so the sender need not come again for this. */
async function tellEngine(c: Context<WebEnv>, source: Side): Promise<void> {
	try {
		await c.env.onSignals();
	} catch (error) {
		c.env.log.error("webhook_engine_not_told", { source, error: String(error) });
	}
}
