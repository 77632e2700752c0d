import { SystemError } from "../../domain/errors.ts";
import { mayCarryLogin } from "./trust.ts";

/** The two cures of a 401 (facts 1.2): a session is opened again, a token is refreshed. */
export type Cure = "session" | "token";

/** Where and with which headers one call goes; good for one call only (the signature carries the time). */
export interface Endpoint {
	/** `https://…/accurate/api`, without a slash at the end. */
	readonly apiUrl: string;
	readonly headers: Readonly<Record<string, string>>;
	/** The login this endpoint was made from: tells a recovery whether somebody else has cured it meanwhile. */
	readonly session: string;
	readonly token: string;
}

/** A login to one Accurate database. Every method throws SystemError `unauthorized` where a person has to act. */
export interface AccurateAuth {
	/** What a person has to do where this login is refused. */
	readonly remedy: "consent" | "token";
	endpoint(): Promise<Endpoint>;
	/** Cures what refused the call that went out with `failed`; of many callers that fail at once only one does the work. */
	recover(cure: Cure, failed: Endpoint): Promise<void>;
	/** The data host answered 308: `apiUrl` is its new place, to be used from now on by everybody (facts 1.5). */
	moved(apiUrl: string): Promise<void>;
}

const API_PATH = "/accurate/api";

/** `host` as open-db.do and api-token.do name it, with or without a scheme. */
export function apiUrlOf(host: string): string {
	const bare = host.trim().replace(/\/+$/, "");
	return `${/^https?:\/\//.test(bare) ? bare : `https://${bare}`}${API_PATH}`;
}

/** The host that the account named for a database, if the login may go there; else SystemError `bad_answer`. */
export function trustedHost(accountUrl: string, host: string): string {
	if (mayCarryLogin(accountUrl, apiUrlOf(host))) return host;
	throw new SystemError("bad_answer", "Akun Accurate menyebut host data usaha yang tidak dipercaya");
}

/** The host part of a URL of the data API; null when the URL is none. */
export function hostOf(url: string): string | null {
	const at = url.lastIndexOf(API_PATH);
	return at < 0 ? null : url.slice(0, at);
}
