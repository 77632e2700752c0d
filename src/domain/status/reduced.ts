/** What of an error may go to a stranger: nothing of it is copied, all of it is chosen from lists. */
export interface Reduced {
	/** HTTP status that the text names. */
	readonly http: number | null;
	/** Call that the text names, without its query. */
	readonly call: string | null;
	/** Known fragments that it holds. */
	readonly phrases: readonly string[];
	/** Settings that it names. */
	readonly settings: readonly string[];
}

/** Fragments of what the systems and this product say (API facts 1.3, 2.3, 13.1), none of which can be anybody's. */
const PHRASES = [
	...[
		"Sudah ada data lain dengan",
		"tidak ditemukan atau sudah dihapus",
		"tidak tepat",
		"harus diisi",
		"terlalu besar",
		"tidak valid",
	],
	...["Karakter yang diperbolehkan", "Invalid field value", "telah digunakan", "hak akses", "branch access", "Missing "],
	...["Upsss", "Kode Referensi", "java.lang", "Exception", "request per detik", "Masa ujicoba", "URL API tidak tepat"],
	...["Data Session Key", "invalid_token", "invalid_grant", "insufficient_scope", "Invalid refresh token", "Revoked API Token"],
	...["Header X-Api-Signature", "Header X-Api-Timestamp", "difference more than 600 seconds", "Unauthorized", "forbidden"],
	...["menolak login", "menolak kunci API", "admin harus memberi izin", "belum dihubungkan", "meminta jeda", "sedang bermasalah"],
	...["Tidak ada jawaban dari", "tidak dapat dibaca", "terlalu panjang", "tidak lengkap", "menjawab tanpa", "menjawab data lain"],
	...["tidak dipercaya", "terus mengalihkan", "antrean panggilan penuh", "Waktu untuk menulis sudah lewat", "tanpa penjelasan"],
	...[
		"a step failed again and again",
		"not confirmed in time",
		"more has changed since it was confirmed",
		"internal error, see the logs",
	],
	...["out of retries", "unreadable", "is missing", "must be", "timeout", "aborted", "connection", "D1_ERROR", "no such table"],
	...["SQLITE_", "UNIQUE constraint", "integer overflow", "invalid_type", "invalid_union", "too_small", "too_big"],
] as const;

const MODULES =
	"customer|item|employee|unit|item-category|customer-category|branch|payment-term|price-category|customers|products|employees";
const CALLS = [
	new RegExp(`\\b(?:${MODULES})/(?:list|detail|save|bulk-save|delete)\\.do\\b`, "i"),
	/\/api\/(?:open-db|db-list|db-check-session|db-refresh-session|approved-scope|api-token|webhook-renew|webhook-history)\.do\b/i,
	/\/oauth\/token\b/i,
	/\bsetWebhook|sendMessage|sendDocument|editMessageText\b/,
	new RegExp(`/(?:${MODULES})(?:/batch)?(?![\\w-])`, "i"),
];
const SETTINGS =
	/\b(?:API_KEY|ENCRYPTION_KEY|PUBLIC_URL|CONNECTION_SETTINGS|(?:SMH|ACCURATE|TELEGRAM)_[A-Z]+(?:_[A-Z]+){0,3})\b/g;
/** Names of settings that exist; whatever looks like one may be somebody's. */
const KNOWN_SETTINGS: ReadonlySet<string> = new Set([
	...["API_KEY", "ENCRYPTION_KEY", "PUBLIC_URL", "CONNECTION_SETTINGS", "SMH_API_URL", "SMH_API_KEY", "SMH_WEBHOOK_SECRET"],
	...["ACCURATE_ACCOUNT_URL", "ACCURATE_API_TOKEN", "ACCURATE_SIGNATURE_SECRET", "ACCURATE_CLIENT_ID", "ACCURATE_CLIENT_SECRET"],
	...["ACCURATE_DATABASE_ID", "ACCURATE_WEBHOOK_SECRET", "TELEGRAM_API_URL", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"],
	...["TELEGRAM_ADMIN_IDS", "TELEGRAM_REPORT_CHAT_ID"],
]);

/** null: there was no text. */
export function reduce(text: string | null): Reduced | null {
	if (text === null || text === "") return null;
	const lower = text.toLowerCase();
	const http = Number(/\bHTTP (\d{3})\b/.exec(text)?.[1] ?? Number.NaN);
	const call = CALLS.flatMap((pattern) => pattern.exec(text)?.[0] ?? [])[0];
	return {
		http: http >= 100 && http < 600 ? http : null,
		call: call?.toLowerCase() ?? null,
		phrases: PHRASES.filter((phrase) => lower.includes(phrase.toLowerCase())),
		settings: [...new Set(text.match(SETTINGS))].filter((name) => KNOWN_SETTINGS.has(name)),
	};
}

/** One of the words of a list; what is in none is "other". */
export const known = (word: string, words: readonly string[]): string => (words.includes(word) ? word : "other");
