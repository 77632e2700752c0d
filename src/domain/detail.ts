import { fieldName } from "./fields.ts";
import { type Entity, otherSide, type Side } from "./model.ts";
import type { ProblemDetail } from "./problem-detail.ts";
import type { Language, Reason } from "./reasons.ts";

/** A problem as far as its detail goes. */
export interface DetailedProblem {
	readonly entity: Entity;
	readonly side: Side;
	readonly reason: Reason;
	readonly field: string | null;
	readonly detail: ProblemDetail;
	/** Epoch ms: it is tried again by itself then; null or absent: it is not. */
	readonly nextTry?: number | null;
}

const SIDE_NAMES: Readonly<Record<Side, string>> = { smh: "SMH", accurate: "Accurate" };

interface Words {
	readonly branch: (name: string) => string;
	readonly type: (name: string) => string;
	readonly unapproved: string;
	readonly empty: (field: string) => string;
	readonly sharedBy: (ids: string) => string;
	readonly candidates: (ids: string) => string;
	readonly strayPartner: string;
	readonly deleted: (deletedOn: string, editedOn: string, fields: string) => string;
	readonly unwritable: (field: string, side: string) => string;
	readonly altered: (field: string, side: string) => string;
	readonly tooOften: (times: string) => string;
	readonly again: (moment: string) => string;
}

const WORDS: Readonly<Record<Language, Words>> = {
	id: {
		branch: (name) => `Cabang: ${name}`,
		type: (name) => `Jenis: ${name}`,
		unapproved: "Baru, dan belum disetujui",
		empty: (field) => `Yang kosong: ${field}`,
		sharedBy: (ids) => `Kode yang sama ada di ID ${ids}`,
		candidates: (ids) => `Mirip dengan ID ${ids}`,
		strayPartner: "Pasangannya (Partner ID) tidak ada",
		deleted: (deletedOn, editedOn, fields) => `Dihapus di ${deletedOn}, tetapi diubah di ${editedOn}: ${fields}`,
		unwritable: (field, side) => `${field}: ${side} tidak dapat diubah lewat API, ubah di sana secara manual`,
		altered: (field, side) => `${field}: disimpan berbeda oleh ${side}`,
		tooOften: (times) => `Berubah ${times} kali dalam satu jam, jadi ditahan dulu; dilanjutkan satu jam lagi`,
		again: (moment) => `Dicoba lagi sekitar ${moment}`,
	},
	en: {
		branch: (name) => `Branch: ${name}`,
		type: (name) => `Type: ${name}`,
		unapproved: "New, and not yet approved",
		empty: (field) => `Empty: ${field}`,
		sharedBy: (ids) => `The same code is on id ${ids}`,
		candidates: (ids) => `Looks like id ${ids}`,
		strayPartner: "Its partner (Partner ID) does not exist",
		deleted: (deletedOn, editedOn, fields) => `Deleted in ${deletedOn}, but edited in ${editedOn}: ${fields}`,
		unwritable: (field, side) => `${field}: cannot be changed in ${side} through its API, change it there by hand`,
		altered: (field, side) => `${field}: stored differently by ${side}`,
		tooOften: (times) => `Changed ${times} times within an hour, so it is held back; it goes on an hour later`,
		again: (moment) => `Tried again around ${moment}`,
	},
};

/** A problem's detail in a person's words; null when the reason's sentence says it all. Plain text, not escaped. */
export function detailText(problem: DetailedProblem, language: Language): string | null {
	const text = ownText(problem, language);
	const { nextTry = null, detail } = problem;
	// Of what was written too often its own words say when it goes on.
	if (nextTry === null || detail.kind === "too often") return text;
	const again = WORDS[language].again(momentOf(nextTry, language));
	return text === null ? again : `${text.replace(/\.$/, "")}. ${again}`;
}

/** "26 Nov 14.05 WIB" */
function momentOf(at: number, language: Language): string {
	const options = { timeZone: "Asia/Jakarta", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const;
	return `${new Intl.DateTimeFormat(language === "id" ? "id-ID" : "en-GB", { ...options, hourCycle: "h23" }).format(at)} WIB`;
}

function ownText({ entity, side, reason, field, detail }: DetailedProblem, language: Language): string | null {
	// A sample record may still have the problem it had before: whatever that was, nobody has to do anything.
	if (reason === "DUMMY") return null;
	const told = WORDS[language];
	const fields = (field ?? "")
		.split(", ")
		.filter((one) => one !== "")
		.map((one) => fieldName(entity, one, language))
		.join(", ");
	const withField = (text: string): string => (fields === "" || text.startsWith(`${fields}:`) ? text : `${fields}: ${text}`);
	switch (detail.kind) {
		case "nothing":
			return fields === "" ? null : fields;
		case "field":
			return reason === "MISSING_FIELD" ? told.empty(fields) : fields;
		case "records":
			return (reason === "DUPLICATE_CODE" ? told.sharedBy : told.candidates)(detail.ids.join(", "));
		case "excluded":
			return (reason === "OTHER_BRANCH" ? told.branch : told.type)(detail.by);
		case "unapproved":
			return told.unapproved;
		case "reference":
			return withField(detail.code);
		case "partner":
			return told.strayPartner;
		case "deleted":
			return told.deleted(SIDE_NAMES[detail.on], SIDE_NAMES[otherSide(detail.on)], fields);
		case "read only":
			return told.unwritable(fields, SIDE_NAMES[detail.side]);
		case "altered":
			return told.altered(fields, SIDE_NAMES[otherSide(side)]);
		case "too often":
			return told.tooOften(String(detail.times));
		case "words":
			return reason === "MISSING_FIELD" ? told.empty(fields === "" ? detail.text : fields) : withField(detail.text);
	}
}
