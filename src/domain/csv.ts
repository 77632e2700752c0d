export type CsvCell = string | number | null;

/** A spreadsheet runs a cell that begins so, with the wide signs too; the ' in front makes it text. */
const FORMULA = /^[=+\-@＝＋－＠\t\r]/;
/** Where the list separator is ";" (as in Indonesia), a spreadsheet takes what follows one, or a line break, for a cell of its own. */
const INNER_FORMULA = /([;\t\r\n]["\s]*)([=+\-@＝＋－＠])/g;
const QUOTED = /[",\r\n]/;

/** Without it Excel reads UTF-8 as something else. */
const BYTE_ORDER_MARK = "\uFEFF";

/** Rows as CSV text (RFC 4180, UTF-8 with a byte order mark). What people typed into a text can never become a formula. */
export const csv = (rows: readonly (readonly CsvCell[])[]): string =>
	BYTE_ORDER_MARK + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");

function cell(value: CsvCell): string {
	if (value === null) return "";
	// Our own numbers are no formulas, and a ' would make them text.
	if (typeof value === "number") return String(value);
	const text = value.replace(INNER_FORMULA, "$1'$2");
	const safe = FORMULA.test(text) ? `'${text}` : text;
	return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
