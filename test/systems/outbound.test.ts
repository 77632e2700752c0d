import { expect, test } from "vitest";
import type { Gate } from "../../src/systems/outbound.ts";
import { json, openGate, outboundOf, scripted } from "./support.ts";

const read = { method: "GET", url: "https://a.test/x", headers: {}, writes: false } as const;

test("an invocation has no more calls in flight than it may, and every call gets its turn", async () => {
	let inFlight = 0;
	let peak = 0;
	const { fetch, seen } = scripted(async () => {
		peak = Math.max(peak, ++inFlight);
		await new Promise((resolve) => setTimeout(resolve, 2));
		inFlight--;
		return json({});
	});
	const outbound = outboundOf(fetch, 3);
	await Promise.all(Array.from({ length: 10 }, () => outbound.send(read)));
	expect({ peak, calls: outbound.calls, seen: seen.length }).toEqual({ peak: 3, calls: 10, seen: 10 });
});

test("a pass of the gate is only asked for when the call can start at once", async () => {
	const events: string[] = [];
	const gate: Gate = {
		enter() {
			events.push("enter");
			return Promise.resolve({ leave: () => Promise.resolve() });
		},
	};
	const { fetch } = scripted(() => {
		events.push("call");
		return json({});
	});
	const outbound = outboundOf(fetch, 1);
	await Promise.all([outbound.send(read, { gate }), outbound.send(read, { gate })]);
	expect(events).toEqual(["enter", "call", "enter", "call"]);
});

test("a lost answer is unknown for a write, unavailable for a read, and hands the pass back", async () => {
	const { fetch } = scripted(() => Promise.reject(new TypeError("reset")));
	const gate = openGate();
	const outbound = outboundOf(fetch);
	await expect(outbound.send(read, { gate })).rejects.toMatchObject({ kind: "unavailable" });
	await expect(outbound.send({ ...read, method: "POST", writes: true }, { gate })).rejects.toMatchObject({
		kind: "unknown_outcome",
	});
	expect(gate.open).toBe(0);
});

test("a gate that does not answer stops the call before it is made, and frees the place", async () => {
	const { fetch, seen } = scripted(() => json({}));
	const outbound = outboundOf(fetch, 1);
	const shut: Gate = { enter: () => Promise.reject(new Error("coordinator is away")) };
	await expect(outbound.send({ ...read, writes: true }, { gate: shut })).rejects.toMatchObject({ kind: "unavailable" });
	expect(seen).toHaveLength(0);
	await expect(outbound.send(read)).resolves.toMatchObject({ status: 200 });
});

test("redirects are answered, not followed", async () => {
	const { fetch, seen } = scripted(() => new Response(null, { status: 308, headers: { location: "https://b.test/" } }));
	await expect(outboundOf(fetch).send(read)).resolves.toMatchObject({ status: 308 });
	expect(seen).toHaveLength(1);
});
