import { type ApiClientOptions, GrammyError } from "grammy";
import { z } from "zod";
import type { Html } from "./html.ts";

/** Where the Bot API answers, and who we are to it. */
export interface TelegramLogin {
	readonly apiUrl: string;
	readonly botToken: string;
}

/** Options of grammY's client; `fetch` is looked up at each call. */
export const clientOptions = ({ apiUrl }: TelegramLogin, fetch: typeof globalThis.fetch): ApiClientOptions => ({
	apiRoot: apiUrl,
	timeoutSeconds: 20,
	// grammY types its fetch after node-fetch; what it passes and reads is what every fetch has.
	fetch: ((...args: Parameters<typeof globalThis.fetch>) => fetch(...args)) as unknown as NonNullable<ApiClientOptions["fetch"]>,
});

/** How every text of ours is sent. */
export const AS_HTML = { parse_mode: "HTML", link_preview_options: { is_disabled: true } } as const;

/** What became of a call to Telegram. */
export type Attempt =
	| { readonly kind: "done" }
	/** Flood limit: no call for so long. */
	| { readonly kind: "wait"; readonly ms: number }
	/** It will not do this, now or later. */
	| { readonly kind: "refused"; readonly reason: string }
	/** No answer, or a 5xx: it may work later. */
	| { readonly kind: "unreachable"; readonly reason: string };

/** Longer than this nobody is told to wait, whatever is asked: a chat is not forgotten. */
const LONGEST_WAIT_SECONDS = 15 * 60;
const UNHEARD = 500;

/** grammY takes over what it was answered as it is. */
const refusal = z.object({
	error_code: z.number().catch(UNHEARD),
	description: z.string().catch(""),
	parameters: z
		.object({
			retry_after: z
				.number()
				.positive()
				.transform((asked) => Math.min(asked, LONGEST_WAIT_SECONDS))
				.catch(5),
		})
		.catch({ retry_after: 5 }),
});

/** Makes a call and says what became of it. A message that already says so is what we wanted. */
export async function attempt(call: () => Promise<unknown>): Promise<Attempt> {
	try {
		await call();
		return { kind: "done" };
	} catch (error) {
		if (!(error instanceof GrammyError)) return { kind: "unreachable", reason: describe(error) };
		const { error_code, description, parameters } = refusal.parse(error);
		if (description.includes("message is not modified")) return { kind: "done" };
		if (error_code === 429) return { kind: "wait", ms: parameters.retry_after * 1000 };
		return { kind: error_code >= 500 ? "unreachable" : "refused", reason: describe(error) };
	}
}

/** Telegram asks for a pause. */
export const isFlood = (error: unknown): boolean => error instanceof GrammyError && error.error_code === 429;

/** For log lines. grammY keeps the token out of its messages. */
export const describe = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** The text as stored with a watcher, and compared before an edit. */
export const shownAs = (text: Html): string => text.markup;
