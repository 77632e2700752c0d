import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { readSettings, UNSET } from "../src/env.ts";

it('what a first deploy could only give as "unset" counts as missing, as what is not there or empty does', () => {
	for (const SMH_API_KEY of [UNSET, "", " ", undefined]) {
		// A Worker may well run without a secret that its types promise.
		const { smh, api } = readSettings({ ...env, SMH_API_KEY } as Env);
		expect(smh).toEqual({ ok: false, message: "SMH: SMH_API_KEY is missing" });
		expect(api.ok).toBe(true);
	}
});

it("Accurate's log-in is an API token while no client id is known", () => {
	const { accurate } = readSettings({ ...env, ACCURATE_CLIENT_ID: UNSET });
	expect(accurate).toMatchObject({ ok: true, value: { mode: "token" } });
});
