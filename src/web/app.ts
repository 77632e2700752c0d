import { OpenAPIHono } from "@hono/zod-openapi";
import { api } from "./api/api.ts";
import { answerApiError } from "./api/errors.ts";
import type { WebDependencies, WebEnv } from "./dependencies.ts";
import { health } from "./health.ts";
import { assets } from "./page/assets.ts";
import { answerNotFound, answerPageError } from "./page/errors.ts";
import { pages } from "./page/pages.ts";
import { notStored, securityHeaders } from "./security/headers.ts";
import { limited } from "./security/rate-limit.ts";
import { telegramWebhook } from "./telegram.ts";
import { webhooks } from "./webhooks/webhooks.ts";

const isForMachines = (path: string): boolean => /^\/(api|telegram|webhooks|health)(\/|$)/.test(path);

const app = new OpenAPIHono<WebEnv>();
app.use(securityHeaders, notStored);
// Before the brake: they count by themselves whoever does not prove to be a side, and let the sides' storms pass.
app.route("/webhooks", webhooks);
app.use(limited("requests"));
app.get("/health", health);
app.route("/telegram/webhook", telegramWebhook);
app.doc31("/api/openapi.json", {
	openapi: "3.1.0",
	info: { title: "Sinkron", version: "1", description: "Two-way master data sync between SMH and Accurate Online." },
	servers: [{ url: "/" }],
});
app.route("/api", api);
app.route("/", assets);
app.route("/", pages);
app.notFound(answerNotFound);
app.onError((error, c) => (isForMachines(c.req.path) ? answerApiError(error, c) : answerPageError(error, c)));

/** Every route there is; what is promised of all of them is tested by this list. */
export const publicRoutes = app.routes.map(({ method, path }) => ({ method, path }));

/** The product's whole web: health, the bot's and the systems' webhooks, the API and the pages. */
export const createWeb = (deps: WebDependencies): { fetch(request: Request): Response | Promise<Response> } => ({
	fetch: (request) => app.fetch(request, deps),
});
