import { type CsvCell, csv } from "../../domain/csv.ts";
import { detailText } from "../../domain/detail.ts";
import { reasonText } from "../../domain/reasons.ts";
import type { OpenProblem } from "../../store/problem-pages.ts";
import { sheetTime } from "../moments.ts";
import type { Texts } from "../texts.ts";

/** Every problem as a row of a CSV file, under a heading in the admin's language. Times are WIB, in a form that sorts. */
export function problemsFile(problems: readonly OpenProblem[], texts: Texts): string {
	const { columns } = texts.problems;
	const heading = [
		...[columns.entity, columns.side, columns.id, columns.code, columns.name, columns.reason, columns.detail],
		...[columns.firstSeen, columns.lastSeen, columns.attempts],
	];
	return csv([heading, ...problems.map((problem) => row(problem, texts))]);
}

const row = (problem: OpenProblem, texts: Texts): readonly CsvCell[] => [
	texts.entity[problem.entity],
	texts.side[problem.side],
	problem.id,
	problem.code,
	problem.name,
	reasonText(problem.reason, texts.language).sentence,
	detailText(problem, texts.language),
	problem.firstSeen === null ? null : sheetTime(problem.firstSeen),
	problem.lastSeen === null ? null : sheetTime(problem.lastSeen),
	problem.attempts,
];
