import type { Slice, WorkOf } from "../messages.ts";

/** Small against a batch, so that what neighbouring pages leave over fills one together. */
const CREATES_PER_SLICE = 25;

/** A page of the plan, cut where so many of its records are to be created; `next`: where the next page begins, null: nowhere. */
export function slicesOf(toCreate: readonly string[], next: string | null): readonly Slice[] {
	const cuts = Array.from({ length: Math.ceil(toCreate.length / CREATES_PER_SLICE) }, (_, index) => {
		const ids = toCreate.slice(index * CREATES_PER_SLICE, (index + 1) * CREATES_PER_SLICE);
		return { creates: ids.length, upTo: ids.at(-1) ?? null };
	});
	// The last one reaches to the end of the page, where the next page begins.
	return cuts.length === 0 ? [{ creates: 0, upTo: next }] : cuts.with(-1, { creates: cuts.at(-1)?.creates ?? 0, upTo: next });
}

type CreateWork = WorkOf<"create">;

/** Steps that each fill a batch, out of the slices of pages that follow on each other from `after` on. */
export function createBatches(
	{ entity, side, after }: Pick<CreateWork, "entity" | "side" | "after">,
	slices: readonly Slice[],
	size: number,
): readonly CreateWork[] {
	const batches: CreateWork[] = [];
	let from = after;
	let upTo: string | null = after;
	let count = 0;
	const end = (): void => {
		if (count > 0) batches.push({ kind: "create", entity, side, after: from, upTo });
		[from, count] = [upTo ?? "", 0];
	};
	for (const slice of slices) {
		if (count + slice.creates > size) end();
		[upTo, count] = [slice.upTo, count + slice.creates];
	}
	end();
	return batches;
}
