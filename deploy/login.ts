import { z } from "zod";
import { type Api, ApiRefusal, createApi } from "./api.ts";
import type { Project } from "./project.ts";
import { Trouble } from "./trouble.ts";
import { type Env, type Wrangler, wranglerIn } from "./wrangler.ts";

/** Who deploys, and where to. */
export interface Login {
	readonly account: { readonly id: string; readonly name: string };
	readonly api: Api;
	/** Acts in this account. */
	readonly wrangler: Wrangler;
}

const REAL = "https://api.cloudflare.com/client/v4";
const credentials = z.discriminatedUnion("type", [
	z.object({ type: z.enum(["api_token", "oauth"]), token: z.string() }),
	z.object({ type: z.literal("api_key"), key: z.string(), email: z.string() }),
]);
const accounts = z.array(z.object({ id: z.string(), name: z.string() }));

/** @throws Trouble when nobody is logged in, the token is not taken, or it is not clear which account is meant */
export async function logIn(project: Project, env: Env): Promise<Login> {
	const api = createApi(env.CLOUDFLARE_API_BASE_URL ?? REAL, await headersOf(project, env));
	const seen = await accountsOf(api);
	const wanted = project.accountId ?? env.CLOUDFLARE_ACCOUNT_ID;
	const account = wanted === undefined ? onlyOne(seen) : (seen.find(({ id }) => id === wanted) ?? { id: wanted, name: wanted });
	return { account, api, wrangler: wranglerIn(project.root, { ...env, CLOUDFLARE_ACCOUNT_ID: account.id }) };
}

async function headersOf(project: Project, env: Env): Promise<Record<string, string>> {
	if (env.CLOUDFLARE_API_TOKEN) return { authorization: `Bearer ${env.CLOUDFLARE_API_TOKEN}` };
	const ran = await wranglerIn(project.root, env)("auth", "token", "--json");
	const start = ran.output.indexOf("{");
	if (!ran.ok || start < 0) {
		throw new Trouble(
			"Nobody is logged in to Cloudflare.",
			"Run npx wrangler login, or set CLOUDFLARE_API_TOKEN (docs/deploy.md, step 1, says which rights it needs).",
		);
	}
	const found = credentials.parse(JSON.parse(ran.output.slice(start)));
	if (found.type === "api_key") return { "x-auth-key": found.key, "x-auth-email": found.email };
	return { authorization: `Bearer ${found.token}` };
}

async function accountsOf(api: Api): Promise<z.infer<typeof accounts>> {
	try {
		return await api.ask("/accounts?per_page=50", accounts);
	} catch (error) {
		if (!(error instanceof ApiRefusal)) throw error;
		// A token may well lack this right, and work all the same once the account is named.
		if (error.code === 10000) return [];
		throw new Trouble(
			`Cloudflare does not take the log-in: ${error.message} [code: ${error.code}].`,
			"Is CLOUDFLARE_API_TOKEN whole, and not expired? Without it, npx wrangler login.",
		);
	}
}

function onlyOne(seen: z.infer<typeof accounts>): { readonly id: string; readonly name: string } {
	const [first, second] = seen;
	if (first === undefined) {
		throw new Trouble(
			"The log-in sees no account.",
			'Give the token the right "Account Settings: Read", or set CLOUDFLARE_ACCOUNT_ID (dash.cloudflare.com > Workers & Pages).',
		);
	}
	if (second === undefined) return first;
	const list = seen.map(({ id, name }) => `${id} (${name})`).join(", ");
	throw new Trouble("The log-in sees several accounts.", `Set CLOUDFLARE_ACCOUNT_ID to one of: ${list}.`);
}
