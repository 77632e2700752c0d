/** The platform's brake (wrangler.toml): counts the calls of a key, per location of the platform and period, not exactly. */
export interface Limiter {
	limit(call: { readonly key: string }): Promise<{ readonly success: boolean }>;
}

/** What is braked, and the period of its count in seconds, as in wrangler.toml. */
export const PERIOD = {
	/** Everything one address asks for: far above what SMH, Accurate, Telegram or a page full of people send. */
	requests: 10,
	/** Attempts to sign in, right or wrong: a guess that comes too often is not even looked at. */
	signIn: 60,
	/** Wrong API keys. Right ones are never counted: they belong to programs of ours. */
	wrongKeys: 60,
} as const;
export type Limits = Partial<Record<keyof typeof PERIOD, Limiter>>;
