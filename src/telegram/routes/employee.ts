import { searchEmployees } from "../../store/employees.ts";
import type { Route } from "../ask.ts";
import { employeesText, employeeUsage } from "../presenters/employees.ts";

const SHOWN = 10;

export const findEmployee: Route = async (ask) => {
	const text = searchable(ask.argument);
	if (text === "") {
		await ask.say(employeeUsage(ask.texts));
		return;
	}
	const found = await searchEmployees(ask.options.db, ask.options.connection, text, SHOWN + 1);
	await ask.say(employeesText({ text, found: found.slice(0, SHOWN), more: found.length > SHOWN }, ask.language));
};

/** D1 refuses patterns of LIKE over 50 bytes, two of which are ours: the beginning of a longer text finds no less. */
const PATTERN_BYTES = 48;

function searchable(text: string): string {
	let [kept, room] = ["", PATTERN_BYTES];
	for (const character of text) {
		room -= new TextEncoder().encode(character).length + (/[\\%_]/.test(character) ? 1 : 0);
		if (room < 0) break;
		kept += character;
	}
	return kept.trim();
}
