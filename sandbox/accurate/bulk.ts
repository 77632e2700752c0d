import type { World } from "../world.ts";
import { Refused } from "./answers.ts";
import { type Input, rowsOf } from "./input.ts";
import { renderRecord } from "./render.ts";
import { messageOf, saveRecord } from "./save.ts";
import type { ModuleName } from "./state.ts";

const MAX_ROWS = 100;
/** A refusal without an evident cause, seen 50 times in one log (facts 2.3). */
export const REJECTED = "Data tidak ditemukan atau sudah dihapus";

interface BulkRow {
	readonly s: boolean;
	readonly d: readonly string[];
	readonly r?: object;
}

/**
 * bulk-save.do (facts 5): row by row, in order, not atomic; `s` of the whole is true only when every row is. Over 100 rows all
 * are refused (what happens really is unknown). `rejecting`: every second row is refused, the first one included.
 */
export function bulkSave(
	world: World,
	module: ModuleName,
	input: Input,
	rejecting: boolean,
): { s: boolean; d: readonly BulkRow[] } {
	const inputs = rowsOf(input, "data");
	if (inputs.length === 0) throw new Refused("data harus diisi");
	if (inputs.length > MAX_ROWS) throw new Refused(`Max: ${MAX_ROWS} data dalam 1 kali request`);
	const render = renderRecord(world.state.accurate, module);
	const d = inputs.map((row, index): BulkRow => {
		try {
			if (rejecting && index % 2 === 0) throw new Refused(REJECTED);
			const record = saveRecord(world, module, row);
			return { s: true, d: [messageOf(module, record, "disimpan")], r: render(record) };
		} catch (error) {
			if (error instanceof Refused) return { s: false, d: error.messages };
			throw error;
		}
	});
	return { s: d.every((row) => row.s), d };
}
