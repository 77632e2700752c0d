import type { NativeRecord, Outside } from "../outside.ts";
import { type Entity, type Product, SYSTEMS, type System } from "../product.ts";
import { codeOf, SHARED } from "./fields.ts";

export interface Pair {
	readonly smhId: string;
	readonly accurateId: string;
}

/** What there is of an entity, here and there, and what the product says of it. */
export interface Seen {
	readonly entity: Entity;
	readonly records: Readonly<Record<System, readonly NativeRecord[]>>;
	readonly links: readonly Pair[];
}

/** Which records have to be in step already, by their codes. */
export type Due = (entity: Entity, code: string) => boolean;
export const everyRecord: Due = () => true;

/** What no two records of an entity share, besides their code: a record made twice carries it twice, whatever its code. */
const TAGS: Readonly<Record<Entity, readonly string[]>> = {
	customer: ["mobile", "NPWP"],
	product: ["barcode"],
	employee: ["mobile"],
};
/** How many violations of one kind are named; the others are counted. */
const NAMED = 5;

export function few(lines: readonly string[]): readonly string[] {
	const rest = lines.length - NAMED;
	return rest > 0 ? [...lines.slice(0, NAMED), `… and ${rest} more of this kind`] : lines;
}

export async function see(product: Product, outside: Outside, entity: Entity): Promise<Seen> {
	const records = { smh: await outside.list("smh", entity), accurate: await outside.list("accurate", entity) };
	return { entity, records, links: (await product.links(entity)).filter(({ state }) => state === "linked") };
}

/** No record twice. */
export function doubled({ entity, records }: Seen): readonly string[] {
	return SYSTEMS.flatMap((system) =>
		SHARED[entity]
			.filter(({ name }) => name === "code" || TAGS[entity].includes(name))
			.flatMap((field) =>
				[...Map.groupBy(records[system], (record) => field[system](record))]
					.filter(([value, list]) => value !== "" && list.length > 1)
					.map(([value, list]) => `${system} ${entity}: ${field.name} ${value} is there ${list.length} times`),
			),
	);
}

/** Links one to one, over every record that is due, and SMH keeps the same Partner IDs. */
export function paired({ entity, records, links }: Seen, due: Due): readonly string[] {
	const ids = { smh: links.map(({ smhId }) => smhId), accurate: links.map(({ accurateId }) => accurateId) };
	const partners = new Map(links.map(({ smhId, accurateId }) => [smhId, accurateId]));
	const dueIds = (system: System) => {
		const list = records[system].filter((record) => due(entity, codeOf(system, entity, record)));
		return list.map(({ id }) => String(id));
	};
	return [
		...SYSTEMS.flatMap((system) => {
			const [linked, there] = [new Set(ids[system]), new Set(records[system].map(({ id }) => String(id)))];
			return [
				...(linked.size < ids[system].length ? [`${system} ${entity}: some record is linked twice`] : []),
				...dueIds(system).flatMap((id) => (linked.has(id) ? [] : [`${system} ${entity} ${id} is not linked`])),
				...[...linked].filter((id) => !there.has(id)).map((id) => `${system} ${entity} ${id} is linked, but not there`),
			];
		}),
		...records.smh
			.filter((record) => due(entity, codeOf("smh", entity, record)) || partners.has(String(record.id)))
			.filter(({ id, partner_id: kept }) => kept !== partners.get(String(id)))
			.map(({ id, partner_id: kept }) => `SMH ${entity} ${id} keeps the Partner ID ${kept}, not ${partners.get(String(id))}`),
	];
}

/** Every pair that is due holds the same on both sides. */
export function differing({ entity, records, links }: Seen, due: Due): readonly string[] {
	const smh = new Map(records.smh.map((record) => [String(record.id), record]));
	const accurate = new Map(records.accurate.map((record) => [String(record.id), record]));
	return links.flatMap(({ smhId, accurateId }) => {
		const [here, there] = [smh.get(smhId), accurate.get(accurateId)];
		if (!here || !there || !due(entity, codeOf("smh", entity, here))) return [];
		return SHARED[entity].flatMap((field) => {
			const [left, right] = [field.smh(here), field.accurate(there)];
			const who = `${entity} ${codeOf("smh", entity, here)}`;
			return left === right ? [] : [`${who}: ${field.name} is "${left}" in SMH, "${right}" in Accurate`];
		});
	});
}
