import { z } from "zod";
import type { OutboundAnswer } from "../outbound.ts";

/** What every call of the data API answers (facts 2.1): `d` text, rows or a record; `r` the record a save stored. */
const envelope = z.object({ s: z.boolean(), d: z.unknown().optional(), r: z.unknown().optional(), sp: z.unknown().optional() });
export type Envelope = z.infer<typeof envelope>;

/** The body as JSON; undefined for HTML, XML and torn bodies. */
export function jsonOf(answer: OutboundAnswer): unknown {
	try {
		return JSON.parse(answer.text);
	} catch {
		return undefined;
	}
}

/** null when the answer is not of the agreed shape. */
export function parseEnvelope(json: unknown): Envelope | null {
	const parsed = envelope.safeParse(json);
	return parsed.success ? parsed.data : null;
}

const texts = z.union([z.array(z.unknown()), z.string().transform((text) => [text])]).catch([]);

/** The words of an answer, for people and for matching stable fragments; at most 300 characters. */
export function wordsOf(d: unknown): string {
	return texts
		.parse(d)
		.filter((part) => typeof part === "string")
		.join(" · ")
		.slice(0, 300);
}

const oauthError = z.object({ error: z.string(), error_description: z.string().optional(), scope: z.string().optional() });

export interface AuthRefusal {
	readonly error: string;
	readonly scope: string | null;
}

/** 401 and 403 of the login layer come as JSON or, whatever was asked for, as XML (facts 2.2). */
export function authRefusalOf(answer: OutboundAnswer): AuthRefusal | null {
	const parsed = oauthError.safeParse(jsonOf(answer));
	if (parsed.success) return { error: parsed.data.error, scope: parsed.data.scope ?? null };
	const element = (name: string): string | null => new RegExp(`<${name}>([^<]*)</${name}>`).exec(answer.text)?.[1] ?? null;
	const error = element("error");
	return error === null ? null : { error, scope: element("scope") };
}
