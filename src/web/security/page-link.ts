import { type Holder, holderClaims, KEY_HOLDER } from "./holder.ts";
import { issueToken, readToken, tokenKey } from "./tokens.ts";

const LIFETIME_MS = 15 * 60_000;

export interface LinkUser {
	readonly userId: number;
	readonly name: string;
}

/** Where a link may lead once it has let its reader in: nowhere outside of these, whatever its address says. */
export const LINK_TARGETS = ["/sync-information", "/status", "/oauth/accurate/start", "/settings"] as const;

/**
 * A link that signs its reader in to the Sync Information page, or to `to`, good for 15 minutes after `now` (epoch ms). It may be opened
 * more than once: chat programs fetch links to preview them. With `user`, what is done on the page carries that name.
 */
export async function createPageLink(
	publicUrl: string,
	sealingKey: string,
	now: number,
	user?: LinkUser,
	to?: string,
): Promise<string> {
	const holder: Holder = user ? { kind: "telegram", userId: user.userId, name: user.name } : KEY_HOLDER;
	const token = await issueToken(await tokenKey(sealingKey, "page-link"), { holder }, now + LIFETIME_MS);
	return `${publicUrl}/sign-in/link?token=${token}${to === undefined ? "" : `&to=${encodeURIComponent(to)}`}`;
}

/** Whom a link's token lets in; null: not ours, or too old. */
export async function readPageLink(sealingKey: string, token: string, now: number): Promise<Holder | null> {
	const claims = await readToken(await tokenKey(sealingKey, "page-link"), token, holderClaims, now);
	return claims?.holder ?? null;
}
