import { z } from "zod";
import { ApiRefusal, look } from "./api.ts";
import type { Login } from "./login.ts";
import { Trouble } from "./trouble.ts";

const RIGHT = "Workers Scripts";
const registered = z.object({ subdomain: z.string() });
const TAKEN = [10031, 10036];

export const SUBDOMAIN = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
export const SUBDOMAIN_RULE = "lower-case letters, digits and -, at most 63, neither first nor last a -";

/** The account's part of every Worker's address; null: it has not chosen one yet. */
export async function findSubdomain({ api, account }: Login): Promise<string | null> {
	const found = await look(RIGHT, [10007], () => api.ask(`/accounts/${account.id}/workers/subdomain`, registered));
	return found?.subdomain ?? null;
}

/** It can be chosen once. @throws Trouble where the name is not allowed, or somebody else has it */
export async function registerSubdomain({ api, account }: Login, subdomain: string): Promise<void> {
	if (!SUBDOMAIN.test(subdomain)) throw new Trouble(`"${subdomain}" cannot be part of an address: ${SUBDOMAIN_RULE}.`);
	try {
		await api.ask(`/accounts/${account.id}/workers/subdomain`, registered, "PUT", { subdomain });
	} catch (error) {
		if (!(error instanceof ApiRefusal)) throw error;
		if (TAKEN.includes(error.code)) {
			throw new Trouble(`Somebody else has ${subdomain}.workers.dev.`, "Choose another name; the company's, say.");
		}
		throw new Trouble(`Cloudflare refused the name "${subdomain}": ${error.message} [code: ${error.code}]`);
	}
}

export const workersDevUrl = (worker: string, subdomain: string): string => `https://${worker}.${subdomain}.workers.dev`;
