import { z } from "zod";
import { SystemError } from "./domain/errors.ts";
import { type ConnectionSettings, connectionSettings } from "./domain/settings.ts";

/** A part of the product that works only when its settings are there (law 13). */
export type Feature<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

const filled = z.string().trim().min(1, "is missing");
const url = filled.pipe(z.url("must be an absolute URL")).transform((value) => value.replace(/\/+$/, ""));
const list = (of: z.ZodType<string, string>) =>
	filled.transform((value) => value.split(/[\s,]+/).filter((part) => part !== "")).pipe(z.array(of).min(1, "is missing"));
const telegramId = z.string().regex(/^-?\d+$/, "must be Telegram ids, numbers separated by commas");
/** The key as its users send it, or its SHA-256: then the key itself is kept nowhere but with them. */
const apiKey = filled.refine(
	(value) => !/^sha256:/i.test(value) || /^sha256:[0-9a-fA-F]{64}$/.test(value),
	"must be the key itself, or sha256: and 64 hexadecimal digits",
);

const base64 = z.base64();
/** A secret of Standard Webhooks: whsec_ and at least 16 bytes. */
const signingSecret = z
	.string()
	.refine(
		(value) => /^whsec_.{22,}$/.test(value) && base64.safeParse(value.slice(6)).success,
		"must be whsec_ and at least 16 bytes in base64",
	);
/** Part of an address. */
const pathSecret = z.string().regex(/^[\w-]{16,}$/, "must be at least 16 letters, digits, - or _");

const api = z.object({ API_KEY: apiKey });
const sealing = z.object({ ENCRYPTION_KEY: z.base64("must be 32 bytes in base64").length(44, "must be 32 bytes in base64") });
const page = z.object({ PUBLIC_URL: url });
const smh = z.object({ SMH_API_URL: url, SMH_API_KEY: filled });
const accurateToken = z.object({ ACCURATE_ACCOUNT_URL: url, ACCURATE_API_TOKEN: filled, ACCURATE_SIGNATURE_SECRET: filled });
const accurateOAuth = z.object({
	ACCURATE_ACCOUNT_URL: url,
	ACCURATE_CLIENT_ID: filled,
	ACCURATE_CLIENT_SECRET: filled,
	ACCURATE_DATABASE_ID: filled,
});
const smhWebhook = z.object({ SMH_WEBHOOK_SECRET: list(signingSecret) });
const accurateWebhook = z.object({ ACCURATE_WEBHOOK_SECRET: list(pathSecret) });
const telegram = z.object({
	TELEGRAM_API_URL: url,
	TELEGRAM_BOT_TOKEN: z.string().regex(/^\d+:.+$/, "must look like 123456:ABC"),
	TELEGRAM_WEBHOOK_SECRET: filled,
	TELEGRAM_ADMIN_IDS: list(telegramId),
	TELEGRAM_REPORT_CHAT_ID: telegramId,
});

export type AccurateLogin =
	| { readonly mode: "token"; readonly accountUrl: string; readonly apiToken: string; readonly signatureSecret: string }
	| {
			readonly mode: "oauth";
			readonly accountUrl: string;
			readonly clientId: string;
			readonly clientSecret: string;
			readonly databaseId: string;
	  };

export interface Settings {
	readonly api: Feature<{ readonly key: string }>;
	/** 32 bytes, base64. */
	readonly sealing: Feature<{ readonly key: string }>;
	readonly page: Feature<{ readonly publicUrl: string }>;
	readonly smh: Feature<{ readonly url: string; readonly apiKey: string }>;
	readonly accurate: Feature<AccurateLogin>;
	/** Any of the secrets opens it: while one is being changed there are two. */
	readonly smhWebhook: Feature<{ readonly secrets: readonly string[] }>;
	readonly accurateWebhook: Feature<{ readonly secrets: readonly string[] }>;
	readonly telegram: Feature<{
		readonly apiUrl: string;
		readonly botToken: string;
		readonly webhookSecret: string;
		readonly adminIds: readonly number[];
		readonly reportChatId: number;
	}>;
	/** Settings of the connection until an admin changes them. */
	readonly connection: Feature<ConnectionSettings>;
}

