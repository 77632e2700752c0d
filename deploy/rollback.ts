import { setUp } from "./bot.ts";
import type { Login } from "./login.ts";
import type { Say } from "./say.ts";
import { complaintOf } from "./wrangler.ts";

export interface Rollback {
	/** The version that ran before. */
	readonly before: string;
	readonly why: string;
	readonly publicUrl: string;
	/** null: not known here. */
	readonly apiKey: string | null;
}

/**
 * Back to the version before, with the secrets that it had. The database stays as it is now: migrations only add, so the code before
 * works with it. The bot is made known once more, since Telegram may have been told the secret of the version that failed.
 */
export async function rollBack(login: Login, say: Say, { before, why, publicUrl, apiKey }: Rollback): Promise<void> {
	say.line(`Going back to version ${before} …`);
	const ran = await login.wrangler("rollback", before, "--yes", "--message", `Deploy failed: ${why}`.slice(0, 100));
	if (!ran.ok) {
		say.line(`That failed too: ${complaintOf(ran.output)}`);
		say.line(`By hand: npx wrangler rollback ${before}`);
		return;
	}
	say.line("Done: the version before takes all requests again. The migrations stay; they only add, so it works with them.");
	if (apiKey === null) return;
	const told = await setUp(publicUrl, apiKey);
	if (typeof told !== "string" && told.telegram.every(({ done }) => done)) say.line("Telegram knows its bot as before.");
}
