import type { Language } from "../domain/reasons.ts";
import { alertsIndonesian } from "./texts.alerts.id.ts";
import { reviewIndonesian } from "./texts.review.id.ts";
import { scheduleIndonesian } from "./texts.schedule.id.ts";

const LOCALE = "id-ID";
const n = (value: number): string => value.toLocaleString(LOCALE);

/** What the bot says, in Indonesian. Plain text: escaping is the presenters' job. The English one has the same keys. */
export const indonesian = {
	...reviewIndonesian,
	...alertsIndonesian,
	...scheduleIndonesian,
	language: "id" as Language,
	locale: LOCALE as string,
	number: n,
	unit: { hour: "jam", minute: "menit", second: "detik" },
	side: { smh: "SMH", accurate: "Accurate" },
	entity: { customer: "Pelanggan", product: "Produk", employee: "Karyawan" },
	amount: {
		customer: (count: number) => `${n(count)} pelanggan`,
		product: (count: number) => `${n(count)} produk`,
		employee: (count: number) => `${n(count)} karyawan`,
	},
	figure: { dummy: "Dummy Data", data: "Data", synced: "Sinkron", total: "Total" },

	commands: {
		sinkron: "Samakan data SMH dan Accurate sekarang",
		pratinjau: "Lihat dulu apa yang akan berubah",
		info: "Angka Sync Information dan sinkron terakhir",
		karyawan: "Cari karyawan dengan nama atau kode",
		masalah: "Data yang belum sinkron dan langkah berikutnya",
		konflik: "Isian yang diubah di kedua sistem",
		gagal: "Pesan yang gagal diproses",
		jadwal: "Lihat dan ubah jadwal sinkron malam",
		status: "Sambungan, hak, masa berlaku, dan yang perlu dibereskan",
		laporan: "Berkas laporan untuk yang membantu, tanpa data siapa pun",
		pengaturan: "Lihat dan ubah pengaturan",
		tandai: "Jadikan sebuah data data contoh",
		bukan_contoh: "Ikutkan sebuah data yang dianggap contoh",
		batal: "Hentikan sinkron yang sedang berjalan",
		bantuan: "Daftar perintah",
	},
	help: {
		startCommand: "Mulai, dan lihat apa yang bisa saya bantu",
		greeting: (name: string) => `Halo, ${name}!`,
		purpose: "Saya menjaga data pelanggan, produk, dan karyawan di SMH dan Accurate Online tetap sama.",
		employeeExample: "Contoh: /karyawan Agung",
		previewNote: "/pratinjau hanya melihat; tidak ada data yang diubah.",
		previewFirst: "Sebelum sinkron pertama, /pratinjau memperlihatkan apa yang akan berubah.",
		unknown: "Maaf, saya belum mengerti pesan itu. Kirim /bantuan untuk melihat daftar perintah.",
	},
	trouble: {
		quota: "Jatah database untuk hari ini sudah habis, jadi perintah ini belum dikerjakan. Kirim lagi setelah pukul 07.00 WIB.",
		general: "Maaf, ada gangguan di pihak kami. Coba lagi beberapa saat lagi.",
		notConfigured: "Sinkron belum dapat dijalankan karena ada pengaturan yang belum lengkap:",
		notConfiguredNext: "Minta pengelola sistem melengkapinya, lalu kirim perintah ini lagi.",
		notDone: (reason: string) => `Maaf, belum berhasil: ${reason}`,
	},

	run: {
		name: { auto: "Sinkron", full: "Sinkron penuh", preview: "Pratinjau", signals: "Perubahan otomatis", verb: "Pilihan admin" },
		starter: { cron: "jadwal malam", webhook: "perubahan data", api: "API", engine: "sistem" },
		starting: { auto: "Sinkron dimulai…", full: "Sinkron penuh dimulai…", preview: "Pratinjau dimulai…" },
		firstEver: "Ini sinkron pertama. Ingin melihat dulu? Kirim /batal, lalu /pratinjau.",
		joined: (name: string, since: string, by: string) =>
			`${name} sedang berjalan sejak pukul ${since} (${by}), saya ikutkan Anda. Hasilnya akan muncul di pesan ini.`,
		joinedOther: (command: string) => `Setelah itu selesai, kirim ${command} lagi untuk permintaan Anda.`,
		movedDown: "Kemajuannya kini ada di pesan terbaru di bawah.",
		running: (name: string) => `${name} sedang berjalan`,
		waiting: "Menunggu giliran…",
		reading: "Membaca data di kedua sistem…",
		working: "Menyamakan data…",
		calculating: "Menghitung apa yang akan berubah…",
		needsConfirmation: "Menunggu persetujuan sebelum dilanjutkan.",
		read: (smh: number, accurate: number) => `Terbaca: SMH ${n(smh)}, Accurate ${n(accurate)}`,
		applied: (done: number, all: number) => `${n(done)} dari ${n(all)} perubahan selesai`,
		state: {
			queued: "menunggu giliran",
			scanning: "sedang berjalan",
			applying: "sedang berjalan",
			needs_confirmation: "menunggu persetujuan",
			done: "selesai",
			failed: "gagal",
			cancelled: "dihentikan",
		},
	},
	outcome: {
		nightly: (day: string) => `Laporan sinkron malam, ${day}`,
		done: (name: string, duration: string) => `${name} selesai dalam ${duration}`,
		failed: (name: string, duration: string) => `${name} gagal setelah ${duration}`,
		cancelled: (name: string, duration: string) => `${name} dihentikan setelah ${duration}`,
		nothing: "Tidak ada perubahan; kedua sistem sudah sama.",
		nothingDone: "Tidak ada yang diubah.",
		nothingPlanned: "Tidak ada yang perlu diubah; kedua sistem sudah sama.",
		nothingToDo: "Tidak ada yang bisa diubah sekarang.",
		previewOnly: "Belum ada data yang diubah. Kirim /sinkron untuk menjalankannya.",
		did: {
			create: (count: number, side: string) => `${n(count)} dibuat di ${side}`,
			update: (count: number, side: string) => `${n(count)} diubah di ${side}`,
			remove: (count: number, side: string) => `${n(count)} dihapus di ${side}`,
			link: (count: number) => `${n(count)} dipasangkan`,
		},
		would: {
			create: (count: number, side: string) => `${n(count)} akan dibuat di ${side}`,
			update: (count: number, side: string) => `${n(count)} akan diubah di ${side}`,
			remove: (count: number, side: string) => `${n(count)} akan dihapus di ${side}`,
			link: (count: number) => `${n(count)} akan dipasangkan`,
		},
		notSynced: (count: number) => `${n(count)} data belum sinkron. Kirim /masalah untuk melihat sebab dan langkah berikutnya.`,
		reason: (reason: string) => `Sebabnya: ${reason}`,
		leftOut: (names: string, why: string) => `Tidak ikut: ${names}. ${why}`,
		failedNext: (command: string) =>
			`Yang sudah dikerjakan tetap tersimpan. Bereskan sebabnya, lalu kirim ${command} lagi; sisanya akan dilanjutkan.`,
		cancelledNext: (command: string) => `Yang sudah dikerjakan tetap tersimpan. Kirim ${command} bila ingin melanjutkan.`,
		noReason: "tidak diketahui",
		/** Sentences of the engine itself; what the two systems say is passed on in their own words. */
		engineReasons: {
			"a step failed again and again": "satu langkah terus gagal meskipun sudah dicoba berkali-kali",
			"not confirmed in time": "tidak ada persetujuan sampai batas waktunya",
			"more has changed since it was confirmed":
				"banyak data lain berubah setelah pertanyaannya dikirim, jadi perlu ditanyakan lagi",
			"internal error, see the logs": "kesalahan di dalam Sinkron; pengelola sistem dapat melihat catatannya",
		} as Readonly<Record<string, string>>,
	},

	information: {
		title: "Sync Information",
		inStep: "Sudah sama di kedua sistem:",
		notSynced: (count: number) => `Belum sinkron: ${n(count)}`,
		allSynced: "Semua data sudah sinkron.",
		neverRead: "Data belum pernah dibaca. Kirim /pratinjau untuk mengisi angka ini tanpa mengubah apa pun.",
		lastRun: (name: string, at: string, state: string, by: string) => `Terakhir: ${name}, ${at}, ${state} (${by})`,
		noRun: "Belum pernah dijalankan.",
		openPage: "Buka Sync Information",
	},
	employee: {
		usage: "Tulis nama atau kode karyawan setelah perintahnya.",
		none: (text: string) => `Karyawan “${text}” belum ditemukan.`,
		noneHint: "Coba sebagian nama atau kodenya saja. Data yang baru ditambahkan terbaca setelah /sinkron.",
		found: (count: number) => `${n(count)} karyawan ditemukan`,
		firstOnly: (count: number) => `Ini ${n(count)} yang pertama; tulis lebih lengkap agar hasilnya lebih sedikit.`,
		noName: "(tanpa nama)",
		code: "Kode",
		position: "Jabatan",
		smhId: "ID SMH",
		partnerId: "Partner ID",
		missing: "belum ada",
		inStep: "Sama di kedua sistem",
		inactive: "nonaktif",
	},
	status: { openPage: "Buka halaman Status" },
	report: {
		fileName: "laporan-sinkron",
		caption:
			"Laporan untuk yang membantu: pengaturan, keadaan, dan jumlah. Tidak ada nama, kode, nomor, atau kunci di dalamnya, jadi aman diteruskan.",
	},
	cancel: {
		none: "Tidak ada sinkron yang sedang berjalan.",
		question: (name: string, since: string, by: string) => `Hentikan ${name} yang dimulai pukul ${since} oleh ${by}?`,
		counts: (done: number, left: number) =>
			`${n(done)} perubahan sudah dikerjakan dan tetap tersimpan; ${n(left)} belum dikerjakan.`,
		expires: "Tombol di bawah berlaku 5 menit.",
		yes: "Ya, hentikan",
		no: "Tidak, lanjutkan",
		stopping: "Menghentikan…",
		stopped: "Sinkron dihentikan. Yang sudah dikerjakan tetap tersimpan.",
		kept: "Baik, sinkron tetap berjalan.",
		over: "Sinkron itu sudah berakhir.",
	},
	approval: {
		title: (name: string) => `${name} menunggu persetujuan Anda`,
		reason: "Data yang akan dihapus lebih banyak dari biasanya:",
		removal: (amount: string, links: string, side: string) => `${amount} di ${side} (dari ${links} yang terhubung)`,
		meaning: "Kalau disetujui, data itu dihapus. Kalau tidak, sinkron dihentikan dan belum ada yang dihapus.",
		manyEdits: "Lebih dari setengah data berubah sekaligus, sebelum diteruskan ke sistem lain:",
		editsMeaning: "Kalau disetujui, perubahan itu diteruskan. Kalau tidak, sinkron dihentikan dan belum ada yang diubah.",
		carryOn: "Ya, lanjutkan",
		until: (time: string) => `Jawab sebelum pukul ${time}; setelah itu sinkron dihentikan.`,
		yes: "Ya, hapus",
		no: "Tidak, hentikan",
		passingOn: "Meneruskan jawaban Anda…",
		given: "Disetujui. Sinkron dilanjutkan.",
		alreadyGiven: "Sudah disetujui sebelumnya. Sinkron dilanjutkan.",
	},
};

/** What every dictionary has to say. */
export type Texts = typeof indonesian;
