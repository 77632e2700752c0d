import { z } from "zod";
import { SystemError } from "../../domain/errors.ts";
import { NO_LICENCE, type Standing } from "../../domain/status/standing.ts";
import type { LoginCheck } from "../login.ts";
import type { AccountAnswer, AccountOptions } from "./account.ts";
import { askWithLogin } from "./account-login.ts";
import type { AccurateAuth } from "./auth.ts";
import { type CredentialStore, readCredential } from "./credential.ts";
import { readLicence } from "./licence.ts";
import type { Params } from "./params.ts";
import { missingRights } from "./rights.ts";
import { renewInTime } from "./token-renewal.ts";
import { unauthorized } from "./unauthorized.ts";

export interface LoginCheckOptions extends AccountOptions {
	readonly auth: AccurateAuth;
	readonly store: CredentialStore;
	/** The database of an OAuth login; null: an API token, which knows its own. */
	readonly databaseId: string | null;
	now(): number;
}

const scopes = z.object({ d: z.array(z.string()) });
const alive = z.object({ d: z.boolean() });
/** The words with which an API token is turned away (facts 1.3, official; that they come as 401 is a guess). */
const TURNED_AWAY = /Unauthorized|Invalid_token|Revoked API Token|Header X-Api/i;

/** What the account host tells of our login (facts 1.4): rights, token, session, licence. At most six calls. */
export function accurateLogin(options: LoginCheckOptions): LoginCheck {
	const { auth, now, store, databaseId } = options;
	const mode = databaseId === null ? "token" : "oauth";

	async function ask(path: string, params: Params = {}): Promise<AccountAnswer> {
		const answer = await askWithLogin(options, path, params);
		if (!answer.ok && (answer.error !== "refused" || (mode === "token" && TURNED_AWAY.test(answer.words)))) {
			throw unauthorized(answer.words, auth.remedy);
		}
		return answer;
	}

	/** null: the host does not say, as it may for an API token. */
	async function rights(): Promise<Standing["missing"]> {
		const answer = await ask("/api/approved-scope.do");
		const parsed = scopes.safeParse(answer.ok ? answer.json : null);
		return parsed.success ? missingRights(parsed.data.d) : null;
	}

	async function session(): Promise<Standing["session"]> {
		const credential = await readCredential(store);
		if (credential?.mode !== "oauth" || credential.session === null) return null;
		const answer = await ask("/api/db-check-session.do", { session: credential.session });
		const parsed = alive.safeParse(answer.ok ? answer.json : null);
		return { openedAt: credential.openedAt ?? null, alive: parsed.success ? parsed.data.d : null };
	}

	async function look(): Promise<Standing> {
		const at = now();
		const empty: Standing = {
			...{ side: "accurate", at, mode, refused: null, missing: null, token: null, session: null },
			licence: NO_LICENCE,
		};
		try {
			const token = mode === "oauth" ? await renewInTime({ auth, store, now }) : null;
			const missing = await rights();
			// Asked before the database is opened once more: whether that ends the older session nobody knows (facts 12.2).
			const asked = await session();
			return { ...empty, token, missing, session: asked, licence: await readLicence(ask, databaseId, at) };
		} catch (error) {
			if (!(error instanceof SystemError) || error.kind !== "unauthorized") throw error;
			return { ...empty, refused: { words: error.detail.said ?? "", remedy: error.detail.remedy ?? null } };
		}
	}

	return { side: "accurate", look };
}
