import { changeSettings } from "../../sync/verbs/settings.ts";
import type { Route } from "../ask.ts";
import { lines } from "../html.ts";
import { scheduleText } from "../presenters/schedule.ts";
import { readSchedule } from "../schedule-input.ts";

/** Shows when the nightly run is, and the hours without full runs; with words behind the command, changes one first. */
export const schedule: Route = async (ask) => {
	const { argument, options, texts } = ask;
	const ctx = await options.sync();
	const { settings } = ctx;
	if (argument === "") return void (await ask.say(scheduleText(settings.schedule, options.now(), null, texts)));
	const input = readSchedule(argument, settings.schedule);
	if (!input.ok) {
		const { field, allowed, fields } = texts.schedule;
		const [name = ""] = argument.split(/\s+/);
		const wrong = input.field === null ? { name, may: fields } : { name: field[input.field], may: allowed[input.field] };
		return void (await ask.say(lines([texts.settings.wrong(wrong.name), texts.settings.allowed(wrong.may)])));
	}
	const changed = JSON.stringify(input.schedule) !== JSON.stringify(settings.schedule);
	if (changed) await changeSettings(ctx, { ...settings, schedule: input.schedule }, ask.actor);
	await ask.say(scheduleText(input.schedule, options.now(), `✅ ${texts.settings.saved}`, texts));
};
