import type { AccurateState, ModuleName, StoredRecord, Values } from "../state.ts";

/** One key of an answer, computed only when it is asked for. */
export type Answer = (record: StoredRecord, state: AccurateState) => unknown;
export type Answers = Readonly<Record<string, Answer>>;

export type Kind =
	| { readonly kind: "text"; readonly max?: number }
	| { readonly kind: "number" | "integer" | "boolean" | "date" }
	| { readonly kind: "choice"; readonly of: readonly string[] }
	/** Names another record by one of its stored fields or by "id"; stored as its id, or as a list of ids. */
	| { readonly kind: "reference"; readonly to: ModuleName; readonly by: string; readonly many?: true }
	| { readonly kind: "rows"; readonly of: Parameters };

export type Parameter = Kind & {
	/** Stored field, when it is not named like the parameter. */
	readonly into?: string;
	/** Label in "… harus diisi" and "… terlalu besar". */
	readonly label?: string;
	readonly required?: true;
};
export type Parameters = Readonly<Record<string, Parameter>>;

export type FilterKind = "id" | "text" | "moment" | "flag" | "plain" | "keywords";
export interface Filter {
	readonly kind: FilterKind;
	readonly of: Answer;
}

export type Action = "list" | "detail" | "save" | "bulk-save" | "delete";

export interface ModuleDefinition {
	/** As messages name the entity (facts 2.3). */
	readonly label: string;
	readonly actions: readonly Action[];
	/** The number or name that people know the record by. */
	readonly code: {
		readonly field: string;
		readonly label: string;
		/** Parameter of detail.do and delete.do beside `id`; null: only `id` is taken. */
		readonly lookup: string | null;
		/** Codes of user data: at most 30 characters, restricted characters, numbered when left out. */
		readonly autoNumber?: (sequence: number) => string;
	};
	/** Stored fields no two records may share, with their label. */
	readonly unique: Readonly<Record<string, string>>;
	readonly parameters: Parameters;
	/** What only a person in Accurate's own screens can set. */
	readonly personParameters?: Parameters;
	/** What the screens preselect for a person. */
	readonly personDefaults?: Readonly<Record<string, string>>;
	/** Answer key → parameter that writes it and the property to take, for a person who types in what answers show. */
	readonly aliases?: Readonly<Record<string, { readonly parameter: string; readonly property: string }>>;
	/** Present: a person may type a new one into another record's form, giving only its name. */
	readonly fromName?: (name: string) => Readonly<Record<string, string>>;
	/** Stored values of a new record before its parameters are applied. */
	readonly defaults?: (state: AccurateState) => Values;
	/** Last look at the values: derives what depends on several parameters, answers complaints. */
	readonly settle?: (values: Values, sent: ReadonlySet<string>, state: AccurateState) => readonly string[];
	/** Boolean field that at most one record has. */
	readonly exclusive?: string;
	readonly answers: Answers;
	/** Whether answers carry createDate and lastUpdate (facts 11.5). */
	readonly showsClock?: true;
	readonly list: {
		/** False: the `fields` parameter has no effect. */
		readonly honoursFields: boolean;
		/** Keys of a row when nothing is chosen. */
		readonly keys: readonly string[];
	};
	readonly filters: Readonly<Record<string, Filter>>;
	/** Parameters that make a list call fail, with the sentence (facts 3). */
	readonly poison?: Readonly<Record<string, string>>;
	/** Only customer and item have webhooks (facts 8). */
	readonly webhook?: { readonly type: string; readonly id: string; readonly no: string };
}
