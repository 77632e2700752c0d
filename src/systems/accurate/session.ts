import { z } from "zod";
import { SystemError } from "../../domain/errors.ts";
import { accountGet } from "./account.ts";
import { trustedHost } from "./auth.ts";
import type { OAuthCredential } from "./credential.ts";
import type { OAuthApp } from "./oauth-grant.ts";
import { unauthorized } from "./unauthorized.ts";

/** open-db.do answers beside `s`, db-refresh-session.do inside `d` (facts 1.2): both places are read. */
const place = z.looseObject({ session: z.string().min(1), host: z.string().min(1).optional() });
const answered = z.union([place, z.looseObject({ d: place }).transform(({ d }) => d)]);

export type Opened = { readonly session: string; readonly host: string } | "invalid_token";

const bearer = (credential: OAuthCredential) => ({ authorization: `Bearer ${credential.accessToken}` });

/** A session of the database, and the host that serves it. A database that cannot be opened (trial over) → `unauthorized`. */
export async function openDatabase(app: OAuthApp, databaseId: string, credential: OAuthCredential): Promise<Opened> {
	const answer = await accountGet(app, "/api/open-db.do", { id: databaseId }, bearer(credential));
	if (!answer.ok) {
		if (answer.error === "invalid_token") return "invalid_token";
		throw unauthorized(answer.words, "database");
	}
	const parsed = answered.safeParse(answer.json);
	if (!parsed.success || !parsed.data.host) throw new SystemError("bad_answer", "Accurate membuka data usaha tanpa host");
	return { session: parsed.data.session, host: trustedHost(app.accountUrl, parsed.data.host) };
}

/** The gentler cure of an expired session; null: it cannot be renewed and has to be opened again. */
export async function renewSession(app: OAuthApp, databaseId: string, credential: OAuthCredential): Promise<Opened | null> {
	const { session, host } = credential;
	if (session === null || host === null) return null;
	const answer = await accountGet(app, "/api/db-refresh-session.do", { id: databaseId, session }, bearer(credential));
	if (!answer.ok) return answer.error === "invalid_token" ? "invalid_token" : null;
	const parsed = answered.safeParse(answer.json);
	// The same session again cures nothing.
	if (!parsed.success || parsed.data.session === session) return null;
	return { session: parsed.data.session, host: trustedHost(app.accountUrl, parsed.data.host ?? host) };
}
