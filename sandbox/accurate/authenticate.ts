import { CREDENTIALS } from "../credentials.ts";
import type { World } from "../world.ts";
import { failure, insufficientScope, invalidToken, oauthProblem, wrongSession } from "./answers.ts";
import { parseTimestamp } from "./clock.ts";

export interface Login {
	readonly kind: "api-token" | "oauth";
	/** null: all. */
	readonly scopes: readonly string[] | null;
}

const MAX_SKEW_MS = 600_000;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** The four accepted forms: dd/MM/yyyy HH:mm:ss in UTC+7, ISO 8601, unix seconds, unix milliseconds (facts 1.3). */
function readTimestamp(text: string): number | null {
	if (/^\d{10}$/.test(text)) return Number(text) * 1000;
	if (/^\d{13}$/.test(text)) return Number(text);
	if (ISO.test(text)) return Date.parse(text);
	return text.includes(" ") ? parseTimestamp(text) : null;
}

/** HMAC-SHA256 of the exact header text, hex or base64 (facts 1.3, with the official test vector). */
export async function isSignature(signature: string, timestamp: string, secret: string): Promise<boolean> {
	const bytes = new TextEncoder();
	const key = await crypto.subtle.importKey("raw", bytes.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
	const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes.encode(timestamp)));
	const hex = [...mac].map((byte) => byte.toString(16).padStart(2, "0")).join("");
	return signature === btoa(String.fromCharCode(...mac)) || signature.toLowerCase() === hex;
}

/** The texts are the official document's; that they come as HTTP 401 is a guess (facts 1.3). */
async function apiTokenLogin(world: World, { headers }: Request, token: string): Promise<Login | Response> {
	const refuse = (message: string): Response => failure([message], 401);
	const { revoked, scopes } = world.state.accurate.apiToken;
	if (token !== CREDENTIALS.accurate.apiToken || revoked) return refuse("Invalid or Revoked API Token");
	const timestamp = headers.get("x-api-timestamp");
	if (!timestamp) return refuse("Header X-Api-Timestamp is required");
	const at = readTimestamp(timestamp);
	if (at === null || Number.isNaN(at)) return refuse("Header X-Api-Timestamp invalid");
	if (Math.abs(at - world.now()) > MAX_SKEW_MS) return refuse("Header X-Api Timestamp difference more than 600 seconds");
	const signature = headers.get("x-api-signature");
	if (!signature) return refuse("Header X-Api-Signature is required");
	if (!(await isSignature(signature, timestamp, CREDENTIALS.accurate.signatureSecret))) {
		return refuse("Header X-Api-Signature invalid");
	}
	return { kind: "api-token", scopes };
}

export const bearerOf = (request: Request): string =>
	/^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";

/** Who calls, or the answer that sends the caller away. */
export async function authenticate(world: World, request: Request): Promise<Login | Response> {
	const token = bearerOf(request);
	if (token === "") {
		return oauthProblem(request, {
			status: 401,
			error: "unauthorized",
			error_description: "Full authentication is required to access this resource",
		});
	}
	if (token.startsWith("aat.")) return apiTokenLogin(world, request, token);
	const { authorization } = world.state.accurate.oauth;
	if (authorization?.accessToken !== token || authorization.expiresAt <= world.now()) return invalidToken(request, token);
	return { kind: "oauth", scopes: authorization.scopes };
}

/** OAuth calls to the data host need a live session of this database; an API token has it built in (facts 1.2, 1.3). */
export function checkSession(world: World, request: Request, login: Login, databaseId: string): Response | null {
	const { database, sessions } = world.state.accurate;
	if (databaseId !== String(database.id)) return wrongSession();
	if (login.kind === "api-token") return null;
	const expiresAt = sessions[request.headers.get("x-session-id") ?? ""] ?? 0;
	return expiresAt > world.now() ? null : wrongSession();
}

/** Checked before any data is looked up (facts 1.1). */
export const checkScope = (request: Request, login: Login, scope: string): Response | null =>
	login.scopes === null || login.scopes.includes(scope) ? null : insufficientScope(request, scope);
