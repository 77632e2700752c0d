import { ZodError } from "zod";
import { codeKey } from "../../domain/normalise.ts";
import type { ConnectionSettings } from "../../domain/settings.ts";
import { seenBranches } from "../../store/branches.ts";
import { changeSettings } from "../../sync/verbs/settings.ts";
import type { Ask, Route } from "../ask.ts";
import { type Html, lines } from "../html.ts";
import { keyboardFor } from "../keyboard.ts";
import { settingPicked, settingsButtons, settingsText } from "../presenters/settings.ts";
import { replaceMessage } from "../replace.ts";
import { readSettings } from "../settings-input.ts";
import type { ButtonRoute } from "./button-route.ts";

/** Shows the settings; with words behind the command, changes one first. */
export const settings: Route = async (ask) => {
	const ctx = await ask.options.sync();
	if (ask.argument === "") return await show(ask, ctx.settings, null);
	const input = readSettings(ask.argument, ctx.settings, ask.texts);
	if (!input.ok) {
		await ask.say(lines([ask.texts.settings.wrong(input.field), ask.texts.settings.allowed(input.allowed)]));
		return;
	}
	const { wanted, note } = await knownBranch(ask, input.settings, ctx.settings);
	try {
		const changed = same(wanted, ctx.settings) ? ctx.settings : await changeSettings(ctx, wanted, ask.actor);
		await show(ask, changed, lines([`✅ ${ask.texts.settings.saved}`, note]));
	} catch (error) {
		if (!(error instanceof ZodError)) throw error;
		await ask.say(refusal(error, ask));
	}
};

/** Changes a setting that has a handful of values. Pressing what is already so changes nothing. */
export const pickSetting: ButtonRoute = async (press, subject) => {
	const { options, texts, actor } = press;
	await press.answer(texts.verb.working);
	const ctx = await options.sync();
	const wanted = settingPicked(subject, ctx.settings);
	if (!wanted) return "open";
	const changed = same(wanted, ctx.settings) ? ctx.settings : await changeSettings(ctx, wanted, actor);
	await replaceMessage(press, settingsText(changed, `✅ ${texts.settings.saved}`, texts), await buttonsOf(press, changed));
	return "done";
};

async function show(ask: Ask, current: ConnectionSettings, notice: Html | null): Promise<void> {
	await ask.say(settingsText(current, notice, ask.texts), await buttonsOf(ask, current));
}

const buttonsOf = ({ options, actor, texts }: Ask, current: ConnectionSettings) =>
	keyboardFor(options, actor.userId, settingsButtons(current, texts));

/** Both are made by the same schema, so equal settings give equal text. */
const same = (a: ConnectionSettings, b: ConnectionSettings): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A branch in the spelling of the records; one that no record belongs to is taken, with a word of warning. */
async function knownBranch(
	{ options: { db, connection }, texts }: Ask,
	wanted: ConnectionSettings,
	current: ConnectionSettings,
): Promise<{ wanted: ConnectionSettings; note: string | null }> {
	if (wanted.branch === null || wanted.branch === current.branch) return { wanted, note: null };
	const seen = await seenBranches(db, connection);
	const spelled = seen.find((branch) => codeKey(branch) === codeKey(wanted.branch));
	if (spelled !== undefined) return { wanted: { ...wanted, branch: spelled }, note: null };
	return { wanted, note: `⚠️ ${texts.settings.unseenBranch(wanted.branch, seen.join(", ") || texts.settings.none)}` };
}

function refusal(error: ZodError, { texts }: Ask): Html {
	return lines(
		error.issues.flatMap((issue) => [texts.settings.wrong(issue.path.join(".")), texts.settings.allowed(issue.message)]),
	);
}
