import fc from "fast-check";
import { expect, it } from "vitest";
import { createBatches, slicesOf } from "../../src/sync/apply/create-batches.ts";

const SIZE = 100;
const idOf = (n: number): string => String(n).padStart(6, "0");

/** Records in order, some of them to be created, planned in pages of 250; answers how many creates each batch takes. */
function batchesOf(records: readonly boolean[]) {
	const ids = records.map((_, n) => idOf(n));
	const pages = Array.from({ length: Math.ceil(ids.length / 250) || 1 }, (_, page) => ids.slice(page * 250, (page + 1) * 250));
	const slices = pages.flatMap((page, index) => {
		const toCreate = page.filter((id) => records[Number(id)]);
		return slicesOf(toCreate, index + 1 < pages.length ? (page.at(-1) ?? null) : null);
	});
	const batches = createBatches({ entity: "customer", side: "smh", after: "" }, slices, SIZE);
	const within = ({ after, upTo }: { after: string; upTo: string | null }) =>
		ids.filter((id) => records[Number(id)] && id > after && (upTo === null || id <= upTo));
	return batches.map(within);
}

it("every record that is to be created is in one batch, and none is in two", () => {
	fc.assert(
		fc.property(fc.array(fc.boolean(), { maxLength: 2_000 }), (records) => {
			const created = batchesOf(records).flat();
			expect(created).toEqual(records.flatMap((creates, n) => (creates ? [idOf(n)] : [])));
		}),
	);
});

it("a batch is never larger than the side takes, and nearly full: what pages leave over goes together", () => {
	fc.assert(
		fc.property(fc.array(fc.boolean(), { maxLength: 2_000 }), (records) => {
			const sizes = batchesOf(records).map(({ length }) => length);
			expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(SIZE);
			expect(Math.min(SIZE, ...sizes.slice(0, -1))).toBeGreaterThan(SIZE - 25);
		}),
	);
});

it("10,000 new records are 100 batches", () => {
	expect(batchesOf(Array.from({ length: 10_000 }, () => true))).toHaveLength(100);
});
