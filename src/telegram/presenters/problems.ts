import type { EntityInformation } from "../../domain/figures.ts";
import { type Language, REASONS, reasonText } from "../../domain/reasons.ts";
import { type Html, html, lines } from "../html.ts";
import { textsIn } from "../texts.ts";
import { problemCount } from "./information.ts";

/** Why records are not in step, over all entities, the most frequent reason first, each with the admin's next step. */
export function problemsText(information: readonly EntityInformation[], language: Language): Html {
	const texts = textsIn(language);
	const total = problemCount(information);
	if (total === 0) return lines([`✅ ${texts.problems.none}`]);

	const reasons = REASONS.map((reason) => {
		const parts = information.flatMap(({ entity, problems }) => {
			const count = problems[reason] ?? 0;
			return count > 0 ? [{ entity, count }] : [];
		});
		return { reason, parts, count: parts.reduce((sum, part) => sum + part.count, 0) };
	})
		.filter(({ count }) => count > 0)
		.sort((a, b) => b.count - a.count);

	return lines([
		html`<b>${texts.problems.title(total)}</b>`,
		...reasons.flatMap(({ reason, parts, count }) => {
			const { sentence, nextStep } = reasonText(reason, language);
			return [
				"",
				html`<b>${texts.number(count)} · ${sentence}</b>`,
				parts.map((part) => texts.amount[part.entity](part.count)).join(", "),
				`→ ${nextStep}`,
			];
		}),
	]);
}
