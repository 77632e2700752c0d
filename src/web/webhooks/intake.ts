import type { Context } from "hono";
import type { Side } from "../../domain/model.ts";
import { quarantine } from "../../store/quarantine.ts";
import { tellOfLetter, UNREADABLE } from "../../sync/inbox/dead-letters.ts";
import type { ChannelDelivery } from "../../systems/channel.ts";
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

/** Takes in what was brought. 202. */
export async function accept(c: Context<WebEnv>, source: Side, deliveries: readonly ChannelDelivery[]): Promise<Response> {
	await c.env.takeIn(source, deliveries);
	return c.body(null, 202);
}
