/** How refusals may sound to a user of another language. That they come so is known (facts 13), their words are guesses. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
	[/^Sudah ada data lain dengan (.*)$/, "There is another data with $1"],
	[/^Tidak dapat menghapus (.*) karena telah digunakan di (.*)$/, "$1 cannot be deleted because it has been used in $2"],
	[/^(.*) tidak ditemukan atau sudah dihapus$/, "$1 not found or already deleted"],
	[/^(.*) tidak tepat$/, "$1 is incorrect"],
	[/^(.*) harus diisi$/, "$1 must be filled"],
	[/^(.*) terlalu besar\. (.*)$/, "$1 is too large. $2"],
	[/^(.*) tidak valid\.(.*)$/, "$1 is not valid.$2"],
];

export function inEnglish(message: string): string {
	const [pattern, sentence] = SENTENCES.find(([known]) => known.test(message)) ?? [];
	return pattern && sentence !== undefined ? message.replace(pattern, sentence) : message;
}
