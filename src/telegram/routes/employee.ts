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

/** Longer than names are; the answer repeats it. */
const LONGEST = 100;

const searchable = (text: string): string => [...text].slice(0, LONGEST).join("").trim();
