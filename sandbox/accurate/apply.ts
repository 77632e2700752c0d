import { invalidField } from "./answers.ts";
import { isDate } from "./clock.ts";
import type { Kind, Parameter, Parameters } from "./definitions/definition.ts";
import { MODULES } from "./definitions/modules.ts";
import { type Input, rowsOf } from "./input.ts";
import type { AccurateState, ModuleName, Row, Scalar, StoredValue, Values } from "./state.ts";
import { findById, findOne } from "./store.ts";

export interface Applying {
	readonly state: AccurateState;
	/** Entity as messages name it. */
	readonly label: string;
	/** Collects what the answer complains of. */
	readonly messages: string[];
	/** A person typed a reference that does not exist; answers the id of the new record, or null to refuse it. */
	readonly createReference: ((module: ModuleName, name: string) => number | null) | null;
}

/** Facts 2.4: at most 999 billion, 6 decimals. */
const MAX_NUMBER = 999_999_999_999;

function scalar(parameter: Kind, text: string): Scalar | null {
	switch (parameter.kind) {
		case "number": {
			const number = Number(text);
			return Number.isFinite(number) && Math.abs(number) <= MAX_NUMBER ? Math.round(number * 1e6) / 1e6 : null;
		}
		case "integer":
			return /^-?\d{1,12}$/.test(text) ? Number(text) : null;
		case "boolean":
			return text === "true" ? true : text === "false" ? false : null;
		case "date":
			return isDate(text) ? text : null;
		case "choice":
			return parameter.of.includes(text) ? text : null;
		default:
			return text;
	}
}

function reference(applying: Applying, parameter: Kind & { kind: "reference" }, text: string): number | null {
	const { state, messages, createReference } = applying;
	const { to, by } = parameter;
	const found = by === "id" ? findById(state, to, Number(text)) : findOne(state, to, by, text);
	const id = found?.id ?? createReference?.(to, text) ?? null;
	if (id === null) messages.push(`${MODULES[to].label} ${text} tidak ditemukan atau sudah dihapus`);
	return id;
}

/** Rows with an id are edited or, with `_status=delete`, dropped; the others are added. */
function applyRows(applying: Applying, of: Parameters, known: readonly Row[], inputs: readonly Input[]): readonly Row[] {
	const rows = new Map(known.map((row) => [Number(row.id), row]));
	for (const input of inputs) {
		const id = Number(input.values.get("id")?.[0] ?? applying.state.nextId++);
		if (input.values.get("_status")?.[0] === "delete") {
			rows.delete(id);
			continue;
		}
		// A row's parameters are scalars, so its values are as well.
		const values = { ...rows.get(id) } as Values;
		applyParameters(applying, of, values, input);
		rows.set(id, { ...(values as Row), id });
	}
	return [...rows.values()];
}

function readTexts(applying: Applying, name: string, parameter: Parameter, texts: readonly string[]): StoredValue | undefined {
	const given = texts.map((text) => text.trim()).filter((text) => text !== "");
	const [text] = given;
	if (text === undefined || parameter.kind === "rows") return undefined;
	if (parameter.kind === "reference") {
		const ids = given.flatMap((each) => reference(applying, parameter, each) ?? []);
		return parameter.many ? ids : ids[0];
	}
	if (parameter.kind === "text" && parameter.max !== undefined && text.length > parameter.max) {
		applying.messages.push(
			`Data "${parameter.label ?? name}" pada "${applying.label}" terlalu besar. Maksimal ${parameter.max} karakter`,
		);
		return undefined;
	}
	const read = scalar(parameter, text);
	if (read === null) applying.messages.push(invalidField(name));
	return read ?? undefined;
}

/**
 * Writes the parameters that were sent into `values`; an empty one empties its field, unknown ones are ignored (facts 4).
 * Answers the names of the parameters that were known.
 */
export function applyParameters(applying: Applying, parameters: Parameters, values: Values, input: Input): ReadonlySet<string> {
	const sent = new Set<string>();
	const put = (field: string, value: StoredValue | undefined): void => {
		if (value === undefined) delete values[field];
		else values[field] = value;
	};
	for (const [name, texts] of input.values) {
		const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
		if (!parameter) continue;
		sent.add(name);
		put(parameter.into ?? name, readTexts(applying, name, parameter, texts));
	}
	for (const name of input.rows.keys()) {
		const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
		if (parameter?.kind !== "rows") continue;
		sent.add(name);
		// Only this branch ever stores under a parameter of kind rows.
		const known = (values[name] ?? []) as readonly Row[];
		put(name, applyRows(applying, parameter.of, known, rowsOf(input, name)));
	}
	return sent;
}
