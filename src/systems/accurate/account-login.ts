import { type AccountAnswer, type AccountOptions, accountGet } from "./account.ts";
import type { AccurateAuth, Endpoint } from "./auth.ts";
import type { Params } from "./params.ts";

/** A call of the account host with the login; one whose token has ended is cured and asked once more. */
export async function askWithLogin(
	options: AccountOptions & { readonly auth: AccurateAuth },
	path: string,
	params: Params,
): Promise<AccountAnswer> {
	const { auth } = options;
	const endpoint = await auth.endpoint();
	const answer = await accountGet(options, path, params, headersOf(endpoint));
	if (answer.ok || answer.error !== "invalid_token") return answer;
	await auth.recover("token", endpoint);
	return await accountGet(options, path, params, headersOf(await auth.endpoint()));
}

/** The account host knows the login alone, without the database's session. */
function headersOf({ headers }: Endpoint): Params {
	const { "x-session-id": _session, ...login } = headers;
	return login;
}
