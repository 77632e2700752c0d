import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { readSettings } from "../../src/env.ts";
import { ACCURATE_SECRET, SMH_SECRET } from "./support.ts";
import { OTHER_SECRET } from "./webhook-support.ts";

describe("the webhooks' secrets in the environment", () => {
	const smhOf = (secret: string) => readSettings({ ...env, SMH_WEBHOOK_SECRET: secret }).smhWebhook;
	const accurateOf = (secret: string) => readSettings({ ...env, ACCURATE_WEBHOOK_SECRET: secret }).accurateWebhook;

	it("are one, or several while one is being changed", () => {
		expect(smhOf(SMH_SECRET)).toEqual({ ok: true, value: { secrets: [SMH_SECRET] } });
		expect(smhOf(` ${OTHER_SECRET}  ${SMH_SECRET} `)).toEqual({ ok: true, value: { secrets: [OTHER_SECRET, SMH_SECRET] } });
		expect(accurateOf(`${ACCURATE_SECRET} another_secret-0001`)).toEqual({
			ok: true,
			value: { secrets: [ACCURATE_SECRET, "another_secret-0001"] },
		});
	});

	it.each([
		"",
		" ",
		"whsec_",
		"local-secret-without-a-prefix",
		"whsec_c2hvcnQ=",
		"whsec_not!base64!not!base64!not!",
		`${SMH_SECRET} x`,
	])("close SMH's webhook when they cannot be used (%j), and are not repeated", (secret) => {
		const message = expect.stringMatching(/^SMH webhook: SMH_WEBHOOK_SECRET[.\d]* (is missing|must be whsec_ .*)$/);
		expect(smhOf(secret)).toEqual({ ok: false, message });
	});

	it.each(["", "too-short", "with/a/slash/inside-it", "with%20escapes-inside-it", `${ACCURATE_SECRET} short`])(
		"close Accurate's webhook when they cannot be used (%j), and are not repeated",
		(secret) => {
			const message = expect.stringMatching(
				/^Accurate webhook: ACCURATE_WEBHOOK_SECRET[.\d]* (is missing|must be at least 16 .*)$/,
			);
			expect(accurateOf(secret)).toEqual({ ok: false, message });
		},
	);
});
