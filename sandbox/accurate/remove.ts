import type { World } from "../world.ts";
import { invalidField, Refused } from "./answers.ts";
import { idsIn } from "./definitions/answer.ts";
import { MODULES } from "./definitions/modules.ts";
import { first, type Input } from "./input.ts";
import { messageOf } from "./save.ts";
import { type AccurateState, MODULE_NAMES, type ModuleName, type StoredRecord } from "./state.ts";
import { deleteRecord, findById, findOne } from "./store.ts";
import { announce } from "./webhook.ts";

/** The record that `id` or the module's other key names (facts 4); undefined when there is none. */
export function lookUp(state: AccurateState, module: ModuleName, input: Input): StoredRecord | undefined {
	const { lookup, field } = MODULES[module].code;
	const id = first(input, "id");
	if (id !== undefined && id !== "") {
		if (!/^\d+$/.test(id)) throw new Refused(invalidField("id"));
		return findById(state, module, Number(id));
	}
	const code = lookup === null ? undefined : first(input, lookup);
	return code === undefined || code === "" ? undefined : findOne(state, module, field, code);
}

/** Label of a module whose records refer to this one: masters in use are as undeletable as records in transactions. */
function referredToBy(state: AccurateState, module: ModuleName, id: number): string | undefined {
	const user = MODULE_NAMES.find((other) => {
		const { parameters, personParameters } = MODULES[other];
		const fields = Object.entries({ ...parameters, ...personParameters })
			.filter(([, parameter]) => parameter.kind === "reference" && parameter.to === module)
			.map(([name, parameter]) => parameter.into ?? name);
		return (
			fields.length > 0 && state.records[other].some(({ values }) => fields.some((field) => idsIn(values[field]).includes(id)))
		);
	});
	return user && MODULES[user].label;
}

/** delete.do (facts 6; the sentence for a record in use is known from the screens only). Answers the success sentence. */
export function removeRecord(world: World, module: ModuleName, input: Input): string {
	const state = world.state.accurate;
	const { label } = MODULES[module];
	const record = lookUp(state, module, input);
	if (!record) throw new Refused(`${label} tidak ditemukan atau sudah dihapus`);
	const user = record.usedIn ?? referredToBy(state, module, record.id);
	if (user !== undefined) throw new Refused(`Tidak dapat menghapus ${label} karena telah digunakan di ${user}`);
	deleteRecord(state, module, record);
	announce(world, module, record, "DELETE");
	world.touched();
	return messageOf(module, record, "dihapus");
}
