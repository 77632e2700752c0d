import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWorld } from "./support.ts";
import {
	ACCURATE_PATH,
	bySmh,
	customerEvent,
	everything,
	MEGABYTE,
	NOTHING,
	post,
	SMH_BODY,
	signature,
} from "./webhook-support.ts";

describe("a webhook's body of more than a megabyte", () => {
	const big = `[${" ".repeat(2 * MEGABYTE)}]`;
	const closed = () => ({ smhWebhook: { ok: false, message: "x" }, accurateWebhook: { ok: false, message: "x" } }) as const;

	/** Comes in pieces, without a length. */
	function stream(): { readonly body: ReadableStream<Uint8Array>; readonly given: () => number } {
		let bytes = 0;
		const body = new ReadableStream<Uint8Array>({
			pull(controller) {
				bytes += 64 * 1024;
				controller.enqueue(new Uint8Array(64 * 1024).fill(32));
				if (bytes >= 4 * MEGABYTE) controller.close();
			},
		});
		return { body, given: () => bytes };
	}

	it.each([
		["/webhooks/smh", signature(big)],
		["/webhooks/smh", {}],
		[ACCURATE_PATH, {}],
		["/webhooks/accurate/wrong", {}],
	])("is refused for its size, whatever else is wrong with it (%s, case %#)", async (path, headers) => {
		for (const world of [await createWorld(), await createWorld(closed)]) {
			const said = await post(world, path, big, { ...headers, "content-length": String(big.length) });
			const unsaid = await post(world, path, big, headers);
			const { body, given } = stream();
			const streamed = await post(world, path, body, headers);
			expect([said.status, unsaid.status, streamed.status]).toEqual([413, 413, 413]);
			expect(given()).toBeLessThan(1.5 * MEGABYTE);
			expect(await everything(world)).toEqual(NOTHING);
			expect(world.told).toEqual([]);
		}
	});

	it("is one byte more than what is taken", async () => {
		const world = await createWorld();
		const filled = (length: number) => SMH_BODY + " ".repeat(length - SMH_BODY.length);
		expect((await bySmh(world, filled(MEGABYTE))).status).toBe(202);
		expect((await bySmh(world, filled(MEGABYTE + 1))).status).toBe(413);
	});
});

describe("whatever bytes arrive", () => {
	const REAL = [
		SMH_BODY,
		'{"type":"product.deleted","data":{"id":4}}',
		JSON.stringify([customerEvent("a"), customerEvent("b", 52, "DELETE")]),
		JSON.stringify(customerEvent("c")),
	];
	const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
	const mutated = fc
		.tuple(fc.constantFrom(...REAL), fc.nat(), fc.nat(3), fc.uint8Array({ maxLength: 4 }))
		.map(([text, place, cut, put]) => {
			const bytes = encode(text);
			const at = place % bytes.length;
			return Uint8Array.from([...bytes.slice(0, at), ...put, ...bytes.slice(at + cut)]);
		});
	const truncated = fc.tuple(fc.constantFrom(...REAL), fc.nat()).map(([text, end]) => encode(text).slice(0, end % text.length));
	const bytes = fc.oneof(mutated, truncated, fc.uint8Array({ maxLength: 300 }), fc.json().map(encode));
	const asSigned = (body: Uint8Array): string => new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(body);

	it("nothing that is not signed leaves a trace, and nothing is a failure of ours", async () => {
		const world = await createWorld();
		await fc.assert(
			fc.asyncProperty(bytes, fc.constantFrom("/webhooks/smh", "/webhooks/accurate/wrong"), async (body, path) => {
				const headers = { ...signature("something else") };
				expect((await post(world, path, body, headers)).status).toBe(path === "/webhooks/smh" ? 401 : 404);
			}),
			{ numRuns: 150 },
		);
		expect(await everything(world)).toEqual(NOTHING);
	});

	it.each(["smh", "accurate"] as const)(
		"what %s sends is taken in, or kept as unreadable, or both, but never half",
		async (source) => {
			const world = await createWorld();
			let nth = 0;
			await fc.assert(
				fc.asyncProperty(bytes, async (body) => {
					const before = await everything(world);
					const headers = source === "smh" ? signature(asSigned(body), { id: `m${nth++}` }) : {};
					const response = await post(world, source === "smh" ? "/webhooks/smh" : ACCURATE_PATH, body, headers);
					const after = await everything(world);
					expect([202, 400]).toContain(response.status);
					if (response.status === 400) expect(after.signals).toEqual(before.signals);
					// Each signal came with a delivery that is remembered.
					const news = after.deliveries.length - before.deliveries.length;
					if (JSON.stringify(after.signals) !== JSON.stringify(before.signals)) expect(news).toBeGreaterThan(0);
					if (response.status === 400) {
						expect(after.quarantined.map((letter) => JSON.parse(letter.body))).toContain(asSigned(body));
					}
				}),
				{ numRuns: 150 },
			);
			expect(world.lines.filter(({ level }) => level === "error")).toEqual([]);
		},
	);
});
