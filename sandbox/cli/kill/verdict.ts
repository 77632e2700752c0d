import type { Outside } from "../outside.ts";
import { ENTITIES, type Product, SYSTEMS } from "../product.ts";
import { differing, doubled, everyRecord, few, paired, type Seen, see } from "./compare.ts";
import type { Stored } from "./database.ts";
import { codeOf, SHARED } from "./fields.ts";
import type { Ledger } from "./people.ts";

/** Everything that is wrong after all kills, in plain words. The Worker and its database must be at rest. */
export async function violationsOf(
	product: Product,
	outside: Outside,
	ledger: Ledger,
	stored: Stored,
): Promise<readonly string[]> {
	const found: string[] = [...leftBehind(stored)];
	const information = await product.information();
	for (const entity of ENTITIES) {
		const seen = await see(product, outside, entity);
		const { records } = seen;
		found.push(...few(counted(seen, ledger)), ...few(doubled(seen)), ...few(paired(seen, everyRecord)));
		found.push(...few(differing(seen, everyRecord)), ...few(forgotten(seen, ledger)));

		const problems = await product.problems(entity);
		found.push(...few(problems.map(({ side, reason }) => `${side} ${entity}: a record has the open reason ${reason}`)));
		const told = information.entities.find((each) => each.entity === entity);
		for (const system of SYSTEMS) {
			const { total = 0, dummy = 0 } = told?.[system] ?? {};
			const open = problems.filter(({ side }) => side === system).length;
			if (total !== records[system].length) {
				found.push(`${system} ${entity}: Sync Information says ${total}, there are ${records[system].length}`);
			}
			if (total !== dummy + (told?.linked ?? 0) + open) {
				found.push(`${system} ${entity}: ${total} records, but ${dummy} sample + ${told?.linked} linked + ${open} with a reason`);
			}
		}
	}
	return found;
}

function leftBehind({ runs, steps, intents, signals, deadLetters, leased }: Stored): readonly string[] {
	return [
		...runs.map(({ mode, state }) => `A run (${mode}) is left under way: ${state}`),
		...(steps.length > 0 ? [`${steps.length} steps are left`] : []),
		...(intents > 0 ? [`${intents} creates are left in the dark`] : []),
		...(signals > 0 ? [`${signals} signals are left`] : []),
		...(deadLetters > 0 ? [`${deadLetters} messages were given up`] : []),
		...(leased ? ["The lease was not given back"] : []),
	];
}

/** As many as people have made and left. */
function counted({ entity, records }: Seen, ledger: Ledger): readonly string[] {
	return SYSTEMS.flatMap((system) => {
		const [there, wanted] = [records[system].length, ledger.counts[entity]];
		return there === wanted ? [] : [`${system} ${entity}: ${there} records, people have made ${wanted}`];
	});
}

/** What people typed is on both sides, what they deleted on none. */
function forgotten({ entity, records }: Seen, ledger: Ledger): readonly string[] {
	return SYSTEMS.flatMap((system) => {
		const byCode = new Map(records[system].map((record) => [codeOf(system, entity, record), record]));
		const edits = ledger.edits.filter((edit) => edit.entity === entity);
		const removed = ledger.removed.filter((each) => each.entity === entity);
		return [
			...edits.flatMap((edit) => {
				const record = byCode.get(edit.code);
				const value = record && SHARED[entity].find(({ name }) => name === edit.field)?.[system](record);
				const typed = `typed into ${edit.system}: ${edit.field} "${edit.value}" of ${entity} ${edit.code}`;
				return value === String(edit.value) ? [] : [`${typed}; ${system} holds ${value === undefined ? "none" : `"${value}"`}`];
			}),
			...removed
				.filter(({ code }) => byCode.has(code))
				.map(({ code }) => `${system} ${entity} ${code} was deleted, and is there`),
		];
	});
}
