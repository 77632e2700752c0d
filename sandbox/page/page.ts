import { type Context, Hono } from "hono";
import { z } from "zod";
import type { World } from "../world.ts";
import { APP_JS } from "./browser/app.ts";
import { CHAT_JS } from "./browser/chat.ts";
import { DIALOG_JS } from "./browser/dialog.ts";
import { DOM_JS } from "./browser/dom.ts";
import { FIELDS_JS } from "./browser/fields.ts";
import { LIST_JS } from "./browser/list.ts";
import { TELEGRAM_HTML_JS } from "./browser/telegram-html.ts";
import { document } from "./document.ts";
import { listPage } from "./lists.ts";
import { STYLE } from "./style.ts";

/** Plain browser modules kept as text, so that the page also runs where there is no file system. */
const SCRIPTS: ReadonlyMap<string, string> = new Map([
	["app.js", APP_JS],
	["chat.js", CHAT_JS],
	["dialog.js", DIALOG_JS],
	["dom.js", DOM_JS],
	["fields.js", FIELDS_JS],
	["list.js", LIST_JS],
	["telegram-html.js", TELEGRAM_HTML_JS],
]);

/** Only what comes from here runs: a record's name could hold anything. */
const SECURITY = {
	"content-security-policy":
		"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"x-content-type-options": "nosniff",
	"referrer-policy": "no-referrer",
};

const listRequest = z.object({
	system: z.enum(["smh", "accurate"]),
	entity: z.enum(["customer", "product", "employee"]),
	q: z.string().max(100).default(""),
	page: z.coerce.number().int().min(1).catch(1),
});

/** Origin of the Worker, which the world learns from the webhook that its bot registered. */
function workerOrigin(world: World): string | null {
	const url = URL.parse(world.state.telegram.webhook?.url ?? "");
	return url === null ? null : url.origin;
}

/** The page for people, mounted at `/`: `/`, its style and scripts, and two small answers that only it uses. */
export function sandboxPage(world: World): Hono {
	const app = new Hono();
	const text = (c: Context, body: string, type: string) =>
		c.body(body, 200, { ...SECURITY, "content-type": `${type}; charset=utf-8`, "cache-control": "no-cache" });

	app.get("/", (c) => text(c, String(document), "text/html"));
	app.get("/page/style.css", (c) => text(c, STYLE, "text/css"));
	app.get("/page/links", (c) => {
		const origin = workerOrigin(world);
		return c.json({ syncInformation: origin === null ? null : `${origin}/` });
	});
	app.get("/page/lists/:system/:entity", (c) => {
		const asked = listRequest.safeParse({ ...c.req.query(), ...c.req.param() });
		if (!asked.success) return c.json({ error: "No such list" }, 404);
		const { system, entity, q, page } = asked.data;
		return c.json(listPage(world, system, entity, q, page));
	});
	app.get("/page/:script", (c) => {
		const script = SCRIPTS.get(c.req.param("script"));
		return script === undefined ? c.notFound() : text(c, script, "text/javascript");
	});
	return app;
}
