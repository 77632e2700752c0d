import { faultsIndonesian } from "./words.faults.id.ts";

const LOCALE = "id-ID";
const n = (value: number): string => value.toLocaleString(LOCALE);

/** What the status says, in Indonesian, wherever it is read. Plain text: escaping is the reader's job. The English one has the same keys. */
export const statusIndonesian = {
	...faultsIndonesian,
	locale: LOCALE as string,
	units: { day: "hari", hour: "jam", minute: "menit", second: "detik" },
	title: "Status Sinkron",
	at: (moment: string) => `Keadaan ${moment}`,
	verdict: (faults: number) => (faults === 0 ? "Tidak ada yang perlu dibereskan." : `${n(faults)} hal perlu dibereskan.`),

	connections: {
		title: "Sambungan",
		notSet: (what: string) => `${what}: belum diatur`,
		notAsked: (what: string) => `${what}: belum dapat ditanya sampai semua pengaturan lengkap`,
		neverAnswered: (what: string) => `${what}: belum pernah menjawab`,
		refused: (what: string) => `${what}: login ditolak`,
		good: (what: string, at: string) => `${what}: login diterima, ditanyakan ${at}`,
		old: (what: string, at: string) => `${what}: tidak menjawab; login terakhir diterima ${at}`,
		botGood: "Telegram: bot terdaftar",
		botPending: (count: number) => `Telegram: bot terdaftar, ${n(count)} pesan belum terkirim ke Sinkron`,
		botOff: "Telegram: bot belum terdaftar",
		botSilent: "Telegram: tidak menjawab",
		rights: (what: string) => `Hak login ${what}: lengkap`,
		rightsMissing: (what: string, count: number) => `Hak login ${what}: kurang ${n(count)}`,
		rightsUnknown: (what: string) => `Hak login ${what}: tidak disebutkan`,
	},
	hooks: {
		title: "Kabar perubahan (webhook)",
		closed: (side: string) => `${side}: belum dipasang; perubahannya terbawa saat sinkron`,
		never: (side: string) => `${side}: belum pernah terdengar`,
		silent: (side: string, since: string) => `${side}: diam sejak ${since}`,
		heard: (side: string, at: string) => `${side}: terakhir terdengar ${at}`,
	},
	validity: {
		title: "Masa berlaku",
		token: (side: string, until: string) => `Izin ${side}: sampai ${until}, diperpanjang sendiri`,
		tokenAge: (side: string, age: string, until: string) =>
			`Izin ${side}: dibuat ${age} lalu, sampai ${until}, diperpanjang sendiri`,
		tokenStuck: (side: string, until: string) => `Izin ${side}: sampai ${until}, belum dapat diperpanjang`,
		apiToken: (side: string) => `API Token ${side}: tidak punya tanggal akhir`,
		session: (side: string, age: string) =>
			`Sesi ${side}: dibuka ${age} lalu; akhirnya tidak disebutkan, dan dibuka lagi sendiri`,
		sessionUnknown: (side: string) => `Sesi ${side}: ada; umur dan akhirnya tidak diketahui, dan dibuka lagi sendiri`,
		sessionOver: (side: string) => `Sesi ${side}: sudah berakhir, dan dibuka lagi sendiri saat diperlukan`,
		hook: (side: string, until: string) => `Webhook ${side}: terdaftar sampai sekitar ${until}, diperpanjang sendiri tiap hari`,
		hookStuck: (side: string, until: string) => `Webhook ${side}: terdaftar sampai sekitar ${until}, belum dapat diperpanjang`,
		licence: (side: string, until: string) => `Lisensi ${side}: sampai ${until}`,
		licenceUnknown: (side: string) => `Lisensi ${side}: tanggalnya tidak disebutkan`,
		access: (side: string, until: string) => `Data usaha ${side}: dapat dibuka sampai ${until}`,
		trial: (side: string) => `Data usaha ${side}: masih masa uji coba`,
	},
	runs: {
		title: "Sinkron terakhir",
		nightly: (at: string, state: string) => `Malam: ${at}, ${state}`,
		noNightly: "Malam: belum pernah",
		asked: (name: string, at: string, state: string) => `Diminta: ${name}, ${at}, ${state}`,
		noAsked: "Diminta: belum pernah",
		name: { auto: "sinkron", full: "sinkron penuh", preview: "pratinjau", signals: "perubahan otomatis", verb: "pilihan admin" },
		state: {
			queued: "menunggu giliran",
			scanning: "sedang membaca",
			applying: "sedang menyamakan",
			needs_confirmation: "menunggu jawaban",
			done: "selesai",
			failed: "gagal",
			cancelled: "dihentikan",
		},
	},
	freshness: {
		title: "Cepatnya perubahan sampai",
		none: "24 jam terakhir: belum ada perubahan dari webhook yang dibawa ke sistem lain",
		today: (count: number, p50: string, p95: string) =>
			`24 jam terakhir: ${n(count)} perubahan; separuhnya sampai dalam ${p50}, 95% dalam ${p95}`,
		before: (count: number, p50: string, p95: string) =>
			`24 jam sebelumnya: ${n(count)} perubahan; separuhnya sampai dalam ${p50}, 95% dalam ${p95}`,
		trend: {
			faster: "Lebih cepat daripada sehari sebelumnya",
			slower: "Lebih lambat daripada sehari sebelumnya",
			same: "Kurang lebih sama dengan sehari sebelumnya",
		},
		partial: "Kabar sangat banyak; hanya yang terbaru yang dihitung",
		waiting: (count: number, more: boolean, since: string) =>
			`Menunggu: ${more ? "lebih dari " : ""}${n(count)} kabar, sejak ${since}`,
		nothingWaits: "Tidak ada kabar yang menunggu",
		meaning: "Dihitung dari kabar webhook diterima sampai perubahannya tertulis di sistem lain.",
	},
};

/** What every dictionary has to say. */
export type StatusWords = typeof statusIndonesian;
