import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { z } from "zod";
import { ENTITIES, type Entity } from "../../domain/model.ts";
import { complaintOf, jsonOf } from "../bodies.ts";
import type { ChannelDelivery } from "../channel.ts";

export type SmhDelivery =
	/** Not signed with a secret of ours, or longer ago than 5 minutes. Why is nobody's business. */
	| { readonly kind: "forged" }
	| { readonly kind: "unreadable"; readonly cause: string }
	/** Of a kind that means nothing to us. */
	| { readonly kind: "ignored"; readonly id: string; readonly type: string }
	| ({ readonly kind: "delivery" } & ChannelDelivery);

const EVENTS = ["created", "updated", "deleted"] as const;
const TYPES: ReadonlyMap<string, { readonly entity: Entity; readonly gone: boolean }> = new Map(
	ENTITIES.flatMap((entity) => EVENTS.map((event) => [`${entity}.${event}`, { entity, gone: event === "deleted" }] as const)),
);

/** What every body has, and what one of our kinds has besides (SMH contract, webhooks). */
const envelope = z.object({ type: z.string() });
const named = z.object({ data: z.object({ id: z.int().positive(), version: z.int().nullish() }) });

/**
 * Reads a delivery by the Standard Webhooks scheme. `text` is the body to the letter, as it was signed; while a secret is being
 * rotated, any of `secrets` will do.
 */
export function readDelivery(secrets: readonly string[], headers: Headers, text: string): SmhDelivery {
	const given = Object.fromEntries(headers);
	const id = given["webhook-id"];
	if (id === undefined || !secrets.some((secret) => isSigned(secret, given, text))) return { kind: "forged" };
	return readBody(id, text);
}

/** The same for a body that was found to be SMH's before. */
export function readBody(id: string, text: string): Exclude<SmhDelivery, { readonly kind: "forged" }> {
	const body = jsonOf(text);
	if (body === undefined) return { kind: "unreadable", cause: "the body is not JSON" };
	const parsed = envelope.safeParse(body);
	if (!parsed.success) return { kind: "unreadable", cause: complaintOf(parsed.error) };
	const { type } = parsed.data;
	const meaning = TYPES.get(type);
	if (!meaning) return { kind: "ignored", id, type };
	const subject = named.safeParse(body);
	if (!subject.success) return { kind: "unreadable", cause: complaintOf(subject.error) };
	const { data } = subject.data;
	return { kind: "delivery", id, signals: [{ side: "smh", ...meaning, id: String(data.id), version: data.version ?? null }] };
}

/** The library reads the clock itself (`Date.now()`), lets it be 5 minutes off either way, and compares in constant time. */
function isSigned(secret: string, headers: Record<string, string>, text: string): boolean {
	try {
		new Webhook(secret).verify(text, headers, { jsonParse: false });
		return true;
	} catch (error) {
		if (error instanceof WebhookVerificationError) return false;
		throw error;
	}
}
