const n = (value: number): string => value.toLocaleString("id-ID");

/** What the bot says of troubles nobody asked about, and of messages that were kept, in Indonesian. Part of the dictionary in texts.id.ts. */
export const alertsIndonesian = {
	alert: {
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
		signalsNext: "Bereskan sebabnya, lalu kirim /sinkron.",
	},
};
