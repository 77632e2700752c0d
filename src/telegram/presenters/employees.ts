import { detailText } from "../../domain/detail.ts";
import { type Language, reasonText } from "../../domain/reasons.ts";
import type { EmployeeView } from "../../store/employees.ts";
import { type Html, html, lines } from "../html.ts";
import { type Texts, textsIn } from "../texts.ts";

export interface EmployeeSearch {
	readonly text: string;
	readonly found: readonly EmployeeView[];
	/** There are others that also fit. */
	readonly more: boolean;
}

export function employeesText({ text, found, more }: EmployeeSearch, language: Language): Html {
	const texts = textsIn(language);
	if (found.length === 0) return lines([texts.employee.none(text), texts.employee.noneHint]);
	return lines([
		more ? texts.employee.firstOnly(found.length) : html`<b>${texts.employee.found(found.length)}</b>`,
		...found.flatMap((employee) => ["", ...card(employee, language, texts)]),
	]);
}

/** How to use the command, for an admin who sent it without a name. */
export const employeeUsage = (texts: Texts): Html => lines([texts.employee.usage, texts.help.employeeExample]);

function card(employee: EmployeeView, language: Language, texts: Texts): readonly (Html | string)[] {
	const name = clipped(employee.name ?? texts.employee.noName);
	return [
		employee.active ? html`<b>${name}</b>` : html`<b>${name}</b> (${texts.employee.inactive})`,
		html`${texts.employee.code}: <code>${clipped(employee.code ?? "–")}</code>`,
		`${texts.employee.position}: ${clipped(employee.position ?? "–")}`,
		`${texts.employee.smhId}: ${employee.smhId ?? texts.employee.missing} · ${texts.employee.partnerId}: ${employee.accurateId ?? texts.employee.missing}`,
		state(employee, language, texts),
	];
}

function state({ reason, detail, field, side }: EmployeeView, language: Language, texts: Texts): string {
	if (reason === null) return `✅ ${texts.employee.inStep}`;
	const { sentence, nextStep } = reasonText(reason, language);
	const words = detail.kind === "nothing" ? null : detailText({ entity: "employee", side, reason, field, detail }, language);
	const said = words === null ? "" : ` (${clipped(words)})`;
	return `⚠️ ${sentence}${said}. ${nextStep}`;
}

/** What people typed into the systems may be of any length; a chat wants a line. */
const clipped = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text);
