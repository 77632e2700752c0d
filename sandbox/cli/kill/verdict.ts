import type { NativeRecord, Outside } from "../outside.ts";
import { ENTITIES, type Entity, type Product, SYSTEMS, type System } from "../product.ts";
import type { Stored } from "./database.ts";
import { codeOf, SHARED } from "./fields.ts";
import type { Ledger } from "./people.ts";

/** How many violations of one kind are named; the others are counted. */
const NAMED = 5;

type Records = Readonly<Record<System, readonly NativeRecord[]>>;

function few(lines: readonly string[]): readonly string[] {
	const rest = lines.length - NAMED;
	return rest > 0 ? [...lines.slice(0, NAMED), `… and ${rest} more of this kind`] : lines;
}

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
		const records = { smh: await outside.list("smh", entity), accurate: await outside.list("accurate", entity) };
		const links = (await product.links(entity)).filter(({ state }) => state === "linked");
		found.push(...few(counted(entity, records, ledger)), ...few(paired(entity, records, links)));
		found.push(...few(differing(entity, records, links)), ...few(forgotten(entity, records, ledger)));

		const problems = await product.problems(entity);
		found.push(...few(problems.map(({ side, reason }) => `${side} ${entity}: a record has the open reason ${reason}`)));
		const seen = information.entities.find((each) => each.entity === entity);
		for (const system of SYSTEMS) {
			const { total = 0, dummy = 0 } = seen?.[system] ?? {};
			const open = problems.filter(({ side }) => side === system).length;
			if (total !== records[system].length) {
				found.push(`${system} ${entity}: Sync Information says ${total}, there are ${records[system].length}`);
			}
			if (total !== dummy + (seen?.linked ?? 0) + open) {
				found.push(`${system} ${entity}: ${total} records, but ${dummy} sample + ${seen?.linked} linked + ${open} with a reason`);
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

/** Each record there exactly once. */
function counted(entity: Entity, records: Records, ledger: Ledger): readonly string[] {
	return SYSTEMS.flatMap((system) => {
		const wrong: string[] = [];
		const [there, wanted] = [records[system].length, ledger.counts[entity]];
		if (there !== wanted) wrong.push(`${system} ${entity}: ${there} records, people have made ${wanted}`);
		for (const [code, list] of Map.groupBy(records[system], (record) => codeOf(system, entity, record))) {
			if (list.length > 1) wrong.push(`${system} ${entity}: code ${code} is there ${list.length} times`);
		}
		return wrong;
	});
}

/** Codes and Partner IDs that are there twice by now, with nobody having put anything in order. */
export async function doubled(outside: Outside): Promise<readonly string[]> {
	const found: string[] = [];
	for (const entity of ENTITIES) {
		for (const system of SYSTEMS) {
			const records = await outside.list(system, entity);
			const keys = records.flatMap((record) => [
				`code ${codeOf(system, entity, record)}`,
				...(record.partner_id ? [`Partner ID ${String(record.partner_id)}`] : []),
			]);
			for (const [key, list] of Map.groupBy(keys, (one) => one)) {
				if (list.length > 1) found.push(`${system} ${entity}: ${key} is there ${list.length} times`);
			}
		}
	}
	return found;
}

interface Pair {
	readonly smhId: string;
	readonly accurateId: string;
}

/** Links one to one, over every record, and SMH keeps the same Partner IDs. */
function paired(entity: Entity, records: Records, links: readonly Pair[]): readonly string[] {
	const ids = { smh: links.map(({ smhId }) => smhId), accurate: links.map(({ accurateId }) => accurateId) };
	const partners = new Map(links.map(({ smhId, accurateId }) => [smhId, accurateId]));
	return [
		...SYSTEMS.flatMap((system) => {
			const [linked, there] = [new Set(ids[system]), new Set(records[system].map(({ id }) => String(id)))];
			return [
				...(linked.size < ids[system].length ? [`${system} ${entity}: some record is linked twice`] : []),
				...[...there].filter((id) => !linked.has(id)).map((id) => `${system} ${entity} ${id} is not linked`),
				...[...linked].filter((id) => !there.has(id)).map((id) => `${system} ${entity} ${id} is linked, but not there`),
			];
		}),
		...records.smh
			.filter(({ id, partner_id: kept }) => kept !== partners.get(String(id)))
			.map(({ id, partner_id: kept }) => `SMH ${entity} ${id} keeps the Partner ID ${kept}, not ${partners.get(String(id))}`),
	];
}

function differing(entity: Entity, records: Records, links: readonly Pair[]): readonly string[] {
	const smh = new Map(records.smh.map((record) => [String(record.id), record]));
	const accurate = new Map(records.accurate.map((record) => [String(record.id), record]));
	return links.flatMap(({ smhId, accurateId }) => {
		const [here, there] = [smh.get(smhId), accurate.get(accurateId)];
		if (!here || !there) return [];
		return SHARED[entity].flatMap((field) => {
			const [left, right] = [field.smh(here), field.accurate(there)];
			const who = `${entity} ${codeOf("smh", entity, here)}`;
			return left === right ? [] : [`${who}: ${field.name} is "${left}" in SMH, "${right}" in Accurate`];
		});
	});
}

/** What people typed is on both sides, what they deleted on none. */
function forgotten(entity: Entity, records: Records, ledger: Ledger): readonly string[] {
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
