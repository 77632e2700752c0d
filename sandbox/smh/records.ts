import type { EntityName, World } from "../world.ts";
import { invalid, invalidFrom, notFound, SmhError } from "./error.ts";
import { type Author, DEFAULTS, formsOf } from "./schema.ts";
import type { SmhRecord, SmhTable, SmhValue } from "./state.ts";
import { findRow, idOfCode, idOfPartner, putRow, removeRow } from "./table.ts";
import { announce } from "./webhook.ts";

type Fields = Readonly<Record<string, SmhValue>>;

export const tableOf = (world: World, entity: EntityName): SmhTable => world.state.smh.tables[entity];

/** Throws SmhError 404. */
export function getRecord(world: World, entity: EntityName, id: number): SmhRecord {
	const record = findRow(tableOf(world, entity), id);
	if (!record) throw notFound(`${entity} ${id}`);
	return record;
}

/** Stores a new record. Throws SmhError 409 or 422; `id` is for scenarios only. */
export function insertRecord(world: World, entity: EntityName, input: unknown, author: Author, id?: number): SmhRecord {
	const parsed = formsOf(entity, author).create.safeParse(input);
	if (!parsed.success) throw invalidFrom(parsed.error);
	const now = new Date(world.now()).toISOString();
	const fields: Fields = { ...DEFAULTS[entity], ...given(parsed.data) };
	const record: SmhRecord = {
		id: id ?? tableOf(world, entity).nextId,
		...fields,
		code: asText(fields.code) ?? nextCustomerCode(world),
		name: asText(fields.name) ?? "",
		partner_id: asText(fields.partner_id),
		demo: fields.demo === true,
		in_use: fields.in_use === true,
		version: 1,
		created_at: now,
		updated_at: now,
	};
	checkUnique(world, entity, record);
	checkSalesman(world, entity, record.salesman_code);
	putRow(tableOf(world, entity), record);
	return record;
}

export function createRecord(world: World, entity: EntityName, input: unknown, author: Author): SmhRecord {
	const record = insertRecord(world, entity, input, author);
	written(world, entity, "created", record);
	return record;
}

/** Changes the fields sent. Nothing different: the record stays as it is, version and time too. Throws SmhError 404, 409, 422. */
export function updateRecord(world: World, entity: EntityName, id: number, input: unknown, author: Author): SmhRecord {
	const before = getRecord(world, entity, id);
	const parsed = formsOf(entity, author).update.safeParse(input);
	if (!parsed.success) throw invalidFrom(parsed.error);
	const changes = given(parsed.data);
	if (changes.code === null) throw invalid({ code: "must not be blank" });
	const changed = Object.entries(changes).filter(([field, value]) => JSON.stringify(before[field]) !== JSON.stringify(value));
	if (changed.length === 0) return before;
	const after: SmhRecord = { ...before, ...Object.fromEntries(changed) };
	if (changed.every(([field]) => field === "in_use")) return mark(world, entity, after);
	const record: SmhRecord = {
		...after,
		version: before.version + 1,
		updated_at: new Date(world.now()).toISOString(),
	};
	checkUnique(world, entity, record);
	if (record.salesman_code !== before.salesman_code) checkSalesman(world, entity, record.salesman_code);
	putRow(tableOf(world, entity), record);
	written(world, entity, "updated", record);
	return record;
}

/** Whether transactions use a record is not part of it: no new version, no webhook. */
function mark(world: World, entity: EntityName, record: SmhRecord): SmhRecord {
	putRow(tableOf(world, entity), record);
	world.touched();
	return record;
}

/** Throws SmhError 404, or 409 `in_use`. */
export function deleteRecord(world: World, entity: EntityName, id: number): void {
	const record = getRecord(world, entity, id);
	if (record.in_use) throw new SmhError(409, { code: "in_use", message: `${entity} ${id} is used by transactions` });
	removeRow(tableOf(world, entity), record);
	written(world, entity, "deleted", record);
}

function written(world: World, entity: EntityName, event: "created" | "updated" | "deleted", record: SmhRecord): void {
	announce(world, entity, event, record);
	world.touched();
}

const asText = (value: SmhValue | undefined): string | null => (typeof value === "string" ? value : null);

/** The form's fields without those that were not sent. */
const given = (fields: Readonly<Record<string, SmhValue | undefined>>): Fields =>
	Object.fromEntries(Object.entries(fields).flatMap(([field, value]) => (value === undefined ? [] : [[field, value]])));

function checkUnique(world: World, entity: EntityName, record: SmhRecord): void {
	const table = tableOf(world, entity);
	const refuse = (code: "duplicate_code" | "duplicate_partner_id", existing: number | undefined, message: string) => {
		if (existing !== undefined && existing !== record.id) throw new SmhError(409, { code, message, existing_id: existing });
	};
	const { code, partner_id } = record;
	if (partner_id !== null) {
		refuse("duplicate_partner_id", idOfPartner(table, partner_id), `another ${entity} has partner_id "${partner_id}"`);
	}
	refuse("duplicate_code", idOfCode(table, code), `another ${entity} has code "${code}"`);
}

function checkSalesman(world: World, entity: EntityName, code: SmhValue | undefined): void {
	if (entity !== "customer" || typeof code !== "string") return;
	const employees = tableOf(world, "employee");
	const id = idOfCode(employees, code);
	if (id === undefined || findRow(employees, id)?.active !== true) {
		throw invalid({ salesman_code: `no active employee has code "${code}"` });
	}
}

/** `CS-` + year and month (WIB) + 5 digits, leaving out codes that somebody typed already. */
function nextCustomerCode(world: World): string {
	const month = new Date(world.now() + 7 * 3_600_000).toISOString().slice(2, 7).replace("-", "");
	const numbers = world.state.smh.customerNumbers;
	for (;;) {
		const next = (numbers[month] ?? 0) + 1;
		numbers[month] = next;
		const code = `CS-${month}${String(next).padStart(5, "0")}`;
		if (idOfCode(tableOf(world, "customer"), code) === undefined) return code;
	}
}
