import { type CsvCell, csv } from "../domain/csv.ts";
import { detailText } from "../domain/detail.ts";
import type { Entity, Side } from "../domain/model.ts";
import { type Language, type Reason, reasonText } from "../domain/reasons.ts";
import { listProblems, type OpenProblem } from "../store/problem-pages.ts";
import type { WebDependencies } from "./dependencies.ts";

/** Rows of one query, and queries of one download: 100,000 records are more than a spreadsheet is good for. */
const ROWS = 5000;
const QUERIES = 20;

const HEADINGS: Readonly<Record<Language, readonly string[]>> = {
	id: [
		"Jenis",
		"Sistem",
		"ID",
		"Kode",
		"Nama",
		"Alasan",
		"Arti",
		"Rincian",
		"Langkah berikutnya",
		"Sejak",
		"Terakhir",
		"Percobaan",
	],
	en: ["Entity", "System", "ID", "Code", "Name", "Reason", "Meaning", "Detail", "Next step", "Since", "Last seen", "Attempts"],
};
const ENTITY_NAMES: Readonly<Record<Language, Readonly<Record<Entity, string>>>> = {
	id: { customer: "Pelanggan", product: "Produk", employee: "Karyawan" },
	en: { customer: "Customer", product: "Product", employee: "Employee" },
};
const SIDE_NAMES: Readonly<Record<Side, string>> = { smh: "SMH", accurate: "Accurate Online" };

export interface ProblemFilter {
	readonly entity?: Entity | undefined;
	readonly reason?: Reason | undefined;
}

/** Every record that is not in step as a table for a spreadsheet, with its reason and what to do about it. */
export async function problemTable(
	{ db, connection }: WebDependencies,
	filter: ProblemFilter,
	language: Language,
): Promise<Response> {
	const found: OpenProblem[] = [];
	for (let query = 0; query < QUERIES; query++) {
		const last = found.at(-1);
		const page = await listProblems(db, { ...filter, connection, limit: ROWS, after: last });
		found.push(...page);
		if (page.length < ROWS) break;
	}
	return new Response(csv([HEADINGS[language], ...found.map((problem) => cells(problem, language))]), {
		headers: { "content-type": "text/csv; charset=utf-8", "content-disposition": 'attachment; filename="sinkron-problems.csv"' },
	});
}

function cells(problem: OpenProblem, language: Language): readonly CsvCell[] {
	const { sentence, nextStep } = reasonText(problem.reason, language);
	return [
		ENTITY_NAMES[language][problem.entity],
		SIDE_NAMES[problem.side],
		problem.id,
		problem.code,
		problem.name,
		problem.reason,
		sentence,
		detailText(problem, language),
		nextStep,
		timeOf(problem.firstSeen),
		timeOf(problem.lastSeen),
		problem.attempts,
	];
}

/** "2026-11-22 17:05" in WIB: spreadsheets of every language read it as a time. */
const timeOf = (at: number | null): string | null =>
	at === null ? null : new Date(at + 7 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
