import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RateLimiter } from "../../src/coordinator/rate-limiter.ts";

const LIMITS = { perSecond: 8, inFlight: 8, passLifetimeMs: 60_000 };

/** Plays callers that ask at given moments and take given times; answers when each was let in. */
function play(calls: readonly { at: number; takes: number }[], limits = LIMITS): readonly { start: number; end: number }[] {
	const gate = new RateLimiter(limits);
	const waiting = calls.map(({ at, takes }) => ({ at, takes })).toSorted((a, b) => a.at - b.at);
	const inside: { pass: number; start: number; end: number }[] = [];
	const done: { start: number; end: number }[] = [];
	for (let now = 0; waiting.length > 0 || inside.length > 0; now += 5) {
		for (const one of inside.filter(({ end }) => end <= now)) {
			gate.leave(one.pass, now);
			inside.splice(inside.indexOf(one), 1);
			done.push(one);
		}
		for (const caller of waiting.filter(({ at }) => at <= now)) {
			const answer = gate.tryEnter(now);
			if (!("pass" in answer)) break;
			waiting.splice(waiting.indexOf(caller), 1);
			inside.push({ pass: answer.pass, start: now, end: now + caller.takes });
		}
	}
	return done;
}

describe("law 8: the gate", () => {
	it("lets at most 8 calls start in any second and 8 be in flight, and lets everybody in", () => {
		const call = fc.record({ at: fc.integer({ min: 0, max: 3_000 }), takes: fc.integer({ min: 1, max: 2_500 }) });
		fc.assert(
			fc.property(fc.array(call, { minLength: 1, maxLength: 60 }), (calls) => {
				const done = play(calls);
				expect(done).toHaveLength(calls.length);
				for (const { start } of done) {
					expect(done.filter((other) => other.start >= start && other.start < start + 1_000).length).toBeLessThanOrEqual(8);
					expect(done.filter((other) => other.start <= start && other.end > start).length).toBeLessThanOrEqual(8);
				}
			}),
			{ numRuns: 60 },
		);
	});

	it("lets nobody in while the other side has asked everybody to slow down", () => {
		const gate = new RateLimiter(LIMITS);
		const first = gate.tryEnter(0);
		if ("pass" in first) gate.leave(first.pass, 10, 2_000);
		expect(gate.tryEnter(500)).toEqual({ waitMs: 1_510 });
		expect(gate.tryEnter(2_011)).toHaveProperty("pass");
	});

	it("asks again after a quarter of an hour, however long the other side has asked for", () => {
		const gate = new RateLimiter(LIMITS);
		const first = gate.tryEnter(0);
		if ("pass" in first) gate.leave(first.pass, 0, 1e15);
		expect(gate.tryEnter(15 * 60_000 - 1)).toEqual({ waitMs: 1 });
		expect(gate.tryEnter(15 * 60_000)).toHaveProperty("pass");
	});

	it("takes back the pass of an invocation that died with it", () => {
		const gate = new RateLimiter({ ...LIMITS, inFlight: 1 });
		expect(gate.tryEnter(0)).toHaveProperty("pass");
		expect(gate.tryEnter(30_000)).toEqual({ waitMs: null });
		expect(gate.nextExpiry()).toBe(60_000);
		expect(gate.tryEnter(60_000)).toHaveProperty("pass");
	});
});
