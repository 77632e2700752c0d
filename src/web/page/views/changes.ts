import { html } from "hono/html";
import { fieldsOf } from "../../../domain/entities.ts";
import type { ChangeView } from "../../../store/change-pages.ts";
import type { Frame, Html } from "../frame.ts";
import { named, shown } from "./value.ts";

/** The kinds of changes people are shown; writing a Partner ID comes with another one. */
export const SHOWN_OPERATIONS = ["create", "update", "remove", "link"] as const;
export type ShownOperation = (typeof SHOWN_OPERATIONS)[number];
export type ShownChange = ChangeView & { readonly operation: ShownOperation };

export const isShown = (change: ChangeView): change is ShownChange => change.operation !== "partner_id";

/** One record, what happens to it, and each field before and after. An edit is open, a whole record folded. */
export function changeItem(frame: Frame, change: ShownChange, preview: boolean): Html {
	const { texts } = frame;
	const { entity, side, operation, label, before, after } = change;
	const fields = Object.keys(fieldsOf(entity)).filter((field) =>
		[before, after].some((half) => (half?.[field] ?? null) !== null),
	);
	const what = (preview ? texts.changes.wouldDo : texts.changes.did)[operation](texts.side[side]);
	const head = html`<span class="what-of ${operation}">${done(change) ? what : texts.changes.operation[operation]}</span>
<strong>${label || texts.changes.unnamed}</strong>${badge(frame, change)}
<small>${texts.entity[entity]}${idsOf(frame, change)}${fields.length > 0 ? html` · ${texts.changes.fields(fields.length)}` : ""}</small>`;
	const why = change.error === null ? "" : html`<p class="problem">${change.error}</p>`;
	if (fields.length === 0) return html`<li class="change"><p class="head">${head}</p>${why}</li>`;
	return html`<li class="change"><details${operation === "update" ? html` open` : ""}><summary class="head">${head}</summary>${diff(frame, change, fields)}</details>${why}</li>`;
}

const done = ({ state }: ChangeView): boolean => state === "applied" || state === "previewed";

const badge = ({ texts }: Frame, change: ShownChange): Html | string =>
	change.state === "failed" || change.state === "planned"
		? html` <span class="badge ${change.state}">${texts.changes[change.state]}</span>`
		: "";

const idsOf = ({ texts }: Frame, { smhId, accurateId }: ChangeView): string =>
	[
		smhId === null ? "" : ` · ${texts.side.smh} ${smhId}`,
		accurateId === null ? "" : ` · ${texts.side.accurate} ${accurateId}`,
	].join("");

/** Only the halves there are: a new record has no before, one that goes no after. */
function diff(frame: Frame, { entity, before, after }: ShownChange, fields: readonly string[]): Html {
	const { changes } = frame.texts;
	const halves = [
		...(before ? [{ name: changes.before, half: before, kind: "before" }] : []),
		...(after ? [{ name: changes.after, half: after, kind: "after" }] : []),
	];
	return html`<div class="scroll"><table class="compare">
<thead><tr><th scope="col">${changes.field}</th>${halves.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${fields.map(
		(field) =>
			html`<tr><th scope="row">${named(frame, entity, field)}</th>${halves.map(({ half, kind }) => html`<td class="${kind}">${shown(frame, entity, field, half[field])}</td>`)}</tr>`,
	)}</tbody></table></div>`;
}
