import type { EntityName, World } from "../world.ts";
import { Refused } from "./answers.ts";
import { applyParameters } from "./apply.ts";
import { parseTimestamp } from "./clock.ts";
import { MODULES } from "./definitions/modules.ts";
import { addJson, addParameter, emptyInput, type Input } from "./input.ts";
import { removeRecord } from "./remove.ts";
import { type NativeRecord, renderRecord } from "./render.ts";
import { applyingFor, nextCode, parametersFor, saveRecord } from "./save.ts";
import type { ModuleName, StoredRecord, Values } from "./state.ts";
import { findById, insertRecord } from "./store.ts";

export interface AccuratePeople {
	/** Every record as detail.do shows it, plus `usedIn` where transactions use it; ascending ids. */
	all(entity: EntityName): NativeRecord[];
	/** One record in the same form; null when there is none. */
	get(entity: EntityName, id: number): NativeRecord | null;
	/** Like a person in Accurate's screens: webhooks fire. Throws Refused, whose message names what is wrong. */
	create(entity: EntityName, native: NativeRecord): NativeRecord;
	update(entity: EntityName, id: number, native: NativeRecord): NativeRecord;
	remove(entity: EntityName, id: number): void;
	/**
	 * Scenario data in bulk: `id`, `createDate` and `lastUpdate` (dd/MM/yyyy HH:mm:ss) may be given; no webhooks, and no check of
	 * codes, required fields or duplicates, because old databases hold such records.
	 */
	load(entity: EntityName, natives: readonly NativeRecord[]): void;
}

const MODULE_OF: Readonly<Record<EntityName, ModuleName>> = { customer: "customer", product: "item", employee: "employee" };
/** Kept beside the values of a record, or never typed in. */
const OWN_KEYS: ReadonlySet<string> = new Set(["id", "optLock", "createDate", "lastUpdate", "usedIn"]);

const propertyOf = (value: unknown, property: string): unknown =>
	typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === property)?.[1] : value;

/** Names of answers (`category`) and of save (`categoryName`) alike; what answers only derive is skipped, the rest is an error. */
function toInput(module: ModuleName, native: NativeRecord): Input {
	const definition = MODULES[module];
	const parameters = parametersFor(definition, "person");
	const input = emptyInput();
	for (const [key, value] of Object.entries(native)) {
		const alias = definition.aliases?.[key];
		if (Object.hasOwn(parameters, key)) addJson(input, key, value, "empty");
		else if (alias) {
			if (!Object.hasOwn(native, alias.parameter)) addJson(input, alias.parameter, propertyOf(value, alias.property), "empty");
		} else if (!OWN_KEYS.has(key) && !Object.hasOwn(definition.answers, key))
			throw new Refused(`${module} has no field "${key}"`);
	}
	return input;
}

/** A form handed back with most of it untouched: what still reads as shown was not typed. */
const changed = (shown: NativeRecord, native: NativeRecord): NativeRecord =>
	Object.fromEntries(Object.entries(native).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(shown[key])));

function addDefaults(module: ModuleName, input: Input): void {
	for (const [name, value] of Object.entries(MODULES[module].personDefaults ?? {})) {
		if (!input.values.has(name)) addParameter(input, name, value);
	}
}

function markUsed(record: StoredRecord, native: NativeRecord): void {
	if (typeof native.usedIn === "string" && native.usedIn !== "") record.usedIn = native.usedIn;
	else if (Object.hasOwn(native, "usedIn")) delete record.usedIn;
}

const moment = (value: unknown, otherwise: number): number =>
	typeof value === "string" ? (parseTimestamp(value) ?? otherwise) : otherwise;

function loadOne(world: World, module: ModuleName, native: NativeRecord): void {
	const state = world.state.accurate;
	const definition = MODULES[module];
	const { field, autoNumber } = definition.code;
	const id = typeof native.id === "number" ? native.id : state.nextId;
	if (findById(state, module, id)) throw new Refused(`${module} ${id} exists already`);
	const input = toInput(module, native);
	addDefaults(module, input);
	const values: Values = { ...definition.defaults?.(state) };
	const applying = applyingFor(world, module, "person");
	const sent = applyParameters(applying, parametersFor(definition, "person"), values, input);
	const complaints = [...applying.messages, ...(definition.settle?.(values, sent, state) ?? [])];
	if (complaints.length > 0) throw new Refused(`${module} ${id}: ${complaints.join("; ")}`);
	// A code that was given as blank stays blank; one left out is numbered.
	const named = [...sent].some((name) => name === field || definition.parameters[name]?.into === field);
	if (!named && autoNumber) values[field] = nextCode(state, module, autoNumber);
	const createDate = moment(native.createDate, world.now());
	const record: StoredRecord = { id, optLock: 0, createDate, lastUpdate: moment(native.lastUpdate, createDate), values };
	markUsed(record, native);
	insertRecord(state, module, record);
}

const explicitId = ({ id }: NativeRecord): number => (typeof id === "number" ? id : Number.MAX_SAFE_INTEGER);

/** Hands at Accurate's own screens: the control interface and the scenarios edit through these. */
export function accuratePeople(world: World): AccuratePeople {
	function show(module: ModuleName): (record: StoredRecord) => NativeRecord {
		const render = renderRecord(world.state.accurate, module);
		return (record) => (record.usedIn === undefined ? render(record) : { ...render(record), usedIn: record.usedIn });
	}

	function write(module: ModuleName, input: Input, native: NativeRecord): NativeRecord {
		const record = saveRecord(world, module, input, "person");
		markUsed(record, native);
		return show(module)(record);
	}

	function get(entity: EntityName, id: number): NativeRecord | null {
		const module = MODULE_OF[entity];
		const record = findById(world.state.accurate, module, id);
		return record ? show(module)(record) : null;
	}

	return {
		all(entity) {
			const module = MODULE_OF[entity];
			return world.state.accurate.records[module].map(show(module));
		},
		get,
		create(entity, native) {
			const module = MODULE_OF[entity];
			const input = toInput(module, native);
			addDefaults(module, input);
			return write(module, input, native);
		},
		update(entity, id, native) {
			const module = MODULE_OF[entity];
			const shown = get(entity, id);
			const changes = shown ? changed(shown, native) : native;
			const input = toInput(module, changes);
			addParameter(input, "id", String(id));
			return write(module, input, changes);
		},
		remove(entity, id) {
			const input = emptyInput();
			addParameter(input, "id", String(id));
			removeRecord(world, MODULE_OF[entity], input);
		},
		load(entity, natives) {
			const module = MODULE_OF[entity];
			// Ascending ids are appended; given ones first, so that the sequence goes on above them.
			for (const native of natives.toSorted((a, b) => explicitId(a) - explicitId(b))) loadOne(world, module, native);
			world.touched();
		},
	};
}
