const n = (value: number): string => value.toLocaleString("id-ID");

/** What the bot says of troubles nobody asked about, and of messages that were kept, in Indonesian. Part of the dictionary in texts.id.ts. */
export const alertsIndonesian = {
	alert: {
		endsMeaning: "Setelah itu data tidak dapat disamakan sampai diperpanjang.",
		deadLetters: (count: number) => `${n(count)} pesan gagal diproses`,
		latest: (cause: string) => `Yang terakhir: ${cause}`,
		deadLettersNext: "Kirim /gagal untuk melihat dan mengulanginya.",
		silent: (side: string, since: string) => `Tidak ada kabar perubahan dari ${side} sejak ${since}`,
		silentMeaning: (side: string) => `Perubahan di ${side} untuk sementara hanya terbawa lewat /sinkron dan sinkron malam.`,
		silentNext: (side: string) => `Periksa apakah webhook di ${side} masih aktif, lalu kirim /sinkron.`,
		renewal: (side: string) => `Webhook ${side} belum bisa diperpanjang`,
		renewalNext: (side: string) =>
			`Percobaan diulang tiap 15 menit. Tanpa perpanjangan, webhook berhenti dalam 7 hari; periksa login dan webhook di ${side}.`,
		signals: "Perubahan yang masuk belum bisa diteruskan",
		removals: (count: number) => `${count} data menunggu izin untuk dihapus`,
		removalsMeaning: "Penghapusan sebanyak ini tidak dilakukan otomatis. Perubahan lain tetap diteruskan.",
		removalsNext: "Kirim /sinkron; jumlahnya akan ditanyakan dulu sebelum ada yang dihapus.",
		unreadableRows: (count: number, side: string) => `${n(count)} baris dari ${side} tidak dapat dikenali`,
		unreadableRowsNext: (side: string) => `Data lain tetap disinkronkan. Periksa datanya di ${side}, atau hubungi dukungannya.`,
		newAnswer: (side: string) => `${side} memberi jawaban yang belum dikenal`,
		newAnswerNext: "Datanya menunggu dan dicoba lagi sendiri; lihat alasannya di /masalah.",
		quota: (what: string) => `Jatah ${what} database untuk hari ini sudah habis`,
		quotaOf: { read: "baca", write: "tulis" },
		quotaMeaning: (at: string) =>
			`Sinkron berhenti sementara dan dilanjutkan sendiri paling lambat ${at}. Tidak ada data yang hilang.`,
		quotaNext: "Anda tidak perlu melakukan apa pun. Bila ini sering terjadi, minta pengelola sistem memakai paket Workers Paid.",
		signalsNext: "Bereskan sebabnya, lalu kirim /sinkron.",
	},
	letters: {
		title: (count: number) => `${n(count)} pesan gagal diproses`,
		none: "Tidak ada pesan yang gagal diproses.",
		firstOnly: (shown: number) => `Ini ${n(shown)} yang terbaru.`,
		webhook: (side: string) => `Webhook ${side}`,
		job: "Pekerjaan sinkron",
		unreadable: "isinya tidak dapat dibaca",
		outOfRetries: "sudah dicoba berkali-kali, tetap gagal",
		ago: {
			minute: (count: number) => `${n(count)} menit lalu`,
			hour: (count: number) => `${n(count)} jam lalu`,
			day: (count: number) => `${n(count)} hari lalu`,
		},
		replay: "Ulangi",
		replayAll: "🔁 Ulangi semua",
		question: (count: number) => `Ulangi ${n(count)} pesan yang gagal?`,
		meaning: "Setiap pesan diproses sekali lagi. Yang tetap tidak dapat dibaca tinggal di daftar ini.",
		yes: "Ya, ulangi semua",
		replayed: (count: number) => `${n(count)} pesan diulangi.`,
		already: "Pesan itu sudah diulangi.",
		stillUnreadable: "Pesan itu masih belum dapat dibaca, jadi tetap di daftar. Minta pengelola sistem memeriksanya.",
		unreadableLeft: (count: number) =>
			`${n(count)} pesan belum dapat dibaca dan tetap di daftar. Minta pengelola sistem memeriksanya.`,
		more: "Masih ada lagi; tekan sekali lagi untuk sisanya.",
	},
};
