import { html } from "hono/html";
import { z } from "zod";
import { ENTITIES, RUN_MODES, SIDES } from "../../../domain/model.ts";
import { REASONS, reasonText } from "../../../domain/reasons.ts";
import { connectionSettings } from "../../../domain/settings.ts";
import type { AuditRow } from "../../../store/audit-pages.ts";
import type { Frame, Html } from "../frame.ts";
import { changedSettings } from "../settings-form.ts";
import { named, shown } from "./value.ts";

/** What audit rows carry, as far as it is shown; whatever else one has, or has otherwise, is left out. */
const fieldValue = z.union([z.string(), z.boolean(), z.array(z.object({ name: z.string(), ratio: z.string() })), z.null()]);
const known = z.object({
	run: z.string().optional().catch(undefined),
	mode: z.enum(RUN_MODES).optional().catch(undefined),
	entity: z.enum(ENTITIES).optional().catch(undefined),
	side: z.enum(SIDES).optional().catch(undefined),
	id: z.string().optional().catch(undefined),
	smhId: z.string().optional().catch(undefined),
	accurateId: z.string().optional().catch(undefined),
	field: z.string().optional().catch(undefined),
	reason: z.enum(REASONS).optional().catch(undefined),
	count: z.number().optional().catch(undefined),
	/** Of an attempt that may fail. */
	outcome: z.string().optional().catch(undefined),
});
const change = z.object({ before: connectionSettings, after: connectionSettings });
const chosen = z.object({ after: fieldValue });

/** What an action was about, in the reader's words. */
export function auditDetail(frame: Frame, { action, detail }: AuditRow): Html | string {
	const { texts, language } = frame;
	if (action === "settings.change") return settingsDiff(frame, detail);
	const { run, mode, entity, side, id, smhId, accurateId, field, reason, count, outcome } = known.parse(detail);
	const value = action === "conflict.choose" ? chosen.safeParse(detail).data?.after : undefined;
	const parts: (Html | string)[] = [
		...(run ? [html`<a href="/runs/${encodeURIComponent(run)}">${mode ? texts.run.name[mode] : texts.changes.see}</a>`] : []),
		...(entity ? [texts.entity[entity]] : []),
		...(side ? [`${texts.side[side]} ${id ?? ""}`] : []),
		...(smhId ? [`${texts.side.smh} ${smhId}`] : []),
		...(accurateId ? [`${texts.side.accurate} ${accurateId}`] : []),
		...(reason ? [reasonText(reason, language).sentence] : []),
		...(entity && field
			? [html`${named(frame, entity, field)}${value === undefined ? "" : html` = ${shown(frame, entity, field, value)}`}`]
			: []),
		...(outcome === undefined || outcome === "done" ? [] : [texts.history.notDone]),
		...(count === undefined ? [] : [texts.history.records(count)]),
	];
	return html`${parts.map((part, index) => html`${index > 0 ? " · " : ""}${part}`)}`;
}

function settingsDiff(frame: Frame, detail: AuditRow["detail"]): Html | string {
	const parsed = change.safeParse(detail);
	if (!parsed.success) return "";
	const { before, after } = parsed.data;
	return html`${changedSettings(frame.texts, before, after).map(
		({ label, from, to }, index) => html`${index > 0 ? html`<br>` : ""}${label}: ${from} → ${to}`,
	)}`;
}
