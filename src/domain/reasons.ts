/** The closed list of reasons why a record is not in step, each with its sentence and the admin's next step. */
export const REASONS = [
	"DUMMY",
	"INACTIVE",
	"OTHER_BRANCH",
	"TYPE_NOT_SUPPORTED",
	"MISSING_CODE",
	"MISSING_FIELD",
	"INVALID_FIELD",
	"DUPLICATE_CODE",
	"POSSIBLE_DUPLICATE",
	"MISSING_REFERENCE",
	"REJECTED",
	"CONFLICT",
	"DELETE_REFUSED",
	"NO_RIGHT",
	"WAITING",
	"UNREADABLE",
	"AWAITING_APPROVAL",
] as const;
export type Reason = (typeof REASONS)[number];

export type Language = "id" | "en";
export interface ReasonText {
	readonly sentence: string;
	readonly nextStep: string;
}

const INDONESIAN: Readonly<Record<Reason, ReasonText>> = {
	DUMMY: { sentence: "Data contoh", nextStep: "Tidak perlu apa-apa; data contoh memang tidak disinkronkan." },
	INACTIVE: { sentence: "Nonaktif, jadi tidak dibuat di sistem lain", nextStep: "Aktifkan dulu bila masih dipakai." },
	OTHER_BRANCH: { sentence: "Milik cabang Accurate yang lain", nextStep: "Ubah cabangnya, atau ubah cabang di pengaturan." },
	TYPE_NOT_SUPPORTED: {
		sentence: "Jenis barang tidak ikut disinkronkan",
		nextStep: "Ubah daftar jenis barang di pengaturan bila perlu.",
	},
	MISSING_CODE: { sentence: "Belum punya kode", nextStep: "Isi kodenya, lalu kirim /sinkron." },
	MISSING_FIELD: { sentence: "Ada isian wajib yang kosong", nextStep: "Lengkapi isian itu, lalu kirim /sinkron." },
	INVALID_FIELD: { sentence: "Ada isian yang tidak dapat diterima", nextStep: "Perbaiki isian itu, lalu kirim /sinkron." },
	DUPLICATE_CODE: { sentence: "Kode dipakai lebih dari satu data", nextStep: "Bedakan kodenya, lalu kirim /sinkron." },
	POSSIBLE_DUPLICATE: { sentence: "Mungkin sama dengan data lain", nextStep: "Pilih: data yang sama atau berbeda." },
	MISSING_REFERENCE: {
		sentence: "Data rujukan belum ada di sistem lain",
		nextStep: "Buat dulu data rujukannya, lalu kirim /sinkron.",
	},
	REJECTED: { sentence: "Ditolak oleh sistem lain", nextStep: "Baca pesannya, perbaiki datanya, lalu kirim /sinkron." },
	CONFLICT: { sentence: "Diubah di kedua sistem", nextStep: "Pilih nilai yang benar." },
	DELETE_REFUSED: {
		sentence: "Tidak dapat dihapus, mungkin masih dipakai transaksi",
		nextStep: "Nonaktifkan secara manual di sistem itu.",
	},
	NO_RIGHT: { sentence: "Login tidak punya hak akses", nextStep: "Minta hak akses untuk modul itu." },
	WAITING: { sentence: "Menunggu giliran", nextStep: "Akan dikerjakan pada sinkron berikutnya." },
	UNREADABLE: {
		sentence: "Tidak dapat dibaca dari sistemnya",
		nextStep: "Dicoba lagi sendiri; bila tetap begini, buka dan simpan ulang data itu di sana.",
	},
	AWAITING_APPROVAL: {
		sentence: "Menunggu persetujuan Anda",
		nextStep: "Setujui data itu di SMH, atau kirim /sinkron lalu jawab pertanyaannya.",
	},
};

const ENGLISH: Readonly<Record<Reason, ReasonText>> = {
	DUMMY: { sentence: "Sample record", nextStep: "Nothing to do; sample data is never synced." },
	INACTIVE: { sentence: "Not active, so not created on the other side", nextStep: "Activate it if it is still in use." },
	OTHER_BRANCH: { sentence: "Belongs to another Accurate branch", nextStep: "Change its branch, or the branch in the settings." },
	TYPE_NOT_SUPPORTED: {
		sentence: "Item type left out of the sync",
		nextStep: "Change the item types in the settings if needed.",
	},
	MISSING_CODE: { sentence: "Has no code yet", nextStep: "Fill in the code, then send /sinkron." },
	MISSING_FIELD: { sentence: "A required field is empty", nextStep: "Fill in that field, then send /sinkron." },
	INVALID_FIELD: { sentence: "A field cannot be accepted", nextStep: "Correct that field, then send /sinkron." },
	DUPLICATE_CODE: { sentence: "Several records share the code", nextStep: "Give them different codes, then send /sinkron." },
	POSSIBLE_DUPLICATE: { sentence: "May be the same as another record", nextStep: "Choose: the same record, or a different one." },
	MISSING_REFERENCE: {
		sentence: "A record it refers to is not on the other side",
		nextStep: "Create that record first, then send /sinkron.",
	},
	REJECTED: { sentence: "Refused by the other system", nextStep: "Read its message, correct the record, then send /sinkron." },
	CONFLICT: { sentence: "Changed on both sides", nextStep: "Choose the right value." },
	DELETE_REFUSED: {
		sentence: "Cannot be deleted, perhaps transactions still use it",
		nextStep: "Deactivate it by hand in that system.",
	},
	NO_RIGHT: { sentence: "The login has no right to it", nextStep: "Ask for the right to that module." },
	WAITING: { sentence: "Waiting for its turn", nextStep: "The next sync will do it." },
	UNREADABLE: {
		sentence: "Its system does not let it be read",
		nextStep: "It is tried again by itself; if it stays so, open and save the record over there.",
	},
	AWAITING_APPROVAL: {
		sentence: "Waiting for your approval",
		nextStep: "Approve the record in SMH, or send /sinkron and answer its question.",
	},
};

const TEXTS: Readonly<Record<Language, Readonly<Record<Reason, ReasonText>>>> = { id: INDONESIAN, en: ENGLISH };

export const reasonText = (reason: Reason, language: Language): ReasonText => TEXTS[language][reason];
