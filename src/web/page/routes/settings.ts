import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { codeKey } from "../../../domain/normalise.ts";
import { connectionSettings } from "../../../domain/settings.ts";
import { seenBranches } from "../../../store/branches.ts";
import { changeSettings } from "../../../sync/verbs/settings.ts";
import type { WebEnv } from "../../dependencies.ts";
import { frameOf } from "../frame.ts";
import { complaints, draftOf, readDraft, settingsIn } from "../settings-form.ts";
import { settingsPage } from "../views/settings.ts";
import { backTo } from "./forms.ts";

/** The settings of the connection as a form. */
export const settingsRoutes = new Hono<WebEnv>()
	.get("/", async (c) => {
		const { settings } = await c.env.sync();
		const branches = await seenBranches(c.env.db, c.env.connection);
		return c.html(settingsPage(frameOf(c), { draft: draftOf(settings), problem: null, complaints: new Map(), branches }));
	})
	.post("/", async (c) => {
		const draft = readDraft(await c.req.parseBody({ all: true }));
		if (!draft) throw new HTTPException(400, { message: "unreadable form" });
		const frame = frameOf(c);
		const again = async (status: 400, problem: string, wrong: ReadonlyMap<string, string>) => {
			const branches = await seenBranches(c.env.db, c.env.connection);
			return c.html(settingsPage(frame, { draft, problem, complaints: wrong, branches }), status);
		};
		const parsed = connectionSettings.safeParse(settingsIn(draft));
		if (!parsed.success) return await again(400, frame.texts.settings.wrong.summary, complaints(frame.texts, parsed.error));
		await changeSettings(await c.env.sync(), parsed.data, c.get("actor"));
		const { branch } = parsed.data;
		const seen = branch === null ? [] : await seenBranches(c.env.db, c.env.connection);
		const unseen = branch !== null && !seen.some((one) => codeKey(one) === codeKey(branch));
		return backTo(c, "/settings", unseen ? "savedUnseenBranch" : "saved");
	});
