import { renderKeys } from "../accurate/render.ts";
import type { ModuleName } from "../accurate/state.ts";
import type { EntityName, World } from "../world.ts";

export const PAGE_SIZE = 50;

export type ListedSystem = "smh" | "accurate";
export interface ListPage {
	/** Native records, newest first: those of Accurate with the keys that the lists show. */
	rows: readonly object[];
	/** Records that the search fits. */
	matches: number;
	/** From 1; the last one when a later one was asked for. */
	page: number;
	pages: number;
	/** All records of the system, per entity. */
	counts: Readonly<Record<EntityName, number>>;
}

/** Records of one list in ascending order of id, and how to look into one of them. */
interface Source<T> {
	readonly records: readonly T[];
	readonly ids: (record: T) => readonly unknown[];
	readonly words: (record: T) => readonly unknown[];
	readonly show: (record: T) => object;
}

const SMH_WORDS = ["code", "name", "mobile", "email", "city", "salesman_code", "group", "category", "position", "barcode"];
const ACCURATE_WORDS = "customerNo no number name mobilePhone email billCity city position upcNo itemType".split(" ");
const ACCURATE_KEYS =
	"id optLock customerNo no number name suspended category salesman salesmanNumber billCity mobilePhone itemType itemCategory unit1 unitPrice position".split(
		" ",
	);

const MODULES: Readonly<Record<EntityName, ModuleName>> = { customer: "customer", product: "item", employee: "employee" };

function smhPage(world: World, entity: EntityName, q: string, page: number): ListPage {
	const { tables } = world.state.smh;
	const counts = {
		customer: tables.customer.rows.length,
		product: tables.product.rows.length,
		employee: tables.employee.rows.length,
	};
	return cut(counts, q, page, {
		records: tables[entity].rows,
		ids: ({ id, partner_id }) => [id, partner_id],
		words: (record) => SMH_WORDS.map((field) => record[field]),
		show: (record) => record,
	});
}

function accuratePage(world: World, entity: EntityName, q: string, page: number): ListPage {
	const state = world.state.accurate;
	const { customer, item, employee } = state.records;
	const counts = { customer: customer.length, product: item.length, employee: employee.length };
	return cut(counts, q, page, {
		records: state.records[MODULES[entity]],
		ids: ({ id }) => [id],
		words: ({ values }) => ACCURATE_WORDS.map((field) => values[field]),
		show: renderKeys(state, MODULES[entity], ACCURATE_KEYS),
	});
}

function cut<T>(counts: ListPage["counts"], q: string, wanted: number, { records, ids, words, show }: Source<T>): ListPage {
	const asked = q.trim().toLowerCase();
	const fits = (record: T): boolean =>
		asked.startsWith("#")
			? ids(record).some((id) => String(id) === asked.slice(1))
			: words(record).some((word) => typeof word === "string" && word.toLowerCase().includes(asked));
	const found = asked === "" ? records : records.filter(fits);
	const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
	const page = Math.min(Math.max(1, wanted), pages);
	const end = found.length - (page - 1) * PAGE_SIZE;
	const rows = found
		.slice(Math.max(0, end - PAGE_SIZE), end)
		.reverse()
		.map(show);
	return { rows, matches: found.length, page, pages, counts };
}

/**
 * One page of a list, searched: by code, name and the like, or by `#id` (of SMH also the Partner ID). It looks at the state
 * itself, because the control interface answers whole lists, which the page would ask for every few seconds.
 */
export const listPage = (world: World, system: ListedSystem, entity: EntityName, q: string, page: number): ListPage =>
	(system === "smh" ? smhPage : accuratePage)(world, entity, q, page);