/**
 * Reads the environment; nothing else does. A feature is read when it is asked for: most requests need one or two of them. Values never
 * appear in messages, names do.
 */
export function readSettings(given: Env): Settings {
	const env = withoutUnset(given);
	const read = <T, U>(feature: string, schema: z.ZodType<T>, shape: (value: T) => U): Feature<U> => {
		const parsed = schema.safeParse(env);
		if (parsed.success) return { ok: true, value: shape(parsed.data) };
		const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${missing(issue) ? "is missing" : issue.message}`);
		return { ok: false, message: `${feature}: ${faults.join("; ")}` };
	};
	return {
		get api() {
			return read("API", api, (value) => ({ key: value.API_KEY }));
		},
		get sealing() {
			return read("Encryption", sealing, (value) => ({ key: value.ENCRYPTION_KEY }));
		},
		get page() {
			return read("Page", page, (value) => ({ publicUrl: value.PUBLIC_URL }));
		},
		get smh() {
			return read("SMH", smh, (value) => ({ url: value.SMH_API_URL, apiKey: value.SMH_API_KEY }));
		},
		get accurate(): Settings["accurate"] {
			return env.ACCURATE_CLIENT_ID
				? read("Accurate Online (OAuth)", accurateOAuth, (value) => ({
						mode: "oauth",
						accountUrl: value.ACCURATE_ACCOUNT_URL,
						clientId: value.ACCURATE_CLIENT_ID,
						clientSecret: value.ACCURATE_CLIENT_SECRET,
						databaseId: value.ACCURATE_DATABASE_ID,
					}))
				: read("Accurate Online (API token; for OAuth set ACCURATE_CLIENT_ID)", accurateToken, (value) => ({
						mode: "token",
						accountUrl: value.ACCURATE_ACCOUNT_URL,
						apiToken: value.ACCURATE_API_TOKEN,
						signatureSecret: value.ACCURATE_SIGNATURE_SECRET,
					}));
		},
		get smhWebhook() {
			return read("SMH webhook", smhWebhook, (value) => ({ secrets: value.SMH_WEBHOOK_SECRET }));
		},
		get accurateWebhook() {
			return read("Accurate webhook", accurateWebhook, (value) => ({ secrets: value.ACCURATE_WEBHOOK_SECRET }));
		},
		get telegram() {
			return read("Telegram", telegram, (value) => ({
				apiUrl: value.TELEGRAM_API_URL,
				botToken: value.TELEGRAM_BOT_TOKEN,
				webhookSecret: value.TELEGRAM_WEBHOOK_SECRET,
				adminIds: value.TELEGRAM_ADMIN_IDS.map(Number),
				reportChatId: Number(value.TELEGRAM_REPORT_CHAT_ID),
			}));
		},
		get connection() {
			return read("Connection", z.object({ CONNECTION_SETTINGS: settingsJson }), (value) => value.CONNECTION_SETTINGS);
		},
	};
}

/** What a secret is given as until somebody knows its value: a first deploy wants them all, and none of them empty. */
export const UNSET = "unset";

const withoutUnset = (env: Env): Partial<Env> =>
	// Only values are left out, so it is still an environment, if an incomplete one.
	Object.fromEntries(Object.entries(env).filter(([, value]) => value !== UNSET)) as Partial<Env>;

const settingsJson = z.preprocess((value, context) => {
	if (value === undefined || value === "") return {};
	try {
		return JSON.parse(String(value));
	} catch {
		context.addIssue({ code: "custom", message: "must be JSON" });
		return z.NEVER;
	}
}, connectionSettings);

const missing = (issue: z.core.$ZodIssue): boolean => issue.code === "invalid_type" && issue.input === undefined;

/** The value of a feature, or a clear error that names the missing settings. */
export function need<T>(feature: Feature<T>): T {
	if (feature.ok) return feature.value;
	throw new SystemError("not_configured", feature.message);
}
