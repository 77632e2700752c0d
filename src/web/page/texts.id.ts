import { officeIndonesian } from "./texts.office.id.ts";
import { reviewIndonesian } from "./texts.review.id.ts";

const LOCALE = "id-ID";
const n = (value: number): string => value.toLocaleString(LOCALE);

/** What the page says, in Indonesian. Plain text: escaping is the template's job. The English one has the same keys. */
export const indonesian = {
	locale: LOCALE as string,
	number: n,
	unit: { hour: "jam", minute: "menit", second: "detik" },
	otherLanguage: { code: "en", name: "English" },
	side: { smh: "SMH", accurate: "Accurate Online" },
	entity: { customer: "Pelanggan", product: "Produk", employee: "Karyawan" },
	figure: { dummy: "Dummy Data", data: "Data", synced: "Sinkron", total: "Total" },
	skip: "Langsung ke isi",
	home: "Sync Information",
	signOut: "Keluar",

	signIn: {
		title: "Masuk",
		lead: "Angka sinkron SMH dan Accurate Online, dengan alasan untuk setiap data yang belum ikut.",
		key: "Kunci API",
		button: "Masuk",
		bot: "Tanpa kunci: kirim /info ke bot Sinkron di Telegram, lalu buka tautannya.",
		wrongKey: "Maaf, kunci itu tidak cocok. Periksa lagi, lalu coba sekali lagi.",
		oldLink: "Maaf, tautan itu sudah tidak berlaku. Kirim /info ke bot untuk mendapat yang baru.",
	},

	trouble: {
		title: "Belum dapat dibuka",
		general: "Maaf, ada gangguan di pihak kami. Coba lagi beberapa saat lagi.",
		notFound: "Halaman ini tidak ada.",
		notOurs: "Permintaan itu tidak datang dari halaman ini. Buka lagi halamannya, lalu coba sekali lagi.",
		tooMany: (seconds: number) => `Terlalu banyak percobaan. Tunggu ${n(seconds)} detik, lalu coba sekali lagi.`,
		badRequest: "Permintaan itu tidak dapat dibaca. Buka lagi halamannya, lalu coba sekali lagi.",
		back: "Kembali ke Sync Information",
		quota:
			"Jatah database untuk hari ini sudah habis; coba lagi setelah pukul 07.00 WIB. Sinkron dilanjutkan sendiri setelah itu.",
		unmet: "Ada pengaturan yang belum lengkap:",
	},

	information: {
		lead: "Data dari kedua sistem, dibagi menurut asalnya.",
		legend: { smh: "asal SMH", accurate: "asal Accurate Online", dummy: "dummy" },
		nothingYet: "Belum ada yang dibaca",
		nothingYetNext: "Mulailah dengan Pratinjau: kedua sistem dibaca dan dihitung, tanpa mengubah apa pun.",
		connectAccurate: "Beri izin Accurate Online",
	},

	run: {
		start: { auto: "Sinkron Data", preview: "Pratinjau" },
		previewFirst: "Pratinjau dulu",
		previewFirstHint: "Sinkron pertama: lihat dulu apa yang akan berubah, tanpa mengubah apa pun.",
		name: { auto: "Sinkron", full: "Sinkron penuh", preview: "Pratinjau", signals: "Perubahan otomatis", verb: "Pilihan admin" },
		running: {
			auto: "Sinkron sedang berjalan",
			full: "Sinkron penuh sedang berjalan",
			preview: "Pratinjau sedang berjalan",
			signals: "Perubahan sedang diteruskan",
			verb: "Pilihan admin sedang dikerjakan",
		},
		cancel: "Batalkan",
		last: "Terakhir dijalankan",
		never: "Belum pernah dijalankan",
		by: (who: string) => `oleh ${who}`,
		starter: { cron: "jadwal malam", webhook: "perubahan data", api: "API", page: "halaman ini", engine: "sistem" },
		took: (duration: string) => `selama ${duration}`,
		state: {
			queued: "Menunggu giliran",
			scanning: "Membaca",
			applying: "Menyamakan",
			needs_confirmation: "Menunggu persetujuan",
			done: "Selesai",
			failed: "Gagal",
			cancelled: "Dibatalkan",
		},
		activity: {
			queued: "Menunggu giliran…",
			reading: "Membaca data kedua sistem…",
			working: "Menyamakan data…",
			done: (done: number, all: number) => `${n(done)} dari ${n(all)} perubahan selesai.`,
			read: (smh: number, accurate: number) => `Terbaca ${n(smh)} di SMH, ${n(accurate)} di Accurate Online.`,
			calculating: "Menghitung apa yang akan berubah…",
			needs_confirmation: "Menunggu persetujuan Anda.",
		},
		created: (count: number, side: string) => `${n(count)} dibuat di ${side}`,
		updated: (count: number, side: string) => `${n(count)} diubah di ${side}`,
		deleted: (count: number, side: string) => `${n(count)} dihapus di ${side}`,
		linked: (count: number) => `${n(count)} pasangan baru`,
		conflicts: (count: number) => `${n(count)} benturan nilai`,
		question: (until: string) => `Data sebanyak ini akan dihapus. Periksa dulu; tanpa jawaban sampai ${until}, dibatalkan.`,
		manyEdits: (until: string) =>
			`Lebih dari setengah data berubah sekaligus dan akan diteruskan. Periksa dulu; tanpa jawaban sampai ${until}, dibatalkan.`,
		carryOn: "Ya, lanjutkan",
		removal: (count: number, entity: string, side: string, links: number) =>
			`${n(count)} dari ${n(links)} ${entity.toLowerCase()} di ${side}`,
		more: (count: number) => `dan ${n(count)} lainnya`,
		confirm: "Ya, hapus dan lanjutkan",
		wouldBe: "Bila dijalankan:",
		nothing: "Tidak ada yang perlu diubah.",
		nothingDone: "Tidak ada yang diubah.",
	},

	reasons: {
		title: "Belum sinkron, dan alasannya",
		lead: "Setiap data yang tidak ikut punya satu alasan, dan jumlahnya pas.",
		count: (count: number) => `${n(count)} belum sinkron`,
		allInStep: "Semua sudah selaras.",
		noRecords: "Belum ada data.",
		inStep: "selaras",
		dummy: "dummy",
		open: "belum",
		pairs: (count: number) => `${n(count)} pasangan ada di kedua sistem, jadi alasannya dihitung sekali.`,
		sum: "Jumlah alasan",
	},

	problems: {
		title: "Data yang belum sinkron",
		dummyTitle: "Dummy Data",
		all: "Semua",
		allReasons: "Semua alasan",
		none: "Tidak ada data di sini.",
		column: { code: "Kode", name: "Nama", side: "Sistem", reason: "Alasan", detail: "Rincian", since: "Sejak" },
		next: "Berikutnya",
		first: "Ke awal",
		noCode: "tanpa kode",
		noName: "tanpa nama",
	},

	consent: {
		title: "Izin Accurate Online",
		notNeeded: "Accurate Online tersambung dengan API Token, jadi tidak ada izin yang perlu diberikan.",
		connected: "Accurate Online sudah tersambung.",
		refused: "Izin tidak diberikan di Accurate Online. Tidak ada yang berubah.",
		mismatch: "Jawaban dari Accurate Online tidak cocok dengan permintaan dari peramban ini. Mulai lagi dari awal.",
		failed: (reason: string) => `Izin belum dapat disimpan: ${reason}`,
		again: "Mulai lagi",
	},

	...reviewIndonesian,
	...officeIndonesian,
};

/** What every dictionary has to say. */
export type Texts = typeof indonesian;
