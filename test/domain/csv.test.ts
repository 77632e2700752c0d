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
		expect(csv([["\r=1"]])).toBe(`${BOM}"'\r=1"\r\n`);
	});

	it("runs in none that separates by ; either, as those of Indonesia do", () => {
		expect(csv([["Toko;=1+1", 'a;" =2']])).toBe(`${BOM}Toko;'=1+1,"a;"" '=2"\r\n`);
	});

	it("leaves our own numbers, and signs inside a text, as they are", () => {
		expect(csv([[-5, "Toko - Maju", "a=b"]])).toBe(`${BOM}-5,Toko - Maju,a=b\r\n`);
	});
});
