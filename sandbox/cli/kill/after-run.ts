import type { Outside } from "../outside.ts";
import { ENTITIES, type Product, SYSTEMS } from "../product.ts";
import { type Due, differing, doubled, few, paired, type Seen, see } from "./compare.ts";
import { codeOf } from "./fields.ts";
import type { Ledger } from "./people.ts";

/**
 * What is wrong after a run that began at `began`, before any other run could mend it. What people have touched since the run
 * began may wait for the next one; all else has been brought over.
 */
export async function wrongAfterRun(
	product: Product,
	outside: Outside,
	ledger: Ledger,
	{ run, began }: { readonly run: number; readonly began: number },
): Promise<readonly string[]> {
	const due: Due = (entity, code) => (ledger.touchedAt(entity, code) ?? 0) < began;
	const found: string[] = [];
	for (const entity of ENTITIES) {
		const seen = await see(product, outside, entity);
		found.push(...few(doubled(seen)), ...few(paired(seen, due)), ...few(differing(seen, due)));
		const gone = new Set(ledger.removed.filter((each) => each.entity === entity).map(({ code }) => code));
		found.push(...few(forgottenDeletes(seen, gone)));
	}
	return found.map((line) => `After run ${run}: ${line}`);
}

/** Nobody deletes while a run is under way, so all deletes are from before it. */
function forgottenDeletes({ entity, records }: Seen, gone: ReadonlySet<string>): readonly string[] {
	return SYSTEMS.flatMap((system) =>
		records[system]
			.map((record) => codeOf(system, entity, record))
			.filter((code) => gone.has(code))
			.map((code) => `${system} ${entity} ${code} was deleted, and is there`),
	);
}
