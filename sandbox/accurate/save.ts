import type { World } from "../world.ts";
import { invalidField, Refused } from "./answers.ts";
import { type Applying, applyParameters } from "./apply.ts";
import type { ModuleDefinition } from "./definitions/definition.ts";
import { MODULES } from "./definitions/modules.ts";
import { addParameter, emptyInput, first, type Input } from "./input.ts";
import type { AccurateState, ModuleName, StoredRecord, Values } from "./state.ts";
import { findAll, findById, findOne, insertRecord, updateRecord } from "./store.ts";
import { announce } from "./webhook.ts";

const CODE_MAX = 30;
/** Which characters a code may have is unknown, only that some are refused (facts 2.3). */
const CODE_PATTERN = /^[A-Za-z0-9 ._/#+&():@-]*$/;

/** A person's screens set more than the API does and open a form for a missing reference. */
export type Author = "api" | "person";

export const messageOf = (module: ModuleName, record: StoredRecord, done: "disimpan" | "dihapus"): string =>
	`${MODULES[module].label} "${String(record.values[MODULES[module].code.field] ?? record.id)}" berhasil ${done}`;

function existing(state: AccurateState, module: ModuleName, id: string | undefined): StoredRecord | undefined {
	if (id === undefined || id === "") return undefined;
	if (!/^\d+$/.test(id)) throw new Refused(invalidField("id"));
	const record = findById(state, module, Number(id));
	if (!record) throw new Refused(`${MODULES[module].label} tidak ditemukan atau sudah dihapus`);
	return record;
}

/** Creates what a person names in another record's form; units, categories, terms, branches and departments. */
function quickCreate(world: World, module: ModuleName, name: string): number | null {
	const parameters = MODULES[module].fromName?.(name);
	if (!parameters) return null;
	const input = emptyInput();
	for (const [key, value] of Object.entries(parameters)) addParameter(input, key, value);
	return saveRecord(world, module, input, "person").id;
}

export const applyingFor = (world: World, module: ModuleName, author: Author): Applying => ({
	state: world.state.accurate,
	label: MODULES[module].label,
	messages: [],
	createReference: author === "person" ? (to, name) => quickCreate(world, to, name) : null,
});

export const parametersFor = ({ parameters, personParameters }: ModuleDefinition, author: Author) =>
	author === "person" ? { ...parameters, ...personParameters } : parameters;

export function nextCode(state: AccurateState, module: ModuleName, write: (sequence: number) => string): string {
	let sequence = state.autoNumbers[module] ?? 0;
	let code: string;
	do code = write(++sequence);
	while (findOne(state, module, MODULES[module].code.field, code));
	state.autoNumbers[module] = sequence;
	return code;
}

function checkCode(definition: ModuleDefinition, values: Values): readonly string[] {
	const { field, label, autoNumber } = definition.code;
	const code = values[field];
	if (!autoNumber || typeof code !== "string") return [];
	if (code.length > CODE_MAX) return [`Data "${label}" pada "${definition.label}" terlalu besar. Maksimal ${CODE_MAX} karakter`];
	if (CODE_PATTERN.test(code)) return [];
	return [`${label} tidak valid. Karakter yang diperbolehkan untuk ${label} adalah huruf, angka dan . _ / # + & ( ) : @ -`];
}

function checkRequired({ parameters }: ModuleDefinition, values: Values): readonly string[] {
	return Object.entries(parameters)
		.filter(([name, { required, into }]) => required && values[into ?? name] === undefined)
		.map(([name, { label }]) => `${label ?? name} harus diisi`);
}

const checkUnique = (state: AccurateState, module: ModuleName, values: Values, id: number | undefined): readonly string[] =>
	Object.entries(MODULES[module].unique)
		.filter(([field]) => {
			const value = values[field];
			return value !== undefined && findAll(state, module, field, value).some((other) => other.id !== id);
		})
		.map(([field, label]) => `Sudah ada data lain dengan ${label} "${String(values[field])}"`);

/** "Cabang harus diisi": which modules ask for it is a guess. */
const checkBranch = ({ switches }: AccurateState, module: ModuleName, values: Values): readonly string[] =>
	switches.demandsBranch && (module === "customer" || module === "employee") && values.branchId === undefined
		? ["Cabang harus diisi"]
		: [];

/** Some databases give a new item their own category and unit where it names none. */
function addOwnMasters(state: AccurateState, module: ModuleName, values: Values): void {
	if (module !== "item" || state.switches.itemNeedsMasters) return;
	const [category, unit] = [findOne(state, "item-category", "name", "Umum"), findOne(state, "unit", "name", "PCS")];
	if (category) values.itemCategoryId ??= category.id;
	if (unit) values.unit1Id ??= unit.id;
}

function keepExclusive(state: AccurateState, module: ModuleName, field: string, winner: StoredRecord, now: number): void {
	if (winner.values[field] !== true) return;
	for (const other of [...findAll(state, module, field, true)]) {
		if (other !== winner) updateRecord(state, module, other, { ...other.values, [field]: false }, now);
	}
}

/**
 * save.do: with `id` a partial update, without it a create (facts 4). Throws Refused with every complaint; then nothing was
 * stored.
 */
export function saveRecord(world: World, module: ModuleName, input: Input, author: Author = "api"): StoredRecord {
	const state = world.state.accurate;
	const definition = MODULES[module];
	const { field, autoNumber } = definition.code;
	const record = existing(state, module, first(input, "id"));
	const values: Values = record ? { ...record.values } : { ...definition.defaults?.(state) };
	const before = values[field];
	const applying = applyingFor(world, module, author);
	const sent = applyParameters(applying, parametersFor(definition, author), values, input);
	// A blank code is a code left out: kept in an update, numbered in a create.
	if (autoNumber && values[field] === undefined && before !== undefined) values[field] = before;
	if (!record && author === "api") addOwnMasters(state, module, values);
	const settled = [...(definition.settle?.(values, sent, state) ?? []), ...(record ? [] : checkBranch(state, module, values))];
	const complaints = applying.messages.length > 0 ? applying.messages : [...checkRequired(definition, values), ...settled];
	complaints.push(...checkCode(definition, values), ...checkUnique(state, module, values, record?.id));
	if (complaints.length > 0) throw new Refused(...complaints);

	if (autoNumber) values[field] ??= nextCode(state, module, autoNumber);
	const now = world.now();
	if (record) updateRecord(state, module, record, values, now);
	const saved = record ?? { id: state.nextId, optLock: 0, createDate: now, lastUpdate: now, values };
	if (!record) insertRecord(state, module, saved);
	if (definition.exclusive) keepExclusive(state, module, definition.exclusive, saved, now);
	announce(world, module, saved, "WRITE");
	world.touched();
	return saved;
}
