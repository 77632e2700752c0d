import { fieldName } from "./fields.ts";
import { type Entity, otherSide, SIDES, type Side } from "./model.ts";
import type { Language, Reason } from "./reasons.ts";

/** A problem as far as its detail goes. */
export interface DetailedProblem {
	readonly entity: Entity;
	readonly side: Side;
	readonly reason: Reason;
	readonly field: string | null;
	readonly detail: string;
}

const SIDE_NAMES: Readonly<Record<Side, string>> = { smh: "SMH", accurate: "Accurate" };

interface Words {
	readonly branch: (name: string) => string;
	readonly type: (name: string) => string;
	readonly empty: (field: string) => string;
	readonly sharedBy: (ids: string) => string;
	readonly candidates: (ids: string) => string;
	readonly strayPartner: string;
	readonly deleted: (deletedOn: string, editedOn: string, fields: string) => string;
	readonly unwritable: (field: string, side: string) => string;
	readonly altered: (field: string, side: string) => string;
	readonly tooOften: (times: string) => string;
}

const WORDS: Readonly<Record<Language, Words>> = {
	id: {
		branch: (name) => `Cabang: ${name}`,
		type: (name) => `Jenis: ${name}`,
		empty: (field) => `Yang kosong: ${field}`,
		sharedBy: (ids) => `Kode yang sama ada di ID ${ids}`,
		candidates: (ids) => `Mirip dengan ID ${ids}`,
		strayPartner: "Pasangannya (Partner ID) tidak ada",
		deleted: (deletedOn, editedOn, fields) => `Dihapus di ${deletedOn}, tetapi diubah di ${editedOn}: ${fields}`,
		unwritable: (field, side) => `${field}: ${side} tidak dapat diubah lewat API, ubah di sana secara manual`,
		altered: (field, side) => `${field}: disimpan berbeda oleh ${side}`,
		tooOften: (times) => `Berubah ${times} kali dalam satu jam, jadi ditahan dulu; dilanjutkan satu jam lagi`,
	},
	en: {
		branch: (name) => `Branch: ${name}`,
		type: (name) => `Type: ${name}`,
		empty: (field) => `Empty: ${field}`,
		sharedBy: (ids) => `The same code is on id ${ids}`,
		candidates: (ids) => `Looks like id ${ids}`,
		strayPartner: "Its partner (Partner ID) does not exist",
		deleted: (deletedOn, editedOn, fields) => `Deleted in ${deletedOn}, but edited in ${editedOn}: ${fields}`,
		unwritable: (field, side) => `${field}: cannot be changed in ${side} through its API, change it there by hand`,
		altered: (field, side) => `${field}: stored differently by ${side}`,
		tooOften: (times) => `Changed ${times} times within an hour, so it is held back; it goes on an hour later`,
	},
};

const IDS = /^\d+(, \d+)*$/;
const DELETED = "deleted: ";
/** What the loop guard leaves as the detail of WAITING, followed by how often. */
export const TOO_OFTEN = "changes: ";

/** The side on which the record of a deleted-versus-edited conflict was deleted; null: the problem is none. */
export function deletedOn({ reason, detail }: Pick<DetailedProblem, "reason" | "detail">): Side | null {
	if (reason !== "CONFLICT" || !detail.startsWith(DELETED)) return null;
	return SIDES.find((side) => side === detail.slice(DELETED.length)) ?? null;
}

/** A problem's detail in a person's words; null when the reason's sentence says it all. Plain text, not escaped. */
export function detailText(problem: DetailedProblem, language: Language): string | null {
	const { entity, reason, detail } = problem;
	const words = WORDS[language];
	const fields = (problem.field ?? "")
		.split(", ")
		.filter((field) => field !== "")
		.map((field) => fieldName(entity, field, language))
		.join(", ");
	const inOwnWords = fields === "" || detail.startsWith(`${fields}:`) ? detail : `${fields}: ${detail}`;
	if (detail === "") return fields === "" ? null : fields;

	switch (reason) {
		case "DUMMY":
		case "DELETE_REFUSED":
			return null;
		case "OTHER_BRANCH":
			return words.branch(detail);
		case "TYPE_NOT_SUPPORTED":
			return words.type(detail);
		case "MISSING_FIELD":
			return words.empty(fields === "" ? detail : fields);
		case "DUPLICATE_CODE":
			return IDS.test(detail) ? words.sharedBy(detail) : inOwnWords;
		case "POSSIBLE_DUPLICATE":
			return words.candidates(detail);
		case "MISSING_REFERENCE":
			return problem.field === "partnerId" ? words.strayPartner : inOwnWords;
		case "CONFLICT": {
			const side = deletedOn(problem);
			return side ? words.deleted(SIDE_NAMES[side], SIDE_NAMES[otherSide(side)], fields) : fields;
		}
		case "WAITING":
			return detail.startsWith(TOO_OFTEN) ? words.tooOften(detail.slice(TOO_OFTEN.length)) : inOwnWords;
		case "REJECTED":
			return rejection(problem, fields, words) ?? inOwnWords;
		default:
			return inOwnWords;
	}
}

/** The engine's own two kinds of refusal; null: the words are those of the other system. */
function rejection({ field, detail, side }: DetailedProblem, name: string, words: Words): string | null {
	const unwritable = SIDES.find((target) => detail === `${field}: ${target}`);
	if (unwritable) return words.unwritable(name, SIDE_NAMES[unwritable]);
	return detail === `${field}: stored differently` ? words.altered(name, SIDE_NAMES[otherSide(side)]) : null;
}
