import { describe, expect, it } from "vitest";
import { SystemError } from "../../src/domain/errors.ts";
import { createTenure } from "../../src/sync/run/tenure.ts";
import { CALL_DEADLINE_MS, createOutbound } from "../../src/systems/outbound.ts";

const NOW = 1_000_000;

describe("whoever has claimed a step", () => {
	it("sends a write only while its answer is sure to come before the claim ends", () => {
		const tenure = createTenure();
		expect(tenure.allowsWrite(NOW)).toBe(true);
		tenure.claimed(NOW + CALL_DEADLINE_MS + 7_000);
		expect([tenure.allowsWrite(NOW), tenure.allowsWrite(NOW + 7_000), tenure.allowsWrite(NOW + 7_001)]).toEqual([
			true,
			true,
			false,
		]);
	});

	it("goes on as long as it renews the claim in time; one that had lapsed is somebody else's by then, and stays lapsed", () => {
		const tenure = createTenure();
		tenure.claimed(NOW + 22_000);
		tenure.renewed(NOW + 25_000, NOW + 3_000);
		expect(tenure.allowsWrite(NOW + 9_000)).toBe(true);
		tenure.renewed(NOW + 60_000, NOW + 26_000);
		expect(tenure.allowsWrite(NOW + 26_000)).toBe(false);
		tenure.claimed(NOW + 60_000);
		expect(tenure.allowsWrite(NOW + 26_000)).toBe(true);
	});

	it("that may not write any more reads on, and its write does not leave the house: it is tried again later", async () => {
		const sent: string[] = [];
		const answers: typeof fetch = async (_, init) => {
			sent.push(init?.method ?? "GET");
			return new Response("{}");
		};
		const outbound = createOutbound({ fetch: answers, mayWrite: () => false });
		const call = (method: "GET" | "POST") =>
			outbound.send({ method, url: "https://x.test/", headers: {}, writes: method === "POST" });
		await call("GET");
		const refused = await call("POST").catch((error: unknown) => error);
		expect(refused).toBeInstanceOf(SystemError);
		expect({
			sent,
			retryable: refused instanceof SystemError && refused.retryable,
			kind: refused instanceof SystemError && refused.kind,
		}).toEqual({
			sent: ["GET"],
			retryable: true,
			kind: "unavailable",
		});
	});
});
