import { Hono } from "hono";
import { z } from "zod";
import { telegramPeople } from "../telegram/people.ts";
import type { World } from "../world.ts";
import { pathId, readBody } from "./input.ts";

const id = z.int().positive();
const person = z.strictObject({
	id,
	first_name: z.string().min(1).optional(),
	username: z.string().optional(),
	language_code: z.string().optional(),
});
const message = z.strictObject({ from: person, text: z.string() });
const press = z.strictObject({ from: person, message_id: id, data: z.string() });

/** zod types an absent key as possibly undefined; the stand-in takes only keys that are there. */
function named<T extends { id: number }>(from: T) {
	const given = Object.entries(from).filter(([, value]) => value !== undefined);
	// Same keys, same values, the undefined ones left out.
	return Object.fromEntries(given) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}

/** `/telegram/*`: a person writes to the bot, presses a button, reads the chat. */
export function telegramRoutes(world: World): Hono {
	const people = telegramPeople(world);
	const app = new Hono();
	app.post("/messages", async (c) => {
		const { from, text } = await readBody(c, message);
		const { first_name = world.state.telegram.chats[String(from.id)]?.person.first_name ?? `Orang ${from.id}` } = from;
		return c.json(await people.sendMessage({ from: { ...named(from), first_name }, text }));
	});
	app.post("/presses", async (c) => {
		const { from, ...pressed } = await readBody(c, press);
		return c.json(await people.press({ from: named(from), ...pressed }));
	});
	app.get("/chats/:id/messages", (c) => c.json(people.chat(pathId(c)).messages));
	app.get("/chats/:id", (c) => c.json(people.chat(pathId(c))));
	return app;
}
