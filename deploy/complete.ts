import { askFor } from "./ask.ts";
import { hintOf } from "./hints.ts";
import { make } from "./make.ts";
import { showMade } from "./outcome.ts";
import { SECRETS_FILE, writeValues } from "./secrets-file.ts";
import { Trouble } from "./trouble.ts";
import { type Assessment, assess, secretsToUpload, type Values } from "./values.ts";
import type { Work } from "./work.ts";

/** Fills in what is missing: asks, makes, and keeps both. @throws Trouble that names what nobody has said, or said wrongly */
export async function complete(
	{ project, say, ask, file, values: given }: Work,
	settings: Readonly<Record<string, string>>,
	onWorker: ReadonlySet<string>,
): Promise<{ values: Values; made: Values; assessment: Assessment }> {
	const first = assess(project, given, settings, onWorker);
	if (first.wrong.length > 0) throw new Trouble(first.wrong.join("\n"), `Correct it in ${SECRETS_FILE}, or in wrangler.toml.`);
	if (first.lacking.length > 0 && ask === null) {
		const list = first.lacking.map((name) => `${name}: ${hintOf(name)}`).join("\n");
		throw new Trouble(`Missing:\n${list}`, `Put it into ${SECRETS_FILE}, or into the environment of an unattended run (CI=1).`);
	}
	const asked = ask === null ? new Map<string, string>() : await askFor(ask, say, first.lacking);
	const made = make(first.toMake);
	const values: Values = new Map([...given, ...asked, ...made]);
	const assessment = assess(project, values, settings, onWorker);
	if (asked.size + made.size > 0) writeValues(file, values, assessment.waiting);
	showMade(say, made, SECRETS_FILE, ask !== null);
	say.hide(Object.values(secretsToUpload(project, values, onWorker)));
	if (assessment.kept.length > 0) say.line(`The Worker keeps: ${assessment.kept.join(", ")}`);
	return { values, made, assessment };
}
