import { z } from "zod";
import { SystemError } from "../../domain/errors.ts";
import type { Gate, Outbound, OutboundAnswer, OutboundRequest } from "../outbound.ts";
import { authRefusalOf, jsonOf, wordsOf } from "./envelope.ts";
import { sendFollowing } from "./follow.ts";
import { encodeParams, type Params } from "./params.ts";
import { slowDownOf } from "./verdict.ts";

/** The account host ("API Dasar", facts 0 and 1.4), where logins come from. */
export interface AccountOptions {
	/** `https://account.accurate.id`, without a slash at the end. */
	readonly accountUrl: string;
	readonly outbound: Outbound;
	readonly gate: Gate;
}

export type AccountAnswer =
	| { readonly ok: true; readonly json: Readonly<Record<string, unknown>> }
	| { readonly ok: false; readonly error: "invalid_token" | "invalid_grant" | "refused"; readonly words: string };

const success = z.looseObject({ s: z.literal(true) });
const tokens = z.looseObject({ access_token: z.string() });
const refusal = z.looseObject({ d: z.unknown().optional(), error_description: z.string().optional() });

/** Throws SystemError when nobody can say what the account host thinks (slow down, 5xx to a token request, no answer). */
export async function askAccount(options: AccountOptions, request: OutboundRequest): Promise<AccountAnswer> {
	const passage = { gate: options.gate, slowDownMs: slowDownOf };
	const { answer } = await sendFollowing(options.outbound, request, passage);
	const json = jsonOf(answer);
	const good = z.union([success, tokens]).safeParse(json);
	if (answer.status < 300 && good.success) return { ok: true, json: good.data };
	const slowDownMs = slowDownOf(answer);
	if (slowDownMs !== undefined) throw new SystemError("rate_limited", "Accurate meminta jeda", { retryAfterMs: slowDownMs });
	return { ok: false, ...refusalOf(answer, json) };
}

/** open-db.do answers 500 with a reason (facts 1.2), so words come before the status. */
function refusalOf(
	answer: OutboundAnswer,
	json: unknown,
): { error: "invalid_token" | "invalid_grant" | "refused"; words: string } {
	const parsed = refusal.safeParse(json);
	const words = parsed.success ? wordsOf(parsed.data.d) || (parsed.data.error_description ?? "") : "";
	const named = authRefusalOf(answer)?.error;
	if (named === "invalid_token" || named === "invalid_grant") return { error: named, words };
	if (answer.status >= 500 && words === "") {
		throw new SystemError("unavailable", `Akun Accurate sedang bermasalah (HTTP ${answer.status})`);
	}
	if (answer.status < 300 && words === "") throw new SystemError("bad_answer", "Jawaban akun Accurate tidak dapat dibaca");
	return { error: "refused", words: words || `HTTP ${answer.status}` };
}

export function accountGet(options: AccountOptions, path: string, params: Params, headers: Params): Promise<AccountAnswer> {
	const query = encodeParams(params);
	const url = `${options.accountUrl}${path}${query === "" ? "" : `?${query}`}`;
	return askAccount(options, { method: "GET", url, headers: { ...headers, accept: "application/json" }, writes: false });
}
