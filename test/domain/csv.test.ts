import { describe, expect, it } from "vitest";
import { csv } from "../../src/domain/csv.ts";

const BOM = "\uFEFF";

describe("CSV", () => {
	it("is RFC 4180 with a byte order mark: CRLF, and quotes where they are needed", () => {
		expect(
			csv([
				["Nama", "Jumlah"],
				['Toko "Maju", Jaya', 3],
				["dua\nbaris", null],
			]),
		).toBe(`${BOM}Nama,Jumlah\r\n"Toko ""Maju"", Jaya",3\r\n"dua\nbaris",\r\n`);
	});

	it.each(["=1+1", "+62812", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","klik")'])("runs in no spreadsheet: %j", (text) => {
		const [, cell = ""] = /^\uFEFF"?(.)/.exec(csv([[text]])) ?? [];
		expect(cell).toBe("'");
	});

	it("keeps a carriage return from starting a cell", () => {
		expect(csv([["\r=1"]])).toBe(`${BOM}"'\r'=1"\r\n`);
	});

	it("runs in none that separates by ; either, as those of Indonesia do", () => {
		expect(csv([["Toko;=1+1", 'a;" =2']])).toBe(`${BOM}Toko;'=1+1,"a;"" '=2"\r\n`);
	});

	it.each(["Toko\n=1+1", "Toko\r\n@SUM(A1)", "\n=1", 'a\n" =2'])(
		"lets no line inside a text become a row of its own: %j",
		(text) => {
			// To a spreadsheet that separates by ; the quotes of a comma's cell are no quotes, so its line breaks end rows.
			for (const line of csv([["Kode", text]]).split(/[\r\n]+/)) expect(line).not.toMatch(/^["\s]*[=+\-@]/);
		},
	);

	it.each(["＝1+1", "＋62", "－5", "＠SUM(A1)"])("knows the wide signs of East Asian keyboards: %j", (text) => {
		expect(csv([[text]])).toBe(`${BOM}'${text}\r\n`);
	});

	it("leaves our own numbers, and signs inside a text, as they are", () => {
		expect(csv([[-5, "Toko - Maju", "a=b"]])).toBe(`${BOM}-5,Toko - Maju,a=b\r\n`);
	});
});
